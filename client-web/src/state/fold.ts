const beyondAscii = /[^\s -~]/;

/** Marks above letters and case are for readers; who types in a hurry leaves them out. */
export const fold = (text: string): string =>
  beyondAscii.test(text) ? text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase() : text.toLowerCase();

/** The words of a text as they stand in it, marks and all. */
export const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** The words of a text, folded. */
export const wordsOf = (text: string): string[] => fold(text).match(wordPattern) ?? [];
