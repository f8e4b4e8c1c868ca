import { describe, expect, it } from 'vitest';
import type { DataPoint } from '../../protocol';
import type { SeriesChart } from '../../sync/http';
import { chartCsv } from './export';

const chart = {
  points: [{ ids: ['p'], on: '2026-03-02', y: -1.5, part: 0, baseline: false, include: true }],
} as unknown as SeriesChart;

/** The cells of the one row, as a spreadsheet reads them: quotes taken off, doubled ones single. */
function lastCell(reason: string): string {
  const csv = chartCsv(chart, [{ id: 'p', value: -1.5, correction_reason: reason } as DataPoint]);
  const row = csv.slice(csv.indexOf('\n') + 1).replace(/\r?\n$/, '');
  const quoted = /,"((?:[^"]|"")*)"$/.exec(row);
  return quoted ? quoted[1]!.replaceAll('""', '"') : row.slice(row.lastIndexOf(',') + 1);
}

describe('a file of a chart', () => {
  it('[S65] no words that somebody typed begin a formula', () => {
    const beginnings = [
      '=',
      '+',
      '-',
      '@',
      '\t=',
      '\r=',
      '\n=',
      '\0=',
      ' =',
      '  @',
      '＝',
      '＋',
      '－',
      '＠',
      '\t',
      '\r',
    ];
    const bodies = ["cmd|'/C calc'!A0", 'HYPERLINK("http://x","y")', '1+1', '"', ',', 'SUM(A1:A9)'];
    for (const beginning of beginnings) {
      for (const body of bodies) {
        const cell = lastCell(beginning + body);
        expect(cell.startsWith("'"), JSON.stringify(beginning + body)).toBe(true);
        expect(cell.slice(1)).toBe(beginning + body);
      }
    }
  });

  it('leaves other words and numbers as they are', () => {
    for (const words of ['a=b', 'Snow day', '5 - 3', '"quoted", with a comma', "it's"])
      expect(lastCell(words)).toBe(words);
    expect(chartCsv(chart, [])).toContain(',-1.5,');
  });
});
