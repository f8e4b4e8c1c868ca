// No text becomes a program, wherever it is shown: every payload of payload-list.mjs, through every text that the protocol declares, stored by
// the real server, and every screen opened on what came of it. Which payload goes into which text turns with each day
// (FLYWHEEL_PAYLOADS=TURN for a certain turn); FLYWHEEL_PAYLOADS=all puts each through each, many to a text, and takes some minutes.
import { readFileSync } from 'node:fs';
import { expect, until } from './world.mjs';
import { payloads } from './payload-list.mjs';
import { PayloadStory, texts, write_example_network } from './payload-story.mjs';

const all = process.env.FLYWHEEL_PAYLOADS === 'all';
const day_ms = 86_400_000;
const turn = all ? 0 : Number(process.env.FLYWHEEL_PAYLOADS ?? Math.floor(Date.now() / day_ms));

export const deadline_ms = all ? 3_600_000 : 240_000;
export const network = write_example_network;

// Between them they see everything that the examples make.
const readers = ['riverside_teacher', 'director', 'lakeside_teacher', 'riverside_lead', 'facilitator'];
const viewers = ['riverside_teacher', 'director', 'lakeside_teacher'];

// A free word, but what is no district by it has no teams any more: written when it is created, and then left.
const rules_read = new Set(['organization.organization_kind']);

const as_stored = (text) => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');

// Deals payloads out to places: the next one to whoever asks, so that all are out early; where each is to go through each, every place
// has all of them in turn, as many at once as fit.
class Dealer {
    constructor() {
        this.next = new Map();
        this.left = new Map([...texts].map(([place, limit]) => [place, new Set(payloads.filter((text) => text.length <= limit))]));
    }

    deal(place, limit = 4000) {
        const whose = all ? place : '';
        let at = this.next.get(whose) ?? turn * 97;
        const step = () => payloads[at++ % payloads.length];
        let text = step();
        while (text.length > limit) text = step();
        while (all) {
            const more = `${text}\n${payloads[at % payloads.length]}`;
            if (more.length > limit || more.length > 4000) break;
            text = more;
            at += 1;
        }
        this.next.set(whose, at);
        // Said twice, a line each: what lists lines must not take two that are alike for one.
        return !all && limit >= 4000 ? `${text}\n${text}` : text;
    }

    // What of it is stored, by place; a text may hold several.
    see(records) {
        for (const record of records) {
            for (const [place, left] of this.left) {
                const [kind, field] = place.split('.');
                if (record.kind !== kind || !record[field]) continue;
                for (const payload of left) if (record[field].includes(as_stored(payload))) left.delete(payload);
            }
        }
    }

    places_left() {
        return [...this.left].filter(([, left]) => left.size > 0).map(([place]) => place);
    }

    stored_anywhere() {
        return payloads.filter((payload) => [...this.left].some(([place, left]) => payload.length <= texts.get(place) && !left.has(payload))).length;
    }

    stored(place) {
        return payloads.filter((text) => text.length <= texts.get(place)).length - this.left.get(place).size;
    }
}

const routes = readFileSync(new URL('../../client-web/src/app/routes.ts', import.meta.url), 'utf8');
const listed = [...routes.matchAll(/within\('([^']*)'\)/g)].map(([, path]) => path);
// Which record an address with an id is about.
const shown_at = {
    '/drivers/([^/]+)': ['driver_diagram'],
    '/ideas/([^/]+)': ['driver_node', (record) => record.node_kind === 'change_idea'],
    '/cycles/([^/]+)': ['pdsa_cycle'],
    '/protocols/([^/]+)': ['change_protocol'],
    '/adaptations/([^/]+)': ['adaptation'],
    '/exchange/([^/]+)': ['post'],
    '/meetings/([^/]+)': ['meeting'],
    '/meetings/([^/]+)/report': ['meeting'],
    '/measures/([^/]+)': ['measure'],
    '/teams/([^/]+)': ['team'],
};

// Each screen once, those of a record for as many records as `most`, in an order in which two of a sort do not follow each other.
function screens(records, most) {
    const unknown = listed.filter((route) => route.includes('(') && !shown_at[route]);
    expect(listed.length > 0 && unknown.length === 0, `screens of a record that nobody opens: ${unknown}`);
    const of_route = listed.map((route) => {
        if (!shown_at[route]) return [route.slice(1)];
        const [kind, fits = () => true] = shown_at[route];
        const paths = records.filter((record) => record.kind === kind && fits(record)).map(({ id }) => route.slice(1).replace('([^/]+)', id));
        return paths.slice(0, most);
    });
    const longest = Math.max(...of_route.map((paths) => paths.length));
    return Array.from({ length: longest }, (_, i) => of_route.flatMap((paths) => paths[i] ?? [])).flat();
}

// Whatever runs, asks, jumps or stands in the page that the program did not put there.
async function watch(person) {
    person.found = [];
    await person.context.addInitScript(() => {
        globalThis.__fired = () => console.error(`a payload ran: ${new Error().stack}`);
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
            console.error(`held back by the content security policy: ${violatedDirective} ${blockedURI} ${sample}`),
        );
    });
    person.page.on('dialog', (dialog) => {
        person.found.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    person.page.on('request', (request) => {
        const url = new URL(request.url());
        const ours = url.origin === person.origin || url.origin === person.origin.replace('http', 'ws');
        if (!ours || (url.pathname.includes('fired') && request.resourceType() !== 'document')) person.found.push(`a request: ${request.url()}`);
    });
    person.page.on('framenavigated', (frame) => {
        const { origin, pathname } = new URL(frame.url());
        if (frame !== person.page.mainFrame() || origin !== person.origin || pathname === '/fired') person.found.push(`another page: ${frame.url()}`);
    });
    person.page.on('popup', (page) => person.found.push(`a window: ${page.url()}`));
}

const strangers = (person) =>
    person.page.evaluate(() => {
        const never = 'iframe, frameset, object, embed, applet, base, portal, marquee, plaintext, xmp, template, math, foreignObject, [srcdoc], [ping], [formaction], [background], body script, body style, body meta, body link, form[action], animate, set, xss, x-y';
        const found = [...document.querySelectorAll(never)];
        for (const element of document.querySelectorAll('*')) {
            for (const { name, value } of element.attributes) {
                const address = ['href', 'src', 'srcset', 'xlink:href', 'data', 'poster'].includes(name);
                const to = address && URL.canParse(value, location.href) ? new URL(value, location.href) : undefined;
                if (name.startsWith('on') || (to && !['http:', 'https:', 'mailto:', 'blob:'].includes(to.protocol)) || (to && to.origin !== location.origin && to.protocol !== 'mailto:') || (name === 'style' && /url|expression|fired/.test(value)))
                    found.push(element);
            }
        }
        return found.map((element) => element.outerHTML.slice(0, 200));
    });

// From screen to screen within the page: loading it anew for each would be most of the time. A screen that is not for this person is one too.
// Two of a sort would share their heading, so that between them it is another one.
async function open(person, path) {
    const sort = path.replace(/[/][^/]+/, '/');
    if (sort === person.sort) await open(person, 'archived');
    person.sort = sort;
    await person.page.evaluate((to) => {
        for (const heading of document.querySelectorAll('main :is(h1, .empty)')) heading.dataset.left = '';
        history.pushState({}, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
    }, `/n/${person.world.network}/${path}`);
    await until(`${person.who} is at /${path}`, () => person.page.locator('main :is(h1, .empty):not([data-left])').count());
}

// The whole of the screen: parts that are folded come out.
async function unfold(person) {
    await person.page.evaluate(() => {
        for (const closed of document.querySelectorAll('main [aria-expanded=false]:not([aria-haspopup]):not([role=combobox])')) closed.click();
        for (const closed of document.querySelectorAll('main details:not([open])')) closed.open = true;
    });
}

async function look(person, path, seen) {
    await open(person, path);
    await person.rests();
    await unfold(person);
    await person.rests();
    const text = (await person.text()).replace(/\s+/g, ' ');
    for (const payload of payloads) if (text.includes(payload.replace(/\s+/g, ' '))) seen.add(payload);
    await nothing_ran(person, path);
}

async function nothing_ran(person, path) {
    for (const element of await strangers(person)) person.found.push(`on the page: ${element}`);
    const found = [...new Set([...person.found, ...person.console_errors])];
    expect(found.length === 0, `${person.who} at /${path}:\n        ${found.slice(0, 5).join('\n        ')}`);
}

// The screens of each viewer, at once; answers how many.
async function look_at_all(persons, most, seen) {
    const counts = await Promise.all(
        persons.map(async (person) => {
            const paths = screens(await person.snapshot(), most);
            await person.go();
            for (const path of paths) await look(person, path, seen);
            return paths.length;
        }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
}

async function people(world) {
    return Promise.all(
        viewers.map(async (member) => {
            const person = await world.person(`${member}@example.org`);
            await watch(person);
            return person;
        }),
    );
}

// After this many tellings the long texts have had all; the short ones, of which a record holds one or two, are then edited before the
// eyes of three people who go from screen to screen.
const tellings = 2;
const edited_at_once = 24; // of a kind
const at_most_steps = 400;

async function each_through_each(story, dealer, persons, seen) {
    const left_of = () => dealer.places_left().reduce((sum, place) => sum + dealer.left.get(place).size, 0);
    const tell = (what) => console.log(`       ${what}: ${dealer.places_left().length} texts lack ${left_of()} of theirs`);
    let looked = 0;
    const paths = new Map();
    for (let round = 0; round < tellings; round += 1) {
        await story.tell();
        const records = await story.records(readers);
        const left = new Set(dealer.places_left());
        await story.edit(records, readers, (place) => left.has(place) && !rules_read.has(place));
        dealer.see(await story.records(readers));
        looked += await look_at_all(persons, 3, seen);
        tell(`told ${round + 1} times, ${looked} screens`);
    }
    for (const person of persons) paths.set(person, screens(await person.snapshot(), 1));
    for (let step = 0; step < at_most_steps && dealer.places_left().length > 0; step += 1) {
        const left = new Set(dealer.places_left());
        const of_kinds = [...new Set([...left].map((place) => place.split('.')[0]))];
        if ([...left].some((place) => rules_read.has(place))) await story.create_organizations((place, limit) => dealer.deal(place, limit), 8);
        if ([...left].some((place) => !story.can_edit(place)) && step % 20 === 0) await story.tell();
        const records = await story.records(readers, of_kinds);
        const some = of_kinds.flatMap((kind) => records.filter((record) => record.kind === kind).slice(-edited_at_once));
        await story.edit(some, readers, (place) => left.has(place) && !rules_read.has(place));
        dealer.see(await story.records(readers, of_kinds));
        await Promise.all(persons.map((person) => look(person, paths.get(person)[step % paths.get(person).length], seen)));
        looked += persons.length;
        if (step % 20 === 19) tell(`${step + 1} edits of each, ${looked} screens`);
    }
    tell(`${looked} screens`);
    expect(dealer.places_left().length === 0, `not each payload through each text: ${dealer.places_left().map((place) => `${place} lacks ${dealer.left.get(place).size}`)}`);
    return looked;
}

export const tests = {
    'no text becomes a program, in whatever field it was typed and on whatever screen it is shown': async (world) => {
        const dealer = new Dealer();
        const story = new PayloadStory(world.origin, (place, limit) => dealer.deal(place, limit));
        await story.tell();
        let records = await story.records(readers);
        dealer.see(records);
        for (const place of texts.keys()) {
            if (dealer.stored(place) > 0) continue;
            await story.tell_until(place);
            dealer.see((records = await story.records(readers)));
        }
        await story.edit(records, readers, (place) => !rules_read.has(place));
        dealer.see((records = await story.records(readers)));
        const bare = [...texts.keys()].filter((place) => dealer.stored(place) === 0);
        expect(bare.length === 0, `texts through which no payload went: ${bare}; refused: ${story.given_up}`);
        const kept = dealer.stored_anywhere();
        expect(kept >= 400, `payloads that were stored: ${kept}`);

        await story.invite(payloads.filter((text) => text.length <= 64 && /^[!-~]+$/.test(text)).slice(turn % 100, (turn % 100) + 8));

        const persons = await people(world);
        const seen = new Set();
        const looked = all ? await each_through_each(story, dealer, persons, seen) : await look_at_all(persons, 2, seen);
        expect(seen.size >= 200, `payloads that were shown: ${seen.size}`);
        console.log(`       turn ${turn}: ${payloads.length} payloads, ${kept} stored in ${texts.size} texts of ${records.length} records, ${seen.size} shown on ${looked} screens`);
    },

    'an address that somebody made up runs nothing': async (world) => {
        const [person] = await people(world);
        await person.go();
        const share = payloads.filter((_, i) => all || (i + turn) % 32 === 0);
        for (const payload of share) {
            const word = encodeURIComponent(payload);
            for (const path of [`search?q=${word}`, `cycles/${word}`, `cycles?team=${word}&part=${word}`, `people#${word}`]) {
                await open(person, path);
                await person.rests();
                await nothing_ran(person, path);
            }
        }
    },

    'what is no text but the name of a record, a place, a language or an hour takes no payload': async (world) => {
        const dealer = new Dealer();
        const story = new PayloadStory(world.origin, (place, limit) => dealer.deal(place, limit));
        const { taken, never_refused } = await story.offer_as_names('"><img src=x onerror=__fired()>', 'director');
        expect(taken.length === 0, `names that take anything: ${taken}`);
        expect(never_refused.length === 0, `names that no refusal was about: ${never_refused}`);
    },
};
