// Comments: at once for those who see what they are on, never for others; threads are answered and settled.
import { a_cycle, expect, new_id, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const said = 'Tanager at the window: did that distract them?';

const say = async (person, text) => {
    await person.page.getByPlaceholder(person.say('talk.new')).fill(text);
    await person.page.getByRole('button', { name: person.say('talk.say'), exact: true }).click();
};

export const tests = {
    '[K1][K5] a comment is seen at once by a mate, never by a district that may not see the cycle; it is answered and settled':
        async (world) => {
            const lead = await world.person(people.cedar_lead);
            const teacher = await world.person(people.cedar_teacher);
            const harbor = await world.person(people.harbor_lead);
            const id = await a_cycle(lead);
            await lead.go(`cycles/${id}`);
            await teacher.go(`cycles/${id}`);
            await harbor.go('cycles');

            await say(lead, said);
            await teacher.shows(said);
            const heading = teacher.page.getByRole('heading', { name: teacher.say('talk.title') });
            await until('the count shows', async () => (await heading.innerText()).includes('1'));

            await teacher.page.getByRole('button', { name: teacher.say('talk.answer'), exact: true }).click();
            await teacher.page.getByPlaceholder(teacher.say('talk.your_answer')).fill('Two of them, for a minute.');
            await teacher.page.getByPlaceholder(teacher.say('talk.your_answer')).press('Tab');
            await teacher.page.locator('form', { has: teacher.page.getByPlaceholder(teacher.say('talk.your_answer')) })
                .getByRole('button', { name: teacher.say('talk.answer'), exact: true })
                .click();
            await lead.shows('Two of them, for a minute.');

            await lead.page.getByRole('button', { name: lead.say('talk.resolve'), exact: true }).click();
            const settled = teacher.page.getByText(teacher.say('talk.settled', { name: '' }).trim());
            await until('the teacher sees it settled', async () => (await settled.count()) === 1);
            await teacher.page.getByRole('button', { name: teacher.say('talk.reopen'), exact: true }).click();
            await until('it is open again', async () => (await settled.count()) === 0);

            // Something that everybody sees comes after it, so that waiting for this is waiting long enough for that.
            const node = (await lead.snapshot()).find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
            await lead.command('edit_driver_node', { id: node.id, seen_revision: node.revision, set: { examples: 'Seen by all, after the talk' } });
            await until('Harbor City is past it', () => harbor.transcript().includes('Seen by all, after the talk'));
            for (const trace of [id, 'Tanager', 'for a minute']) {
                expect(!harbor.transcript().includes(trace), `“${trace}” came over the socket of Harbor City`);
                expect(!(await harbor.page.content()).includes(trace), `“${trace}” is in the document of Harbor City`);
            }
            const nosy = await harbor.command('create_comment', { id: new_id(), about_kind: 'pdsa_cycle', about_id: id, text: 'What is this?' });
            expect(nosy.status === 404, `speaking of what is hidden answers ${nosy.status}`);
            await lead.no_axe();
        },
    '[E1] the history shows a text before and after, word by word, and brings the earlier one back': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const id = await a_cycle(lead);
        const cycle = async () => (await lead.snapshot()).find((r) => r.id === id);
        const write = async (what) => {
            const edited = await lead.command('edit_pdsa_cycle', { id, seen_revision: (await cycle()).revision, set: { what } });
            expect(edited.ok, `edited: ${JSON.stringify(edited.body)}`);
        };
        await write('Seats by the door for everybody');
        await lead.go(`cycles/${id}`);
        await lead.page.getByRole('button', { name: lead.say('history.title'), exact: true }).click();
        const dialog = lead.page.getByRole('dialog');
        await until('what went', async () => (await dialog.locator('del').allInnerTexts()).join('').trim() === 'window');
        expect((await dialog.locator('ins').allInnerTexts()).join('').trim() === 'door for everybody', 'what came');
        expect((await dialog.innerText()).includes(lead.say('history.created')), 'that it was added');
        await lead.no_axe();
        await lead.page.getByRole('button', { name: lead.say('history.bring_back_field', { field: lead.say('field.pdsa_cycle.what') }) }).click();
        await until('the earlier text is back', async () => (await cycle()).what === 'Seats by the window');
    },
    'what others change since I was here is marked, until I have seen it': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const harbor = await world.person(people.harbor_lead);
        await harbor.go('');
        const mark = harbor.page.getByRole('button', { name: harbor.say('home.mark_seen') });
        await harbor.page.locator('#changed-title').waitFor();
        expect((await mark.count()) === 0, 'nothing is new at a first visit');
        const node = (await lead.snapshot()).find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
        const edited = await lead.command('edit_driver_node', { id: node.id, seen_revision: node.revision, set: { examples: 'New to Harbor City' } });
        expect(edited.ok, `edited: ${JSON.stringify(edited.body)}`);
        await mark.waitFor();
        await harbor.page.reload();
        await mark.waitFor();
        await mark.click();
        await until('all is seen', async () => (await mark.count()) === 0);
        await harbor.page.reload();
        await harbor.page.locator('#changed-title').waitFor();
        expect((await mark.count()) === 0, 'it stays seen');
    },
    'what others said since I was here is told at home and marked on its page, until I have left that': async (world) => {
        const advisor = await world.person(people.advisor);
        const harbor = await world.person(people.harbor_lead);
        const node = (await advisor.snapshot()).find((r) => r.kind === 'driver_node' && r.text.startsWith('Protected blocks'));
        const comment = async (text) => {
            const told = await advisor.command('create_comment', { id: new_id(), about_kind: 'driver_node', about_id: node.id, text });
            expect(told.ok, `said: ${JSON.stringify(told.body)}`);
        };
        await comment('Said before the first visit');
        await harbor.go('');
        const entry = harbor.page.locator('section', { has: harbor.page.locator('#changed-title') }).getByRole('listitem').filter({ hasText: 'Priya Raman' });
        await harbor.page.locator('#changed-title').waitFor();
        await comment('On Fridays too?');
        await comment('And on Mondays?');
        await harbor.page.reload();
        const told = harbor.say('home.said#other', { n: '2', name: 'Priya Raman' });
        await harbor.shows(told);
        const line = entry.filter({ hasText: told });
        expect((await line.innerText()).includes(harbor.say('home.new')), 'it is marked as new');
        await harbor.no_axe();
        await line.getByRole('link').click();
        await harbor.shows('And on Mondays?');
        const page = harbor.page.locator('aside');
        const marked = () => page.getByRole('listitem').filter({ hasText: harbor.say('seen.new') });
        await until('both are marked on its page', async () => (await marked().count()) === 2);
        expect(!(await marked().allInnerTexts()).join().includes('before the first visit'), 'what was there before is not');
        await page.getByRole('button', { name: harbor.say('action.close'), exact: true }).click();
        await harbor.page.locator(`#node-${node.id}`).press('Enter');
        await harbor.shows('And on Mondays?');
        await until('they are seen', async () => (await marked().count()) === 0);
        await harbor.go('');
        await harbor.shows(told);
        expect(!(await line.innerText()).includes(harbor.say('home.new')), 'nor is it new at home');
    },
    'a box that somebody else changed carries a dot, and words for it, until it was looked at': async (world) => {
        const advisor = await world.person(people.advisor);
        const harbor = await world.person(people.harbor_lead);
        const records = await advisor.snapshot();
        const named = (text) => records.find((r) => r.kind === 'driver_node' && r.text.startsWith(text));
        const [node, other] = [named('Protected blocks'), named('Two-week')];
        const change = async (to) => {
            const edited = await advisor.command('edit_driver_node', { id: node.id, seen_revision: node.revision, set: { definition: to } });
            expect(edited.ok, `edited: ${JSON.stringify(edited.body)}`);
        };
        const dots = async () =>
            harbor.page.locator('[id^="node-"]').filter({ hasText: harbor.say('seen.new') }).evaluateAll((boxes) => boxes.map((box) => box.id));
        const only = (ids) => async () => (await dots()).join() === ids.map((id) => `node-${id}`).join();
        await harbor.go(`drivers/${node.diagram}?view=board`);
        expect((await dots()).length === 0, 'at a first visit nothing is new');
        // One's own change is no news.
        const own = await harbor.command('edit_driver_node', { id: other.id, seen_revision: other.revision, set: { examples: 'Mine' } });
        expect(own.ok, `own: ${JSON.stringify(own.body)}`);
        await change('New to Harbor City');
        await until('this one has a dot', only([node.id]));
        await harbor.no_axe();
        const outline = async (view) => {
            await harbor.page.getByRole('radio', { name: harbor.say(`diagram.${view}`) }).check({ force: true });
            await harbor.page.locator(view === 'outline' ? '.outline' : '.board').waitFor();
        };
        await outline('outline');
        await until('in the outline too', only([node.id]));
        await outline('board');
        await harbor.page.locator(`#node-${node.id}`).press('Enter');
        await harbor.shows('New to Harbor City');
        expect((await dots()).length === 1, 'while it is read it stays marked');
        await harbor.page.locator('aside').getByRole('button', { name: harbor.say('action.close'), exact: true }).click();
        await until('it is seen', only([]));
        await harbor.page.reload();
        await harbor.page.locator(`#node-${node.id}`).waitFor();
        expect((await dots()).length === 0, 'and stays so');
        await change('Changed once more');
        await until('it is new again', only([node.id]));
    },
    '[K1] a comment on a box is on its page and in its drawer; an observer reads along': async (world) => {
        const harbor = await world.person(people.harbor_lead);
        const observer = await world.person(people.observer);
        const node = (await harbor.snapshot()).find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
        await harbor.go(`ideas/${node.id}`);
        await observer.go(`drivers/${node.diagram}?view=board&node=${node.id}`);
        await say(harbor, 'Tanager again: say what it is not.');
        await observer.shows('Tanager again: say what it is not.');
        expect((await observer.page.getByPlaceholder(observer.say('talk.new')).count()) === 0, 'the observer has nowhere to comment');
        await observer.no_axe();
    },
    '[K1][K5] a question, a task and an observation are commented on where they stand, by keyboard, and only for those who see them':
        async (world) => {
            const lead = await world.person(people.cedar_lead);
            const teacher = await world.person(people.cedar_teacher);
            const id = await a_cycle(lead);
            const [task, seen] = [new_id(), new_id()];
            for (const [name, args] of [
                ['create_task', { id: task, cycle: id, what: 'Move the desks', rank: 'V' }],
                ['create_observation', { id: seen, cycle: id, at_ms: 1_700_000_000_000, text: 'They looked out twice', names_a_person: false }],
            ]) {
                const given = await lead.command(name, args);
                expect(given.ok, `${name}: ${JSON.stringify(given.body)}`);
            }
            await lead.go(`cycles/${id}`);
            await teacher.go(`cycles/${id}`);
            await teacher.shows('Move the desks');
            const on = (person, what, n) => person.page.getByRole('button', { name: person.say(n === 1 ? 'talk.on#one' : 'talk.on#other', { n, what }) });
            // The part in which observations stand is folded while the cycle is planned.
            for (const person of [teacher, lead]) {
                await person.page.getByRole('button', { name: person.say('part.do'), exact: true }).click();
            }
            let said_so_far = 0;
            for (const what of ['Seats by the window', 'Move the desks', 'They looked out twice']) {
                const button = on(teacher, what, 0);
                await button.focus();
                await teacher.page.keyboard.press('Enter');
                const panel = teacher.page.locator(`#${await button.getAttribute('aria-controls')}`);
                await panel.getByPlaceholder(teacher.say('talk.new')).focus();
                await teacher.page.keyboard.type(`About: ${what}`);
                await teacher.page.keyboard.press('Tab');
                await teacher.page.keyboard.press('Tab');
                await teacher.page.keyboard.press('Enter');
                await until('it is said', async () => (await panel.innerText()).includes(`About: ${what}`));
                said_so_far += 1;
                if (said_so_far === 1) await teacher.screenshot('talk-on-question');
                await on(teacher, what, 1).focus();
                await teacher.page.keyboard.press('Enter');
                await until('folded', async () => (await panel.count()) === 0);
                await until('the mate sees the count', async () => (await on(lead, what, 1).count()) === 1);
            }
            await teacher.no_axe();
            await on(teacher, 'Move the desks', 1).click();
            await teacher.no_axe('open');
            // Below, all that is said in the cycle stands together, and says on what.
            await teacher.shows(`${teacher.say('kind.task')} · Move the desks`);
            // An observer reads along: the count, and nothing to write with.
            const revision = (await lead.snapshot()).find((r) => r.id === id).revision;
            await lead.command('share_pdsa_cycle', { id, seen_revision: revision, shared_with: 'network' });
            const observer = await world.person(people.observer, { phone: true, width: 360, dark: true, language: 'es' });
            await observer.go(`cycles/${id}`);
            await on(observer, 'Move the desks', 1).click();
            await observer.shows('About: Move the desks');
            expect((await observer.page.getByPlaceholder(observer.say('talk.new')).count()) === 0, 'nothing to write with');
            expect(
                await observer.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
                'the page is no wider than the phone',
            );
            await observer.screenshot('talk-phone');
        },
};
