// What a district keeps to itself is in no byte that anybody else can get from the server: every text of the examples' network holds a word that
// is nowhere else, then people of another district, of the hub and of outside ask everything that protocol/openapi.json declares, about
// everything there is; what comes back, what reaches their sockets, what their devices keep, what is logged and what is counted is searched.
import { readFileSync } from 'node:fs';
import { PostOffice } from './post-office.mjs';
import { expect, new_id, until } from './world.mjs';
import { PayloadStory, write_example_network } from './payload-story.mjs';

export const deadline_ms = 240_000;
export const network = write_example_network;

const api = JSON.parse(readFileSync(new URL('../../protocol/openapi.json', import.meta.url), 'utf8'));
const [, wire_version] = /WIRE_VERSION = (\d+)/.exec(readFileSync(new URL('../../client-web/src/protocol.generated.ts', import.meta.url), 'utf8'));
const kinds = Object.keys(api.components.schemas).filter((kind) => api.components.schemas[kind].properties?.kind);

// Riverside's own, and one each of those from whom it keeps things.
const insiders = ['riverside_teacher', 'riverside_mate', 'riverside_principal', 'riverside_lead'];
const outsiders = ['lakeside_lead', 'director', 'analyst', 'researcher', 'observer'];
const with_a_browser = ['lakeside_lead', 'director'];

// Of one length, so that none lies in another.
const canary = (n) => `canary${String(100_000 + n)}x`;
const word = /canary\d{6}x/g;
// The beginning of one in another writing; decoding every id that looks like base64 would take most of the time.
const encoded = /Y2FuYXJ5|NhbmFye|jYW5hcn|63616e617279|%63%61/i;

// As they are, and inside of what is written as base64, at each of the places where a word may begin, as hexadecimal digits or with percent signs.
function canaries_in(text) {
    const found = new Set(text.match(word));
    if (!encoded.test(text)) return found;
    const look = (some) => some.match(word)?.forEach((each) => found.add(each));
    for (const run of text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? []) {
        for (let skip = 0; skip < 4; skip += 1) look(Buffer.from(run.slice(skip).replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('latin1'));
        if (/^[0-9a-f]+$/i.test(run)) for (let skip = 0; skip < 2; skip += 1) look(Buffer.from(run.slice(skip), 'hex').toString('latin1'));
    }
    if (text.includes('%')) look(text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))));
    return found;
}

const texts_of = (record) => canaries_in(JSON.stringify(record));

// What of Riverside goes no further by its own word: cycles with a level below the hub's, and what is part of them. Worked out from what
// Riverside's people hold and from nothing else of the server's.
const below_hub = new Set(['author', 'team', 'school', 'district']);
const parts = { question: 'cycle', prediction_amendment: 'question', task: 'cycle', observation: 'cycle' };
function kept(records, members) {
    const by_id = new Map(records.map((record) => [record.id, record]));
    const keeps = (record) => {
        if (record?.kind === 'pdsa_cycle') return below_hub.has(record.shared_with) && members.has(record.created_by);
        return record && parts[record.kind] ? keeps(by_id.get(record[parts[record.kind]])) : false;
    };
    return records.filter(keeps);
}

// Everything that this person can ask, with the ids of all that is kept from them; answers how many answers came, with their bytes.
async function ask_everything(speaker, network, secrets, heard) {
    let asked = 0;
    const ask = async (method, path, body) => {
        const { status, body: answer, headers } = await speaker.ask(method, path, body);
        asked += 1;
        heard(`${method} ${path} ${body ? JSON.stringify(body).slice(0, 120) : ''} ${status}`, JSON.stringify(answer) + headers, [path, JSON.stringify(body)]);
    };
    const roles = api.components.schemas.membership.properties.role.enum;
    const questions = { role: roles, organization: ['riverside', 'lakeside'], kind: [], id: [], older: ['x'], after: [secrets[0].id], before: [secrets[0].id], limit: ['500'], measure: [], series: [] };
    for (const [path, methods] of Object.entries(api.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const at = (text, { kind = 'pdsa_cycle', id = secrets[0].id } = {}) =>
                text.replace('{network}', network).replace('{kind}', kind).replace('{id}', id).replace(/\{\w+\}/g, id);
            if (method === 'get') {
                // Once by itself; about each record that is kept, or each kind; and with each value of what can be asked for.
                const abouts = path.includes('{id}') ? secrets : path.includes('{kind}') ? kinds.map((kind) => ({ kind })) : [{}];
                const queries = (operation.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name);
                for (const about of abouts) {
                    await ask('GET', at(path, about));
                    if (path.includes('view_as')) {
                        for (const role of path.includes('{id}') ? ['team_member'] : roles) {
                            const organization = role.startsWith('hub') ? 'lantern' : 'riverside';
                            await ask('GET', `${at(path, about)}?role=${role}&organization=${organization}&team=riverside_team`);
                        }
                    }
                }
                if (queries.includes('kind')) for (const { kind, id } of secrets) await ask('GET', `${at(path)}?kind=${kind}&id=${id}`);
                if (queries.includes('limit')) for (const kind of kinds) await ask('GET', `${at(path, { kind })}?limit=500`);
                for (const name of queries) {
                    const values = questions[name] ?? [];
                    for (const value of values) await ask('GET', `${at(path)}?${name}=${value}`);
                }
            } else if (path.includes('/commands/')) {
                const { args } = operation.requestBody.content['application/json'].schema.properties;
                const kind = args.properties.id?.['x-kind'];
                const least = Object.fromEntries((args.required ?? []).map((name) => [name, args.properties[name].enum?.[0] ?? (args.properties[name].type === 'integer' ? 1 : 'words')]));
                for (const { id } of secrets.filter((secret) => secret.kind === kind).slice(0, 1)) await ask('POST', at(path), { id: new_id(), args: { ...least, id } });
                if (!kind) await ask('POST', at(path), { id: new_id(), args: least });
            } else if (path === '/sync') {
                const hello = { type: 'hello', wire_version: Number(wire_version), network, pending: [] };
                const open = secrets.slice(0, 8).map(({ kind, id }) => ({ type: 'open', kind, id }));
                const { body } = await speaker.ask('POST', '/sync', {});
                await ask('POST', '/sync', { line: body.line, messages: [hello, ...open] });
                await ask('POST', '/sync', { line: body.line, messages: [] });
            } else if (!['/sign_out', '/sessions/{session}', '/sessions/end_others', '/password'].includes(path)) {
                // Those four would end what this needs.
                await ask(method.toUpperCase(), at(path), method === 'post' ? {} : undefined);
            }
        }
    }
    for (const path of ['/nothing', `/networks/${network}/nothing`, `/networks/nowhere/snapshot`, `/networks/${network}/details/nothing/${secrets[0].id}`]) await ask('GET', path);
    for (const body of [{ id: secrets[0].id }, { id: new_id(), name: 'nothing', args: { id: secrets[0].id } }]) await ask('POST', `/networks/${network}/commands`, body);
    return asked;
}

// Follows what the teacher comments on below, and is told of it at any hour.
async function wants_mails(speaker, network, member) {
    const said = async (name, args) => {
        const { status, body } = await speaker.command(new_id(), name, args);
        return status === 200 ? undefined : `${member}: ${name}: ${JSON.stringify(body)}`;
    };
    const wishes = { digest: 'daily', hour: 0, quiet_from: 0, quiet_to: 0, time_zone: 'UTC', reminders: true };
    const { body } = await speaker.ask('GET', `/networks/${network}/records/notice_setting`);
    const own = body.records.find((record) => record.created_by === member);
    const refused = own
        ? await said('edit_notice_setting', { id: own.id, seen_revision: own.revision, set: wishes })
        : await said('create_notice_setting', { id: new_id(), language: 'en', weekday: 'monday', ...wishes });
    expect(!refused, refused);
    // Who follows it already is told as well.
    await said('create_follow', { id: new_id(), about_kind: 'aim', about_id: 'aim' });
}

export const tests = {
    'what a district keeps to itself is in no byte that anybody else gets, whatever they ask': async (world) => {
        // Who counts may say so: the figures are searched too.
        world.serve_in = { FLYWHEEL_METRICS__TOKEN: 'who counts' };
        await world.stop_server();
        await world.start_server();

        let made = 0;
        const story = new PayloadStory(world.origin, () => canary(made++));
        const persons = await Promise.all(with_a_browser.map((member) => world.person(`${member}@example.org`)));
        for (const person of persons) await person.go('cycles');
        await story.tell();
        const first = canary(made);
        await story.edit(await story.records(insiders), insiders, (place) => place !== 'organization.organization_kind');
        const records = await story.records(insiders);
        const secrets = kept(records, new Set(insiders));
        // Words from before stood elsewhere too: a cycle that is carried on takes some along, whoever carries it on.
        const own = new Set(secrets.flatMap((record) => [...texts_of(record)]).filter((each) => each >= first));
        expect(own.size > 100, `words that Riverside keeps to itself: ${own.size}`);

        const leaks = new Set();
        const shown = new Set();
        let bytes = 0;
        // A word that one said oneself comes back in a refusal; nobody said these.
        const search = (member) => (where, text) => {
            bytes += text.length;
            for (const each of canaries_in(text)) {
                shown.add(each);
                if (own.has(each)) leaks.add(`${member}: ${where}: ${each}`);
            }
        };
        let asked = 0;
        for (const member of outsiders) {
            const speaker = await story.speaker(member);
            asked += await ask_everything(speaker, world.network, secrets, search(member));
            await wants_mails(speaker, world.network, member);
        }
        expect(shown.size > 50, `words that the others do see: ${shown.size}`);

        // On what was written before and what is written now, live, on screens of cycles that are not theirs.
        for (const person of persons) {
            await person.go(`cycles/${secrets.find(({ kind }) => kind === 'pdsa_cycle').id}`).catch(() => {});
            await person.step('cycles');
        }
        await story.edit(secrets, insiders, () => true);
        const now = await story.records(insiders);
        for (const record of kept(now, new Set(insiders))) for (const each of texts_of(record)) if (each >= first) own.add(each);
        const teacher = await story.speaker('riverside_teacher');
        const last = canary(made++);
        const said = await teacher.command(new_id(), 'create_comment', { id: new_id(), about_kind: 'aim', about_id: 'aim', text: last });
        expect(said.status === 200, JSON.stringify(said.body));
        for (const person of persons) {
            const hear = search(person.who);
            await person.rests();
            hear('socket', person.transcript());
            for (const store of ['rows', 'networks']) hear(`device, ${store}`, JSON.stringify(await person.on_device(store)));
            hear('screen', await person.text());
            expect(person.transcript().includes('canary'), `${person.who} has a socket on which something comes`);
        }

        // What goes out to them: their calendars, by the address alone, and their mails: one a day, so that mail is set up only now.
        for (const member of outsiders) {
            const { body } = await (await story.speaker(member)).ask('POST', `/networks/${world.network}/calendar`, {});
            const calendar = await (await fetch(new URL(new URL(body.address).pathname, world.origin))).text();
            expect(calendar.startsWith('BEGIN:VCALENDAR'), calendar.slice(0, 80));
            search(member)('calendar', calendar.replaceAll(/\r\n[ \t]/g, ''));
        }
        const office = await PostOffice.open();
        world.serve_with = ['--smtp-url', office.url, '--mail-from', 'flywheel@example.org'];
        for (const person of persons) person.expected_errors.push(/WebSocket|ERR_/);
        await world.stop_server();
        await world.start_server();
        await until('each of the others has a mail', () => outsiders.every((member) => office.mails.some(({ to }) => to === `${member}@example.org`)), 30_000);
        const mails = office.mails.filter(({ to }) => outsiders.some((member) => to === `${member}@example.org`));
        for (const { to, text, raw } of mails) search(to)('mail', text + raw);
        const mailed = canaries_in(mails.map(({ text }) => text).join('\n')).size;
        expect(mailed > 0, 'words that the others see stand in their mails');
        office.close();
        expect(leaks.size === 0, `${leaks.size} leaks:\n        ${[...leaks].slice(0, 12).join('\n        ')}`);

        // No word at all of anybody's is logged or counted.
        const figures = await fetch(`${world.origin}/metrics`, { headers: { Authorization: 'Bearer who counts' } });
        expect(figures.ok, `the figures: ${figures.status}`);
        for (const path of ['/metrics', '/healthz', '/readyz', '/', '/api/v1/openapi.json']) {
            const text = await (await fetch(`${world.origin}${path}`, { headers: { Authorization: 'Bearer who counts' } })).text();
            expect(text.length > 0 && canaries_in(text).size === 0, `words in ${path}`);
        }
        await until('something is logged', () => world.log.includes('serving'));
        expect(canaries_in(world.log).size === 0, `words in the log: ${[...canaries_in(world.log)].slice(0, 5)}`);
        console.log(`       ${made} words, ${own.size} of them Riverside's own in ${secrets.length} records; ${asked} requests by ${outsiders.length} others, ${bytes} characters, ${shown.size} words that they may see, ${mailed} of them in ${mails.length} mails`);
    },
};
