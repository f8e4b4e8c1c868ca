import type { CycleState, Observation, PdsaCycle, Question, Task } from '../../protocol';
import { newId } from '../../sync/ids';
import { byRank, rankBetween, type Ranked } from '../../sync/rank';
import type { ChosenFile } from '../../parts/chosen-file';
import { hangPhoto } from '../../parts/attachments-later';
import { t } from '../../state/attachment-words';
import { here, issue, records } from '../../state/session.svelte';

export interface QuickStart {
  team: string;
  change_idea?: string;
  ramp?: string;
  title?: string;
  what: string;
  prediction: string;
  end_on: string;
}

export function plan_pdsa_cycle(start: QuickStart): string | undefined {
  const id = newId();
  return issue('plan_pdsa_cycle', { id, ...start }) ? id : undefined;
}

export const advance_pdsa_cycle = (cycle: PdsaCycle, to: CycleState): boolean =>
  issue('advance_pdsa_cycle', { id: cycle.id, to }, cycle.revision);

export const pause_pdsa_cycle = (id: string, reason: string): boolean =>
  issue('pause_pdsa_cycle', { id, reason });

export const resume_pdsa_cycle = (id: string): boolean => issue('resume_pdsa_cycle', { id });

export const stop_pdsa_cycle = (id: string, reason: string): boolean =>
  issue('stop_pdsa_cycle', { id, reason });

export const reopen_pdsa_cycle = (id: string): boolean => issue('reopen_pdsa_cycle', { id });

export const archive_pdsa_cycle = (id: string): boolean => issue('archive_pdsa_cycle', { id });

export const transfer_pdsa_cycle = (cycle: PdsaCycle, owner: string): boolean =>
  issue('transfer_pdsa_cycle', { id: cycle.id, owner }, cycle.revision);

export function continue_pdsa_cycle(id: string): string | undefined {
  const next = newId();
  return issue('continue_pdsa_cycle', { id, next }) ? next : undefined;
}

export interface Clone {
  team: string;
  change_idea?: string;
  ramp?: string;
}

export function clone_pdsa_cycle(id: string, into: Clone): string | undefined {
  const clone = newId();
  return issue('clone_pdsa_cycle', { id, clone, ...into }) ? clone : undefined;
}

/** Links a cycle to an earlier one, or takes the link out; two people doing so at once do not undo each other. */
export const setBuildsOn = (id: string, earlier: string, on: boolean): boolean =>
  issue('edit_pdsa_cycle', { id, [on ? 'add' : 'remove']: { builds_on: [earlier] } });

/** Puts a school in or takes it out; two people doing so at once do not undo each other. */
export const setSchool = (id: string, school: string, on: boolean): boolean =>
  issue('edit_pdsa_cycle', { id, [on ? 'add' : 'remove']: { schools: [school] } });

/** Watches a measure, or no more; two people doing so at once do not undo each other. */
export const setMeasure = (id: string, measure: string, on: boolean): boolean =>
  issue('edit_pdsa_cycle', { id, [on ? 'add' : 'remove']: { measures: [measure] } });

const lastRank = (rows: Ranked[]): string => rankBetween([...rows].sort(byRank).at(-1)?.rank, undefined);

export const questionsOf = (cycle: string): Question[] =>
  records()
    .all('question')
    .filter((question) => question.cycle === cycle)
    .sort(byRank);

export const tasksOf = (cycle: string): Task[] =>
  records()
    .all('task')
    .filter((task) => task.cycle === cycle)
    .sort(byRank);

export const observationsOf = (cycle: string): Observation[] =>
  records()
    .all('observation')
    .filter((observation) => observation.cycle === cycle)
    .sort((a, b) => a.at_ms - b.at_ms);

export const create_question = (cycle: string, text: string, prediction: string): boolean =>
  issue('create_question', { id: newId(), cycle, text, prediction, rank: lastRank(questionsOf(cycle)) });

export const archive_question = (id: string): boolean => issue('archive_question', { id });

export const amend_prediction = (question: string, prediction: string, reason: string): boolean =>
  issue('amend_prediction', { question, prediction, reason });

export const create_task = (cycle: string, what: string): boolean =>
  issue('create_task', { id: newId(), cycle, what, rank: lastRank(tasksOf(cycle)) });

export const archive_task = (id: string): boolean => issue('archive_task', { id });

/** Its id, when it was taken. With a photo it may do without words. */
export function create_observation(
  cycle: string,
  { text, names, photo }: { text: string; names: boolean; photo: ChosenFile | undefined },
): string | undefined {
  const words = text.trim() || (photo && t('attachment.photo_alone'));
  if (!words) return undefined;
  const id = newId();
  const seen = { id, cycle, at_ms: Date.now(), text: words, names_a_person: names };
  if (!issue('create_observation', seen)) return undefined;
  if (photo) hangPhoto(photo, cycle, id, names);
  // Observations are here only while their cycle is open.
  here().once.add('log');
  return id;
}

export const archive_observation = (id: string): boolean => issue('archive_observation', { id });
