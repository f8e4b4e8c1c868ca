// Cells as they come out of a spreadsheet: copied (tabs) or saved as CSV (RFC 4180), in whichever country.

export type Separator = '\t' | ';' | ',';
export type DecimalMark = '.' | ',';
export type DayOrder = 'day_first' | 'month_first';

const QUOTE = '"';

/** What stands between the cells: judged by the first line that says anything, what is quoted left out. */
export function separatorOf(text: string): Separator {
  const first = text.replace(/^\uFEFF?\s*\n/, '').replace(/"(?:[^"]|"")*"/g, '');
  const [line = ''] = first.trimStart() === '' ? [''] : first.split(/\r\n|\r|\n/);
  return line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',';
}

/** The cells, row by row. A quote that is never closed holds the rest; empty rows are left out. */
export function cellsOf(text: string): string[][] {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((each) => each !== '')) rows.push(row);
    row = [];
  };
  for (let i = from; i < text.length; i++) {
    const sign = text[i]!;
    if (quoted) {
      if (sign !== QUOTE) cell += sign;
      else if (text[i + 1] === QUOTE) cell += text[++i];
      else quoted = false;
    } else if (sign === QUOTE && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (sign === separator) endCell();
    else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[i + 1] === '\n') i++;
      endRow();
    } else cell += sign;
  }
  endRow();
  return rows;
}

// ---- Numbers

const SPACES = /[\s\u00a0\u202f'’]/g;
// Of "1,5" and "12,75" the comma can only be a decimal mark; "1,250" may be either.
const COMMA_DECIMAL = /^-?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|0,\d+)%?$/;
const POINT_DECIMAL = /^-?(?:\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|0\.\d+)%?$/;

/** The mark of decimals that these cells are written with; a point where nothing tells. */
export function markOf(cells: readonly string[]): DecimalMark {
  const like = (pattern: RegExp): number =>
    cells.filter((cell) => pattern.test(cell.replace(SPACES, ''))).length;
  return like(COMMA_DECIMAL) > like(POINT_DECIMAL) ? ',' : '.';
}

/** What a cell says as a number; undefined where it is empty, NaN where it is none. */
export function numberOf(text: string, mark: DecimalMark): number | undefined {
  const plain = text.replace(SPACES, '').replace(/%$/, '');
  if (plain === '') return undefined;
  const group = mark === '.' ? ',' : '.';
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:\\${group}\\d{3})+(?:\\${mark}\\d+)?$`).test(plain);
  // A mark that stands where no group ends is a slip, and not for us to guess at.
  if (!grouped && plain.includes(group)) return NaN;
  const english = plain.replaceAll(group, '').replace(mark, '.');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(english) ? Number(english) : NaN;
}

// ---- Days

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/;
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?$/;
// Nobody enters what was counted before that.
const YEAR_MIN = 1900;

/** What these cells say of their order: one of the two where any of them tells, `either` where none does. */
export function orderOf(cells: readonly string[]): DayOrder | 'either' | undefined {
  const found = cells.map((cell) => YEAR_LAST.exec(cell.trim())).filter((each) => each !== null);
  if (found.length === 0) return undefined;
  const dayFirst = found.some(([, first]) => Number(first) > 12);
  const monthFirst = found.some(([, , second]) => Number(second) > 12);
  if (dayFirst === monthFirst) return 'either';
  return dayFirst ? 'day_first' : 'month_first';
}

const pad = (part: number): string => String(part).padStart(2, '0');

function isoOf(year: number, month: number, day: number): string | undefined {
  const iso = `${year}-${pad(month)}-${pad(day)}`;
  const at = new Date(`${iso}T00:00Z`);
  const isDay = !Number.isNaN(at.getTime()) && at.getUTCDate() === day && at.getUTCMonth() + 1 === month;
  return isDay && year >= YEAR_MIN ? iso : undefined;
}

/** The day that a cell names; undefined where it names none, or where nobody has said yet which way round it is. */
export function dayIn(text: string, order: DayOrder | undefined): string | undefined {
  const plain = text.trim();
  const iso = YEAR_FIRST.exec(plain);
  if (iso) return isoOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const written = YEAR_LAST.exec(plain);
  if (!written) return undefined;
  const [first, second, third] = written.slice(1).map(Number) as [number, number, number];
  const year = third < 100 ? 2000 + third : third;
  // Thirteen and more is no month: that one cell tells by itself.
  const dayFirst = first > 12 || (second <= 12 && order === 'day_first');
  if (first <= 12 && second <= 12 && first !== second && order === undefined) return undefined;
  return dayFirst ? isoOf(year, second, first) : isoOf(year, first, second);
}

export const looksLikeDay = (text: string): boolean => {
  const plain = text.trim();
  return YEAR_FIRST.test(plain) || YEAR_LAST.test(plain);
};

// ---- Columns

export type ColumnName = 'on' | 'value' | 'numerator' | 'denominator' | 'site' | 'missing_reason';
export type Columns = Partial<Record<ColumnName, number>>;

export interface Sheet {
  /** What stands over the columns; without headings, nothing. */
  headings: string[];
  rows: string[][];
  width: number;
}

/** A first line in which nothing is a day, above lines in which something is, is one of headings. */
export function sheetOf(text: string): Sheet {
  const cells = cellsOf(text);
  const [first = [], ...rest] = cells;
  const headed = cells.length > 0 && !first.some(looksLikeDay) && !first.some((cell) => /^-?\d/.test(cell));
  const rows = headed ? rest : cells;
  return { headings: headed ? first : [], rows, width: Math.max(0, ...cells.map((row) => row.length)) };
}

const plainly = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim();

// As people head their sheets in English and Spanish; without accents, since those get lost on the way.
const headed: Record<ColumnName, RegExp> = {
  on: /^(date|day|on|week( of| starting)?|month|period|fecha|dia|semana( del?)?|mes|periodo)\b/,
  denominator:
    /^(denominator|denominador|out of|of|total|de un total|exposure|exposicion|n total|all|todos|denom)\b/,
  numerator: /^(numerator|numerador|counted|contad[oa]s?|count|yes|si|cases|casos|num|n)\b/,
  value:
    /^(value|valor|result|resultado|measure|medida|rate|tasa|score|puntaje|count|conteo|%|minutes|minutos)/,
  site: /^(site|school|team|district|place|location|escuela|sitio|equipo|distrito|centro|plantel)\b/,
  missing_reason: /^(reason|note|comment|remark|why|motivo|nota|comentario|por que)\b/,
};

/** Which column is which: by its heading, by what the measure itself calls it, else by what stands in it. */
export function columnsOf(
  { headings, rows, width }: Sheet,
  wanted: readonly ColumnName[],
  own: Partial<Record<ColumnName, readonly string[]>>,
): Columns {
  const found: Columns = {};
  const free = new Set(Array.from({ length: width }, (_, i) => i));
  const take = (name: ColumnName, column: number | undefined): void => {
    if (column === undefined || found[name] !== undefined || !free.has(column)) return;
    found[name] = column;
    free.delete(column);
  };
  const names = headings.map(plainly);
  for (const name of wanted) {
    const called = (own[name] ?? []).map(plainly).filter((each) => each !== '');
    take(name, orNone(names.findIndex((each, i) => free.has(i) && called.includes(each))));
  }
  for (const name of wanted)
    take(name, orNone(names.findIndex((each, i) => free.has(i) && headed[name].test(each))));
  const mostly = (is: (cell: string) => boolean) => (column: number) => {
    const said = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return said.length > 0 && said.filter(is).length * 2 > said.length;
  };
  const isNumber = (cell: string): boolean =>
    !looksLikeDay(cell) && Number.isFinite(numberOf(cell, ',') ?? NaN);
  for (const name of wanted) {
    if (name === 'missing_reason') continue;
    const is =
      name === 'on'
        ? looksLikeDay
        : name === 'site'
          ? (c: string) => !isNumber(c) && !looksLikeDay(c)
          : isNumber;
    take(name, [...free].find(mostly(is)));
  }
  return found;
}

const orNone = (index: number): number | undefined => (index < 0 ? undefined : index);

/** Whether two names are one, however they are spelled. */
export const sameName = (a: string, b: string): boolean => plainly(a) === plainly(b);
