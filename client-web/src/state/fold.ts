/** Marks above letters and case are for readers; who types in a hurry leaves them out. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
