import type { AnyRecord, Attachment, Kind } from '../protocol';
import type { Portion, Refusal, Snapshot } from './messages';
import type { Turn } from './polled';

export interface Account {
  id: string;
  name: string;
  email: string;
}

export interface MyNetwork {
  id: string;
  name: string;
  type: string;
  member: string;
  roles: string[];
}

export interface Mine {
  account: Account;
  networks: MyNetwork[];
  needs_second_factor?: boolean;
}

/** What somebody did at one moment, as far as this person could see it then. */
export interface HistoryEntry {
  at_ms: number;
  by?: string;
  command: string;
  records: {
    kind: Kind;
    id: string;
    did: 'created' | 'changed' | 'archived' | 'restored' | 'came_into_sight';
    fields?: { field: string; before?: unknown; after?: unknown }[];
  }[];
}

/** Somebody who opened a record that is kept from the network as a whole. */
export interface Reader {
  member: string;
  first_at_ms: number;
  last_at_ms: number;
  days: number;
}

export interface HistoryPage {
  entries: HistoryEntry[];
  before?: string;
}

/** What concerns this person, and why (docs/SYNC.md F). */
export interface Notice {
  reason:
    | 'mentioned'
    | 'answered'
    | 'decided'
    | 'asked'
    | 'yours'
    | 'followed'
    | 'took_part'
    | 'due_soon'
    | 'overdue';
  what: 'said' | 'began' | 'moved' | 'changed' | 'due' | 'signal' | 'proposed';
  about_kind: string;
  about_id: string;
  comment?: string;
  at_ms: number;
  by?: string;
  count: number;
  due_on?: string;
}

/** One point of a chart as the server computed it (docs/SYNC.md Q15); what is not defined is left out. */
export interface ChartedPoint {
  ids: string[];
  on: string;
  y?: number;
  cl?: number;
  lcl?: number;
  ucl?: number;
  lcl95?: number;
  ucl95?: number;
  part: number;
  baseline: boolean;
  include: boolean;
  missing?: 'no_window' | 'not_collected';
  met?: string[];
}

export interface ChartedPart {
  part: number;
  first: number;
  last: number;
  first_on: string;
  last_on: string;
  centre?: number;
  useful: number;
  phase?: string;
  title?: string;
}

export interface ChartedSignal {
  rule: string;
  side: 'up' | 'down' | 'neither';
  direction: 'improvement' | 'concern' | 'neither';
  part: number;
  first_on: string;
  last_on: string;
  points: number[];
  found: number;
  limit?: number;
}

/** What a chart shows, in figures. */
export interface ChartFacts {
  points: number;
  useful: number;
  needed: number;
  latest?: number;
  latest_on?: string;
  centre?: number;
  lcl?: number;
  ucl?: number;
}

/** The line of a series, for lists. */
export interface ChartLine {
  series: string;
  chart: string;
  instead_of?: string;
  rules: string;
  too_early: boolean;
  facts: ChartFacts;
  points: { on: string; y?: number; cl?: number }[];
  signals: ChartedSignal[];
  /** There are points of too few people for this reader. */
  some_hidden?: boolean;
  variation?: 'common_cause' | 'improvement' | 'concern' | 'high' | 'low' | 'special';
  assurance?: 'consistent_pass' | 'consistent_fail' | 'inconsistent';
}

export interface SeriesChart extends ChartLine {
  points: ChartedPoint[];
  parts: ChartedPart[];
}

/** What the server would not do, or `unreachable` when it could not be asked. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly refusal: Refusal,
  ) {
    super(refusal.code);
  }
}

/** One request, and what came of it. Throws `Refused`. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { code: 'unreachable' });
  }
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const refusal = answer as (Refusal & { retry_after_s?: number }) | undefined;
  const wait = refusal?.retry_after_s;
  throw new Refused(response.status, {
    code: 'unreachable',
    ...refusal,
    with: { ...refusal?.with, ...(wait === undefined ? {} : { seconds: String(wait) }) },
  });
}

export const inNetwork = (network: string) => `networks/${encodeURIComponent(network)}`;

// docs/SYNC.md H, one function a line of its table.
export const api = {
  signIn: (email: string, password: string, shared_device: boolean, code?: string) =>
    call<{ account: Account }>('POST', 'sign_in', { email, password, shared_device, code }),
  signOut: () => call<void>('POST', 'sign_out', {}),
  me: () => call<Mine | { account: null }>('GET', 'me'),
  /** One turn of a line over requests. Rejects when nothing came back, or the line is no more. */
  sync: (line: string | undefined, messages: unknown[]) =>
    call<Turn>('POST', 'sync', { line, messages }).catch((error: unknown): Turn => {
      if (error instanceof Refused && error.status === 401) return { line: '', messages: [], close: 1008 };
      throw error;
    }),
  snapshot: (network: string) => call<Snapshot>('GET', `${inNetwork(network)}/snapshot`),
  older: (network: string, from: string) =>
    call<Portion>('GET', `${inNetwork(network)}/snapshot?older=${encodeURIComponent(from)}`),
  record: (network: string, kind: Kind, id: string) =>
    call<Portion>('GET', `${inNetwork(network)}/records/${kind}/${encodeURIComponent(id)}`),
  /** What `whose` would see of what this person sees, or the details of a record of it (docs/SYNC.md V8). */
  viewAs: <T>(network: string, path: string, whose: Record<string, string>) =>
    call<T>('GET', `${inNetwork(network)}/view_as${path}?${new URLSearchParams(whose).toString()}`),
  notices: (network: string) =>
    call<{ notices: Notice[]; mail: boolean }>('GET', `${inNetwork(network)}/notices`),
  archived: (network: string) => call<{ records: AnyRecord[] }>('GET', `${inNetwork(network)}/archived`),
  /** A piece of a file, or without one how much of it is there (docs/SYNC.md A). */
  upload: (network: string, piece: { content: string; bytes: number; at?: number; data?: string }) =>
    call<{ received: number; media_type?: Attachment['media_type'] }>(
      'POST',
      `${inNetwork(network)}/uploads`,
      piece,
    ),
  readers: (network: string, kind: Kind, id: string) =>
    call<{ told: boolean; readers: Reader[] }>(
      'GET',
      `${inNetwork(network)}/readers/${kind}/${encodeURIComponent(id)}`,
    ),
  /** A page of what was, newest first: of one record or of the network, older than `before`. */
  history: (network: string, of?: { kind: Kind; id: string }, before?: string) => {
    const query = new URLSearchParams({
      ...(of && { kind: of.kind, id: of.id }),
      ...(before && { before }),
    });
    return call<HistoryPage>('GET', `${inNetwork(network)}/history?${query.toString()}`);
  },
};
