// Search over what is on the device: words, facets, the address, the keyboard; and nothing that its reader may not see.
import { expect, new_id, people, until } from './world.mjs';
import { Keyboard, named } from './by-keyboard.mjs';

export const deadline_ms = 90_000;

const field = (person) => person.page.getByRole('combobox', { name: person.say('search.label') });
const titles = (person) => person.page.locator('main article h3').allInnerTexts();
const query = (person) => new URL(person.page.url()).searchParams;

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
}

const found = (person, n) => person.shows(n === 1 ? person.say('search.count#one', { n: '1' }) : person.say('search.count#other', { n: `${n}` }));

export const tests = {
    'a cycle is found by its words, narrowed by its school and its decision; the address keeps it, and back returns to it': async (world) => {
        const person = await world.person(people.cedar_lead);
        await person.go();
        await person.page.keyboard.press('/');
        await field(person).waitFor();
        await until('the field has the focus', () => field(person).evaluate((each) => each === document.activeElement));
        await person.page.keyboard.type('HÁRDER princ');
        await until('the cycle is found', async () => (await titles(person)).some((title) => title.startsWith('Two harder')));
        expect((await person.page.locator('mark').allInnerTexts()).some((text) => text.toLowerCase() === 'harder'), 'what is met is marked');
        await until('the address has it', () => query(person).get('q') === 'HÁRDER princ');

        await field(person).fill('');
        await person.page.getByText(person.say('search_facet.evidence'), { exact: true }).click();
        const all = (await person.snapshot()).filter((r) => r.kind === 'pdsa_cycle' && r.state === 'complete');
        const adapted = all.filter((r) => r.decision === 'adapt');
        await person.page.getByRole('group', { name: person.say('search_facet.kind') }).getByRole('checkbox', { name: person.say('search_group.pdsa_cycle') }).check();
        await person.page.getByRole('checkbox', { name: person.say('decision_done.adapt') }).check();
        await found(person, adapted.length);
        expect(query(person).get('evidence') === 'adapt' && query(person).get('kind') === 'pdsa_cycle', `in the address: ${query(person)}`);
        const first = (await titles(person))[0];
        await person.page.locator('main article a').first().click();
        await person.page.locator('main h1', { hasText: first }).waitFor();
        await person.page.goBack();
        await found(person, adapted.length);
        expect((await titles(person))[0] === first, 'back at the same results');

        await person.page.getByRole('button', { name: person.say('search.remove', { facet: person.say('search_facet.evidence'), label: person.say('decision_done.adapt') }) }).click();
        await until('the filter is gone', () => query(person).get('evidence') === null);
        await person.page.getByRole('button', { name: person.say('cycles.clear') }).click();
        await until('all are gone', () => [...query(person)].length === 0);
        await field(person).fill('zzzz');
        await person.shows(person.say('search.none'));
        await person.no_axe();
    },

    'a decision is found by its reason, and leads to the meeting that made it': async (world) => {
        const person = await world.person(people.observer);
        await person.go('search');
        await field(person).fill('annoyed people');
        await until('the decision is found', async () => (await titles(person)).join() === 'Abandon the text nudge');
        await person.shows(person.say('decision_state.made'));
        const meeting = (await person.snapshot()).find((r) => r.kind === 'meeting' && r.title.startsWith('Network meeting 6'));
        await person.page.locator('main article a').first().click();
        await person.page.locator('main h1', { hasText: meeting.title }).waitFor();
    },

    'what is taken back leaves results, counts and suggestions of others while they look': async (world) => {
        const author = await world.person(people.cedar_teacher);
        const reader = await world.person(people.observer);
        const id = new_id();
        await give(author, 'create_change_protocol', { id, title: 'Quokka greeting', purpose: 'A smile at the door.', language: 'en' });
        const protocol = () => author.snapshot().then((all) => all.find((r) => r.id === id));
        const share = async (to) => give(author, 'share_change_protocol', { id, shared_with: to, seen_revision: (await protocol()).revision });
        if ((await protocol()).shared_with !== 'network') await share('network');
        await reader.go('search?q=quok');
        await reader.shows('Quokka greeting');
        const suggested = () => reader.page.locator('datalist option').evaluateAll((each) => each.map((option) => option.value));
        expect((await suggested()).join() === 'Quokka greeting', `suggested: ${await suggested()}`);

        await share('author');
        await reader.shows_no_more('Quokka greeting');
        await reader.shows(reader.say('search.none'));
        expect((await suggested()).length === 0, `suggested: ${await suggested()}`);
        expect((await reader.page.getByRole('checkbox').count()) === 0, 'nothing is counted');
        await share('network');
        await reader.shows('Quokka greeting');
    },

    'the palette searches all for what fits no place; the results are reached by keyboard, on a phone’s width too': async (world) => {
        const person = await world.person(people.harbor_teacher, { phone: true, width: 360, dark: true, language: 'es' });
        await person.go();
        await person.page.keyboard.press('Control+k');
        await person.page.getByRole('combobox', { name: person.say('palette.label') }).waitFor();
        await person.page.keyboard.insertText('feedback');
        const entry = person.page.getByRole('option', { name: person.say('search.all_for', { query: 'feedback' }) });
        await entry.waitFor();
        await person.page.keyboard.press('ArrowUp');
        expect((await entry.getAttribute('aria-selected')) === 'true', 'it is the last of the list');
        await person.page.keyboard.press('Enter');
        await until('the search has it', async () => (await field(person).inputValue()) === 'feedback');
        await until('something is found', async () => (await titles(person)).length > 0);
        const wide = await person.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        expect(!wide, 'nothing runs out of the screen');
        await person.no_axe();
        await person.screenshot('search-phone');
        await person.page.getByText(person.say('search.filters'), { exact: true }).click();
        await person.screenshot('search-phone-filters');

        const desk = await world.person(people.cedar_lead);
        await desk.go('search?q=feedback');
        await until('something is found', async () => (await titles(desk)).length > 0);
        await desk.screenshot('search-desk');
        const keys = new Keyboard(desk);
        const title = (await titles(desk))[0];
        await keys.move_to('the first result', named(title));
        await keys.press('Enter');
        await desk.page.locator('main h1', { hasText: title }).waitFor();
    },
};
