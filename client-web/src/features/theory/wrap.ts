const ELLIPSIS = '…';

/**
 * Breaks `text` into lines no wider than `width`, at spaces; a word wider than a line is cut where it must be.
 * What does not fit into `linesMax` lines ends in an ellipsis. `measure` and `width` share a unit.
 */
export function wrap(
  text: string,
  width: number,
  linesMax: number,
  measure: (text: string) => number,
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((each) => pieces(each, width, measure))) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  if (line) lines.push(line);
  if (lines.length <= linesMax) return lines;
  const kept = lines.slice(0, linesMax);
  kept[linesMax - 1] = cut(kept[linesMax - 1]!, width, measure);
  return kept;
}

function pieces(word: string, width: number, measure: (text: string) => number): string[] {
  const out: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece && measure(piece + letter) > width) {
      out.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...out, piece];
}

function cut(line: string, width: number, measure: (text: string) => number): string {
  let letters = [...line];
  while (letters.length > 0 && measure(letters.join('') + ELLIPSIS) > width) letters = letters.slice(0, -1);
  return letters.join('').trimEnd() + ELLIPSIS;
}
