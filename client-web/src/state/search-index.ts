import type { AnyRecord, Kind } from '../protocol';
import { keyOf, placeOf, type Key, type View } from '../sync/replica';
import { fold, wordPattern, wordsOf } from './fold';
import {
  contextKinds,
  contextOf,
  facetNames,
  groupOf,
  groups,
  isContext,
  isPart,
  isResult,
  ownerOf,
  partKinds,
  resultKinds,
  textsOf,
  titleOf,
  valuesOf,
  type Context,
  type FacetName,
  type Group,
  type ResultKind,
  type Text,
} from './search-documents';

// Full text and facets over the records on this device, and over nothing else: no word, count or suggestion comes from anywhere
// that this person does not see. A record that leaves the device leaves the results with the same change.

type ResultRecord = AnyRecord & { kind: ResultKind };

/** Within a facet any of these will do; a facet that is not named asks nothing. */
export type Chosen = Partial<Record<FacetName, readonly string[]>>;

export interface Hit {
  key: Key;
  record: ResultRecord;
}

export interface Found {
  total: number;
  /** Those with results, the best results first. */
  groups: { group: Group; n: number; hits: Hit[] }[];
  /** What each value would leave, with what the other facets ask. */
  counts: Record<FacetName, Map<string, number>>;
  /** Titles in which what is typed occurs, the best first. */
  suggestions: string[];
}

interface Document {
  at: number;
  record: ResultRecord;
  group: number;
  /** Interned, a list a facet; none while something around it has changed. */
  values: readonly (readonly number[])[] | undefined;
  age: number;
}

// How well a word is met. Met in a title counts more than anything in a text.
const IN_TEXT_BEGINNING = 1;
const IN_TEXT = 2;
const IN_TITLE_BEGINNING = 4;
const IN_TITLE = 5;

const SUGGESTED_MAX = 6;
// More changes than this at once are taken up in slices; what they replace is gone at once.
const AT_ONCE_MAX = 200;
// So many former documents may stand in the lists of words before these are swept; as a share of those in use, and not for a few.
const GONE_SHARE = 0.5;
const GONE_MIN = 1_000;

/** The best so many, in order. */
class Best {
  private readonly kept: { rank: number; at_ms: number; place: number }[] = [];
  constructor(private readonly most: number) {}

  offer(rank: number, at_ms: number, place: number): void {
    const last = this.kept.at(-1);
    const full = this.kept.length >= this.most;
    if (full && (!last || last.rank > rank || (last.rank === rank && last.at_ms >= at_ms))) return;
    let at = this.kept.length;
    while (at > 0) {
      const before = this.kept[at - 1]!;
      if (before.rank > rank || (before.rank === rank && before.at_ms >= at_ms)) break;
      at--;
    }
    this.kept.splice(at, 0, { rank, at_ms, place });
    if (this.kept.length > this.most) this.kept.pop();
  }

  places(): number[] {
    return this.kept.map(({ place }) => place);
  }
}

/** Values of one facet as small numbers. */
class Names {
  private readonly numbers = new Map<string, number>();
  readonly names: string[] = [];

  number(name: string): number {
    let known = this.numbers.get(name);
    if (known === undefined) {
      this.numbers.set(name, (known = this.names.length));
      this.names.push(name);
    }
    return known;
  }
}

const startsAt = (sorted: readonly string[], word: string): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
};

export class SearchIndex {
  // A place is never used twice; those in a word's list are `place << 1`, one more where the word stands in the title.
  private documents: (Document | undefined)[] = [];
  private places = new Map<Key, number>();
  private postings = new Map<string, number[]>();
  private vocabulary: string[] | undefined;
  private gone = 0;

  private readonly known = new Map<Key, AnyRecord>();
  private readonly owners = new Map<Key, Key>();
  private readonly parts = new Map<Key, Set<Key>>();
  private readonly tested = new Map<string, Map<string, number>>();
  private readonly counted = new Map<Key, { decision: string; of: string[] }>();
  private waiting = new Set<Key>();
  private wanted = 0;

  private context: Context | undefined;
  private age = 0;
  private readonly names = facetNames.map(() => new Names());
  private readonly lists = new Map<string, readonly number[]>();

  constructor(private readonly view: View) {
    this.compareAll();
  }

  /** How far it is, from 0 to 1. */
  get progress(): number {
    return this.wanted === 0 ? 1 : 1 - this.waiting.size / this.wanted;
  }

  get ready(): boolean {
    return this.waiting.size === 0;
  }

  /** Takes up what waits until it is told to stop; answers whether all is done. */
  work(stop: () => boolean): boolean {
    for (const key of this.waiting) {
      if (stop()) return false;
      this.waiting.delete(key);
      this.write(key);
    }
    this.wanted = 0;
    this.words();
    return true;
  }

  /** The records of these keys came, changed or went. Answers whether a result went. */
  changed(keys: Iterable<Key>, everything: boolean): boolean {
    if (everything) return this.compareAll();
    const concerned = [...keys].filter((key) => isKnown(placeOf(key).kind));
    return this.take(concerned);
  }

  private compareAll(): boolean {
    const differ: Key[] = [];
    for (const [key, record] of this.known) {
      const { kind, id } = placeOf(key);
      if (this.view.get(kind, id) !== record) differ.push(key);
    }
    for (const kind of [...contextKinds, ...resultKinds, ...partKinds]) {
      for (const record of this.view.all(kind)) {
        const key = keyOf(kind, record.id);
        if (!this.known.has(key)) differ.push(key);
      }
    }
    return this.take(differ);
  }

  private take(keys: readonly Key[]): boolean {
    const concerned = new Set<Key>();
    for (const key of keys) this.note(key, concerned);
    let went = false;
    for (const key of concerned) {
      if (this.erase(key)) went ||= this.seen(key) === undefined;
      this.waiting.add(key);
    }
    this.wanted = Math.max(this.wanted, this.waiting.size);
    if (concerned.size <= AT_ONCE_MAX && this.waiting.size === concerned.size) this.work(() => false);
    return went;
  }

  // What the change of one record means: for the values of all, or for the words of one result.
  private note(key: Key, concerned: Set<Key>): void {
    const { kind } = placeOf(key);
    const record = this.seen(key);
    if (record) this.known.set(key, record);
    else this.known.delete(key);
    if (isContext(kind) || isPart(kind) || kind === 'driver_node') this.age++;
    if (isContext(kind)) return;
    if (isResult(kind)) return void concerned.add(key);
    const before = this.owners.get(key);
    const now = record && ownerOf(this.view, record);
    if (before !== undefined) {
      this.parts.get(before)?.delete(key);
      this.owners.delete(key);
      concerned.add(before);
    }
    if (now === undefined) return;
    this.owners.set(key, now);
    const parts = this.parts.get(now) ?? new Set();
    this.parts.set(now, parts.add(key));
    concerned.add(now);
  }

  // What moderation holds is for its author and the desk, on its own page.
  private seen(key: Key): AnyRecord | undefined {
    const { kind, id } = placeOf(key);
    const record = this.view.get(kind, id);
    return record?.held ? undefined : record;
  }

  private erase(key: Key): boolean {
    this.uncount(key);
    const place = this.places.get(key);
    if (place === undefined) return false;
    this.documents[place] = undefined;
    this.places.delete(key);
    this.gone++;
    return true;
  }

  private write(key: Key): void {
    const record = this.seen(key) as ResultRecord | undefined;
    if (!record) return;
    if (this.gone > GONE_MIN && this.gone > this.places.size * GONE_SHARE) this.sweep();
    const place = this.documents.length;
    const at = record.updated_at_ms;
    this.documents.push({ at, record, group: groups.indexOf(groupOf(record)), values: undefined, age: -1 });
    this.places.set(key, place);
    this.count(key, record);
    const title = new Set(wordsOf(titleOf(record)));
    for (const word of title) this.post(word, (place << 1) | 1);
    const rest = new Set(this.textsOf(key, record).flatMap(({ text }) => wordsOf(text)));
    for (const word of rest) if (!title.has(word)) this.post(word, place << 1);
    this.refresh(this.documents[place]!);
  }

  private post(word: string, posting: number): void {
    const known = this.postings.get(word);
    if (known) return void known.push(posting);
    this.postings.set(word, [posting]);
    this.vocabulary = undefined;
  }

  // Takes what is gone out of the lists, and the words that nothing has any more.
  private sweep(): void {
    for (const [word, list] of this.postings) {
      const kept = list.filter((posting) => this.documents[posting >> 1]);
      if (kept.length > 0) this.postings.set(word, kept);
      else this.postings.delete(word);
    }
    this.vocabulary = undefined;
    this.gone = 0;
  }

  private words(): readonly string[] {
    return (this.vocabulary ??= [...this.postings.keys()].sort());
  }

  /** All words of a result beside its title, those of its parts included. */
  private textsOf(key: Key, record: ResultRecord): Text[] {
    const parts = [...(this.parts.get(key) ?? [])].flatMap((part) => this.seen(part) ?? []);
    return [record, ...parts].flatMap(textsOf);
  }

  // What cycles decided is told of the protocols and ideas that they tested.

  private count(key: Key, record: ResultRecord): void {
    if (record.kind !== 'pdsa_cycle' || record.state !== 'complete' || !record.decision) return;
    const of = [record.ramp, record.protocol_version].filter((id) => id !== undefined);
    this.counted.set(key, { decision: record.decision, of });
    for (const id of of) this.add(id, record.decision, 1);
  }

  private uncount(key: Key): void {
    const former = this.counted.get(key);
    if (!former) return;
    this.counted.delete(key);
    for (const id of former.of) this.add(id, former.decision, -1);
  }

  private add(id: string, decision: string, n: number): void {
    const decisions = this.tested.get(id) ?? new Map<string, number>();
    this.tested.set(id, decisions);
    const now = (decisions.get(decision) ?? 0) + n;
    if (now > 0) decisions.set(decision, now);
    else decisions.delete(decision);
    const tests = [
      keyOf('driver_node', this.view.get('ramp', id)?.change_idea ?? ''),
      keyOf('change_protocol', this.view.get('protocol_version', id)?.protocol ?? ''),
    ];
    for (const key of tests) {
      const document = this.documents[this.places.get(key) ?? -1];
      if (document) document.age = -1;
    }
  }

  private contextNow: number | undefined;

  private refresh(document: Document): readonly (readonly number[])[] {
    if (document.values && document.age === this.age) return document.values;
    if (this.contextNow !== this.age) {
      this.context = contextOf(this.view);
      this.contextNow = this.age;
    }
    const values = valuesOf(this.view, this.context!, this.tested, document.record);
    document.values = facetNames.map((name, facet) => this.list(facet, values[name]));
    document.age = this.age;
    return document.values;
  }

  // Most results share their values with thousands of others, and so the list.
  private list(facet: number, values: readonly string[]): readonly number[] {
    const key = `${facet} ${values.join('\n')}`;
    let known = this.lists.get(key);
    if (!known) this.lists.set(key, (known = values.map((value) => this.names[facet]!.number(value))));
    return known;
  }

  /** What holds every word of the query, the last one as its beginning, and fits what is chosen. */
  search(query: string, chosen: Chosen, most: (group: Group) => number): Found {
    const asked = facetNames.map((name, facet) => {
      const values = chosen[name] ?? [];
      return values.length > 0 ? new Set(values.map((value) => this.names[facet]!.number(value))) : undefined;
    });
    const counts: number[][] = facetNames.map(() => []);
    const best = groups.map((group) => new Best(most(group)));
    const titles = new Best(SUGGESTED_MAX);
    const sizes = groups.map(() => 0);
    const words = wordsOf(query);
    const enough = words.length * IN_TITLE_BEGINNING;
    this.matches(words, (place, rank) => {
      const document = this.documents[place];
      if (!document) return;
      const values = this.refresh(document);
      let misses = 0;
      let missed = -1;
      for (let facet = 0; facet < asked.length && misses < 2; facet++) {
        const wanted = asked[facet];
        if (wanted && !values[facet]!.some((value) => wanted.has(value))) {
          misses++;
          missed = facet;
        }
      }
      if (misses > 1) return;
      for (let facet = 0; facet < asked.length; facet++) {
        if (misses === 1 && facet !== missed) continue;
        for (const value of values[facet]!) counts[facet]![value] = (counts[facet]![value] ?? 0) + 1;
      }
      if (misses > 0) return;
      sizes[document.group]!++;
      best[document.group]!.offer(rank, document.at, place);
      if (rank >= enough) titles.offer(rank, document.at, place);
    });
    return {
      total: sizes.reduce((sum, n) => sum + n, 0),
      groups: groups
        .map((group, at) => ({
          group,
          n: sizes[at]!,
          hits: best[at]!.places().map((place) => this.hit(place)),
        }))
        .filter(({ n }) => n > 0),
      counts: Object.fromEntries(
        facetNames.map((name, facet) => [name, this.named(facet, counts[facet]!)]),
      ) as Found['counts'],
      suggestions:
        words.length > 0 ? [...new Set(titles.places().map((place) => titleOf(this.hit(place).record)))] : [],
    };
  }

  private hit(place: number): Hit {
    const { record } = this.documents[place]!;
    return { key: keyOf(record.kind, record.id), record };
  }

  private named(facet: number, counts: readonly number[]): Map<string, number> {
    const found = new Map<string, number>();
    counts.forEach((n, value) => found.set(this.names[facet]!.names[value]!, n));
    return found;
  }

  // Each place that has all the words, with how well it has them.
  private matches(words: readonly string[], tell: (place: number, rank: number) => void): void {
    const size = this.documents.length;
    if (words.length === 0) {
      for (let place = 0; place < size; place++) tell(place, 0);
      return;
    }
    const ranks = new Uint16Array(size);
    const met = new Uint8Array(size);
    words.forEach((word, nth) => {
      const last = nth === words.length - 1;
      // Of this word alone: the best that each place has.
      const here = new Uint8Array(size);
      const mark = (list: readonly number[], exact: boolean): void => {
        for (const posting of list) {
          const place = posting >> 1;
          const title = (posting & 1) === 1;
          const how = title ? (exact ? IN_TITLE : IN_TITLE_BEGINNING) : exact ? IN_TEXT : IN_TEXT_BEGINNING;
          if (here[place]! < how) here[place] = how;
        }
      };
      if (last) {
        const vocabulary = this.words();
        for (let at = startsAt(vocabulary, word); vocabulary[at]?.startsWith(word); at++) {
          mark(this.postings.get(vocabulary[at]!)!, vocabulary[at] === word);
        }
      } else {
        mark(this.postings.get(word) ?? [], true);
      }
      for (let place = 0; place < size; place++) {
        if (here[place]! === 0 || met[place]! !== Math.min(nth, 255)) continue;
        met[place] = Math.min(nth + 1, 255);
        ranks[place]! += here[place]!;
      }
    });
    const all = Math.min(words.length, 255);
    for (let place = 0; place < size; place++) if (met[place] === all) tell(place, ranks[place]!);
  }

  /** Where in a result's texts the words are met best; undefined where only the title has them, or nothing is asked. */
  excerpt({ key, record }: Hit, query: string): Text | undefined {
    const words = wordsOf(query);
    let found: { text: Text; n: number } | undefined;
    for (const text of this.textsOf(key, record)) {
      const own = wordsOf(text.text);
      const n = words.filter((word, at) => meets(own, word, at === words.length - 1)).length;
      if (n > (found?.n ?? 0)) found = { text, n };
    }
    return found?.text;
  }
}

const isKnown = (kind: Kind): boolean => isResult(kind) || isPart(kind) || isContext(kind);

const meets = (own: readonly string[], word: string, beginning: boolean): boolean =>
  own.some((each) => (beginning ? each.startsWith(word) : each === word));

export interface Piece {
  text: string;
  hit: boolean;
}

const AROUND = 70;
const EXCERPT = 220;

/** A text in pieces, those that meet the query marked; a long one as what stands around the first of them. */
export function pieces(text: string, query: string, whole: boolean): Piece[] {
  const words = wordsOf(query);
  const hits = [...text.matchAll(wordPattern)].filter(([each]) =>
    words.some((word, at) => (at === words.length - 1 ? fold(each).startsWith(word) : fold(each) === word)),
  );
  const from = whole ? 0 : beginningOf(text, hits[0]?.index ?? 0);
  const to = whole || from + EXCERPT >= text.length ? text.length : text.lastIndexOf(' ', from + EXCERPT);
  const end = to > from ? to : from + EXCERPT;
  const found: Piece[] = [];
  let at = from;
  for (const match of hits) {
    if (match.index < from || match.index + match[0].length > end) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index), hit: false });
    found.push({ text: match[0], hit: true });
    at = match.index + match[0].length;
  }
  if (at < end) found.push({ text: text.slice(at, end), hit: false });
  if (from > 0) found.unshift({ text: '… ', hit: false });
  if (end < text.length) found.push({ text: ' …', hit: false });
  return found;
}

// At a word, some words before the first that is met.
function beginningOf(text: string, first: number): number {
  if (first <= AROUND) return 0;
  const space = text.indexOf(' ', first - AROUND);
  return space >= 0 && space < first ? space + 1 : first;
}
