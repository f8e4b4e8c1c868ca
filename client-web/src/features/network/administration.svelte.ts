import { notices } from '../../state/notices.svelte';
import { mayDirect } from '../../state/rights';
import { here, nameOf } from '../../state/session.svelte';
import { compare } from '../../state/language.svelte';
import {
  administration,
  type AdministeredEvent,
  type AdministeredPerson,
  type AdministeredServer,
  type AdministeredToken,
} from '../../sync/administration';
import { Refused } from '../../sync/http';
import { counted, t } from './texts';

/** How people get in, asked for when the page opens and after each change of it. No record of the network. */
export class Administration {
  people: AdministeredPerson[] = $state.raw([]);
  tokens: AdministeredToken[] = $state.raw([]);
  more = $state(false);
  events: AdministeredEvent[] = $state.raw([]);
  since = $state(0);
  server: AdministeredServer | undefined = $state.raw();
  ready = $state(false);
  busy = $state(false);
  trouble = $state(false);

  async read(): Promise<void> {
    const network = here().id;
    await this.attempt(async () => {
      const [people, tokens, history, server] = await Promise.all([
        administration.people(network),
        administration.tokens(network),
        administration.history(network),
        mayDirect() ? administration.server(network) : undefined,
      ]);
      this.people = people.sort((a, b) => compare(nameOf(a.member), nameOf(b.member)));
      ({ tokens: this.tokens, more: this.more } = tokens);
      ({ events: this.events, since_ms: this.since } = history);
      this.server = server;
      this.ready = true;
    });
    this.trouble = !this.ready;
  }

  async endSignIns({ member }: AdministeredPerson): Promise<void> {
    await this.attempt(async () => {
      const { ended } = await administration.endSignIns(here().id, member);
      notices.say(`${nameOf(member)}: ${counted('admin.ended', ended)}`);
    });
    await this.read();
  }

  async endToken({ id, name }: AdministeredToken): Promise<void> {
    await this.attempt(async () => {
      await administration.endToken(here().id, id);
      notices.say(t('admin.token_ended', { name }));
    });
    await this.read();
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notices.refused(error.refusal);
    } finally {
      this.busy = false;
    }
  }
}
