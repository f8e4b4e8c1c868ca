import { describe, expect, it } from 'vitest';
import { suspectStudent } from './privacy';

describe('the warning about students', () => {
  it.each([
    ['Student Marcus Lee came late', 'student_name'],
    ['the student named Ana did well', 'student_name'],
    ['El alumno Pedro no vino', 'student_name'],
    ['La estudiante llamada Lucía', 'student_name'],
    ['we asked Jamal W. about it', 'student_name'],
    ['ID 48213 was absent', 'student_id'],
    ['matrícula 99812', 'student_id'],
    ['see 20481123 in the register', 'student_id'],
  ])('%s', (text, expected) => expect(suspectStudent(text)).toBe(expected));

  it.each([
    'Each student was greeted at the door',
    'Students in years 1-3',
    'In 2026 we reached 81 percent of 1200 students',
    'Los alumnos de primer año',
    'By June 15, 2027 the share rises. Students agree.',
    'Alder Elementary and Birchwood Middle',
  ])('does not cry wolf: %s', (text) => expect(suspectStudent(text)).toBeUndefined());
});
