// Finding one's way: back to where one was, a link for others, and what to do first.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const top_of = (person) => person.page.evaluate(() => Math.round(Math.max(scrollY, document.getElementById('main').scrollTop)));
const path = (person) => new URL(person.page.url()).pathname;

async function comes_back_to_where_it_was(person) {
    await person.go('cycles');
    const far = await person.page.evaluate(() => {
        const main = document.getElementById('main');
        const longer = main.scrollHeight > main.clientHeight + 300 ? main : document.scrollingElement;
        const links = [...main.querySelectorAll('a[href*="/cycles/"]')].filter((link) => link.checkVisibility());
        const link = links.at(-1);
        link.id = 'the-last';
        longer.scrollTo(0, link.getBoundingClientRect().top - 300);
        return Math.round(longer.scrollTop);
    });
    expect(far > 200, `the list is long enough to scroll: ${far}`);
    const list = path(person);
    await person.page.locator('#the-last').click();
    await until('the cycle opens', async () => path(person) !== list && (await person.page.locator('main h1').count()) > 0);
    await until('it starts at its top', async () => (await top_of(person)) === 0);
    await person.page.goBack();
    await until('the list is where it was', async () => path(person) === list && Math.abs((await top_of(person)) - far) <= 2);
    await person.page.goForward();
    await until('the cycle is at its top', async () => path(person) !== list && (await top_of(person)) === 0);
}

export const tests = {
    'a step back shows the list where it was left, on the desk and on the phone': async (world) => {
        await comes_back_to_where_it_was(await world.person(people.hub_director));
        await comes_back_to_where_it_was(await world.person(people.hub_director, { phone: true }));
    },

    'the copied link of a box opens that box; pasted into a text it brings its title': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const reader = await world.person(people.observer);
        await lead.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: lead.origin });
        const records = await lead.snapshot();
        const box = records.find((r) => r.kind === 'driver_node' && r.text.startsWith('Protected blocks'));
        await lead.go(`drivers/${box.diagram}?node=${box.id}`);
        await lead.page.getByRole('button', { name: lead.say('node.menu') }).click();
        await lead.page.getByRole('menuitem', { name: lead.say('action.copy_link') }).click();
        await lead.shows(lead.say('link.copied'));
        const link = await lead.page.evaluate(() => navigator.clipboard.readText());

        await reader.page.goto(link);
        await until('the same box is open', () => reader.page.locator('aside').getByText(box.text).first().isVisible(), 15_000);

        const text = lead.page.locator('aside').getByLabel(lead.say('field.driver_node.definition'), { exact: true });
        await text.focus();
        await lead.page.keyboard.press('Control+End');
        const before = await text.inputValue();
        await lead.page.keyboard.press('Control+v');
        const mention = `“${box.text}” ${link}`;
        await until('the title comes along', async () => (await text.inputValue()) === before + mention);
        await text.press('Control+z');
        await until('one step takes it back', async () => (await text.inputValue()) === before);
    },

    'a teacher is shown the first steps until they hide them for good': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        await teacher.go();
        const card = teacher.page.getByRole('region', { name: teacher.say('first.title') });
        await card.waitFor();
        const on_home = await teacher.axe();
        expect(on_home.length === 0, on_home.join('; '));

        const look = card.getByRole('listitem').filter({ hasText: teacher.say('first.look') });
        expect(!(await look.innerText()).includes(teacher.say('first.done')), 'nothing was looked at yet');
        await look.getByRole('link').click();
        await until('the diagram opens', async () => path(teacher).includes('/drivers/'));
        // Its own boxes: the heading of the page before stands until the screen has come.
        await teacher.page.locator('main [id^="node-"]').first().waitFor();
        await teacher.page.goBack();
        await until('that step is done', async () => (await look.innerText()).includes(teacher.say('first.done')));

        await card.getByRole('button', { name: teacher.say('first.hide') }).click();
        await card.waitFor({ state: 'detached' });
        await teacher.go();
        expect((await card.count()) === 0, 'hidden for good');
    },
};
