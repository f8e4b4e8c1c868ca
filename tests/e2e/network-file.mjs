// A network made for a test, as `flywheel import` reads it: the same ids with every run.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const made_at_ms = 1735689600000;

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
export const id_of = (kind, n) => [...createHash('sha256').update(`${kind} ${n}`).digest().subarray(0, 26)].map((byte) => letters[byte & 31]).join('');
// Of one length and never ending in 0, as a rank must not.
export const rank_of = (n) => `a${String(n).padStart(4, '0')}V`;

export class NetworkFile {
    // It begins with the network and its hub.
    constructor(name) {
        const network = id_of('network', 0);
        this.hub = id_of('organization', 0);
        this.lines = [{ flywheel_import: 1, network, name, made_at_ms }];
        this.record('network', 0, { name, type: 'networked_improvement_community', stage: 'testing', hub: this.hub });
        this.record('organization', 0, { name: 'Hub', organization_kind: 'hub', sharing_needs_lead: false });
    }

    record(kind, n, fields) {
        const id = id_of(kind, n);
        this.lines.push({ kind, id, revision: 1, created_at_ms: made_at_ms, updated_at_ms: made_at_ms, ...fields });
        return id;
    }

    account(email, name, member) {
        this.lines.push({ account: { email, name, member } });
    }

    write(file) {
        writeFileSync(file, this.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
}
