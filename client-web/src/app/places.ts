import { t, word, type MessageKey } from '../state/language.svelte';
import { addressesOf, settingsPath } from '../state/place.svelte';
import { mayKeepTheory, mayStartCycle } from '../state/rights';
import { session, type OpenNetwork } from '../state/session.svelte';
import { fuzzyScore } from './fuzzy';

export interface PlaceToGo {
  href: string;
  label: string;
  /** What it is, in a word or two. */
  what: string;
}

// So many fit the list without scrolling far; who sees none of theirs types one more letter.
const SHOWN_MAX = 12;
const RECENT_MAX = 8;

/** Everything the palette can open: screens, things to make, and the records of the open network. */
export function allPlaces(network: OpenNetwork | undefined): PlaceToGo[] {
  const screen = (href: string, title: MessageKey): PlaceToGo => ({
    href,
    label: t(title),
    what: t('palette.screen'),
  });
  const other = (session.mine?.networks ?? [])
    .filter((mine) => mine.id !== network?.id)
    .map((mine) => ({ href: addressesOf(mine.id).home, label: mine.name, what: t('palette.network') }));
  const general = [...other, screen('/', 'title.networks'), screen(settingsPath, 'title.settings')];
  if (!network) return general;
  const { to, cells } = network;
  const make = mayStartCycle()
    ? [{ href: `${to.cycles}?new=1`, label: t('cycles.new'), what: t('palette.action') }]
    : [];
  return [
    ...make,
    screen(to.home, 'title.home'),
    screen(to.inbox, 'title.inbox'),
    screen(to.search, 'keys.find'),
    screen(to.drivers, 'title.drivers'),
    screen(to.cycles, 'title.cycles'),
    screen(to.protocols, 'title.protocols'),
    screen(to.measures, 'title.measures'),
    screen(to.exchange, 'title.exchange'),
    screen(to.support, 'title.support'),
    screen(to.meetings, 'title.meetings'),
    screen(to.decisions, 'title.decisions'),
    ...(mayKeepTheory() ? [screen(to.hub, 'title.hub')] : []),
    screen(to.aim, 'title.aim'),
    screen(to.charter, 'title.charter'),
    screen(to.people, 'title.people'),
    screen(to.history, 'history.title'),
    screen(to.archived, 'title.archived'),
    screen(to.moderation, 'title.moderation'),
    ...cells
      .all('driver_diagram')
      .map((d) => ({ href: to.diagram(d.id), label: d.title, what: word('kind', d.kind) })),
    ...cells.all('driver_node').map((node) => ({
      href: node.node_kind === 'change_idea' ? to.idea(node.id) : to.diagram(node.diagram, node.id),
      label: node.text,
      what: t(`node.kind_${node.node_kind}`),
    })),
    ...cells
      .all('pdsa_cycle')
      .map((c) => ({ href: to.cycle(c.id), label: c.title, what: word('kind', c.kind) })),
    ...cells
      .all('change_protocol')
      .map((p) => ({ href: to.protocol(p.id), label: p.title, what: word('kind', p.kind) })),
    ...cells
      .all('adaptation')
      .map((a) => ({ href: to.adaptation(a.id), label: a.what, what: word('kind', a.kind) })),
    ...cells.all('post').map((p) => ({ href: to.post(p.id), label: p.title, what: word('kind', p.kind) })),
    ...cells
      .all('meeting')
      .map((m) => ({ href: to.meeting(m.id), label: m.title, what: word('kind', m.kind) })),
    ...cells
      .all('measure')
      .map((m) => ({ href: to.measure(m.id), label: m.title, what: word('kind', m.kind) })),
    ...cells.all('team').map((x) => ({ href: to.team(x.id), label: x.name, what: word('kind', x.kind) })),
    ...cells
      .all('organization')
      .map((o) => ({ href: `${to.people}#${o.id}`, label: o.name, what: word('kind', o.kind) })),
    ...general,
  ];
}

/** What fits the question best; without one, where this person was lately. */
export function placesFor(query: string, places: PlaceToGo[], recent: readonly string[]): PlaceToGo[] {
  if (query.trim() === '') {
    const byHref = new Map(places.map((place) => [place.href, place]));
    const lately = recent.flatMap((href) => byHref.get(href) ?? []);
    return [...new Set([...lately, ...places])].slice(0, SHOWN_MAX);
  }
  return places
    .map((place) => ({ place, score: fuzzyScore(query, place.label) }))
    .filter((each): each is { place: PlaceToGo; score: number } => each.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN_MAX)
    .map(({ place }) => place);
}

// For this tab only: on a shared device nothing of it stays.
const RECENT = 'recent_places';

export function recentPlaces(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(RECENT) ?? '[]') as string[];
  } catch {
    return [];
  }
}

export function rememberPlace(href: string): void {
  const next = [href, ...recentPlaces().filter((other) => other !== href)].slice(0, RECENT_MAX);
  try {
    sessionStorage.setItem(RECENT, JSON.stringify(next));
  } catch {
    // Storage may be forbidden; then nothing is remembered.
  }
}
