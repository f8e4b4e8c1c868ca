import {
  applyChange,
  changesNothing,
  compose,
  difference,
  inverse,
  lengthsOf,
  mapChange,
  nothing,
  type TextChange,
} from './text-change';

interface Step {
  /** What takes it back, given what is shown. */
  back: TextChange;
  at_ms: number;
}

// Words typed without a pause are one step, and so a handful of steps a sentence.
const SAME_STEP_MS = 1_000;
const STEPS_MAX = 200;

/**
 * One person's end of a text that others write in too: what their text area shows, what of it was not handed over yet, and how
 * to take back their own words, wherever others' have moved them. Knows no text area.
 */
export class TextEditor {
  /** What the area shows. */
  shown: string;
  // What everybody would see once all that was handed over has arrived; `local` makes `shown` of it.
  private given: string;
  private local: TextChange;
  private done: Step[] = [];
  private undone: Step[] = [];
  // What takes back all that was typed since the person came to the text, given what is shown.
  private sitting: TextChange | undefined;

  constructor(text: string) {
    this.shown = this.given = text;
    this.local = nothing(text.length);
  }

  get waits(): boolean {
    return !changesNothing(this.local);
  }

  /** The person typed: the area shows `text` now. */
  typed(text: string, now_ms: number): void {
    const change = difference(this.shown, text);
    if (changesNothing(change)) return;
    const back = inverse(change, this.shown);
    const last = this.done.at(-1);
    if (last && now_ms - last.at_ms < SAME_STEP_MS) {
      this.done[this.done.length - 1] = { back: compose(back, last.back), at_ms: now_ms };
    } else this.done.push({ back, at_ms: now_ms });
    if (this.done.length > STEPS_MAX) this.done.shift();
    this.undone = [];
    this.make(change);
  }

  private make(change: TextChange): void {
    const back = inverse(change, this.shown);
    this.sitting = this.sitting ? compose(back, this.sitting) : back;
    this.shown = applyChange(this.shown, change);
    this.local = compose(this.local, change);
  }

  /** What was typed since the last time, to be handed over; undefined where nothing was. */
  take(): TextChange | undefined {
    if (!this.waits) return undefined;
    const change = this.local;
    this.given = this.shown;
    this.local = nothing(this.shown.length);
    return change;
  }

  /** The person leaves the text: what takes back all that they did to it since they came, wherever others moved it. */
  leave(): TextChange | undefined {
    const back = this.sitting;
    this.sitting = undefined;
    return back && !changesNothing(back) ? back : undefined;
  }

  /** The text without what waits here is `text` now. Answers the change of what is shown, where there is one. */
  follow(text: string): TextChange | undefined {
    return text === this.given ? undefined : this.hear(difference(this.given, text));
  }

  /** The same where it is known how it changed; a change of another text says nothing here. */
  hear(theirs: TextChange): TextChange | undefined {
    if (lengthsOf(theirs).before !== this.given.length) return undefined;
    const mine = this.local;
    const change = mapChange(theirs, mine, true);
    this.given = applyChange(this.given, theirs);
    this.local = mapChange(mine, theirs, false);
    this.shown = applyChange(this.shown, change);
    carryBack(this.done, change);
    carryBack(this.undone, change);
    this.sitting &&= mapChange(this.sitting, change, false);
    return changesNothing(change) ? undefined : change;
  }

  /** Takes back the last of one's own steps. Answers the change of what is shown. */
  undo(): TextChange | undefined {
    return this.goBack(this.done, this.undone);
  }

  redo(): TextChange | undefined {
    return this.goBack(this.undone, this.done);
  }

  private goBack(from: Step[], to: Step[]): TextChange | undefined {
    for (let step = from.pop(); step; step = from.pop()) {
      // Others may have taken away all that it wrote.
      if (changesNothing(step.back)) continue;
      to.push({ back: inverse(step.back, this.shown), at_ms: 0 });
      this.make(step.back);
      return step.back;
    }
    return undefined;
  }
}

/** Carries steps over what others wrote, the last first: each applies to the text that the one after it leaves. */
export function carryBack(steps: readonly { back: TextChange; left?: string }[], change: TextChange): void {
  let over = change;
  for (const step of steps.toReversed()) {
    const { back } = step;
    // A change of another text says nothing here.
    if (lengthsOf(over).before !== lengthsOf(back).before) return;
    if (step.left !== undefined) step.left = applyChange(step.left, over);
    step.back = mapChange(back, over, false);
    over = mapChange(over, back, true);
  }
}
