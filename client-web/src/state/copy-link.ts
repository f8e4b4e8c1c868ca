import { t } from './language.svelte';
import { notices } from './notices.svelte';

/** Puts the whole link to an address of ours on the clipboard, or shows it where the browser refuses that. */
export async function copyLink(address: string): Promise<void> {
  const link = location.origin + address;
  try {
    await navigator.clipboard.writeText(link);
    notices.say(t('link.copied'));
  } catch {
    notices.showLink(t('link.copy_yourself'), link);
  }
}
