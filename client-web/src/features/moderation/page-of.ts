import type { AnyRecord } from '../../protocol';
import { isKind } from '../../protocol';
import type { OpenNetwork } from '../../state/session.svelte';
import { records } from '../../state/session.svelte';

/** The page on which a flagged or held record stands; undefined where there is none for it. */
export function pageOf(
  { place_kind, place_id }: { place_kind?: string; place_id?: string },
  to: OpenNetwork['to'],
): string | undefined {
  if (place_kind === undefined || place_id === undefined || !isKind(place_kind)) return undefined;
  const place: AnyRecord | undefined = records().get(place_kind, place_id);
  switch (place?.kind) {
    case 'pdsa_cycle':
      return to.cycle(place.id);
    case 'change_protocol':
      return to.protocol(place.id);
    case 'protocol_version':
      return to.protocol(place.protocol, place.id);
    case 'driver_diagram':
      return to.diagram(place.id);
    case 'driver_node':
      return place.node_kind === 'change_idea' ? to.idea(place.id) : to.diagram(place.diagram, place.id);
    case 'aim':
      return to.aim;
    case 'team':
      return to.team(place.id);
    default:
      return undefined;
  }
}
