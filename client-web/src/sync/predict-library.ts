import type { Adoption, AdoptionState, Kind, ProtocolState, ProtocolVersion, RecordOf } from '../protocol';
import type { Refusal } from './messages';
import { changed, dayOf, edited, firstLevel, fresh, notFound, type Fields, type Predictor } from './predict';
import type { View } from './replica';

/** What a version still needs before it may go to `to`: the first thing that is missing. */
export function missingForVersion(
  view: View,
  version: ProtocolVersion,
  to: ProtocolState,
): Refusal | undefined {
  if (to !== 'testing') return undefined;
  if (!version.steps) return { code: 'missing', field: 'steps' };
  const purpose = view.get('change_protocol', version.protocol)?.purpose;
  return purpose ? undefined : { code: 'missing', field: 'purpose' };
}

/** What a site still needs before it may say that it has taken a protocol up. */
export function missingForAdoption(adoption: Adoption, to: AdoptionState): Refusal | undefined {
  if (to !== 'adopted' && to !== 'adapted') return undefined;
  if (!adoption.owner) return { code: 'needs_owner' };
  return adoption.sustain_plan ? undefined : { code: 'needs_sustain_plan' };
}

export const nextNumber = (view: View, protocol: string): number =>
  Math.max(0, ...view.all('protocol_version').map((v) => (v.protocol === protocol ? (v.number ?? 0) : 0))) +
  1;

const published = (): Refusal => ({ code: 'published', field: 'id' });

const isDraft = (view: View, version: string): boolean =>
  view.get('protocol_version', version)?.state === 'draft';

/** Of the boxes that a protocol is said to serve, the aim is none: all of them serve that. */
const namesAim = (view: View, boxes: unknown): boolean =>
  ((boxes as string[] | undefined) ?? []).some((id) => view.get('driver_node', id)?.node_kind === 'aim');

const wrongLink = (field: string): Refusal => ({ code: 'wrong_link', field });

/** Edits and deletes what `fixed` does not say is published. */
function untilPublished<K extends Kind>(kind: K, fixed: (record: RecordOf[K], view: View) => boolean) {
  const edit: Predictor = ({ args }, view, moment) => {
    const record = view.get(kind, String(args.id));
    if (!record) return notFound();
    return fixed(record, view) ? published() : [changed(record, edited(record, args), moment)];
  };
  const archive: Predictor = ({ args }, view) => {
    const id = String(args.id);
    const record = view.get(kind, id);
    if (!record) return notFound();
    return fixed(record, view) ? published() : [{ remove: { kind, id } }];
  };
  return { edit, archive };
}

const ofVersion = untilPublished('protocol_version', (version) => version.state !== 'draft');
const ofChange = untilPublished('protocol_change', (line, view) => !isDraft(view, line.version));
// A protocol goes on to be worded; only deleted it is not.
const ofProtocol = untilPublished('change_protocol', (protocol, view) =>
  view.all('protocol_version').some((v) => v.protocol === protocol.id && v.state !== 'draft'),
);

export const libraryPredictors: Record<string, Predictor> = {
  create_change_protocol({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('change_protocol', id)) return [];
    if (namesAim(view, args.change_ideas)) return wrongLink('change_ideas');
    const reply = view.get('reply', args.from_reply as string | undefined);
    // A protocol is written from the answer that was accepted.
    if (reply && view.get('post', reply.post)?.accepted_reply !== reply.id) return wrongLink('from_reply');
    const authors = [...new Set([...((args.authors as string[] | undefined) ?? []), moment.me])];
    const shared_with = firstLevel(view, view.get('team', args.team as string | undefined)?.district);
    return [{ put: fresh('change_protocol', id, { ...args, authors, shared_with }, moment) }];
  },

  edit_change_protocol({ args }, view, moment) {
    const protocol = view.get('change_protocol', String(args.id));
    if (!protocol) return notFound();
    const after = edited(protocol, args);
    return namesAim(view, after.change_ideas)
      ? wrongLink('change_ideas')
      : [changed(protocol, after, moment)];
  },

  archive_change_protocol: ofProtocol.archive,

  create_protocol_version({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('protocol_version', id)) return [];
    const protocol = String(args.protocol);
    if (!view.get('change_protocol', protocol)) return notFound();
    const from = view.get('protocol_version', args.derived_from as string | undefined);
    if (from && from.protocol !== protocol) return wrongLink('derived_from');
    const number = nextNumber(view, protocol);
    return [{ put: fresh('protocol_version', id, { ...args, number }, moment) }];
  },

  edit_protocol_version: ofVersion.edit,
  archive_protocol_version: ofVersion.archive,

  advance_protocol_version({ args }, view, moment) {
    const version = view.get('protocol_version', String(args.id));
    if (!version) return notFound();
    const to = args.to as ProtocolState;
    const fields: Fields = { state: to, state_reason: args.reason };
    if (to === 'testing') fields.published_on = dayOf(moment.now);
    return missingForVersion(view, version, to) ?? [changed(version, fields, moment)];
  },

  create_protocol_change({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('protocol_change', id)) return [];
    if (!isDraft(view, String(args.version))) return published();
    return [{ put: fresh('protocol_change', id, args, moment) }];
  },

  edit_protocol_change: ofChange.edit,
  archive_protocol_change: ofChange.archive,

  create_adoption({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('adoption', id)) return [];
    const byRule = { since: dayOf(moment.now), shared_with: firstLevel(view, String(args.organization)) };
    return [{ put: fresh('adoption', id, { ...args, ...byRule }, moment) }];
  },

  edit_adoption({ args }, view, moment) {
    const adoption = view.get('adoption', String(args.id));
    if (!adoption) return notFound();
    const after = edited(adoption, args);
    // What has been taken up for good keeps its owner and its plan.
    const missing = missingForAdoption({ ...adoption, ...after }, adoption.state);
    return missing ?? [changed(adoption, after, moment)];
  },

  advance_adoption({ args }, view, moment) {
    const adoption = view.get('adoption', String(args.id));
    if (!adoption) return notFound();
    const to = args.to as AdoptionState;
    const fields = { state: to, state_reason: args.reason, since: args.since ?? dayOf(moment.now) };
    return missingForAdoption(adoption, to) ?? [changed(adoption, fields, moment)];
  },
};
