import type { DriverNode, NodeKind } from '../protocol';
import type { Refusal } from './messages';
import { changed, dayOf, fresh, notFound, type Effect, type Predictor } from './predict';
import type { View } from './replica';

// A link runs from what drives to what is driven.
const mayDrive: Record<NodeKind, readonly NodeKind[]> = {
  aim: [],
  primary: ['aim'],
  secondary: ['primary', 'secondary'],
  change_idea: ['primary', 'secondary'],
};

export const mayLink = (source: NodeKind, target: NodeKind): boolean => mayDrive[source].includes(target);

/** The nodes from `from` to `to` along links, both included; undefined where no path leads there. */
function pathBetween(view: View, from: string, to: string): string[] | undefined {
  const links = view.all('driver_link');
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const queue = [from];
  for (const at of queue) {
    if (at === to) {
      const path: string[] = [];
      for (let step: string | undefined = to; step !== undefined; step = cameFrom.get(step))
        path.unshift(step);
      return path;
    }
    for (const link of links) {
      if (link.source === at && !cameFrom.has(link.target)) {
        cameFrom.set(link.target, at);
        queue.push(link.target);
      }
    }
  }
  return undefined;
}

/** Why this link cannot be drawn, in the code the server would use; undefined if it can. */
export function linkProblem(view: View, source: DriverNode, target: DriverNode): Refusal | undefined {
  if (!mayLink(source.node_kind, target.node_kind)) return { code: 'wrong_link' };
  if (view.all('driver_link').some((l) => l.source === source.id && l.target === target.id)) {
    return { code: 'duplicate_link' };
  }
  const path = pathBetween(view, target.id, source.id);
  if (!path) return undefined;
  const names = [...path, target.id].map((id) => view.get('driver_node', id)?.text ?? id);
  return { code: 'loop', with: { path: names.join(' → ') } };
}

export const theoryPredictors: Record<string, Predictor> = {
  create_driver_link({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('driver_link', id)) return [];
    const source = view.get('driver_node', String(args.source));
    const target = view.get('driver_node', String(args.target));
    if (!source || !target) return notFound();
    return linkProblem(view, source, target) ?? [{ put: fresh('driver_link', id, args, moment) }];
  },

  archive_driver_node({ args }, view) {
    const id = String(args.id);
    if (!view.get('driver_node', id)) return notFound();
    const links = view.all('driver_link').filter((link) => link.source === id || link.target === id);
    return [
      { remove: { kind: 'driver_node', id } },
      ...links.map((link): Effect => ({ remove: { kind: 'driver_link', id: link.id } })),
    ];
  },

  create_driver_diagram({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('driver_diagram', id)) return [];
    const ofTheHub = view.all('network').some((network) => network.hub === args.owner);
    const shared_with = ofTheHub ? 'network' : 'district';
    return [{ put: fresh('driver_diagram', id, { ...args, shared_with, in_review: false }, moment) }];
  },

  review_driver_diagram({ args }, view, moment) {
    const diagram = view.get('driver_diagram', String(args.id));
    if (!diagram) return notFound();
    const in_review = args.in_review === true;
    if (diagram.in_review === in_review) return { code: 'wrong_state' };
    const review_reason = in_review ? args.reason : undefined;
    return [changed(diagram, { in_review, review_reason }, moment)];
  },

  set_driver_node_state({ args }, view, moment) {
    const node = view.get('driver_node', String(args.id));
    if (!node) return notFound();
    const state_reason = args.state === 'in_play' ? undefined : args.reason;
    return [changed(node, { state: args.state, state_reason }, moment)];
  },

  publish_aim({ args }, view, moment) {
    const aim = view.get('aim', String(args.id));
    if (!aim) return notFound();
    const effects = [changed(aim, { state: 'published', published_on: dayOf(moment.now) }, moment)];
    const former = view.get('aim', args.supersedes as string | undefined);
    if (former) {
      effects.push(
        changed(former, { state: 'superseded', superseded_by: aim.id, reason: args.reason }, moment),
      );
    }
    return effects;
  },
};
