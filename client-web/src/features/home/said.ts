import type { Kind } from '../../protocol';
import type { HistoryEntry } from '../../sync/http';
import type { OpenNetwork } from '../../state/session.svelte';

/** What others said about one record since some moment. */
export interface Said {
  kind: Kind;
  id: string;
  /** Who spoke last, when, and how many comments there are in all. */
  by: string;
  at_ms: number;
  count: number;
}

// So many pages of the network's history are looked through; who was away for longer sees the latest of it.
const PAGES_MAX = 4;

/** The comments among what happened, one entry for each record or cycle that was spoken of, newest first. */
export function saidIn(entries: readonly HistoryEntry[], since: number, me: string): Said[] {
  const said = new Map<string, Said>();
  for (const { at_ms, by, records } of entries) {
    if (by === undefined || by === me || at_ms <= since) continue;
    for (const { kind, did, fields } of records) {
      if (kind !== 'comment' || did !== 'created') continue;
      const value = (name: string) =>
        fields?.find(({ field }) => field === name)?.after as string | undefined;
      // What is said of something within a cycle is read on the cycle's page.
      const cycle = value('cycle');
      const about = cycle === undefined ? value('about_kind') : 'pdsa_cycle';
      const id = cycle ?? value('about_id');
      if (about === undefined || id === undefined) continue;
      const known = said.get(`${about}/${id}`);
      if (known) known.count++;
      else said.set(`${about}/${id}`, { kind: about as Kind, id, by, at_ms, count: 1 });
    }
  }
  return [...said.values()];
}

/** What others said since `since`. Comments lie with their records, so the server is asked. Throws `Refused`. */
export async function saidSince(network: OpenNetwork, since: number): Promise<Said[]> {
  const entries: HistoryEntry[] = [];
  let before: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const found = await network.history(undefined, before);
    entries.push(...found.entries);
    before = found.before;
    if (before === undefined || (entries.at(-1)?.at_ms ?? 0) <= since) break;
  }
  return saidIn(entries, since, network.me.member);
}
