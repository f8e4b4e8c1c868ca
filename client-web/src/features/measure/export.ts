import type { DataPoint } from '../../protocol';
import type { SeriesChart } from '../../sync/http';

// What a drawing takes from the page's style sheet must stand in the file itself.
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
];

/** The drawing as a document of its own, with its sentence as its title and the colours as they are on the screen. */
export function chartSvg(drawing: SVGSVGElement, sentence: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
  });
  copy.querySelectorAll('.cursor, .ring').forEach((mark) => mark.remove());
  copy.removeAttribute('class');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(drawing.closest('.card') ?? document.body).backgroundColor);
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = sentence;
  copy.prepend(title, ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}`;
}

const columns = [
  'on',
  'y',
  'cl',
  'lcl',
  'ucl',
  'lcl95',
  'ucl95',
  'part',
  'baseline',
  'include',
  'missing',
] as const;

// A cell that begins like a formula would be run as one by a spreadsheet; the wide forms are read so where people write Japanese.
const cell = (value: string | number | boolean | undefined): string => {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const safe = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Every point with all its figures, as the server computed them, and what was entered for it. */
export function chartCsv(chart: SeriesChart, points: readonly DataPoint[]): string {
  const byId = new Map(points.map((point) => [point.id, point]));
  const head = [...columns, 'rules', 'value', 'numerator', 'denominator', 'remarks'];
  const rows = chart.points.flatMap((charted) =>
    charted.ids.map((id) => {
      const point = byId.get(id);
      return [
        ...columns.map((name) => charted[name]),
        charted.met?.join(' ') ?? '',
        point?.value,
        point?.numerator,
        point?.denominator,
        [point?.missing_reason, point?.excluded_reason, point?.correction_reason].filter(Boolean).join('; '),
      ];
    }),
  );
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
