// The journeys by keyboard alone: no pointer is used; after every press the focus can be seen and is never lost to the page's body.
import { a_cycle, expect, marks_drawn, new_id, people, until } from './world.mjs';
import { button, Keyboard, named } from './by-keyboard.mjs';

export const deadline_ms = 120_000;

const path = (person) => new URL(person.page.url()).pathname;

async function at_the_keys(world, who, options) {
    const person = await world.person(who, options);
    return { person, keys: new Keyboard(person) };
}

const found = async (person, fits) => (await person.snapshot()).find(fits);

async function details(person, cycle) {
    const { text } = await person.get(`/api/v1/networks/${person.world.network}/details/pdsa_cycle/${cycle}`);
    return JSON.parse(text).puts;
}

export const tests = {
    'by keyboard alone: sign in, and come to the cycles': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher, { signed_in: false });
        await person.page.goto('/');
        await person.page.getByLabel(person.say('sign_in.email')).waitFor();
        await keys.move_to('the e-mail field', named(person.say('sign_in.email')));
        await keys.type(people.cedar_teacher);
        await keys.move_to('the password field', named(person.say('sign_in.password')));
        await keys.type('turn the wheel daily');
        await keys.press('Enter');
        await until('signed in', async () => !path(person).startsWith('/in'));
        if (path(person) === '/') {
            await keys.move_to('the network', named('New Teacher Support Network'));
            await keys.press('Enter');
        }
        await person.in_step();
        await keys.move_to('the cycles in the navigation', named(person.say('nav.cycles')));
        await keys.press('Enter');
        await person.shows(person.say('cycles.new'));
        await keys.kept('at the cycles');
    },

    'by keyboard alone: find a cycle with the palette, and come back': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_lead);
        await person.go();
        await keys.move_to('the drivers in the navigation', named(person.say('nav.drivers')));
        await keys.press('Control+k');
        await person.page.getByRole('combobox', { name: person.say('palette.label') }).waitFor();
        await keys.kept('in the palette');
        await keys.press('Escape');
        expect((await keys.focused()).label.startsWith(person.say('nav.drivers')), 'the focus is back where it was');
        const cycle = await found(person, (r) => r.kind === 'pdsa_cycle' && r.title.startsWith('Two harder'));
        await keys.press('Control+k');
        await keys.type('tw hard');
        const options = person.page.getByRole('dialog').getByRole('option');
        await until('the cycle is first', async () => (await options.first().innerText()).includes(cycle.title));
        await keys.press('ArrowDown', 'ArrowUp', 'Enter');
        await until('the cycle opens', async () => path(person).endsWith(`/cycles/${cycle.id}`));
        await person.page.locator('main h1', { hasText: cycle.title }).waitFor();
        await keys.kept('at the cycle');
    },

    'by keyboard alone: plan a cycle, and log what is seen': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher);
        await person.go('cycles');
        await keys.move_to('a new cycle', named(person.say('cycles.new')));
        await keys.press('Enter');
        await keys.move_to('the idea', named(person.say('quick.idea')));
        await keys.press('ArrowDown');
        await keys.move_to('what', named(person.say('quick.what')));
        await keys.type('Greet at the door for one week');
        await keys.move_to('the prediction', named(person.say('quick.prediction')));
        await keys.type('Four of five come on time');
        await keys.move_to('the date', named(person.say('quick.end_on')));
        await keys.press(...'06302027');
        await keys.move_to('the button', named(person.say('quick.go')));
        await keys.press('Enter');
        await until('its page opens', () => /\/cycles\/.+/.test(path(person)));
        await person.shows('Greet at the door for one week');
        await keys.kept('after planning');

        await person.go(`cycles/${(await found(person, (r) => r.title === 'Huddle cards on a shared wall')).id}`);
        await keys.move_to('Start doing', named(person.say('advance.doing')));
        await keys.press('Enter');
        await person.page.getByLabel(person.say('cycle.new_observation')).waitFor();
        await keys.move_to('the log', named(person.say('cycle.new_observation')));
        await keys.type('Everybody looked at the card');
        await keys.move_to('Log it', named(person.say('cycle.log')));
        await keys.press('Enter');
        await person.shows('Everybody looked at the card');
        await keys.kept('after logging');
    },

    'by keyboard alone: the quick log': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher);
        const cycle = await a_cycle(person, 'doing');
        await person.go('cycles');
        await keys.move_to('the log in the navigation', named(person.say('nav.log')));
        await keys.press('Enter');
        await person.page.getByLabel(person.say('cycle.new_observation')).waitFor();
        await keys.kept('at the quick log');
        await keys.move_to('which cycle', (at) => at.type === 'radio' && at.label.startsWith('Seats by the window'), 'Shift+Tab', 10);
        await keys.move_to('what was seen', named(person.say('cycle.new_observation')));
        await keys.type('Two of them looked out, for a minute');
        await keys.move_to('Add', button(person.say('action.add')));
        await keys.press('Enter');
        await person.shows(person.say('log.done', { title: 'Seats by the window' }));
        await keys.kept('after logging');
        await until('it is kept', async () => (await details(person, cycle)).some((r) => r.text === 'Two of them looked out, for a minute'));
    },

    'by keyboard alone: write Study, and go on to Act': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher);
        const id = await a_cycle(person, 'studying');
        await person.go(`cycles/${id}`);
        await keys.move_to('the result', named(person.say('field.question.result')));
        await keys.type('Three interruptions instead of nine');
        await keys.move_to('the verdict', named(person.say('field.question.verdict')));
        await keys.press('ArrowDown');
        await keys.move_to('the study', named(person.say('field.pdsa_cycle.study')));
        await keys.type('It was quieter each day.');
        await keys.move_to('Go on to Act', button(person.say('advance.acting')));
        await keys.press('Enter');
        await until('it is in Act', async () => (await found(person, (r) => r.id === id)).state === 'acting');
        await keys.kept('in Act');
        const kept = await found(person, (r) => r.id === id);
        const question = (await details(person, id)).find((r) => r.kind === 'question');
        expect(kept.study === 'It was quieter each day.', `the study: ${kept.study}`);
        expect(question.result === 'Three interruptions instead of nine' && question.verdict === 'confirmed', JSON.stringify(question));
    },

    'by keyboard alone: decide in Act, and open the next cycle': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher);
        const id = await a_cycle(person, 'acting');
        const question = (await details(person, id)).find((r) => r.kind === 'question');
        const told = await person.command('edit_question', { id: question.id, seen_revision: question.revision, set: { result: 'Three', verdict: 'partly' } });
        expect(told.ok, JSON.stringify(told.body));
        await person.go(`cycles/${id}`);
        await keys.move_to('a decision', (at) => at.type === 'radio' && at.label.startsWith(person.say('decision.adopt')));
        await keys.press('ArrowDown');
        await keys.move_to('what changes', named(person.say('field.pdsa_cycle.next_changes')));
        await keys.type('Only the back row');
        await keys.move_to('Complete', button(person.say('advance.complete')));
        await keys.press('Enter');
        // Whoever owns it is asked how far to share it now.
        await person.page.getByRole('dialog').waitFor();
        await keys.kept('in the dialog');
        await keys.press('Escape');
        await person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await keys.kept('after the dialog');
        await keys.move_to('the next cycle', button(person.say('cycle.next_go')));
        await keys.press('Enter');
        const next = await until('the next cycle is there', () => found(person, (r) => r.kind === 'pdsa_cycle' && r.builds_on?.includes(id)));
        await until('its page opens', async () => path(person).endsWith(`/cycles/${next.id}`));
        await keys.kept('at the next cycle');
        const decided = await found(person, (r) => r.id === id);
        expect(decided.state === 'complete' && decided.decision === 'adapt' && decided.next_changes === 'Only the back row', JSON.stringify(decided));
    },

    'by keyboard alone: one tab stop for the board; add, rename, reorder, link, delete a box': async (world) => {
        const { person, keys } = await at_the_keys(world, people.advisor);
        const records = await person.snapshot();
        await person.go(`drivers/${records.find((r) => r.kind === 'driver_diagram').id}?view=board`);
        const aim = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'aim');
        await keys.move_to('the board', named(aim.text.slice(0, 20)));
        await keys.press('ArrowRight', 'ArrowRight', 'Insert');
        await person.page.locator('textarea').first().waitFor();
        await keys.type('Written by keyboard');
        await keys.press('Enter');
        await until('the focus is on the new box', async () => (await keys.focused()).label.startsWith('Written by keyboard'));
        await keys.press('F2');
        await keys.type('Renamed by keyboard');
        await keys.press('Enter');
        await until('the focus is on the renamed box', async () => (await keys.focused()).label.startsWith('Renamed by keyboard'));
        await keys.press('Alt+ArrowUp', 'l');
        await keys.move_to('what it drives', (at) => at.tag === 'select');
        await keys.press('ArrowDown');
        await keys.move_to('the button Link', (at) => at.label === person.say('node.link') && at.tag === 'button');
        await keys.press('Enter');
        await person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await keys.kept('after linking');
        const made = await until('both links are kept', async () => {
            const now = await person.snapshot();
            const node = now.find((r) => r.text === 'Renamed by keyboard');
            return now.filter((r) => r.kind === 'driver_link' && r.source === node?.id).length === 2 && node;
        });
        await keys.move_to('the box', (at) => at.id === `node-${made.id}`, 'ArrowDown', 10);
        await keys.press('Tab', 'Shift+Tab', 'Delete');
        await until('it is gone', async () => !(await person.snapshot()).some((r) => r.id === made.id));
        await keys.kept('after deleting');
    },

    'by keyboard alone: comment, answer a comment, settle it and take it up again': async (world) => {
        const { person, keys } = await at_the_keys(world, people.cedar_teacher);
        const lead = await world.person(people.cedar_lead);
        const id = await a_cycle(lead, 'planned');
        const asked = await lead.command('create_comment', { id: new_id(), about_kind: 'pdsa_cycle', about_id: id, text: 'Which row?' });
        expect(asked.ok, JSON.stringify(asked.body));
        const said = async (text) => (await details(person, id)).find((r) => r.kind === 'comment' && r.text === text);
        await person.go(`cycles/${id}`);
        await person.shows('Which row?');
        await keys.move_to('a comment', named(person.say('talk.new')));
        await keys.type('Shall we ask them?');
        await keys.move_to('Comment', (at) => at.tag === 'button' && at.label === person.say('talk.say'));
        await keys.press('Enter');
        await person.shows('Shall we ask them?');
        await keys.kept('after commenting');
        await until('it is kept', () => said('Shall we ask them?'));
        await keys.move_to('Answer', (at) => at.tag === 'button' && at.label === person.say('talk.answer'), 'Shift+Tab');
        // Backwards the last thread comes first; the first is the one that was asked.
        await keys.press('Shift+Tab');
        await keys.move_to('Answer the first', (at) => at.tag === 'button' && at.label === person.say('talk.answer'), 'Shift+Tab');
        await keys.press('Enter');
        await keys.move_to('the answer', named(person.say('talk.your_answer')));
        await keys.type('The back row');
        await keys.move_to('Answer', (at) => at.tag === 'button' && at.label === person.say('talk.answer'));
        await keys.press('Enter');
        const answer = await until('the answer is kept', () => said('The back row'));
        expect(answer.thread === (await said('Which row?')).id, 'it is in the thread that was asked');
        await keys.kept('after answering');
        await keys.move_to('Settle', (at) => at.label === person.say('talk.resolve'), 'Shift+Tab');
        await keys.press('Enter');
        await until('it is settled', async () => (await said('Which row?')).resolved);
        await keys.kept('after settling');
        await keys.move_to('Take up again', (at) => at.label === person.say('talk.reopen'));
        await keys.press('Enter');
        await until('it is open', async () => !(await said('Which row?')).resolved);
        await keys.kept('after taking it up again');
    },

    'by keyboard alone: paste numbers, correct one in place and enter them, read the chart, have a phase confirmed': async (world) => {
        const { person, keys } = await at_the_keys(world, people.alder_principal);
        const lead = await at_the_keys(world, people.cedar_lead);
        const measure = await found(person, (r) => r.kind === 'measure' && r.title === 'Reached in the window');
        const series = await found(person, (r) => r.kind === 'measure_series' && r.measure === measure.id && r.scope === 'school');
        await person.go(`measures/${measure.id}?series=${series.id}`);
        await keys.move_to('paste or import', named(person.say('import.open')));
        await keys.press('Enter');
        await person.page.getByLabel(person.say('import.paste')).waitFor();
        await keys.kept('at the import');
        await keys.move_to('the cells', named(person.say('import.paste')));
        await keys.type('Date\tNumerator\tDenominator\n2022-03-07\t7\t9\n2022-03-14\t11\t9\n2022-03-21\t6\t9');
        await keys.move_to('enter', button(person.say('import.enter#other', { n: 2 })));
        await keys.press('Enter');
        await person.shows(person.say('import.correct_first#one', { n: 1 }));
        await keys.kept('in the wrong cell');
        await person.page.keyboard.press('ControlOrMeta+A');
        await keys.type('8');
        await keys.move_to('enter', button(person.say('import.enter#other', { n: 3 })));
        await keys.press('Enter');
        await person.page.getByRole('slider', { name: person.say('chart.step') }).waitFor();
        await keys.kept('on the chart');
        await keys.move_to('the points', named(person.say('chart.step')));
        await keys.press('Home');
        await person.shows('Mar 7, 2022');
        await keys.press('ArrowRight');
        await person.shows('Mar 14, 2022');
        await keys.move_to('propose', button(person.say('phase.propose')));
        await keys.press('Enter');
        await person.page.getByRole('dialog').waitFor();
        await keys.kept('in the dialog');
        await keys.move_to('why', named(person.say('field.chart_phase.reason')));
        await keys.type('Counted by hand since');
        await keys.move_to('what happened', named(person.say('field.chart_phase.event')));
        await keys.type('The new timetable');
        await keys.press('Enter');
        await person.shows(person.say('phase.second_person'));

        await lead.person.go();
        await lead.keys.move_to('the phase that waits', (at) => at.tag === 'a' && at.label.startsWith('Reached in the window'));
        await lead.keys.press('Enter');
        await lead.person.shows(lead.person.say('phase.confirm'));
        await lead.keys.kept('on the chart of the lead');
        await lead.keys.move_to('confirm', button(lead.person.say('phase.confirm')));
        await lead.keys.press('Enter');
        await until('it is confirmed', async () => (await found(lead.person, (r) => r.kind === 'chart_phase' && r.event === 'The new timetable')).state === 'confirmed');
        await lead.keys.kept('after confirming');
    },

    'by keyboard alone: enter a number, edit the measure, and have it counted otherwise from a day on': async (world) => {
        const { person, keys } = await at_the_keys(world, people.alder_principal);
        const measure = await found(person, (r) => r.kind === 'measure' && r.title === 'Reached in the window');
        const series = await found(person, (r) => r.kind === 'measure_series' && r.measure === measure.id && r.scope === 'school');
        await person.go(`measures/${measure.id}?series=${series.id}`);
        await person.page.getByRole('slider', { name: person.say('chart.step') }).waitFor();
        const before = await marks_drawn(person);
        await keys.move_to('the day', named(person.say('field.data_point.on')));
        // A field for a day takes its parts one after the other.
        await person.page.keyboard.type('11162026');
        await keys.move_to('how many', named(person.say('field.data_point.numerator')), 'Tab', 6);
        await keys.type('12');
        await keys.move_to('of how many', named(person.say('field.data_point.denominator')));
        await keys.type('9');
        await keys.press('Enter');
        await person.shows(person.say('point_problem.numerator.too_large'));
        expect((await keys.focused()).label.startsWith(person.say('field.data_point.numerator')), 'the focus is in the field that is wrong');
        await person.page.keyboard.press('ControlOrMeta+A');
        await keys.type('7');
        await keys.press('Enter');
        await until('the point is drawn', async () => (await marks_drawn(person)) === before + 1);
        await keys.kept('after entering');

        const hub = await at_the_keys(world, people.advisor);
        await hub.person.go(`measures/${measure.id}`);
        const change = async (key) => {
            await hub.keys.move_to('the menu', named(hub.person.say('measure.change')), 'Shift+Tab');
            await hub.keys.press('Enter');
            await hub.keys.move_to(key, named(hub.person.say(key)), 'ArrowDown', 6);
            await hub.keys.press('Enter');
            await hub.person.page.getByRole('dialog').waitFor();
            await hub.keys.kept(`in the dialog ${key}`);
        };
        await hub.keys.move_to('export', named(hub.person.say('chart.export')));
        await change('measure.edit');
        await hub.keys.move_to('its name', (at) => at.label === hub.person.say('field.measure.title'));
        await hub.person.page.keyboard.press('ControlOrMeta+A');
        await hub.keys.type('Reached in time');
        await hub.keys.move_to('how often', named(hub.person.say('field.measure.schedule')));
        await hub.keys.press('ArrowDown');
        await hub.keys.move_to('the target', named(hub.person.say('field.measure.target')));
        await hub.person.page.keyboard.press('ControlOrMeta+A');
        await hub.keys.type('85');
        await hub.keys.press('Enter', 'Escape');
        await hub.person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await hub.keys.kept('after editing');
        await until('it is edited', () => found(person, (r) => r.id === measure.id && r.title === 'Reached in time' && r.target === 85 && r.schedule !== measure.schedule));

        await change('definition.new');
        await hub.keys.move_to('what is counted', named(hub.person.say('field.measure_definition.definition')));
        await hub.person.page.keyboard.press('ControlOrMeta+A');
        await hub.keys.type('With a talk of ten minutes, of those on the roll');
        await hub.keys.move_to('why', named(hub.person.say('field.measure_definition.reason')));
        await hub.keys.type('Some counted a nod in the corridor');
        await hub.keys.move_to('publish', button(hub.person.say('definition.publish_do')));
        await hub.keys.press('Enter');
        await hub.person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await hub.keys.kept('after publishing');
        await person.shows('With a talk of ten minutes, of those on the roll');
    },

    'by keyboard alone: undo and redo, by keys and from the menu': async (world) => {
        const { person, keys } = await at_the_keys(world, people.advisor);
        const node = await found(person, (r) => r.kind === 'driver_node' && r.text.startsWith('Protected blocks'));
        await person.go(`drivers/${node.diagram}?view=board`);
        const says = (text) => until(`it says ${text}`, () => found(person, (r) => r.id === node.id && r.text === text));
        const aim = await found(person, (r) => r.kind === 'driver_node' && r.node_kind === 'aim');
        await keys.move_to('the board', named(aim.text.slice(0, 20)));
        await keys.press('ArrowRight', 'ArrowRight');
        await keys.move_to('the box', (at) => at.id === `node-${node.id}`, 'ArrowDown', 12);
        await keys.press('F2');
        await keys.type('Blocks that nobody books over');
        await keys.press('Enter');
        await says('Blocks that nobody books over');
        await keys.press('Control+z');
        await says(node.text);
        await keys.press('Control+Shift+Z');
        await says('Blocks that nobody books over');
        await keys.move_to('my menu', named(person.say('nav.you', { name: '' }).trim()), 'Shift+Tab');
        await keys.press('Enter');
        await keys.move_to('Undo', named(person.say('keys.undo')), 'ArrowDown', 16);
        await keys.press('Enter');
        await says(node.text);
        await keys.kept('after the menu');
    },

    'by keyboard alone: archive a box, find it among what is archived, and restore it': async (world) => {
        const { person, keys } = await at_the_keys(world, people.advisor);
        const records = await person.snapshot();
        const idea = records.find((r) => r.kind === 'driver_node' && r.text.startsWith('Two-week'));
        await person.go(`drivers/${idea.diagram}?view=board&node=${idea.id}`);
        await keys.move_to('the menu of the box', named(person.say('node.menu')));
        await keys.press('Enter');
        await keys.move_to('Delete', named(person.say('node.delete')), 'ArrowDown', 8);
        await keys.press('Enter');
        await until('it is gone', async () => !(await found(person, (r) => r.id === idea.id)));
        await keys.kept('after deleting');
        await keys.move_to('my menu', named(person.say('nav.you', { name: '' }).trim()), 'Shift+Tab');
        await keys.press('Enter');
        await keys.move_to('what is archived', named(person.say('nav.archived')), 'ArrowDown', 16);
        await keys.press('Enter');
        await person.shows(person.say('archived.text'));
        const restore = person.say('archived.restore', { what: idea.text });
        await person.page.getByRole('button', { name: restore, exact: true }).waitFor();
        await keys.move_to('Restore', button(restore.slice(0, 60)));
        await keys.press('Enter');
        await until('it is back', () => found(person, (r) => r.id === idea.id));
        await keys.kept('after restoring');
    },

    'by keyboard alone: share a cycle': async (world) => {
        const { person, keys } = await at_the_keys(world, people.dogwood_principal);
        const cycle = await found(person, (r) => r.title === 'Huddle cards on a shared wall');
        await person.go(`cycles/${cycle.id}`);
        await keys.move_to('the menu', named(person.say('cycle.menu')));
        await keys.press('Enter');
        await keys.move_to('Share', named(person.say('action.share')), 'ArrowDown', 10);
        await keys.press('Enter');
        await keys.move_to('how far', (at) => at.type === 'radio');
        await keys.move_to('the network', named(person.say('shared_with.network')), 'ArrowDown', 8);
        await keys.move_to('the button', named(person.say('share.go', { level: person.say('shared_with.network') })));
        await keys.press('Enter');
        await until('it is shared', async () => (await found(person, (r) => r.id === cycle.id)).shared_with === 'network');
        await person.page.getByRole('dialog').waitFor({ state: 'detached' });
        await keys.kept('after sharing');
    },

    'by keyboard alone: switch the language and back': async (world) => {
        const { person, keys } = await at_the_keys(world, people.harbor_teacher);
        await person.page.goto('/settings');
        await person.shows(person.say('settings.language'));
        await keys.move_to('English', (at) => at.type === 'radio' && at.label === 'English');
        await keys.press('ArrowRight');
        person.language = 'es';
        await person.shows(person.say('title.settings'));
        await keys.move_to('Español', (at) => at.type === 'radio' && at.label === 'Español', 'Tab', 1);
        await keys.press('ArrowLeft');
        person.language = 'en';
        await person.shows(person.say('title.settings'));
        await keys.move_to('English', (at) => at.type === 'radio' && at.label === 'English', 'Tab', 1);
    },
};
