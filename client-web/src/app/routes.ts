import type { Component } from 'svelte';
import { language, type MessageKey, type PartName } from '../state/language.svelte';

interface Route {
  path: RegExp;
  title: MessageKey;
  inNetwork: boolean;
  load: () => Promise<{ default: Component<{ id: string }> }>;
}

const within = (rest: string): RegExp => new RegExp(`^/n/([^/]+)${rest}/?$`);
const lazy = (load: () => Promise<unknown>) => load as Route['load'];
// The screen and its own words come at once.
const withWords =
  (load: () => Promise<unknown>, ...parts: PartName[]): Route['load'] =>
  async () => {
    const [screen] = await Promise.all([lazy(load)(), ...parts.map((part) => language.include(part))]);
    return screen;
  };

// Every screen is its own chunk; the first group that follows the network's is the record's id.
const routes: Route[] = [
  {
    path: /^\/in\/?$/,
    title: 'title.sign_in',
    inNetwork: false,
    load: withWords(() => import('../features/settings/SignIn.svelte'), 'settings'),
  },
  {
    path: /^\/settings\/?$/,
    title: 'title.settings',
    inNetwork: false,
    load: withWords(() => import('../features/settings/Settings.svelte'), 'settings'),
  },
  {
    path: /^\/$/,
    title: 'title.networks',
    inNetwork: false,
    load: withWords(() => import('../features/network/Networks.svelte'), 'settings'),
  },
  {
    path: within(''),
    title: 'title.home',
    inNetwork: true,
    load: lazy(() => import('../features/home/Home.svelte')),
  },
  {
    path: within('/drivers'),
    title: 'title.drivers',
    inNetwork: true,
    load: withWords(() => import('../features/theory/Diagrams.svelte'), 'charter'),
  },
  {
    path: within('/drivers/([^/]+)'),
    title: 'title.diagram',
    inNetwork: true,
    load: withWords(() => import('../features/theory/Diagram.svelte'), 'charter'),
  },
  {
    path: within('/ideas/([^/]+)'),
    title: 'title.idea',
    inNetwork: true,
    load: withWords(() => import('../features/cycle/Idea.svelte'), 'practice'),
  },
  {
    path: within('/log'),
    title: 'title.log',
    inNetwork: true,
    load: withWords(() => import('../features/cycle/QuickLog.svelte'), 'cycle'),
  },
  {
    path: within('/cycles'),
    title: 'title.cycles',
    inNetwork: true,
    load: withWords(() => import('../features/cycle/Cycles.svelte'), 'cycle'),
  },
  {
    path: within('/cycles/([^/]+)'),
    title: 'title.cycle',
    inNetwork: true,
    load: withWords(() => import('../features/cycle/Cycle.svelte'), 'cycle'),
  },
  {
    path: within('/protocols'),
    title: 'title.protocols',
    inNetwork: true,
    load: withWords(() => import('../features/library/Protocols.svelte'), 'library', 'practice'),
  },
  {
    path: within('/protocols/([^/]+)'),
    title: 'kind.change_protocol',
    inNetwork: true,
    load: withWords(() => import('../features/library/Protocol.svelte'), 'library', 'practice'),
  },
  {
    path: within('/adaptations/([^/]+)'),
    title: 'kind.adaptation',
    inNetwork: true,
    load: withWords(() => import('../features/practice/Adaptation.svelte'), 'library', 'practice'),
  },
  {
    path: within('/moderation'),
    title: 'title.moderation',
    inNetwork: true,
    load: withWords(() => import('../features/moderation/Moderation.svelte'), 'moderation'),
  },
  {
    path: within('/exchange'),
    title: 'title.exchange',
    inNetwork: true,
    load: withWords(() => import('../features/exchange/Exchange.svelte'), 'exchange'),
  },
  {
    path: within('/exchange/([^/]+)'),
    title: 'kind.post',
    inNetwork: true,
    load: withWords(() => import('../features/exchange/Post.svelte'), 'exchange'),
  },
  {
    path: within('/support'),
    title: 'title.support',
    inNetwork: true,
    load: withWords(() => import('../features/exchange/Support.svelte'), 'exchange'),
  },
  {
    path: within('/hub'),
    title: 'title.hub',
    inNetwork: true,
    load: withWords(() => import('../features/hub/Hub.svelte'), 'exchange'),
  },
  {
    path: within('/meetings'),
    title: 'title.meetings',
    inNetwork: true,
    load: withWords(() => import('../features/meeting/Meetings.svelte'), 'meeting'),
  },
  {
    path: within('/meetings/([^/]+)'),
    title: 'kind.meeting',
    inNetwork: true,
    load: withWords(() => import('../features/meeting/Meeting.svelte'), 'meeting'),
  },
  {
    path: within('/meetings/([^/]+)/report'),
    title: 'kind.district_report',
    inNetwork: true,
    load: withWords(() => import('../features/meeting/Report.svelte'), 'meeting'),
  },
  {
    path: within('/measures'),
    title: 'title.measures',
    inNetwork: true,
    load: withWords(() => import('../features/measure/Measures.svelte'), 'measure'),
  },
  {
    path: within('/measures/import'),
    title: 'title.import',
    inNetwork: true,
    load: withWords(() => import('../features/measure/Import.svelte'), 'measure'),
  },
  {
    path: within('/measures/([^/]+)'),
    title: 'kind.measure',
    inNetwork: true,
    load: withWords(() => import('../features/measure/Measure.svelte'), 'measure'),
  },
  {
    path: within('/decisions'),
    title: 'title.decisions',
    inNetwork: true,
    load: withWords(() => import('../features/meeting/Decisions.svelte'), 'meeting'),
  },
  {
    path: within('/inbox'),
    title: 'title.inbox',
    inNetwork: true,
    load: withWords(() => import('../features/inbox/Inbox.svelte'), 'notice'),
  },
  {
    path: within('/people'),
    title: 'title.people',
    inNetwork: true,
    load: withWords(() => import('../features/network/People.svelte'), 'people'),
  },
  {
    path: within('/teams/([^/]+)'),
    title: 'title.team',
    inNetwork: true,
    load: withWords(() => import('../features/network/Team.svelte'), 'people'),
  },
  {
    path: within('/charter'),
    title: 'title.charter',
    inNetwork: true,
    load: withWords(() => import('../features/theory/Charter.svelte'), 'charter'),
  },
  {
    path: within('/aim'),
    title: 'title.aim',
    inNetwork: true,
    load: withWords(() => import('../features/theory/Aims.svelte'), 'charter'),
  },
  {
    path: within('/history'),
    title: 'history.title',
    inNetwork: true,
    // It tells of protocols and posts too, field by field.
    load: withWords(
      () => import('../features/home/NetworkHistory.svelte'),
      'library',
      'practice',
      'exchange',
      'moderation',
      'meeting',
      'notice',
    ),
  },
  {
    path: within('/archived'),
    title: 'title.archived',
    inNetwork: true,
    load: withWords(() => import('../features/home/Archived.svelte'), 'moderation'),
  },
  {
    path: within('/search'),
    title: 'keys.find',
    inNetwork: true,
    // What it finds is named as where it stands.
    load: withWords(
      () => import('../features/search/Search.svelte'),
      'search',
      'library',
      'practice',
      'exchange',
      'meeting',
    ),
  },
];

export interface Match {
  route: Route;
  network: string | undefined;
  id: string;
}

export function match(path: string): Match | undefined {
  for (const route of routes) {
    const found = route.path.exec(path);
    if (!found) continue;
    const [network, id] = found.slice(1).map((part) => decodeURIComponent(part));
    return { route, network, id: id ?? '' };
  }
  return undefined;
}
