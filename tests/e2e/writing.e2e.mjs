// Long texts that several people write in at once.
import { a_cycle, expect, people, until } from './world.mjs';

export const deadline_ms = 90_000;

const cycle_of = async (person, id) => (await person.snapshot()).find((r) => r.id === id);
const learned = (person) => person.page.getByRole('textbox', { name: person.say('field.pdsa_cycle.learned') });
const shows = (person, text) =>
    until(`${person.who} reads “${text}”`, async () => (await learned(person).inputValue()) === text, 15_000);

async function caret_at(person, place) {
    await learned(person).focus();
    await learned(person).evaluate((area, at) => area.setSelectionRange(at, at), place);
}

export const tests = {
    '[T3] two write in one text at once: all words stay, the caret stays where it was, and undo takes back one’s own': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.cedar_teacher);
        const harbor = await world.person(people.harbor_lead);
        const id = await a_cycle(lead, 'studying');
        for (const person of [lead, teacher]) await person.go(`cycles/${id}`);
        await harbor.go('cycles');

        await caret_at(lead, 0);
        await lead.page.keyboard.insertText('It was calmer.');
        await shows(teacher, 'It was calmer.');

        // Both at once, at both ends, a letter at a time.
        await caret_at(teacher, 14);
        await caret_at(lead, 0);
        await lead.shows(lead.say('presence.writing', { names: '' }).trim());
        await Promise.all([
            teacher.page.keyboard.type(' Fridays were not.', { delay: 25 }),
            lead.page.keyboard.type('Monday to Thursday: ', { delay: 25 }),
        ]);
        const both = 'Monday to Thursday: It was calmer. Fridays were not.';
        await shows(lead, both);
        await shows(teacher, both);
        const caret = (person) => learned(person).evaluate((area) => area.selectionStart);
        expect((await caret(lead)) === 20, `the lead writes on where they were: ${await caret(lead)}`);
        expect((await caret(teacher)) === both.length, `so does the teacher: ${await caret(teacher)}`);

        await lead.page.keyboard.press('Control+z');
        await shows(lead, 'It was calmer. Fridays were not.');
        await shows(teacher, 'It was calmer. Fridays were not.');
        await lead.page.keyboard.press('Control+Shift+z');
        await shows(teacher, both);
        await learned(lead).blur();
        await until('the server has it', async () => (await cycle_of(lead, id)).learned === both);

        // Outside of the text the whole sitting goes, and comes back: the lead's words, not the teacher's.
        await lead.page.getByRole('heading', { level: 1 }).click();
        await lead.page.keyboard.press('Control+z');
        await shows(teacher, ' Fridays were not.');
        await lead.page.keyboard.press('Control+Shift+z');
        await shows(teacher, both);

        expect(!harbor.transcript().includes('calmer'), 'nothing of it came to Harbor City');
        const seen = teacher.transcript().split('"changes":{"learned":').length - 1;
        expect(seen > 0, 'changes came, not whole texts');
        await lead.no_axe();
        await lead.screenshot('writing-together');
    },

    '[T7] what was typed offline is merged; where it meets what others rewrote, its writer looks it over': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.cedar_teacher, { wire: true });
        const id = await a_cycle(lead, 'studying');
        for (const person of [lead, teacher]) await person.go(`cycles/${id}`);
        await caret_at(lead, 0);
        await lead.page.keyboard.insertText('Calm. Most days it worked.');
        await shows(teacher, 'Calm. Most days it worked.');

        teacher.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        teacher.wire.cut();
        await until('the line is cut', () => teacher.page.locator('[data-link="cut"]').first().isVisible());
        await caret_at(teacher, 26);
        await teacher.page.keyboard.insertText(' Not in the gym.');
        await learned(teacher).evaluate((area) => area.setSelectionRange(6, 15));
        await teacher.page.keyboard.insertText('On 4 of 5 days');
        await learned(teacher).blur();
        await teacher.saved_here();

        await learned(lead).evaluate((area) => area.setSelectionRange(6, 10));
        await lead.page.keyboard.insertText('On nearly all');
        await learned(lead).blur();
        await until('the server has the lead’s', async () => (await cycle_of(lead, id)).learned?.includes('nearly all'));
        teacher.wire.mend();

        const note = teacher.page.getByText(teacher.say('merged.with', { name: 'X' }).split('X')[1].trim());
        await note.waitFor({ timeout: 20_000 });
        const merged = await learned(teacher).inputValue();
        for (const words of ['Calm.', 'On 4 of 5 days', 'On nearly all', 'it worked.', 'Not in the gym.']) {
            expect(merged.includes(words), `“${words}” is in “${merged}”`);
        }
        await shows(lead, merged);
        await teacher.no_axe();
        await teacher.screenshot('merged-note');
        await teacher.page.getByRole('button', { name: teacher.say('merged.review') }).click();
        const dialog = teacher.page.getByRole('dialog');
        await dialog.getByText('Calm. On 4 of 5 days it worked. Not in the gym.').waitFor();
        await dialog.getByText('Calm. On nearly all days it worked.').waitFor();
        await teacher.screenshot('merged-review');
        await dialog.getByRole('button', { name: teacher.say('attention.use_mine') }).click();
        await shows(teacher, 'Calm. On 4 of 5 days it worked. Not in the gym.');
        await shows(lead, 'Calm. On 4 of 5 days it worked. Not in the gym.');
        await note.waitFor({ state: 'detached' });
    },

    'while a character is being put together nothing moves under it, and then all words are there': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.cedar_teacher);
        const id = await a_cycle(lead, 'studying');
        for (const person of [lead, teacher]) await person.go(`cycles/${id}`);
        await caret_at(lead, 0);
        await lead.page.keyboard.insertText('It was calm.');
        await shows(teacher, 'It was calm.');
        await caret_at(teacher, 12);
        const input = await teacher.context.newCDPSession(teacher.page);
        await input.send('Input.imeSetComposition', { text: 'n', selectionStart: 1, selectionEnd: 1 });
        await caret_at(lead, 0);
        await lead.page.keyboard.insertText('Yes. ');
        await learned(lead).blur();
        await until('the words are at the teacher’s', () => teacher.transcript().includes('Yes. '));
        await input.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
        expect((await learned(teacher).inputValue()) === 'It was calm.ni', await learned(teacher).inputValue());
        await input.send('Input.insertText', { text: '日' });
        await shows(teacher, 'Yes. It was calm.日');
        await shows(lead, 'Yes. It was calm.日');
    },

    'words typed before the server is killed are there afterwards, once': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const id = await a_cycle(lead, 'studying');
        await lead.go(`cycles/${id}`);
        await caret_at(lead, 0);
        await lead.page.keyboard.type('First words. ', { delay: 5 });
        await world.kill_server();
        await lead.page.keyboard.type('Second words.', { delay: 5 });
        lead.expect_errors(/ERR_CONNECTION_REFUSED|WebSocket/);
        await world.start_server();
        await until('the server has it once', async () => (await cycle_of(lead, id)).learned === 'First words. Second words.', 40_000);
        await shows(lead, 'First words. Second words.');
    },
};
