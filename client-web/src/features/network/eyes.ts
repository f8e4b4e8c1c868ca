import { api } from '../../sync/http';
import type { AnyRecord, Role } from '../../protocol';
import type { Engine } from '../../sync/engine';
import type { Me, Snapshot, ToServer } from '../../sync/messages';
import type { Through } from '../../state/session.svelte';

export interface Whose {
  role: Role;
  organization: string;
  team?: string;
}

/** The network as somebody made up would see it, of what this person may see: fetched, not kept in step (docs/SYNC.md V8). */
export class Eyes implements Through {
  private me: Me | undefined;

  constructor(
    private readonly network: string,
    readonly whose: Whose,
  ) {}

  private ask<T>(path = ''): Promise<T> {
    const { role, organization, team } = this.whose;
    return api.viewAs<T>(this.network, path, { role, organization, ...(team && { team }) });
  }

  async snapshot(): Promise<Snapshot> {
    const { me, records } = await this.ask<{ me: Me; records: AnyRecord[] }>();
    this.me = me;
    return { at: 'then', network: this.network, records };
  }

  /** Answers the engine as a line would that only ever gives. */
  answer(engine: Engine): (message: ToServer) => void {
    return (message) => {
      if (message.type === 'hello') {
        engine.receive([{ type: 'welcome', at: 'then', me: this.me!, settled: [] }]);
      }
      if (message.type === 'open') void this.open(engine, message);
    };
  }

  private async open(engine: Engine, { kind, id }: Extract<ToServer, { type: 'open' }>): Promise<void> {
    const { puts } = await this.ask<{ puts: AnyRecord[] }>(`/${kind}/${encodeURIComponent(id)}`);
    engine.receive([{ type: 'details', kind, id, puts }]);
  }
}
