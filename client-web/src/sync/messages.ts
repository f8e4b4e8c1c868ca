import type { AnyRecord, Kind } from '../protocol';
import type { TextChange } from './text-change';

// The socket's messages, as docs/SYNC.md M lists them.

export interface Command {
  id: string;
  name: string;
  args: Record<string, unknown>;
}

export interface Refusal {
  code: string;
  field?: string;
  with?: Record<string, string>;
  says?: string;
  current?: AnyRecord;
}

export interface Place {
  kind: Kind;
  id: string;
  field?: string;
  /** Where they point on a diagram, in hundredths of its text size from its top left. */
  x?: number;
  y?: number;
}

export interface Me {
  member: string;
  roles: string[];
  hub: boolean;
  organizations: string[];
  teams: string[];
  leads: string[];
}

export interface RecordRef {
  kind: Kind;
  id: string;
}

export type ToServer =
  | { type: 'hello'; wire_version: number; network: string; since?: string; pending: string[] }
  | ({ type: 'command' } & Command)
  | { type: 'open'; kind: Kind; id: string }
  | { type: 'close'; kind: Kind; id: string }
  | { type: 'presence'; at: Place | null }
  | { type: 'ping' };

/** What was written in texts of a record that is here as it was just before (SYNC.md T4). */
export interface Writes extends RecordRef {
  revision: number;
  updated_by?: string;
  updated_at_ms: number;
  changes: Record<string, TextChange>;
}

export type FromServer =
  | { type: 'welcome'; at: string; me: Me; limits?: Record<string, number>; settled: string[] }
  | {
      type: 'update';
      at: string;
      cause?: string;
      by?: string;
      at_ms: number;
      puts?: AnyRecord[];
      removes?: RecordRef[];
      writes?: Writes[];
    }
  | { type: 'details'; kind: Kind; id: string; puts: AnyRecord[] }
  | { type: 'accepted'; id: string }
  | ({ type: 'refused'; id: string } & Refusal)
  | { type: 'presence'; session: string; who: string; at: Place | null }
  | { type: 'resync'; why: string }
  | { type: 'notices' }
  | { type: 'pong' }
  | { type: 'going_away' };

/** Records, and where the cycles go on that are not among them yet (docs/SYNC.md O). */
export interface Portion {
  older?: string;
  records: AnyRecord[];
}

export interface Snapshot extends Portion {
  at: string;
  network: string;
}
