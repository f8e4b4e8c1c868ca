/** A line of two texts side by side: in both, perhaps reworded, or in one alone. */
interface ComparedLine {
  before: string;
  after: string;
}

// Lines that share less than this say different things.
const ALIKE_FROM = 0.5;
// Beyond so many pairs of lines it would be felt; then the texts are compared as they are.
const PAIRS_MAX = 40_000;

const wordsOf = (line: string): string[] => line.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** How much two lines have in common: 1 for the same, 0 for nothing, by their words. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const left = wordsOf(b);
  const all = wordsOf(a).length + left.length;
  let shared = 0;
  for (const word of wordsOf(a)) {
    const at = left.indexOf(word);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  const share = all === 0 ? 0 : (2 * shared) / all;
  // A line that stands in both as it is goes before any that is only like it.
  return share < ALIKE_FROM ? 0 : share * 0.9;
}

/** The lines of both in order, those that are alike beside each other. */
export function compareLines(before: readonly string[], after: readonly string[]): ComparedLine[] {
  if (before.length * after.length > PAIRS_MAX) {
    return [{ before: before.join('\n'), after: after.join('\n') }];
  }
  // best[i][j]: what the lines from i and from j on have in common at most.
  const best = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const like = before.map((a) => after.map((b) => likeness(a, b)));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, best[i + 1]![j + 1]! + like[i]![j]!);
    }
  }
  const lines: ComparedLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const pair = like[i]![j]!;
    if (pair > 0 && best[i]![j] === best[i + 1]![j + 1]! + pair) {
      lines.push({ before: before[i++]!, after: after[j++]! });
    } else if (best[i]![j] === best[i + 1]![j]) lines.push({ before: before[i++]!, after: '' });
    else lines.push({ before: '', after: after[j++]! });
  }
  for (; i < before.length; i++) lines.push({ before: before[i]!, after: '' });
  for (; j < after.length; j++) lines.push({ before: '', after: after[j]! });
  return lines;
}
