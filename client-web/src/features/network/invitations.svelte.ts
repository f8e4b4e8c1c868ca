import { notices } from '../../state/notices.svelte';
import { here } from '../../state/session.svelte';
import { Refused } from '../../sync/http';
import { people, type Invitation } from '../../sync/people';

// Invitations are no records of the network: they are asked for when they are looked at.
class Invitations {
  #all: Invitation[] = $state.raw([]);

  get all(): Invitation[] {
    return this.#all;
  }

  async read(): Promise<void> {
    await this.asked(async () => {
      this.#all = (await people.invitations(here().id)).invitations;
    });
  }

  async revoke(id: string): Promise<void> {
    await this.asked(() => people.revokeInvitation(here().id, id));
    await this.read();
  }

  private async asked(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notices.refused(error.refusal);
    }
  }
}

export const invitations = new Invitations();
