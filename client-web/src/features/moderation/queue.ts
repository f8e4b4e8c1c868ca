import type { AnyRecord, Flag, Kind, ModerationCase } from '../../protocol';
import type { View } from '../../sync/replica';

/** What is flagged, with all open flags on it, the oldest first. */
export interface Flagged {
  record: AnyRecord | undefined;
  about: { kind: Kind; id: string };
  flags: Flag[];
}

type Records = Pick<View, 'all' | 'get'>;

const byAge = (a: { created_at_ms: number }, b: { created_at_ms: number }): number =>
  a.created_at_ms - b.created_at_ms;

/** The open flags by what they are on. */
export function flagged(records: Records): Flagged[] {
  const found = new Map<string, Flagged>();
  for (const flag of records
    .all('flag')
    .filter((each) => each.state === 'open')
    .sort(byAge)) {
    const about = { kind: flag.about_kind as Kind, id: flag.about_id };
    const key = `${about.kind}/${about.id}`;
    const known = found.get(key);
    if (known) known.flags.push(flag);
    else found.set(key, { about, record: records.get(about.kind, about.id), flags: [flag] });
  }
  return [...found.values()];
}

const settled: readonly ModerationCase['state'][] = ['released', 'upheld', 'removed'];

/** Cases that somebody has still to do something about. */
export const openCases = (records: Records): ModerationCase[] =>
  records
    .all('moderation_case')
    .filter((each) => !settled.includes(each.state))
    .sort(byAge);

/** Cases that are settled for now, the latest first. */
export const closedCases = (records: Records): ModerationCase[] =>
  records
    .all('moderation_case')
    .filter((each) => settled.includes(each.state))
    .sort((a, b) => b.updated_at_ms - a.updated_at_ms);

export type Step = 'ask_for_edits' | 'release' | 'propose_removal' | 'confirm_removal' | 'uphold' | 'appeal';

const deskSteps: { [S in ModerationCase['state']]: Step[] } = {
  held: ['release', 'ask_for_edits', 'propose_removal'],
  edits_asked: ['release', 'ask_for_edits', 'propose_removal'],
  removal_proposed: ['release', 'confirm_removal'],
  removed: ['release'],
  appealed: ['release', 'uphold'],
  upheld: ['release'],
  released: [],
};
const authorSteps: readonly ModerationCase['state'][] = [
  'held',
  'edits_asked',
  'removal_proposed',
  'removed',
];

/** What this person may do next with the case: the desk's steps, and its author's one. */
export function stepsFor(held: ModerationCase, me: string, desk: boolean): Step[] {
  const steps = desk ? [...deskSteps[held.state]] : [];
  if (held.author === me && authorSteps.includes(held.state)) steps.push('appeal');
  // A second person confirms.
  return steps.filter((step) => step !== 'confirm_removal' || held.removal_proposed_by !== me);
}
