import { LONGER, minutesBands } from '../../state/facets';
import { compare, tMaybe, word } from '../../state/language.svelte';
import { groups, type FacetName, type Group } from '../../state/search-documents';
import { records } from '../../state/session.svelte';
import { languageName } from '../library/language-name';
import { contextWord } from '../practice/context';
import { t } from './texts';

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** What people call a value of a facet. */
export function labelOf(facet: FacetName, value: string): string {
  switch (facet) {
    case 'kind':
      return word('search_group', value);
    case 'driver':
      return records().get('driver_node', value)?.text ?? '';
    case 'level':
    case 'setting':
      return capital(contextWord({ field: facet, value }));
    case 'tenure':
      return capital(contextWord({ field: 'leader_tenure', value }));
    case 'minutes':
      return value === LONGER
        ? t('library.longer', { n: minutesBands.at(-1)! })
        : t('library.at_most', { n: Number(value) });
    case 'language':
      return languageName(value);
    case 'evidence':
      return value === 'card' ? t('search.card') : word('decision_done', value);
    case 'state':
      return tMaybe(value) ?? '';
    case 'year':
      return value;
  }
}

export interface Option {
  value: string;
  label: string;
  n: number;
}

export interface OptionGroup {
  /** Above its choices, where there are several groups. */
  label: string;
  options: Option[];
}

// Where a state belongs is told above it: cycles and protocols are both drafts at first.
const stateGroups = {
  protocol_state: 'change_protocol',
  cycle_state: 'pdsa_cycle',
  post_state: 'post',
  meeting_state: 'meeting',
  decision_state: 'meeting_decision',
} as const;

const minutesOrder: readonly string[] = [...minutesBands.map(String), LONGER];

function inOrder(facet: FacetName, options: Option[]): Option[] {
  switch (facet) {
    case 'kind':
      return options.sort((a, b) => groups.indexOf(a.value as Group) - groups.indexOf(b.value as Group));
    case 'minutes':
      return options.sort((a, b) => minutesOrder.indexOf(a.value) - minutesOrder.indexOf(b.value));
    case 'year':
      return options.sort((a, b) => compare(b.value, a.value));
    default:
      return options.sort((a, b) => b.n - a.n || compare(a.label, b.label));
  }
}

/** The choices of a facet: what something would be left of, and what is chosen. */
export function optionsOf(
  facet: FacetName,
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
): OptionGroup[] {
  const options = [...new Set([...counts.keys(), ...chosen])]
    .map((value) => ({ value, label: labelOf(facet, value), n: counts.get(value) ?? 0 }))
    .filter(({ label }) => label !== '');
  if (facet !== 'state') return options.length > 0 ? [{ label: '', options: inOrder(facet, options) }] : [];
  const sets = [...new Set(options.map(({ value }) => value.split('.')[0]!))];
  return sets.map((set) => ({
    label: word('search_group', stateGroups[set as keyof typeof stateGroups] ?? 'change_idea'),
    options: inOrder(
      facet,
      options.filter(({ value }) => value.startsWith(`${set}.`)),
    ),
  }));
}
