import type { CycleState, Kind, PdsaCycle } from '../protocol';
import { derivedId } from './ids';
import type { Command, Refusal } from './messages';
import {
  changed,
  dayOf,
  edited,
  fresh,
  notFound,
  type Effect,
  type Fields,
  type Moment,
  type Predictor,
} from './predict';
import { rankBetween } from './rank';
import type { View } from './replica';

// A title that fits one line of the board; a quick start takes it from `what`.
const TITLE_FROM_WHAT = 60;

function titleFrom(what: string): string {
  const line = what.split('\n', 1)[0]!;
  if (line.length <= TITLE_FROM_WHAT) return line;
  const space = line.lastIndexOf(' ', TITLE_FROM_WHAT);
  return `${line.slice(0, space > 0 ? space : TITLE_FROM_WHAT)}…`;
}

const nextNumber = (view: View, ramp: string): number =>
  Math.max(0, ...view.all('pdsa_cycle').map((c) => (c.ramp === ramp ? (c.number ?? 0) : 0))) + 1;

// The study as it stood, the newest first, as the server keeps it.
function studyBefore(cycle: PdsaCycle): string {
  const latest = `${dayOf(cycle.completed_at_ms ?? 0)}\n${cycle.study ?? ''}`;
  const learned = cycle.learned ? `\n${cycle.learned}` : '';
  return latest + learned + (cycle.earlier_study ? `\n\n${cycle.earlier_study}` : '');
}

/** What a plan is made of, beside its questions and tasks: what one team takes over from another. */
export const planFields = [
  'title',
  'intent',
  'objective',
  'what',
  'scale_schools',
  'scale_staff',
  'scale_people',
  'scale_occasions',
  'measure_of_success',
  'data_plan',
  'logistics',
  'conditions',
] as const;

function moved(fieldsFor: (cycle: PdsaCycle, args: Fields) => Fields): Predictor {
  return ({ args }, view, moment) => {
    const cycle = view.get('pdsa_cycle', String(args.id));
    return cycle ? [changed(cycle, fieldsFor(cycle, args), moment)] : notFound();
  };
}

/** What a cycle still needs before it may go to `to`: the first thing that is missing. */
export function missingFor(view: View, cycle: PdsaCycle, to: CycleState): Refusal | undefined {
  const questions = view.all('question').filter((question) => question.cycle === cycle.id);
  const { scale_schools, scale_staff, scale_people, scale_occasions } = cycle;
  if (to === 'planned') {
    if (!questions.some((question) => question.prediction)) return { code: 'needs_prediction' };
    if (!cycle.end_on) return { code: 'needs_end_date' };
    if (!scale_schools && !scale_staff && !scale_people && !scale_occasions) return { code: 'needs_scale' };
  }
  if (to === 'complete') {
    if (questions.some((question) => !question.verdict)) return { code: 'needs_verdict' };
    if (!cycle.decision) return { code: 'needs_decision' };
    if (cycle.decision === 'adopt' && !cycle.sustain_owner) return { code: 'needs_owner' };
    if (cycle.decision === 'adopt' && !cycle.sustain_plan) return { code: 'needs_sustain_plan' };
    if (cycle.decision === 'abandon' && !cycle.taught) return { code: 'needs_learning' };
  }
  return undefined;
}

/** The titles on the way by which `from` builds on `to`, both included; undefined where it does not. */
function wayBack(view: View, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) {
      const way: string[] = [];
      for (let step: string | undefined = to; step !== undefined; step = cameFrom.get(step))
        way.unshift(view.get('pdsa_cycle', step)?.title ?? step);
      return way;
    }
    for (const earlier of view.get('pdsa_cycle', at)?.builds_on ?? []) {
      if (cameFrom.has(earlier)) continue;
      cameFrom.set(earlier, at);
      open.push(earlier);
    }
  }
  return undefined;
}

/** Why `cycle` cannot build on `earlier`, in the code the server would use; undefined if it can. */
export function buildsOnProblem(view: View, cycle: PdsaCycle, earlier: string): Refusal | undefined {
  const other = view.get('pdsa_cycle', earlier);
  if (!other) return notFound();
  if (earlier === cycle.id || other.ramp !== cycle.ramp) return { code: 'wrong_link', field: 'builds_on' };
  const way = wayBack(view, earlier, cycle.id);
  return way && { code: 'loop', field: 'builds_on', with: { path: [cycle.title, ...way].join(' → ') } };
}

// What is copied goes by what it was copied from (docs/SYNC.md R2).
const copiedId = (command: string, kind: Kind, from: string): string =>
  derivedId(`${command}/${from}`, kind, 0);

// The ramp that a new cycle joins: the one that is named, or a new one on the change idea.
function rampFor(command: Command, title: string, moment: Moment): { ramp: string; effects: Effect[] } {
  const { args } = command;
  if (args.ramp) return { ramp: String(args.ramp), effects: [] };
  const ramp = derivedId(command.id, 'ramp', 0);
  const fields = { title, change_idea: args.change_idea, team: args.team };
  return { ramp, effects: [{ put: fresh('ramp', ramp, fields, moment) }] };
}

export const cyclePredictors: Record<string, Predictor> = {
  create_observation({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('observation', id)) return [];
    const written_for = view.get('pdsa_cycle', String(args.cycle))?.shared_with ?? 'team';
    return [{ put: fresh('observation', id, { ...args, written_for }, moment) }];
  },
  plan_pdsa_cycle(command, view, moment) {
    const { args } = command;
    const id = String(args.id);
    if (view.get('pdsa_cycle', id)) return [];
    const what = String(args.what);
    const title = String(args.title || titleFrom(what));
    const { ramp, effects } = rampFor(command, title, moment);
    effects.push({
      put: fresh(
        'pdsa_cycle',
        id,
        {
          ramp,
          title,
          what,
          team: args.team,
          owner: moment.me,
          end_on: args.end_on,
          schools: args.schools,
          number: nextNumber(view, ramp),
          state: 'planned',
          scale_schools: 1,
          scale_staff: 1,
          scale_people: 1,
          scale_occasions: 1,
        },
        moment,
      ),
    });
    effects.push({
      put: fresh(
        'question',
        derivedId(command.id, 'question', 0),
        {
          cycle: id,
          text: titleFrom(what),
          prediction: args.prediction,
          rank: rankBetween(undefined, undefined),
        },
        moment,
      ),
    });
    return effects;
  },

  create_pdsa_cycle({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('pdsa_cycle', id)) return [];
    const number = nextNumber(view, String(args.ramp));
    return [{ put: fresh('pdsa_cycle', id, { owner: moment.me, number, ...args }, moment) }];
  },

  edit_pdsa_cycle({ args }, view, moment) {
    const cycle = view.get('pdsa_cycle', String(args.id));
    if (!cycle) return notFound();
    const after = edited(cycle, args);
    for (const earlier of (after.builds_on as string[] | undefined) ?? []) {
      if (cycle.builds_on?.includes(earlier)) continue;
      const problem = buildsOnProblem(view, cycle, earlier);
      if (problem) return problem;
    }
    return [changed(cycle, after, moment)];
  },

  archive_pdsa_cycle({ args }, view) {
    const id = String(args.id);
    return view.get('pdsa_cycle', id) ? [{ remove: { kind: 'pdsa_cycle', id } }] : notFound();
  },

  advance_pdsa_cycle({ args }, view, moment) {
    const cycle = view.get('pdsa_cycle', String(args.id));
    if (!cycle) return notFound();
    const to = args.to as CycleState;
    const stamps: Fields = {};
    if (to === 'doing') stamps.predictions_locked_at_ms = moment.now;
    if (to === 'complete') stamps.completed_at_ms = moment.now;
    return missingFor(view, cycle, to) ?? [changed(cycle, { state: to, ...stamps }, moment)];
  },
  pause_pdsa_cycle: moved((cycle, args) => ({
    state: 'paused',
    paused_from: cycle.state,
    state_reason: args.reason,
  })),
  resume_pdsa_cycle: moved((cycle) => ({
    state: cycle.paused_from ?? cycle.state,
    paused_from: undefined,
    state_reason: undefined,
  })),
  stop_pdsa_cycle: moved((_, args) => ({
    state: 'stopped',
    state_reason: args.reason,
    paused_from: undefined,
  })),
  reopen_pdsa_cycle: moved((cycle) => ({
    state: 'studying',
    completed_at_ms: undefined,
    earlier_study: studyBefore(cycle),
  })),
  transfer_pdsa_cycle: moved((_, args) => ({ owner: args.owner })),

  // The questions of the copy come with the server's answer: they are not in step here unless the cycle is open.
  continue_pdsa_cycle({ args }, view, moment) {
    const next = String(args.next);
    if (view.get('pdsa_cycle', next)) return [];
    const cycle = view.get('pdsa_cycle', String(args.id));
    if (!cycle) return notFound();
    const { ramp, team, schools, intent, objective, conditions, data_plan, logistics } = cycle;
    const { measure_of_success, scale_schools, scale_staff, scale_people, scale_occasions } = cycle;
    const copied = {
      ...{ ramp, team, schools, intent, objective, conditions, data_plan, logistics },
      ...{ measure_of_success, scale_schools, scale_staff, scale_people, scale_occasions },
      belief_before: cycle.belief_after,
      what: cycle.next_changes ?? cycle.what,
      protocol_version: cycle.protocol_version,
      measures: cycle.measures,
      title: args.title || cycle.title,
      owner: moment.me,
      builds_on: [cycle.id],
      number: nextNumber(view, ramp),
    };
    return [{ put: fresh('pdsa_cycle', next, copied, moment) }];
  },

  clone_pdsa_cycle(command, view, moment) {
    const { args } = command;
    const clone = String(args.clone);
    if (view.get('pdsa_cycle', clone)) return [];
    const source = view.get('pdsa_cycle', String(args.id));
    if (!source) return notFound();
    const { ramp, effects } = rampFor(command, source.title, moment);
    const fields: Fields = {
      ramp,
      team: args.team,
      owner: moment.me,
      number: nextNumber(view, ramp),
      adapted_from: source.id,
      adapted_revision: source.revision,
      adapted_on: dayOf(moment.now),
      protocol_version: source.protocol_version,
      measures: source.measures,
    };
    for (const field of planFields) fields[field] = source[field];
    effects.push({ put: fresh('pdsa_cycle', clone, fields, moment) });
    // They are here when the source is open; otherwise the server's answer brings them.
    for (const question of view.all('question')) {
      if (question.cycle !== source.id) continue;
      const { text, rank } = question;
      const id = copiedId(command.id, 'question', question.id);
      effects.push({ put: fresh('question', id, { cycle: clone, text, rank }, moment) });
    }
    for (const task of view.all('task')) {
      if (task.cycle !== source.id) continue;
      const { what, rank } = task;
      const id = copiedId(command.id, 'task', task.id);
      effects.push({ put: fresh('task', id, { cycle: clone, what, rank }, moment) });
    }
    return effects;
  },

  amend_prediction(command, view, moment) {
    const { args } = command;
    const question = view.get('question', String(args.question));
    if (!question) return notFound();
    const id = derivedId(command.id, 'prediction_amendment', 0);
    if (view.get('prediction_amendment', id)) return [];
    return [
      changed(question, { prediction: args.prediction }, moment),
      {
        put: fresh(
          'prediction_amendment',
          id,
          {
            cycle: question.cycle,
            question: question.id,
            before: question.prediction,
            after: args.prediction,
            reason: args.reason,
          },
          moment,
        ),
      },
    ];
  },
};
