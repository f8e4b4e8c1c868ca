import type { Aim, DriverDiagram, DriverNode, PdsaCycle, Team } from '../../protocol';
import { t } from '../../state/language.svelte';
import { here, records } from '../../state/session.svelte';

type Told = PdsaCycle | DriverNode | DriverDiagram | Aim | Team;

export interface Change {
  record: Told;
  title: string;
  href: string;
  isNew: boolean;
}

function tell(record: Told): Omit<Change, 'record' | 'isNew'> {
  const { to } = here();
  switch (record.kind) {
    case 'pdsa_cycle':
      return { title: record.title, href: to.cycle(record.id) };
    case 'driver_node':
      return { title: record.text, href: to.diagram(record.diagram, record.id) };
    case 'driver_diagram':
      return { title: record.title, href: to.diagram(record.id) };
    case 'aim':
      return { title: record.text ?? t('aim.untitled'), href: to.aim };
    case 'team':
      return { title: record.name, href: to.team(record.id) };
  }
}

/** What others did, newest first; one entry a record, as it stands now. */
export function changesSince(me: string): Change[] {
  const told: Told[] = (['pdsa_cycle', 'driver_node', 'driver_diagram', 'aim', 'team'] as const).flatMap(
    (kind): Told[] => records().all(kind),
  );
  return told
    .filter((record) => record.updated_by !== me)
    .sort((a, b) => b.updated_at_ms - a.updated_at_ms)
    .map((record) => ({
      record,
      isNew: record.updated_at_ms === record.created_at_ms,
      ...tell(record),
    }));
}
