import type { PdsaCycle } from '../../protocol';
import { today } from '../../state/cycles';
import { records } from '../../state/session.svelte';

type What = 'finish_plan' | 'start_do' | 'log' | 'write_study' | 'decide' | 'resume';

export interface NextStep {
  cycle: PdsaCycle;
  what: What;
  late: boolean;
}

const whatNext: Partial<Record<PdsaCycle['state'], What>> = {
  draft: 'finish_plan',
  planned: 'start_do',
  doing: 'log',
  studying: 'write_study',
  acting: 'decide',
  paused: 'resume',
};

/** What waits for this person: their own unfinished cycles, what is late first. */
export function nextSteps(member: string): NextStep[] {
  const now = today();
  return records()
    .all('pdsa_cycle')
    .filter((cycle) => cycle.owner === member)
    .flatMap((cycle): NextStep[] => {
      const late = cycle.end_on !== undefined && cycle.end_on < now;
      // When its last day has passed, a cycle that is still being done is due to be studied.
      const what = cycle.state === 'doing' && late ? 'write_study' : whatNext[cycle.state];
      return what ? [{ cycle, what, late }] : [];
    })
    .sort((a, b) => (a.cycle.end_on ?? '9').localeCompare(b.cycle.end_on ?? '9'));
}
