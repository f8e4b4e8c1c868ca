import type { NoticeSetting } from '../protocol';
import { api, type Notice } from '../sync/http';
import { newId } from '../sync/ids';
import { language } from './language.svelte';
import { issue, records, type OpenNetwork } from './session.svelte';
import { toldFrom, type Told } from './told';

// A colleague who types in a shared text rings with each piece; asking once in a while is enough then.
const AGAIN_MS = 1_500;
// What is due comes with the day, and no bell rings for it.
const LOOK_EVERY_MS = 30 * 60_000;

/** This person's one setting, once they have one. */
export const settingOf = (me: string): NoticeSetting | undefined =>
  records()
    .all('notice_setting')
    .find((each) => each.created_by === me);

type Wishes = Required<
  Pick<
    NoticeSetting,
    'digest' | 'weekday' | 'hour' | 'quiet_from' | 'quiet_to' | 'time_zone' | 'language' | 'reminders'
  >
>;

/** What holds while nobody has said otherwise, in this browser's language and time zone. */
export const firstSetting = (): Wishes => ({
  digest: 'weekly',
  weekday: 'monday',
  hour: 7,
  quiet_from: 18,
  quiet_to: 7,
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  language: language.code,
  reminders: true,
});

/**
 * What concerns this person, as the server works it out: comments and tasks lie with records that this device may
 * never have opened. Asked for when a line begins and when the server rings; kept for when there is none.
 */
export class Inbox {
  private notices: Notice[] = $state.raw([]);
  /** Whether the server sends mails, as far as it has said. */
  mail: boolean | undefined = $state();
  private asking = false;
  private again = false;

  constructor(private readonly network: OpenNetwork) {
    void this.recall();
    window.setInterval(() => this.ring(), LOOK_EVERY_MS);
    this.ring();
  }

  /** Reactive: the records and the setting are asked anew with each change of theirs. */
  get told(): Told[] {
    return toldFrom(this.notices, (kind, id) => records().get(kind, id), this.readUntil);
  }

  get unread(): number {
    return this.told.filter((each) => each.isNew).length;
  }

  private get readUntil(): number {
    return settingOf(this.network.me.member)?.read_until_ms ?? 0;
  }

  /** All that is here now has been read, on whichever device. */
  markRead(): void {
    const read_until_ms = Math.max(0, ...this.notices.map((each) => each.at_ms));
    if (read_until_ms <= this.readUntil) return;
    const setting = settingOf(this.network.me.member);
    const { engine } = this.network;
    // Not through the steps that can be undone: there is nothing in it to take back.
    if (setting) engine.issue('edit_notice_setting', { id: setting.id, set: { read_until_ms } });
    else engine.issue('create_notice_setting', { id: newId(), ...firstSetting(), read_until_ms });
  }

  /** Says how this person wants to be told. */
  tell(set: Partial<Wishes>): void {
    const setting = settingOf(this.network.me.member);
    if (setting) issue('edit_notice_setting', { id: setting.id, set });
    else issue('create_notice_setting', { id: newId(), ...firstSetting(), ...set });
  }

  /** Something may be new; through other eyes nothing is one's own. */
  ring = (): void => {
    if (this.network.through || this.network.stopped || this.network.status.link !== 'live') return;
    if (this.asking) return void (this.again = true);
    this.asking = true;
    void this.ask().finally(() => {
      window.setTimeout(() => {
        this.asking = false;
        if (this.again) this.ring();
        this.again = false;
      }, AGAIN_MS);
    });
  };

  private async ask(): Promise<void> {
    const answer = await api.notices(this.network.id).catch(() => undefined);
    // Without an answer what is here stands.
    if (!answer) return;
    const { notices, mail } = answer;
    this.notices = notices;
    this.mail = mail;
    this.network.keepSaid(JSON.stringify(answer));
  }

  private async recall(): Promise<void> {
    const kept = await this.network.said();
    if (!kept || this.mail !== undefined) return;
    const answer = JSON.parse(kept) as { notices: Notice[]; mail: boolean };
    this.notices = answer.notices;
    this.mail = answer.mail;
  }
}
