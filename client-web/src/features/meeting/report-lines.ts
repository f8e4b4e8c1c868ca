import type { DistrictReport } from '../../protocol';
import { here } from '../../state/session.svelte';
import { difference } from '../../sync/text-change';

/** Writes a line at the end of the report, as if somebody had typed it there. */
export function edit_district_report_text(report: DistrictReport, line: string): void {
  const before = report.text ?? '';
  const after = before.trim() === '' ? line : `${before.trimEnd()}\n${line}`;
  const change = difference(before, after);
  here().engine.write(report.kind, report.id, 'text', change);
}
