// Puts texts of a tester's choice through every text that the protocol declares: the golden examples of protocol/examples are carried out
// over the API by the people who are named there, with each text in a command's arguments replaced, and those added that they left out;
// then what stands is edited. Which texts there are is read from protocol/openapi.json, so that a new one cannot be forgotten.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { new_id, password } from './world.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../protocol/${path}`, import.meta.url), 'utf8'));
const api = read('openapi.json');
const world = read('examples/world.json').records;
// In the order of the build's own story; what the network does to itself comes last, as some of it ends somebody's membership.
const areas = ['theory', 'cycle', 'library', 'talk', 'exchange', 'practice', 'moderation', 'meeting', 'measure', 'notice', 'network'];
const network = world.find((record) => record.kind === 'network').id;

const with_address = (member) => `${member}@example.org`;

/** The network in which the examples begin, with an account for each member. */
export function write_example_network(file) {
    const members = world.filter((record) => record.kind === 'member');
    const lines = [
        { flywheel_import: 1, network, name: 'Examples', made_at_ms: 1 },
        ...members.map(({ id, name }) => ({ account: { email: with_address(id), name, member: id } })),
        ...world,
    ];
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

// A text in the schema's eyes that is no text in people's: it names a record, a place in a list, a language, an hour. What is none of those
// is refused there, and that it is is shown too (`refuses`).
const no_words = new Set(['id', 'created_by', 'updated_by', 'rank', 'about_kind', 'about_id', 'about_field', 'place_kind', 'place_id', 'language', 'time_zone', 'begins', 'content']);
const is_text = (schema) => schema.type === 'string' && !schema.enum && !schema.format;
const texts_in = (properties) => Object.entries(properties).filter(([name, schema]) => is_text(schema) && !no_words.has(name));

/** Every text of every kind of record: "kind.field", with how long it may be. */
export const texts = new Map(
    Object.entries(api.components.schemas).flatMap(([kind, { properties = {} }]) =>
        properties.kind ? texts_in(properties).map(([name, schema]) => [`${kind}.${name}`, schema.maxLength]) : [],
    ),
);

const kinds = Object.keys(api.components.schemas).filter((kind) => api.components.schemas[kind].properties?.kind);

const command_schema = (name) =>
    api.paths[`/networks/{network}/commands/${name}`].post.requestBody.content['application/json'].schema.properties.args;

// As the server derives the ids of what a command makes beyond its own record.
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
function derived_id(command, kind, n) {
    let value = BigInt(`0x${createHash('sha256').update(`${command}/${kind}/${n}`).digest('hex').slice(0, 32)}`) << 2n;
    let text = '';
    for (let i = 0; i < 26; i += 1, value >>= 5n) text = letters[Number(value & 31n)] + text;
    return text;
}
const derived_most = 12; // of one kind by one command of the examples

// Whom a step makes has no account.
const steps_of = (area) => read(`examples/${area}.json`).steps.filter(({ by }) => by !== 'bo');

/** One of the story's people, over HTTP. */
class Speaker {
    static async of(origin, member) {
        const speaker = new Speaker();
        speaker.origin = origin;
        const answer = await speaker.ask('POST', '/sign_in', { email: with_address(member), password, shared_device: false });
        if (answer.status !== 200) throw new Error(`${member} signs in: ${answer.status} ${JSON.stringify(answer.body)}`);
        return speaker;
    }

    async ask(method, path, body) {
        const request = {
            method,
            headers: { Origin: this.origin, 'Content-Type': 'application/json', ...(this.cookie && { Cookie: this.cookie }) },
            body: body && JSON.stringify(body),
        };
        const send = () => fetch(`${this.origin}/api/v1${path}`, request);
        // A connection that was left idle may end as it is used again; a command that comes twice is carried out once.
        const answer = await send().catch(send);
        this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
        const text = await answer.text();
        const of_json = answer.headers.get('content-type')?.startsWith('application/json');
        return { status: answer.status, body: of_json ? JSON.parse(text) : text, headers: JSON.stringify([...answer.headers]) };
    }

    command(id, name, args) {
        return this.ask('POST', `/networks/${network}/commands`, { id, name, args });
    }

    /** A file of its own, as a command that names it says it. */
    async upload() {
        const segment = (marker, body) => Buffer.concat([Buffer.from([0xff, marker, 0, body.length + 2]), Buffer.from(body)]);
        const frame = segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        const scan = segment(0xda, [1, 1, 0, 0, 0x3f, 0]);
        const photo = Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xfe, new_id()), frame, scan, Buffer.from([0x7f, 0xff, 0xd9])]);
        const content = createHash('sha256').update(photo).digest('hex');
        const piece = { content, bytes: photo.length, data: photo.toString('base64') };
        const { status, body } = await this.ask('POST', `/networks/${network}/uploads`, piece);
        if (status !== 200) throw new Error(`no upload: ${JSON.stringify(body)}`);
        return { content, bytes: photo.length, media_type: body.media_type };
    }

    record(kind, id) {
        return this.ask('GET', `/networks/${network}/records/${kind}/${id}`);
    }
}

/** `deal(place, limit)` gives the text for one place, "kind.field" where it is known, else "command.argument". */
export class PayloadStory {
    constructor(origin, deal) {
        this.origin = origin;
        this.deal = deal;
        this.speakers = new Map();
        this.taken = 0;
        this.given_up = [];
    }

    async speaker(member) {
        if (!this.speakers.has(member)) this.speakers.set(member, await Speaker.of(this.origin, member));
        return this.speakers.get(member);
    }

    /** All the examples; each telling makes records of its own. */
    async tell() {
        for (const area of areas) await this.tell_area(area);
    }

    /** Once more, up to where `place` has a text: a later step may take it away again. */
    async tell_until(place) {
        const [kind, field] = place.split('.');
        for (const area of areas) {
            const at = steps_of(area).findIndex(({ puts = [] }) => puts.some((record) => record.kind === kind && record[field]));
            if (at < 0) continue;
            return this.tell_area(area, at);
        }
        throw new Error(`no example sets ${place}`);
    }

    async tell_area(area, last = Infinity) {
        const known = new Set(world.map((record) => record.id));
        // What this telling calls each record that the area makes.
        const called = new Map();
        for (const [at, step] of steps_of(area).entries()) {
            if (at > last) break;
            const own_id = new_id();
            for (const { kind, id } of [...(step.puts ?? []), ...(step.removes ?? [])]) {
                if (known.has(id) || called.has(id)) continue;
                const n = Array.from({ length: derived_most }, (_, i) => i).find((i) => derived_id(step.command.id, kind, i) === id);
                called.set(id, n === undefined ? new_id() : derived_id(own_id, kind, n));
            }
            if (!step.refused) await this.take(step, own_id, called);
        }
    }

    // The step with texts of ours; what a rule does not take there is left as the example has it.
    async take({ by, command: { name, args } }, own_id, called) {
        const speaker = await this.speaker(by);
        const schema = command_schema(name).properties;
        const about = schema.id?.['x-kind'];
        const kind = /^(create|edit)_/.test(name) ? name.replace(/^[a-z]+_/, '') : undefined;
        const choices = new Set(Object.entries({ ...schema, ...schema.set?.properties }).flatMap(([field, { enum: some }]) => (some ? field : [])));
        const filled = JSON.parse(JSON.stringify(args), (field, value) => (choices.has(field) ? value : (called.get(value) ?? value)));
        if (name === 'create_attachment') Object.assign(filled, await speaker.upload());
        const places = [];
        const fill = (into, properties) => {
            for (const [field, { maxLength }] of texts_in(properties)) {
                // A name that later steps say again.
                const is_name = field.endsWith('_id');
                const before = is_name ? args[field] : into[field];
                if (is_name && called.has(before)) continue;
                places.push({ field, into, before });
                into[field] = this.deal(`${kind ?? name}.${field}`, maxLength);
                if (is_name) called.set(before, into[field]);
            }
        };
        fill(filled, schema);
        if (filled.set) fill(filled.set, schema.set.properties);
        for (const row of filled.rows ?? []) fill(row, schema.rows.items.properties ?? {});
        const restore = ({ field, into, before }) => {
            called.delete(before);
            if (before === undefined) delete into[field];
            else into[field] = before;
        };
        let answer;
        for (let read_again = false; (answer = await speaker.command(own_id, name, filled)).status !== 200; ) {
            const { code, field = '' } = answer.body;
            const named = places.findIndex((place) => field.split('.').pop() === place.field);
            if (filled.write?.[field] !== undefined) {
                // A change of a text that is another one now.
                delete filled.write;
            } else if (code === 'stale' && !read_again) {
                // Another area has written to the same record.
                read_again = true;
                filled.seen_revision = (await speaker.record(about, filled.id)).body.records?.[0]?.revision ?? 1;
            } else if (places.length > 0) {
                // What the refusal names, else what the example does without.
                const added = places.findIndex(({ before }) => before === undefined);
                places.splice(named >= 0 ? named : Math.max(added, 0), 1).forEach(restore);
            } else {
                this.given_up.push(`${name} by ${by}: ${answer.body.code} ${field}`);
                return;
            }
        }
        this.taken += 1;
    }

    /** Everything that any of the story's people may see, by kind and id. */
    async records(members, of_kinds = kinds) {
        const all = new Map();
        for (const member of members) {
            const speaker = await this.speaker(member);
            for (const kind of of_kinds) {
                for (let after = ''; after !== undefined; ) {
                    const { body } = await speaker.ask('GET', `/networks/${network}/records/${kind}?limit=500${after && `&after=${after}`}`);
                    for (const record of body.records) all.set(`${kind}/${record.id}`, record);
                    after = body.after;
                }
            }
        }
        return [...all.values()];
    }

    /** Whether `place` can be written again, or only with its record. */
    can_edit(place) {
        const [kind, field] = place.split('.');
        return Boolean(api.paths[`/networks/{network}/commands/edit_${kind}`] && command_schema(`edit_${kind}`).properties.set.properties[field]);
    }

    /** Edits each record that has an edit: `wanted(place)` says whether a text is to be written anew. Answers how many were. */
    async edit(records, members, wanted) {
        let edited = 0;
        for (const record of records) {
            const path = `/networks/{network}/commands/edit_${record.kind}`;
            if (!api.paths[path]) continue;
            const set = {};
            for (const [field, { maxLength }] of texts_in(command_schema(`edit_${record.kind}`).properties.set.properties)) {
                const place = `${record.kind}.${field}`;
                if (wanted(place)) set[field] = this.deal(place, maxLength);
            }
            const likely = [record.created_by, ...members].filter((member, at, all) => member && all.indexOf(member) === at);
            for (const member of likely) {
                if (Object.keys(set).length === 0) break;
                const speaker = await this.speaker(member);
                let answer;
                do {
                    answer = await speaker.command(new_id(), `edit_${record.kind}`, { id: record.id, set, seen_revision: record.revision });
                    // Only what the refusal names is at fault; without a name it is who speaks.
                    const field = answer.body.field?.split('.').pop();
                    if (answer.status === 200 || !(field in set)) break;
                    delete set[field];
                } while (Object.keys(set).length > 0);
                if (answer.status === 200) {
                    edited += 1;
                    break;
                }
            }
        }
        return edited;
    }

    /** So many schools, for what an organisation can be told only when it is created. */
    async create_organizations(deal, count) {
        const director = await this.speaker('director');
        const { properties } = command_schema('create_organization');
        for (let i = 0; i < count; i += 1) {
            const texts_of = texts_in(properties).map(([field, { maxLength }]) => [field, deal(`organization.${field}`, maxLength)]);
            await director.command(new_id(), 'create_organization', { id: new_id(), parent: 'riverside', ...Object.fromEntries(texts_of) });
        }
    }

    /** What has texts outside of records: invitations, to addresses with such a text in them where one is taken for an address, and the names of those who join. */
    async invite(some) {
        const director = await this.speaker('director');
        const ask = (email) => director.ask('POST', `/networks/${network}/invitations`, { organization: 'riverside', role: 'team_member', email, language: 'en', days: 7 });
        for (const [n, text] of some.entries()) {
            await ask(`${text}@example.org`);
            const email = `payload-${n}@example.org`;
            const token = (await ask(email)).body.link.split('invitation=')[1];
            const visitor = new Speaker();
            visitor.origin = this.origin;
            const joined = await visitor.ask('POST', '/invitations/accept', { token, name: text, email, password: `${password} again ${n}` });
            if (joined.status !== 200) throw new Error(`${text} does not join: ${JSON.stringify(joined.body)}`);
        }
    }

    /** `payload` in the place of each argument of any command that is no words (`no_words`): where it was taken, and which were never refused. */
    async offer_as_names(payload, member) {
        const speaker = await this.speaker(member);
        const taken = new Set();
        const never_refused = new Set();
        const refused = new Set();
        for (const { command } of areas.flatMap(steps_of)) {
            const schema = command_schema(command.name).properties;
            for (const [field, of] of Object.entries({ ...schema, ...schema.set?.properties })) {
                if (!is_text(of) || !no_words.has(field)) continue;
                never_refused.add(field);
                const args = schema[field] ? { ...command.args, [field]: payload } : { ...command.args, set: { [field]: payload } };
                const { status, body } = await speaker.command(new_id(), command.name, args);
                if (status === 200) taken.add(`${command.name}.${field}`);
                if (body.field?.endsWith(field)) refused.add(field);
            }
        }
        for (const field of refused) never_refused.delete(field);
        return { taken: [...taken], never_refused: [...never_refused] };
    }
}
