import { derivedId } from './ids';
import { changed, fresh, notFound, type Fields, type Predictor } from './predict';

const opensWithReports = (kind: unknown): boolean => kind !== 'team' && kind !== 'other';

/** A verb that sets fields of one record. */
const sets =
  (kind: 'meeting' | 'meeting_decision' | 'meeting_action', fields: (args: Fields) => Fields): Predictor =>
  ({ args }, view, moment) => {
    const record = view.get(kind, String(args.id));
    return record ? [changed(record, fields(args), moment)] : notFound();
  };

/** One that may be there once in a meeting. */
const once =
  (kind: 'agenda_item' | 'district_report', field: 'item_kind' | 'organization', only?: string): Predictor =>
  ({ args }, view, moment) => {
    const id = String(args.id);
    if (view.get(kind, id)) return [];
    const all: Fields[] = view.all(kind) as never;
    const taken = all.some((each) => each.meeting === args.meeting && each[field] === args[field]);
    if (taken && (only ?? args[field]) === args[field]) return { code: 'duplicate_link', field };
    return [{ put: fresh(kind, id, args, moment) }];
  };

const report = once('district_report', 'organization');

export const meetingPredictors: Record<string, Predictor> = {
  create_meeting({ id: command, args }, view, moment) {
    const id = String(args.id);
    if (view.get('meeting', id)) return [];
    const opening = {
      meeting: id,
      rank: 'V',
      item_kind: 'district_report',
      lead: args.facilitator,
      minutes: 10,
    };
    const item = fresh('agenda_item', derivedId(command, 'agenda_item', 0), opening, moment);
    const opens = opensWithReports(args.meeting_kind);
    return [{ put: fresh('meeting', id, args, moment) }, ...(opens ? [{ put: item }] : [])];
  },
  advance_meeting: sets('meeting', ({ to }) => ({ state: to })),
  create_agenda_item: once('agenda_item', 'item_kind', 'district_report'),
  create_district_report(command, view, moment) {
    const of = view.get('organization', String(command.args.organization));
    if (of && of.organization_kind !== 'district') return { code: 'wrong_link', field: 'organization' };
    return report(command, view, moment);
  },
  review_decision: sets('meeting_decision', ({ to, why, review_on }) => ({
    state: to,
    review_why: why,
    review_on,
  })),
  finish_action: sets('meeting_action', ({ to, reason }) => ({ state: to, state_reason: reason })),
};
