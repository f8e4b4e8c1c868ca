import type { AnyRecord, Flag, Kind, ModerationCase, RecordOf } from '../protocol';
import { isKind } from '../protocol';
import {
  changed,
  fresh,
  notFound,
  type Effect,
  type Fields,
  type Moment,
  type Outcome,
  type Predictor,
} from './predict';
import type { View } from './replica';

/** The page on which the record stands, as the server keeps it with a flag or a case. */
function placeOf(about: AnyRecord): Fields {
  const cycle = (about as { cycle?: string }).cycle;
  if (cycle !== undefined) return { place_kind: 'pdsa_cycle', place_id: cycle };
  if (about.kind === 'comment') return { place_kind: about.about_kind, place_id: about.about_id };
  return { place_kind: about.kind, place_id: about.id };
}

const aboutOf = (view: View, { about_kind, about_id }: Fields): AnyRecord | undefined =>
  isKind(String(about_kind)) ? view.get(about_kind as 'comment', String(about_id)) : undefined;

type Move = (held: ModerationCase, about: AnyRecord | undefined) => Effect[];

function moved(
  from: readonly ModerationCase['state'][],
  fields: (args: Fields, moment: Moment) => Partial<RecordOf['moderation_case']>,
  withAbout: Move = () => [],
): Predictor {
  return ({ args }, view, moment): Outcome => {
    const held = view.get('moderation_case', String(args.id));
    if (!held) return notFound();
    if (!from.includes(held.state)) return { code: 'wrong_state', field: 'id' };
    const about = aboutOf(view, held as unknown as Fields);
    return [changed(held, fields(args, moment), moment), ...withAbout(held, about)];
  };
}

const text = (value: unknown): string | undefined => value as string | undefined;
const beforeRemoval = ['held', 'edits_asked'] as const;
const unsettled = [...beforeRemoval, 'removal_proposed', 'removed'] as const;
const canBeHeld: readonly Kind[] = [
  'comment',
  'observation',
  'change_protocol',
  'post',
  'reply',
  'adaptation',
  'objection',
];

const flagsOn = (view: View, { about_kind, about_id }: Fields): Flag[] =>
  view
    .all('flag')
    .filter((flag) => flag.about_kind === about_kind && flag.about_id === about_id && flag.state === 'open');

function shown(_: ModerationCase, about: AnyRecord | undefined): Effect[] {
  if (!about) return [];
  const { held, ...rest } = about;
  return held ? [{ put: rest as AnyRecord }] : [];
}

const appealed = moved(unsettled, ({ appeal }) => ({ state: 'appealed', appeal: text(appeal) }));

export const moderationPredictors: Record<string, Predictor> = {
  create_flag({ args }, view, moment) {
    const about = aboutOf(view, args);
    if (!about || view.get('flag', String(args.id))) return [];
    return [{ put: fresh('flag', String(args.id), { ...args, ...placeOf(about) }, moment) }];
  },
  dismiss_flag({ args }, view, moment) {
    const flag = view.get('flag', String(args.id));
    if (!flag) return notFound();
    if (flag.state !== 'open') return { code: 'wrong_state', field: 'id' };
    return [changed(flag, { state: 'dismissed', answer: args.answer, answered_by: moment.me }, moment)];
  },
  hold_record({ args }, view, moment) {
    const about = aboutOf(view, args);
    // It may not be on this device; its author is known to the server alone then.
    if (!about || view.get('moderation_case', String(args.id))) return [];
    if (!canBeHeld.includes(about.kind)) return { code: 'wrong_link', field: 'about_kind' };
    if (about.held) return { code: 'wrong_state', field: 'about_id' };
    const byRule = { ...placeOf(about), author: about.created_by, state: 'held', held_by: moment.me };
    return [
      { put: fresh('moderation_case', String(args.id), { ...args, ...byRule }, moment) },
      { put: { ...about, held: true } },
      ...flagsOn(view, args).map((flag) => changed(flag, { state: 'acted', answered_by: moment.me }, moment)),
    ];
  },
  ask_for_edits: moved(beforeRemoval, ({ edits_asked }) => ({
    state: 'edits_asked',
    edits_asked: text(edits_asked),
  })),
  propose_removal: moved(beforeRemoval, ({ reason }, { me }) => ({
    state: 'removal_proposed',
    settled_reason: text(reason),
    removal_proposed_by: me,
  })),
  confirm_removal: moved(
    ['removal_proposed'],
    (_, { me }) => ({ state: 'removed', removal_confirmed_by: me }),
    (_, about) => (about ? [{ remove: { kind: about.kind, id: about.id } }] : []),
  ),
  release_record: moved(
    [...unsettled, 'appealed', 'upheld'],
    ({ reason }, { me }) => ({ state: 'released', settled_reason: text(reason), settled_by: me }),
    shown,
  ),
  appeal_moderation(command, view, moment) {
    const held = view.get('moderation_case', String(command.args.id));
    return held?.author === moment.me ? appealed(command, view, moment) : notFound();
  },
  uphold_moderation: moved(['appealed'], ({ reason }, { me }) => ({
    state: 'upheld',
    settled_reason: text(reason),
    settled_by: me,
  })),
};
