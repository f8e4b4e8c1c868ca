import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  columnsOf,
  dayIn,
  markOf,
  numberOf,
  orderOf,
  separatorOf,
  sheetOf,
  type Separator,
} from './sheet';

const written = (rows: string[][], separator: Separator, end: string): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator)).join(end);

describe('the cells of a sheet', () => {
  it('are what was written, whatever is in them, with any separator and line end', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\t', '\n', 'é', '1') });
    const wholeRow = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(wholeRow, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<Separator>('\t', ';', ','),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, separator, end) => {
          const kept = rows.map((row) => row.map((each) => each.trim())).filter((row) => row.some(Boolean));
          fc.pre(separatorOf(written(rows, separator, end)) === separator);
          expect(cellsOf(`\uFEFF${written(rows, separator, end)}${end}`)).toEqual(kept);
        },
      ),
    );
  });

  it('are taken as they come from a spreadsheet: tabs, empty cells, a quoted line break', () => {
    expect(cellsOf('Week\tYes\tOf\n2026-03-02\t7\t9\n\n2026-03-09\t\t"8\n(late)"\n')).toEqual([
      ['Week', 'Yes', 'Of'],
      ['2026-03-02', '7', '9'],
      ['2026-03-09', '', '8\n(late)'],
    ]);
  });

  it('are separated by what the first line is separated by', () => {
    expect(separatorOf('Fecha;Valor\n1.3.2026;3,5')).toBe(';');
    expect(separatorOf('Date,"Value; of it"\n')).toBe(',');
    expect(separatorOf('Date, day\tValue\n')).toBe('\t');
  });

  it('lose nothing behind a quote that is never closed', () => {
    expect(cellsOf('a,"b\nc,d')).toEqual([['a', 'b\nc,d']]);
  });
});

describe('numbers', () => {
  it('come back as they are written in either country', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((n) => Number(n.toFixed(2)) + 0),
        fc.constantFrom(['en-US', '.'] as const, ['de-DE', ','] as const),
        (value, [language, mark]) => {
          const text = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
          expect(numberOf(text, mark)).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  it('are none where anything else stands, and nothing where nothing stands', () => {
    for (const text of ['twelve', '1,2,3', '3-4', '12/15', '1.2.3', '--1'])
      expect(numberOf(text, '.')).toBeNaN();
    for (const text of ['', ' ', '\u00a0']) expect(numberOf(text, '.')).toBeUndefined();
    expect(numberOf('3,5', '.')).toBeNaN();
    expect(numberOf('45 %', '.')).toBe(45);
  });

  it('tell by their marks how they are written', () => {
    expect(markOf(['3,5', '12', '1.250'])).toBe(',');
    expect(markOf(['3.5', '12', '1,250'])).toBe('.');
    expect(markOf(['1,250', '12'])).toBe('.');
  });
});

describe('days', () => {
  const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true });

  it('are read whichever way they are written, once the way is known', () => {
    fc.assert(
      fc.property(date, fc.constantFrom('/', '.', '-'), (at, mark) => {
        const iso = at.toISOString().slice(0, 10);
        const [y, m, d] = iso.split('-').map(Number);
        expect(dayIn(iso, undefined)).toBe(iso);
        expect(dayIn([d, m, y].join(mark), 'day_first')).toBe(iso);
        expect(dayIn([m, d, y].join(mark), 'month_first')).toBe(iso);
      }),
    );
  });

  it('are asked about only where they can be read both ways', () => {
    expect(orderOf(['3/1/2026', '3/8/2026'])).toBe('either');
    expect(orderOf(['3/1/2026', '3/15/2026'])).toBe('month_first');
    expect(orderOf(['1.3.2026', '15.3.2026'])).toBe('day_first');
    expect(orderOf(['2026-03-01'])).toBeUndefined();
    expect(dayIn('3/1/2026', undefined)).toBeUndefined();
    expect(dayIn('3/3/2026', undefined)).toBe('2026-03-03');
  });

  it('are days of the calendar', () => {
    for (const text of ['2026-02-30', '31/4/2026', '2026-13-01', '2026', 'Monday', '0026-01-01'])
      expect(dayIn(text, 'day_first')).toBeUndefined();
    expect(dayIn('2026-03-01 00:00:00', undefined)).toBe('2026-03-01');
    expect(dayIn('1/3/26', 'day_first')).toBe('2026-03-01');
  });
});

describe('columns', () => {
  const parts = ['on', 'numerator', 'denominator', 'site', 'missing_reason'] as const;

  it('are known by their headings, in either language and by the measure’s own words', () => {
    const sheet = sheetOf('School,Week of,Reached in the window,Out of,Note\nAlder,2026-03-02,7,9,');
    const own = { numerator: ['Reached in the window'] };
    expect(columnsOf(sheet, parts, own)).toEqual({
      site: 0,
      on: 1,
      numerator: 2,
      denominator: 3,
      missing_reason: 4,
    });
    const spanish = sheetOf('Fecha;Numerador;Denominador\n2.3.2026;7;9');
    expect(columnsOf(spanish, parts, {})).toEqual({ on: 0, numerator: 1, denominator: 2 });
  });

  it('without headings are known by what stands in them', () => {
    const sheet = sheetOf('Alder\t2026-03-02\t7\t9\nBirch\t2026-03-02\t4\t5');
    expect(sheet.headings).toEqual([]);
    expect(columnsOf(sheet, parts, {})).toEqual({ site: 0, on: 1, numerator: 2, denominator: 3 });
  });
});
