/**
 * A change of a text, left to right over the whole of it: a number keeps so many units, a pair takes so many away and
 * writes the second in their place. Units are UTF-16 code units. In order: parts are never empty, and two of
 * a kind never stand beside each other. The same rules as protocol/text_change.cpp; docs/SYNC.md T.
 */
export type TextChange = (number | [number] | [number, string])[];

class Builder {
  readonly parts: TextChange = [];
  // Where keeps and changes stand side by side they become one.
  keep(length: number): this {
    if (length === 0) return this;
    const last = this.parts.at(-1);
    if (typeof last === 'number') this.parts[this.parts.length - 1] = last + length;
    else this.parts.push(length);
    return this;
  }

  change(length: number, insert: string): this {
    if (length === 0 && insert === '') return this;
    const last = this.parts.at(-1);
    const [gone, written] = Array.isArray(last)
      ? [last[0] + length, (last[1] ?? '') + insert]
      : [length, insert];
    const part: [number] | [number, string] = written === '' ? [gone] : [gone, written];
    if (Array.isArray(last)) this.parts[this.parts.length - 1] = part;
    else this.parts.push(part);
    return this;
  }
}

/** Walks over the parts of a change, a piece at a time. */
class Walk {
  private next = 0;
  /** What is left of the part, in units of the text before. */
  length = 0;
  /** What the part writes; undefined where it keeps. */
  insert: string | undefined;
  /** Whether some of the part was walked over already. */
  begun = false;
  done = false;

  constructor(private readonly change: TextChange) {
    this.step();
  }

  step(): void {
    const part = this.change[this.next++];
    this.begun = false;
    this.done = part === undefined;
    this.length = typeof part === 'number' ? part : (part?.[0] ?? 0);
    this.insert = Array.isArray(part) ? (part[1] ?? '') : undefined;
  }

  over(length: number): void {
    this.begun = true;
    this.length -= length;
    if (this.length === 0) this.step();
  }
}

/** How long a text must be for the change, and how long it is afterwards, in units. */
export function lengthsOf(change: TextChange): { before: number; after: number } {
  let [before, after] = [0, 0];
  for (const part of change) {
    if (typeof part === 'number') {
      before += part;
      after += part;
    } else {
      before += part[0];
      after += part[1]?.length ?? 0;
    }
  }
  return { before, after };
}

/** The change that changes nothing in a text of that length. */
export const nothing = (length: number): TextChange => (length === 0 ? [] : [length]);

export const changesNothing = (change: TextChange): boolean =>
  change.every((part) => typeof part === 'number');

/** Throws a RangeError where the change is of a text of another length. */
export function applyChange(text: string, change: TextChange): string {
  let out = '';
  let at = 0;
  for (const part of change) {
    if (typeof part === 'number') out += text.slice(at, (at += part));
    else {
      out += part[1] ?? '';
      at += part[0];
    }
  }
  if (at !== text.length) throw new RangeError(`a change of ${at} units of a text of ${text.length}`);
  return out;
}

/** One change that does what `first` and then `second` do. */
export function compose(first: TextChange, second: TextChange): TextChange {
  const out = new Builder();
  const a = new Walk(first);
  const b = new Walk(second);
  // What `a` has written and `b` has not yet walked over.
  let written = '';
  for (;;) {
    if (written === '' && !a.done && a.insert !== undefined) {
      out.change(a.length, '');
      written = a.insert;
      a.step();
      continue;
    }
    if (b.done) {
      if (a.done && written === '') return out.parts;
      throw new RangeError('changes of different texts');
    }
    if (b.insert !== undefined && !b.begun) out.change(0, b.insert);
    if (b.length === 0) {
      b.step();
      continue;
    }
    if (written !== '') {
      const piece = Math.min(b.length, written.length);
      if (b.insert === undefined) out.change(0, written.slice(0, piece));
      written = written.slice(piece);
      b.over(piece);
      continue;
    }
    if (a.done) throw new RangeError('changes of different texts');
    const piece = Math.min(a.length, b.length);
    if (b.insert === undefined) out.keep(piece);
    else out.change(piece, '');
    a.over(piece);
    b.over(piece);
  }
}

/**
 * What `change` is once `over`, a change of the same text, was made first. Where both write at one place, `first` says
 * that this one's words stand before the other's. For any two, and opposite `first`:
 * over, then mapped change = change, then mapped over. The order in which overlapping parts are taken (by where they
 * begin, then the shorter) is that of CodeMirror's ChangeSet, which the tests compare with.
 */
export function mapChange(change: TextChange, over: TextChange, first: boolean): TextChange {
  const out = new Builder();
  const a = new Walk(change);
  const b = new Walk(over);
  let written = false; // whether the words of a's part stand already
  const walkA = (length: number) => {
    if (length === a.length) written = false;
    a.over(length);
  };
  while (!(a.done && b.done)) {
    const bChanges = b.insert !== undefined && !b.done;
    const aChanges = a.insert !== undefined && !a.done;
    if (!bChanges && !aChanges) {
      const piece = Math.min(a.length, b.length);
      if (piece === 0) throw new RangeError('changes of different texts');
      out.keep(piece);
      walkA(piece);
      b.over(piece);
    } else if (
      bChanges &&
      (!aChanges || written || (!a.begun && (b.length < a.length || (b.length === a.length && !first))))
    ) {
      // The other's change comes first: its words stay, and what it took is not there to keep or to take.
      out.keep(b.insert!.length);
      let left = b.length;
      while (left > 0) {
        if (a.done) throw new RangeError('changes of different texts');
        const piece = Math.min(a.length, left);
        if (a.insert !== undefined && !written && a.length === piece) out.change(0, a.insert);
        left -= piece;
        walkA(piece);
      }
      b.step();
    } else {
      // Mine, up to where the other next writes.
      let take = 0;
      let left = a.length;
      while (left > 0) {
        if (b.done) throw new RangeError('changes of different texts');
        if (b.insert === undefined) {
          const piece = Math.min(left, b.length);
          take += piece;
          left -= piece;
          b.over(piece);
        } else if (b.insert === '' && b.length < left) {
          left -= b.length;
          b.step();
        } else break;
      }
      out.change(take, written ? '' : a.insert!);
      written = true;
      walkA(a.length - left);
    }
  }
  return out.parts;
}

/** The change that takes `change` back, given the text before it. */
export function inverse(change: TextChange, before: string): TextChange {
  const out = new Builder();
  let at = 0;
  for (const part of change) {
    if (typeof part === 'number') {
      out.keep(part);
      at += part;
    } else {
      out.change(part[1]?.length ?? 0, before.slice(at, at + part[0]));
      at += part[0];
    }
  }
  return out.parts;
}

const splitsPair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** One replacement that makes `after` of `before`: all but their common beginning and end, at whole characters. */
export function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (splitsPair(before, start) || splitsPair(after, start)) start -= 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end -= 1;
  return new Builder()
    .keep(start)
    .change(before.length - start - end, after.slice(start, after.length - end))
    .keep(end).parts;
}

/** Where a place in the text lies after the change; with `after` behind what is written right there. */
export function mapPlace(place: number, change: TextChange, after = false): number {
  let [old, now] = [0, 0];
  for (const part of change) {
    if (typeof part === 'number') {
      if (place < old + part || (place === old + part && !after)) return now + place - old;
      old += part;
      now += part;
    } else {
      const [gone, written = ''] = part;
      if (place === old && !after) return now;
      if (place < old + gone) return now + written.length;
      old += gone;
      now += written.length;
    }
  }
  return now + place - old;
}

/** Whether two changes of one text touch the same words: what one took lies in, or borders on, what the other did. */
export function overlap(one: TextChange, other: TextChange): boolean {
  const [a, b] = [rangesOf(one), rangesOf(other)];
  return a.some(([from, to]) => b.some(([start, end]) => from <= end && start <= to));
}

function rangesOf(change: TextChange): [number, number][] {
  const ranges: [number, number][] = [];
  let at = 0;
  for (const part of change) {
    if (typeof part === 'number') at += part;
    else ranges.push([at, (at += part[0])]);
  }
  return ranges;
}
