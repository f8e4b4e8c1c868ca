import { isKind, type AnyRecord, type Kind } from '../protocol';
import type { Refusal } from './messages';
import { keyOf, type View } from './replica';
import { applyChange, changesNothing, inverse, type TextChange } from './text-change';
import { carryBack } from './text-editor';
import { textIn } from './typing';

type Args = Record<string, unknown>;

interface Given {
  name: string;
  args: Args;
}

/** What a command did, and what takes it back. */
interface CommandStep {
  did: Given;
  back: Given;
  at_ms: number;
}

/** A field that several people write in. */
export interface TextPlace {
  kind: Kind;
  id: string;
  field: string;
}

/**
 * What somebody did to a text in one sitting: `back` takes it back, given the text as they `left` it. What others write
 * moves both, so they are exact for as long as nothing of theirs was missed.
 */
interface TextStep {
  text: TextPlace;
  left: string;
  back: TextChange;
}

type Step = CommandStep | TextStep;

/** What came of undoing: done, refused here, or left alone because `by` has worked on it since. */
export interface Undone {
  did: string;
  refusal?: Refusal;
  changedBy?: string;
}

export interface Commands extends View {
  issue(name: string, args: Args, seen?: number): Refusal | undefined;
  write(kind: Kind, id: string, field: string, change: TextChange): Refusal | undefined;
  hearText(kind: Kind, id: string, field: string, editor: (change: TextChange) => void): () => void;
  readonly me: { member: string };
  /** Whether everything that hangs on a cycle is here, so that others' work on it can be seen. */
  detailsOf(kind: Kind, id: string): 'there' | 'waiting';
}

// Enough for a sitting; older steps are in the history of the record.
const STEPS_MAX = 100;
// A field that saves itself while somebody types is one step, not twenty.
const SAME_STEP_MS = 5_000;

const fieldsOf = (record: AnyRecord): Args => record as unknown as Args;
const isUnset = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(isUnset(a) ? null : a) === JSON.stringify(isUnset(b) ? null : b);

/** The kind that a command of the plain verbs is about. */
function kindOf(name: string): Kind | undefined {
  const kind = name.slice(name.indexOf('_') + 1);
  return isKind(kind) ? kind : undefined;
}

// What says yes or no to a thing is taken back by saying the other.
const turns: Record<string, string> = {
  use_post: 'used',
  close_post: 'closed',
  finish_activity: 'done',
  release_measure_series: 'released',
};

/** What takes `command` back, given what is true before it is given; undefined where nothing does. */
function inverseOf({ name, args }: Given, view: View): Given | undefined {
  const id = String(args.id);
  const verb = name.slice(0, name.indexOf('_'));
  const kind = kindOf(name);
  if (name === 'plan_pdsa_cycle') return { name: 'archive_pdsa_cycle', args: { id, only_mine: true } };
  if (name === 'clone_pdsa_cycle')
    return { name: 'archive_pdsa_cycle', args: { id: String(args.clone), only_mine: true } };
  if (name === 'continue_pdsa_cycle')
    return { name: 'archive_pdsa_cycle', args: { id: String(args.next), only_mine: true } };
  if (name === 'set_driver_node_state') {
    const node = view.get('driver_node', id);
    const reason = node?.state_reason ? { reason: node.state_reason } : {};
    return node && { name, args: { id, state: node.state, ...reason } };
  }
  if (name === 'finish_action') {
    const action = view.get('meeting_action', id);
    const reason = action?.state_reason ? { reason: action.state_reason } : {};
    return action && { name, args: { id, to: action.state, ...reason } };
  }
  if (name === 'import_data_points') {
    const rows = args.rows as { series: string }[];
    const series = [...new Set(rows.map((row) => row.series))];
    return { name: 'undo_data_import', args: { import_id: args.import_id, series } };
  }
  if (name === 'pause_pdsa_cycle') return { name: 'resume_pdsa_cycle', args: { id } };
  const turned = turns[name];
  if (turned !== undefined) return { name, args: { ...args, [turned]: !args[turned] } };
  if (!kind) return undefined;
  if (verb === 'create' || verb === 'restore')
    return { name: `archive_${kind}`, args: { id, only_mine: true } };
  if (verb === 'archive') return { name: `restore_${kind}`, args: { id } };
  const record = view.get(kind, id);
  if (!record) return undefined;
  if (verb === 'edit') return inverseOfEdit(kind, args, fieldsOf(record));
  if (verb === 'share') {
    const { shared_with, guests } = fieldsOf(record);
    return { name, args: { id, shared_with, guests: guests ?? [] } };
  }
  return undefined;
}

function inverseOfEdit(kind: Kind, args: Args, before: Args): Given {
  const set: Args = {};
  const clear: string[] = [];
  const cleared = (args.clear as string[] | undefined) ?? [];
  for (const name of [...Object.keys((args.set as Args | undefined) ?? {}), ...cleared]) {
    if (isUnset(before[name])) clear.push(name);
    else set[name] = before[name];
  }
  const lists = (given: unknown, keep: (now: string[], item: string) => boolean) =>
    Object.fromEntries(
      Object.entries((given as Record<string, string[]> | undefined) ?? {}).map(([name, items]) => [
        name,
        items.filter((item) => keep((before[name] as string[] | undefined) ?? [], item)),
      ]),
    );
  const back: Args = { id: args.id, if_changed: 'refuse' };
  if (Object.keys(set).length > 0) back.set = set;
  if (clear.length > 0) back.clear = clear;
  if (args.add) back.remove = lists(args.add, (now, item) => !now.includes(item));
  if (args.remove) back.add = lists(args.remove, (now, item) => now.includes(item));
  return { name: `edit_${kind}`, args: back };
}

/**
 * Undo and redo of one's own commands in this page. Each step keeps what takes it back; before that is given,
 * what stands there must still be what the step left: somebody else's work is never undone, nor lost with it.
 */
export class Undo {
  private readonly done: Step[] = [];
  private undone: Step[] = [];
  // The texts of which steps are kept, and how to stop hearing of them.
  private readonly heard = new Map<string, () => void>();

  constructor(
    private readonly commands: Commands,
    private readonly now: () => number,
  ) {}

  get next(): string | undefined {
    return nameOf(this.done.at(-1));
  }

  get nextRedo(): string | undefined {
    return nameOf(this.undone.at(-1));
  }

  /** Gives a command and remembers how to take it back. */
  issue(name: string, args: Args, seen?: number): Refusal | undefined {
    const did = { name, args };
    const back = inverseOf(did, this.commands);
    const refusal = this.commands.issue(name, args, seen);
    if (refusal || !back) return refusal;
    this.undone = [];
    this.remember({ did, back, at_ms: this.now() });
    return undefined;
  }

  /** Remembers a sitting in a text that others write in too, as its editor left it. */
  wrote(text: TextPlace, back: TextChange): void {
    const left = textIn(this.commands.get(text.kind, text.id), text.field);
    this.undone = [];
    this.push({ text, left, back });
    const key = placeKey(text);
    if (this.heard.has(key)) return;
    const { kind, id, field } = text;
    this.heard.set(
      key,
      this.commands.hearText(kind, id, field, (change) => this.hear(key, change)),
    );
  }

  private hear(key: string, change: TextChange): void {
    const steps = [this.done, this.undone].map((all) =>
      all.filter((step): step is TextStep => 'text' in step && placeKey(step.text) === key),
    );
    for (const some of steps) carryBack(some, change);
    if (steps.every((some) => some.length === 0)) {
      this.heard.get(key)?.();
      this.heard.delete(key);
    }
  }

  undo(): Undone | undefined {
    return this.takeBack(this.done, this.undone);
  }

  redo(): Undone | undefined {
    return this.takeBack(this.undone, this.done);
  }

  private push(step: Step): void {
    this.done.push(step);
    if (this.done.length > STEPS_MAX) this.done.shift();
  }

  private remember(step: CommandStep): void {
    const last = this.done.at(-1);
    if (last === undefined || 'text' in last) return this.push(step);
    const soon = step.at_ms - last.at_ms < SAME_STEP_MS;
    const goesOn = soon && editsTheSame(last.did, step.did) && leadsOn(last.did, step.back);
    if (goesOn) this.done[this.done.length - 1] = { ...step, back: last.back };
    else this.push(step);
  }

  private takeBack(from: Step[], to: Step[]): Undone | undefined {
    const step = from.pop();
    if (!step) return undefined;
    if ('text' in step) return this.takeBackText(step, to);
    const changedBy = this.whoChanged(step);
    if (changedBy !== undefined) return { changedBy, did: step.did.name };
    const again = inverseOf(step.back, this.commands);
    const refusal = this.commands.issue(step.back.name, step.back.args);
    if (refusal) return { did: step.did.name, refusal };
    if (again) to.push({ did: step.back, back: again, at_ms: this.now() });
    return { did: step.did.name };
  }

  // Only the words of that sitting go, wherever others have moved them by now.
  private takeBackText({ text, left, back }: TextStep, to: Step[]): Undone {
    const { kind, id, field } = text;
    const did = `edit_${kind}`;
    const record = this.commands.get(kind, id);
    const now = textIn(record, field);
    if (record && (now !== left || changesNothing(back))) return { did, changedBy: record.updated_by ?? '' };
    const refusal = this.commands.write(kind, id, field, back);
    if (refusal) return { did, refusal };
    to.push({ text, left: applyChange(now, back), back: inverse(back, now) });
    return { did };
  }

  // Who else stands in the way of taking this step back: the one whose work would go with it.
  private whoChanged({ did, back }: CommandStep): string | undefined {
    const kind = kindOf(back.name) ?? (back.name === 'set_driver_node_state' ? 'driver_node' : undefined);
    const record = kind && this.commands.get(kind, String(back.args.id));
    if (!record) return undefined;
    const fields = fieldsOf(record);
    if (back.name.startsWith('archive_')) return this.whoWorkedOn(record);
    const left: Args = { ...(did.args.set as Args | undefined) };
    for (const name of (did.args.clear as string[] | undefined) ?? []) left[name] = undefined;
    if ('state' in did.args) left.state = did.args.state;
    if ('shared_with' in did.args) left.shared_with = did.args.shared_with;
    const moved = Object.entries(left).some(([name, value]) => !same(fields[name], value));
    return moved ? (record.updated_by ?? '') : undefined;
  }

  // What is archived takes along what hangs on it: none of that may be another's.
  private whoWorkedOn(record: AnyRecord): string | undefined {
    const me = this.commands.me.member;
    if (record.updated_by !== me) return record.updated_by ?? '';
    if (
      record.kind === 'pdsa_cycle' &&
      this.commands.detailsOf(record.kind, record.id) !== 'there' &&
      record.revision > 0
    ) {
      return '';
    }
    for (const kind of hangers) {
      for (const other of this.commands.all(kind)) {
        const names = Object.values(fieldsOf(other)).some(
          (value) => value === record.id || (Array.isArray(value) && value.includes(record.id)),
        );
        if (names && other.id !== record.id && (other.updated_by !== me || other.created_by !== me)) {
          return other.updated_by ?? '';
        }
      }
    }
    return undefined;
  }
}

// Kinds whose records hang on others.
const hangers: readonly Kind[] = [
  'team_membership',
  'driver_node',
  'driver_link',
  'ramp',
  'pdsa_cycle',
  'question',
  'prediction_amendment',
  'task',
  'observation',
  'attachment',
  'protocol_version',
  'protocol_change',
  'adoption',
  'comment',
  'reply',
  'adaptation',
  'upstream_proposal',
  'evidence_row',
  'objection',
  'agenda_item',
  'district_report',
  'meeting_decision',
  'meeting_action',
  'measure_definition',
  'measure_series',
  'data_point',
  'chart_phase',
  'chart_annotation',
  'chart_signal',
];

const placeKey = ({ kind, id, field }: TextPlace): string => `${keyOf(kind, id)} ${field}`;

const nameOf = (step: Step | undefined): string | undefined =>
  step && ('text' in step ? `edit_${step.text.kind}` : step.did.name);

const editsTheSame = (a: Given, b: Given): boolean =>
  a.name === b.name &&
  a.name.startsWith('edit_') &&
  a.args.id === b.args.id &&
  !a.args.add &&
  !b.args.add &&
  !a.args.remove &&
  !b.args.remove &&
  fieldNames(a) === fieldNames(b);

// What stood there was my own last word: nobody's came between.
const leadsOn = (did: Given, back: Given): boolean =>
  Object.entries((did.args.set as Args | undefined) ?? {}).every(([name, value]) =>
    same(value, (back.args.set as Args | undefined)?.[name]),
  );

const fieldNames = ({ args }: Given): string =>
  [...Object.keys((args.set as Args | undefined) ?? {}), ...((args.clear as string[] | undefined) ?? [])]
    .sort()
    .join();
