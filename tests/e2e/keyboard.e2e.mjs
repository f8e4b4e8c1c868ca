// The main journeys by keyboard alone: no pointer is used, and the focus is never lost to the page's body.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const focused = (person) =>
    person.page.evaluate(() => {
        const at = document.activeElement;
        const label = at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText ?? '';
        const style = getComputedStyle(at);
        // A hidden radio shows its focus on its label.
        const shown = (element) => element && (getComputedStyle(element).outlineStyle !== 'none' || getComputedStyle(element).boxShadow !== 'none');
        return {
            tag: at.tagName.toLowerCase(),
            type: at.type ?? '',
            label: label.trim().replace(/\s+/g, ' '),
            visible: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || shown(at.closest('label')) || shown(at.closest('fieldset')),
        };
    });

// Presses Tab (or another key) until the focus stands on what fits.
async function move_to(person, what, fits, key = 'Tab', presses = 90) {
    for (let i = 0; i < presses; i += 1) {
        const at = await focused(person);
        if (fits(at)) {
            expect(at.visible, `the focus on ${what} is visible (${at.tag} “${at.label}”)`);
            return at;
        }
        await person.page.keyboard.press(key);
    }
    throw new Error(`${what} is not reached with ${presses} times ${key}; the focus is on ${JSON.stringify(await focused(person))}`);
}

const named = (label) => (at) => at.label.startsWith(label);
const type = (person, text) => person.page.keyboard.insertText(text);
const press = (person, ...keys) => keys.reduce((before, key) => before.then(() => person.page.keyboard.press(key)), Promise.resolve());

async function never_on_body(person, where) {
    expect((await focused(person)).tag !== 'body', `${where}: the focus is lost to the body`);
}

export const tests = {
    'by keyboard alone: sign in, and come to the cycles': async (world) => {
        const person = await world.person(people.cedar_teacher, { signed_in: false });
        await person.page.goto('/');
        await person.page.getByLabel(person.say('sign_in.email')).waitFor();
        await move_to(person, 'the e-mail field', named(person.say('sign_in.email')));
        await type(person, people.cedar_teacher);
        await move_to(person, 'the password field', named(person.say('sign_in.password')));
        await type(person, 'turn the wheel daily');
        await press(person, 'Enter');
        await until('signed in', async () => !new URL(person.page.url()).pathname.startsWith('/in'));
        if (new URL(person.page.url()).pathname === '/') {
            await move_to(person, 'the network', named('New Teacher Support Network'));
            await press(person, 'Enter');
        }
        await person.in_step();
        await move_to(person, 'the cycles in the navigation', named(person.say('nav.cycles')));
        await press(person, 'Enter');
        await person.shows(person.say('cycles.new'));
        await never_on_body(person, 'after going to the cycles');
    },

    'by keyboard alone: plan a cycle, and log what is seen': async (world) => {
        const person = await world.person(people.cedar_teacher);
        await person.go('cycles');
        await move_to(person, 'a new cycle', named(person.say('cycles.new')));
        await press(person, 'Enter');
        await move_to(person, 'the idea', named(person.say('quick.idea')));
        await press(person, 'ArrowDown');
        await move_to(person, 'what', named(person.say('quick.what')));
        await type(person, 'Greet at the door for one week');
        await move_to(person, 'the prediction', named(person.say('quick.prediction')));
        await type(person, 'Four of five come on time');
        await move_to(person, 'the date', named(person.say('quick.end_on')));
        await type(person, '06302027').catch(() => {});
        for (const digit of '06302027') await press(person, digit);
        await move_to(person, 'the button', named(person.say('quick.go')));
        await press(person, 'Enter');
        await until('its page opens', () => /\/cycles\/.+/.test(new URL(person.page.url()).pathname));
        await person.shows('Greet at the door for one week');
        await never_on_body(person, 'after planning');

        await person.go(`cycles/${(await person.snapshot()).find((r) => r.title === 'Huddle cards on a shared wall').id}`);
        await move_to(person, 'Start doing', named(person.say('advance.doing')));
        await press(person, 'Enter');
        await person.page.getByLabel(person.say('cycle.new_observation')).waitFor();
        await never_on_body(person, 'after starting Do');
        await move_to(person, 'the log', named(person.say('cycle.new_observation')));
        await type(person, 'Everybody looked at the card');
        await move_to(person, 'Log it', named(person.say('cycle.log')));
        await press(person, 'Enter');
        await person.shows('Everybody looked at the card');
        await never_on_body(person, 'after logging');
    },

    'by keyboard alone: one tab stop for the board; add, rename, reorder, link, delete a box': async (world) => {
        const person = await world.person(people.advisor);
        const records = await person.snapshot();
        await person.go(`drivers/${records.find((r) => r.kind === 'driver_diagram').id}?view=board`);
        const aim = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'aim');
        await move_to(person, 'the board', named(aim.text.slice(0, 20)));
        await press(person, 'ArrowRight', 'ArrowRight', 'Insert');
        await person.page.locator('textarea').first().waitFor();
        await type(person, 'Written by keyboard');
        await press(person, 'Enter');
        await until('the focus is on the new box', async () => (await focused(person)).label.startsWith('Written by keyboard'));
        await press(person, 'F2');
        await type(person, 'Renamed by keyboard');
        await press(person, 'Enter');
        await until('the focus is on the renamed box', async () => (await focused(person)).label.startsWith('Renamed by keyboard'));
        await press(person, 'Alt+ArrowUp');
        await never_on_body(person, 'after reordering');
        await press(person, 'l');
        await move_to(person, 'what it drives', (at) => at.tag === 'select');
        await press(person, 'ArrowDown');
        await move_to(person, 'the button Link', (at) => at.label === person.say('node.link') && at.tag === 'button');
        await press(person, 'Enter');
        await person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await never_on_body(person, 'after linking');
        const made = await until('both links are kept', async () => {
            const now = await person.snapshot();
            const node = now.find((r) => r.text === 'Renamed by keyboard');
            return now.filter((r) => r.kind === 'driver_link' && r.source === node?.id).length === 2 && node;
        });
        await person.page.locator(`#node-${made.id}`).focus();
        await press(person, 'Tab');
        expect(!(await focused(person)).label.startsWith('Conversation'), 'Tab leaves the board: it is one tab stop');
        await press(person, 'Shift+Tab', 'Delete');
        await until('it is gone', async () => !(await person.snapshot()).some((r) => r.id === made.id));
        await never_on_body(person, 'after deleting');
    },

    'by keyboard alone: share a cycle': async (world) => {
        const person = await world.person(people.dogwood_principal);
        const cycle = (await person.snapshot()).find((r) => r.title === 'Huddle cards on a shared wall');
        await person.go(`cycles/${cycle.id}`);
        await move_to(person, 'the menu', named(person.say('cycle.menu')));
        await press(person, 'Enter');
        await move_to(person, 'Share', named(person.say('action.share')), 'ArrowDown', 10);
        await press(person, 'Enter');
        await move_to(person, 'how far', (at) => at.type === 'radio');
        await move_to(person, 'the network', named(person.say('shared_with.network')), 'ArrowDown', 8);
        await move_to(person, 'the button', named(person.say('share.go', { level: person.say('shared_with.network') })));
        await press(person, 'Enter');
        await until('it is shared', async () => (await person.snapshot()).find((r) => r.id === cycle.id).shared_with === 'network');
        await person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await never_on_body(person, 'after sharing');
    },

    'by keyboard alone: switch the language and back': async (world) => {
        const person = await world.person(people.harbor_teacher);
        await person.page.goto('/settings');
        await person.shows(person.say('settings.language'));
        await move_to(person, 'English', (at) => at.type === 'radio' && at.label === 'English');
        await press(person, 'ArrowRight');
        person.language = 'es';
        await person.shows(person.say('title.settings'));
        await move_to(person, 'Español', (at) => at.type === 'radio' && at.label === 'Español', 'Tab', 1);
    },
};
