import type { Adaptation, ProtocolVersion } from '../../protocol';
import { versionsOf } from '../../state/protocols';
import type { View } from '../../sync/replica';

/** A version or an adaptation, with what was made from it, the oldest first. */
export interface Branch {
  of: ProtocolVersion | Adaptation;
  from: Branch[];
}

/** The adaptations of a protocol, of whichever version. */
export function adaptationsOf(view: View, protocol: string): Adaptation[] {
  const versions = new Set(versionsOf(view, protocol).map((version) => version.id));
  return view.all('adaptation').filter((adaptation) => versions.has(adaptation.version));
}

/**
 * What came of what, as far as this person may see it: a version comes from the adaptation that was taken up in it, else
 * from the version it was written from; an adaptation from its parent, else from its version.
 */
export function treeOf(view: View, protocol: string): Branch[] {
  const all = [...versionsOf(view, protocol), ...adaptationsOf(view, protocol)].sort(
    (a, b) => a.created_at_ms - b.created_at_ms || (a.id < b.id ? -1 : 1),
  );
  const branches = new Map(all.map((of) => [of.id, { of, from: [] } as Branch]));
  const originOf = (of: Branch['of']): Branch | undefined => {
    const [nearest, further] =
      of.kind === 'protocol_version' ? [of.adapted_from, of.derived_from] : [of.parent, of.version];
    return branches.get(nearest ?? '') ?? branches.get(further ?? '');
  };
  const roots: Branch[] = [];
  for (const branch of branches.values()) (originOf(branch.of)?.from ?? roots).push(branch);
  return roots;
}
