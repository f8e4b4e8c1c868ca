import type { Refusal } from '../sync/messages';
import { tMaybe, t } from './language.svelte';

interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'danger';
  action?: NoticeAction;
  /** To be selected by hand. */
  link?: string;
}

interface NoticeAction {
  label: string;
  run: () => void;
}

const SHOWN_MS = 7_000;
const SHOWN_WITH_ACTION_MS = 12_000;

/** Why not, in the person's language; the server's English only where no catalogue has the code. */
export function refusalText(refusal: Refusal): string {
  return tMaybe(`refusal.${refusal.code}`, refusal.with) ?? refusal.says ?? t('refusal.our_fault');
}

class Notices {
  all: Notice[] = $state([]);
  private next = 1;

  say(text: string, tone: Notice['tone'] = 'plain', action?: NoticeAction): void {
    const id = this.add({ text, tone, action });
    setTimeout(() => this.dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
  }

  refused(refusal: Refusal): void {
    this.say(refusalText(refusal), 'danger');
  }

  /** Stays until it is closed. */
  showLink(text: string, link: string): void {
    this.add({ text, tone: 'plain', link });
  }

  private add(notice: Omit<Notice, 'id'>): number {
    const id = this.next++;
    this.all.push({ id, ...notice });
    return id;
  }

  dismiss(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
