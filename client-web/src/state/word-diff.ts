// What became of a text, word by word: the longest common run of words is kept, the rest went or came.

export interface Piece {
  text: string;
  what: 'same' | 'gone' | 'new';
}

// The table has this many cells at most; longer texts are shown as replaced from where they first differ.
const CELLS_MAX = 1_000_000;

// Words with the space and punctuation behind them, so that the pieces joined are the text again.
const wordsOf = (text: string): string[] =>
  text.match(/\s*\S+\s*$|\s*\S+\s?/gu) ?? (text === '' ? [] : [text]);

/** Length of the longest common subsequence of before[i..] and after[j..], row by row (Wagner and Fischer 1974). */
function commonLengths(before: string[], after: string[]): Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      rows[i]![j] =
        before[i] === after[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}

export function wordDiff(before: string, after: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (what: Piece['what'], words: string[]): void => {
    const text = words.join('');
    const last = pieces.at(-1);
    if (text === '') return;
    if (last?.what === what) last.text += text;
    else pieces.push({ what, text });
  };
  const old = wordsOf(before);
  const now = wordsOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end++;
  }
  const went = old.slice(start, old.length - end);
  const came = now.slice(start, now.length - end);
  add('same', old.slice(0, start));
  if (went.length * came.length > CELLS_MAX) {
    add('gone', went);
    add('new', came);
  } else {
    const lengths = commonLengths(went, came);
    let i = 0;
    let j = 0;
    while (i < went.length || j < came.length) {
      if (i < went.length && j < came.length && went[i] === came[j]) {
        add('same', [went[i]!]);
        i++;
        j++;
      } else if (j >= came.length || (i < went.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
        add('gone', [went[i++]!]);
      } else {
        add('new', [came[j++]!]);
      }
    }
  }
  add('same', old.slice(old.length - end));
  return pieces;
}
