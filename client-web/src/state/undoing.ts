import { commandTitle } from './command-title';
import { t } from './language.svelte';
import { notices } from './notices.svelte';
import { here, nameOf } from './session.svelte';

/** Takes the last step back, or gives it again, and says what came of it. */
export function takeBack(which: 'undo' | 'redo'): void {
  const came = which === 'undo' ? here().undo.undo() : here().undo.redo();
  if (!came) return notices.say(t(which === 'undo' ? 'undo.nothing' : 'undo.nothing_again'));
  if (came.refusal) return notices.refused(came.refusal);
  const what = commandTitle(came.did);
  if (came.changedBy !== undefined) {
    const name = nameOf(came.changedBy) || t('undo.somebody');
    return notices.say(t('undo.changed', { what, name }), 'danger');
  }
  notices.say(t(which === 'undo' ? 'undo.done' : 'undo.done_again', { what }));
}
