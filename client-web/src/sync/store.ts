import type { AnyRecord } from '../protocol';
import type { Me, Refusal } from './messages';
import type { Attention, Pending } from './outbox';
import type { Key } from './replica';

/** The records of one network as this device keeps them, all of one moment: that of `at`. */
export interface Kept {
  at: string;
  me: Me;
  /** Those whose details are among the records, the one closed longest ago first. */
  details: Key[];
  /** Where the cycles go on that are not among the records; none: all are. */
  older?: string;
  records: AnyRecord[];
}

/** What a person gave and the server has not taken. */
export interface Unsent {
  pendings: Pending[];
  attention: Attention[];
}

/** A file that is to hang on a record, until the server has it. */
export interface WaitingFile {
  /** Of the attachment that it becomes. */
  id: string;
  args: {
    cycle?: string;
    observation?: string;
    protocol?: string;
    title: string;
    text?: string;
    names_a_person: boolean;
  };
  bytes: ArrayBuffer;
  at_ms: number;
  /** Why the server does not take it. */
  refusal?: Refusal;
}

export interface RowsChange {
  /** The whole replica is given anew; else `puts` and `removes` change what is there. */
  replace: boolean;
  puts: AnyRecord[];
  removes: Key[];
  at: string;
  me: Me;
  details: Key[];
  older?: string;
}

export interface UnsentChange {
  puts: Pending[];
  removes: Pending[];
  attention: Attention[];
  settled: Attention[];
}

export interface StoreChange {
  rows?: RowsChange;
  unsent?: UnsentChange;
}

/**
 * One network on this device, as one tab sees it. Each call is one transaction, and later calls
 * never overtake earlier ones. A promise that rejects means that the device keeps nothing more.
 */
export interface Store {
  /** What was kept, and what this very tab had left before it was loaded again. */
  load(): Promise<{ kept: Kept | undefined; unsent: Unsent }>;
  write(change: StoreChange): Promise<void>;
  /** Resolves, once, when this tab has become the only one that writes rows and cursor. */
  keeper(): Promise<void>;
  /** Takes over what tabs left that are gone, in the order it was given; `number` reserves so many numbers. */
  adopt(number: (count: number) => number): Promise<Unsent>;
  /** What is being typed and not given yet; an empty text forgets it. */
  keepDraft(name: string, text: string): Promise<void>;
  draft(name: string): Promise<string | undefined>;
  /** Files that have not reached the server yet, in the order they were chosen. */
  files(): Promise<WaitingFile[]>;
  keepFile(file: WaitingFile): Promise<void>;
  forgetFile(id: string): Promise<void>;
  /** What the server said that is no record; it goes with what else came from there. */
  keepSaid(text: string): Promise<void>;
  said(): Promise<string | undefined>;
  close(): void;
}
