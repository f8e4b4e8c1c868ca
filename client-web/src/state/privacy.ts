// Student names and ids do not belong in this product. This only warns: it cannot know every name, and
// the person who writes decides.

// Words that, before a capitalised word, make a student's name likely.
const student = '(?:students?|pupils?|child|kid|boy|girl|alumn[oa]s?|estudiantes?|niñ[oa]s?|chic[oa]s?)';
const capitalised = "\\p{Lu}[\\p{Ll}'’-]+";
const named = new RegExp(
  `\\b${student}(?:\\s+(?:named|called|llamad[oa]))?:?\\s+(${capitalised}(?:\\s+${capitalised})?)`,
  'iu',
);
const firstAndInitial = /(?<![.!?]\s)(?<!^)\b\p{Lu}\p{Ll}+ \p{Lu}\.(?=\s+\p{Ll})/u;
const numbered =
  /(?:\b(?:id|sid|student\s*(?:no|number|id)|matr[íi]cula|n[úu]mero de alumno)\b\W{0,3}\d{3,}|\b\d{6,10}\b)/iu;

export type Suspicion = 'student_name' | 'student_id';

/** Whether free text looks as if it named a student or gave a student's id. */
export function suspectStudent(text: string): Suspicion | undefined {
  if (numbered.test(text)) return 'student_id';
  const found = named.exec(text)?.[1];
  // The whole pattern ignores case for the first word; the name itself must be capitalised.
  if (found && /^\p{Lu}/u.test(found)) return 'student_name';
  return firstAndInitial.test(text) ? 'student_name' : undefined;
}
