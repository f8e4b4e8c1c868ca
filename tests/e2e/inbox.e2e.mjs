// What concerns somebody: named, followed, due; it comes within a second, leads to the very place and goes with what it is on.
import { a_cycle, expect, new_id, people, until } from './world.mjs';

const no_line = /WebSocket connection|ERR_|Failed to load resource/;

export const deadline_ms = 120_000;

const button = (person, key) => person.page.getByRole('button', { name: person.say(key), exact: true });
const idea_of = async (person) => (await person.snapshot()).find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
const lines = (person) => person.page.getByRole('main').getByRole('listitem');

async function says(person, about, text) {
    const done = await person.command('create_comment', { id: new_id(), about_kind: about.kind, about_id: about.id, text });
    expect(done.ok, JSON.stringify(done.body));
}

export const tests = {
    'whoever is to be named is picked by a few letters, with keys or a press, and Escape leaves the words alone': async (world) => {
        const lead = await world.person(people.harbor_lead, { phone: true, width: 360 });
        const idea = await idea_of(lead);
        const other = (await lead.snapshot()).find((r) => r.kind === 'member' && r.name === 'Helen Sato').name;
        await lead.go(`ideas/${idea.id}`);
        const box = lead.page.getByRole('textbox', { name: lead.say('talk.new') });
        const list = lead.page.getByRole('listbox', { name: lead.say('talk.people') });
        await box.pressSequentially('Ask @sat');
        await list.getByRole('option', { name: other }).waitFor();
        await lead.no_axe();
        await lead.page.keyboard.press('Enter');
        expect((await box.inputValue()) === `Ask @${other} `, `“${await box.inputValue()}”`);
        await list.waitFor({ state: 'hidden' });
        await box.pressSequentially('or @');
        await list.waitFor();
        const second = await list.getByRole('option').nth(1).innerText();
        await lead.page.keyboard.press('ArrowDown');
        await lead.page.screenshot({ path: `${world.options.work}/screens/naming-360.png` });
        await lead.page.keyboard.press('Escape');
        await list.waitFor({ state: 'hidden' });
        expect((await box.inputValue()) === `Ask @${other} or @`, 'Escape takes nothing');
        await box.press('Backspace');
        await box.pressSequentially('@');
        await list.getByRole('option', { name: second }).click();
        expect((await box.inputValue()) === `Ask @${other} or @${second} `, `“${await box.inputValue()}”`);
        expect(await box.evaluate((each) => each === document.activeElement), 'the field keeps the focus');
    },
    '[F3][F5] a name in a comment reaches the inbox of the other within a second, and leads to the very comment': async (world) => {
        const lead = await world.person(people.harbor_lead);
        const teacher = await world.person(people.cedar_teacher);
        const idea = await idea_of(lead);
        const me = JSON.parse((await teacher.get('/api/v1/me')).text).networks[0].member;
        const name = (await teacher.snapshot()).find((r) => r.kind === 'member' && r.id === me).name;
        await teacher.go('inbox');
        await teacher.page.getByRole('heading', { level: 1, name: teacher.say('title.inbox') }).waitFor();
        // A line that asks for the first time holds the next question back for a moment.
        await until('the first answer is in', () => teacher.page.evaluate(() => performance.getEntriesByType('resource').some((r) => r.name.endsWith('/notices') && r.responseEnd > 0)));
        await teacher.page.waitForFunction(() => performance.getEntriesByType('resource').filter((r) => r.name.endsWith('/notices')).every((r) => performance.now() - r.responseEnd > 1_600));
        const began = Date.now();
        await says(lead, idea, `Would that work at yours, @${name}?`);
        await teacher.shows(teacher.say('notice_reason.mentioned'), 1_000);
        console.log(`       in the inbox after ${Date.now() - began} ms (promised 1000)`);
        expect(!(await teacher.text()).includes('Would that work'), 'the inbox copies the text');
        const nav = teacher.page.getByRole('navigation').getByRole('link', { name: teacher.say('title.inbox') });
        await until('the count shows', async () => /\d/.test(await nav.innerText()));
        await teacher.no_axe();
        await lines(teacher).first().getByRole('link').click();
        await teacher.page.getByText('Would that work at yours').waitFor();
        await until('the comment is in sight', () => teacher.page.evaluate(() => {
            const found = document.querySelector('.pointed')?.getBoundingClientRect();
            return found !== undefined && found.top >= 0 && found.bottom <= window.innerHeight;
        }));
    },
    '[F1][F4] followed by keyboard: it moves, and goes at once when it is unshared': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.harbor_teacher, { language: 'es', phone: true, width: 360 });
        const id = await a_cycle(lead);
        const cycle = async () => (await lead.snapshot()).find((r) => r.id === id);
        const share = async (shared_with) => {
            const done = await lead.command('share_pdsa_cycle', { id, seen_revision: (await cycle()).revision, shared_with });
            expect(done.ok, JSON.stringify(done.body));
        };
        await share('network');
        await teacher.go(`cycles/${id}`);
        const follow = button(teacher, 'follow.follow');
        await follow.focus();
        await teacher.page.keyboard.press('Enter');
        const following = teacher.page.getByRole('button', { name: teacher.say('follow.following'), exact: true, pressed: true });
        await following.waitFor();
        await until('it is saved', async () => (await teacher.snapshot()).some((r) => r.kind === 'follow' && r.about_id === id));
        expect(!(await lead.snapshot()).some((r) => r.kind === 'follow'), 'another sees who follows');

        await teacher.go('inbox');
        await teacher.shows(teacher.say('inbox.none'));
        const paused = await lead.command('pause_pdsa_cycle', { id, reason: 'Holidays' });
        expect(paused.ok, JSON.stringify(paused.body));
        await teacher.shows(teacher.say('notice_reason.followed'));
        await teacher.no_axe('phone, Spanish');
        await teacher.screenshot('inbox-360-es');
        await button(teacher, 'inbox.mark_all').click();
        await button(teacher, 'inbox.mark_all').waitFor({ state: 'detached' });
        // Read on this device is read on the other.
        const other = await world.person(people.harbor_teacher);
        await other.go('inbox');
        await other.shows(other.say('notice_reason.followed'));
        expect((await button(other, 'inbox.mark_all').count()) === 0, 'it is unread on another device');

        await share('team');
        await teacher.shows_no_more(teacher.say('notice_reason.followed'), 1_000);
        await teacher.shows(teacher.say('inbox.none'));
        await share('network');
        await teacher.go(`cycles/${id}`);
        await following.click();
        await follow.waitFor();
    },
    '[F5] without a line the inbox is as it was last known': async (world) => {
        const lead = await world.person(people.harbor_lead);
        const teacher = await world.person(people.cedar_teacher, { wire: true, own_browser: true });
        teacher.expect_errors(no_line);
        const own = await a_cycle(teacher);
        const shared = await teacher.command('share_pdsa_cycle', { id: own, seen_revision: (await teacher.snapshot()).find((r) => r.id === own).revision, shared_with: 'network' });
        expect(shared.ok, JSON.stringify(shared.body));
        await teacher.go('inbox');
        await says(lead, { kind: 'pdsa_cycle', id: own }, 'Well done');
        await teacher.shows(teacher.say('notice_reason.yours'));
        await teacher.screenshot('inbox-1280');
        await teacher.program_kept();
        teacher.wire.cut();
        await teacher.context.setOffline(true);
        await teacher.go_offline('inbox');
        await teacher.shows(teacher.say('notice_reason.yours'));
        await teacher.shows(teacher.say('inbox.old'));
    },
    '[F2] how one is told is chosen once, for all devices; the page says that this server sends no mail': async (world) => {
        const teacher = await world.person(people.prairie_lead);
        await teacher.page.goto('/settings');
        const network = JSON.parse((await teacher.get('/api/v1/me')).text).networks.find(({ id }) => id === world.network);
        await teacher.page.getByRole('link', { name: network.name, exact: true }).click();
        const told = teacher.page.getByRole('region', { name: teacher.say('tell.title') });
        await until('its settings are in sight', () => told.evaluate((each) => each.getBoundingClientRect().top < window.innerHeight));
        await told.getByText(teacher.say('tell.no_mail')).waitFor();
        await told.getByText(teacher.say('tell.daily'), { exact: true }).click();
        await told.getByText(teacher.say('tell.weekday'), { exact: true }).waitFor({ state: 'detached' });
        await told.getByRole('combobox').first().selectOption('9');
        await told.getByRole('checkbox').uncheck();
        const setting = async () => (await teacher.snapshot()).find((r) => r.kind === 'notice_setting');
        await until('it is saved', async () => {
            const saved = await setting();
            return saved?.digest === 'daily' && saved.hour === 9 && saved.reminders === false;
        });
        expect((await setting()).time_zone === (await teacher.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)), 'another zone');
        const other = await world.person(people.prairie_lead, { language: 'es', phone: true, width: 360, dark: true });
        await other.go('inbox');
        const there = other.page.getByRole('region', { name: other.say('tell.title') });
        await there.getByRole('radio', { name: other.say('tell.daily'), checked: true }).waitFor();
        await there.scrollIntoViewIfNeeded();
        await other.screenshot('how-told-360-es');
        await other.no_axe();
        const observer = await world.person(people.observer);
        expect(!(await observer.snapshot()).some((r) => r.kind === 'notice_setting'), 'another sees it');
    },
};
