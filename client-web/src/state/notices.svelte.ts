import type { Refusal } from '../sync/messages';
import { tMaybe, t } from './language.svelte';

export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'danger';
}

const SHOWN_MS = 7_000;

/** Why not, in the person's language; the server's English only where no catalogue has the code. */
export function refusalText(refusal: Refusal): string {
  return tMaybe(`refusal.${refusal.code}`, refusal.with) ?? refusal.says ?? t('refusal.our_fault');
}

class Notices {
  all: Notice[] = $state([]);
  private next = 1;

  say(text: string, tone: Notice['tone'] = 'plain'): void {
    const id = this.next++;
    this.all.push({ id, text, tone });
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  refused(refusal: Refusal): void {
    this.say(refusalText(refusal), 'danger');
  }

  dismiss(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
