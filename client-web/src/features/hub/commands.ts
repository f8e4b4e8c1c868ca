import type { Activity, Announcement, GivenArgs } from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

export const create_announcement = (args: Omit<GivenArgs<'create_announcement'>, 'id'>): boolean =>
  issue('create_announcement', { id: newId(), ...args });

export const edit_announcement = (
  announcement: Announcement,
  set: Omit<GivenArgs<'create_announcement'>, 'id'>,
): boolean => issue('edit_announcement', { id: announcement.id, ...given(set) });

export const archive_announcement = (id: string): boolean => issue('archive_announcement', { id });

export const create_activity = (args: Omit<GivenArgs<'create_activity'>, 'id'>): boolean =>
  issue('create_activity', { id: newId(), ...args });

/** The fields as they are now, and the teams by what was added and taken out. */
export function edit_activity(
  activity: Activity,
  set: { title: string; instructions: string; due: string },
  teams: string[],
): boolean {
  const before = activity.teams ?? [];
  return issue('edit_activity', {
    id: activity.id,
    ...given(set),
    add: { teams: teams.filter((team) => !before.includes(team)) },
    remove: { teams: before.filter((team) => !teams.includes(team)) },
  });
}

export const archive_activity = (id: string): boolean => issue('archive_activity', { id });

// What is empty is unset: an edit names it apart.
function given<T extends Record<string, string | undefined>>(fields: T): { set: T; clear: string[] } {
  const kept = Object.entries(fields).filter(([, value]) => value);
  const clear = Object.keys(fields).filter((name) => !fields[name]);
  return { set: Object.fromEntries(kept) as T, clear };
}
