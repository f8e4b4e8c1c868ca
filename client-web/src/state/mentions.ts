import type { View } from '../sync/replica';

type Pointed =
  | {
      kind: 'pdsa_cycle' | 'team' | 'idea' | 'change_protocol' | 'adaptation' | 'post' | 'meeting';
      id: string;
    }
  | { kind: 'driver_diagram'; id: string; node: string | undefined };

const kinds = {
  cycles: 'pdsa_cycle',
  teams: 'team',
  ideas: 'idea',
  drivers: 'driver_diagram',
  protocols: 'change_protocol',
  adaptations: 'adaptation',
  exchange: 'post',
  meetings: 'meeting',
} as const;

/** The record a text points at, when it is nothing but one address of ours within that network. */
export function pointedAt(text: string, origin: string, network: string): Pointed | undefined {
  const written = text.trim();
  if (/\s/.test(written) || !written.startsWith(`${origin}/`) || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  const [, n, of, place = '', id, ...rest] = url.pathname.replace(/\/$/, '').split('/');
  const kind = Object.entries(kinds).find(([name]) => name === place)?.[1];
  if (n !== 'n' || of !== network || !kind || !id || rest.length > 0) return undefined;
  return kind === 'driver_diagram'
    ? { kind, id, node: url.searchParams.get('node') ?? undefined }
    : { kind, id };
}

function titleOf(at: Pointed, records: Pick<View, 'get'>): string | undefined {
  switch (at.kind) {
    case 'pdsa_cycle':
      return records.get('pdsa_cycle', at.id)?.title;
    case 'change_protocol':
      return records.get('change_protocol', at.id)?.title;
    case 'adaptation':
      return records.get('adaptation', at.id)?.what;
    case 'post':
      return records.get('post', at.id)?.title;
    case 'meeting':
      return records.get('meeting', at.id)?.title;
    case 'team':
      return records.get('team', at.id)?.name;
    case 'idea': {
      const node = records.get('driver_node', at.id);
      return node?.node_kind === 'change_idea' ? node.text : undefined;
    }
    case 'driver_diagram': {
      const diagram = records.get('driver_diagram', at.id);
      const node = records.get('driver_node', at.node);
      return diagram && node?.diagram === at.id ? node.text : diagram?.title;
    }
  }
}

/** What stands in a text for such an address: the title this person sees there, then the address. */
export function mentionOf(
  text: string,
  origin: string,
  network: string,
  records: Pick<View, 'get'>,
): string | undefined {
  const at = pointedAt(text, origin, network);
  const title = at && titleOf(at, records)?.trim().replace(/\s+/g, ' ');
  return title ? `“${title}” ${text.trim()}` : undefined;
}
