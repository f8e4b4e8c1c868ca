// The exchange, requests for help and the hub's desk: asked, answered, written down; matched, done, rated; announced and assigned.
import { expect, new_id, people, until } from './world.mjs';
import { button, Keyboard } from './by-keyboard.mjs';

export const deadline_ms = 150_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const press = (person, key, values) => person.page.getByRole('button', { name: person.say(key, values), exact: true }).first().click();
const dialog = (person) => person.page.getByRole('dialog');
const fits_width = async (person, where) => {
    const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over <= 0, `${where} is ${over} px wider than the screen of ${person.who}`);
};
const day_in = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
}

async function ask(person, title, text) {
    await person.go('exchange');
    await press(person, 'exchange.ask');
    await dialog(person).getByLabel(person.say('exchange.your_question')).fill(title);
    await dialog(person).getByLabel(person.say('field.post.text')).fill(text);
    await press(person, 'exchange.ask_go');
    await person.page.locator('main h1', { hasText: title }).waitFor();
    await person.in_step();
    return (await of_kind(person, 'post', (r) => r.title === title))[0].id;
}

export const tests = {
    'a question reaches a place like the asker’s, is answered live, accepted, and becomes a protocol with its credit': async (world) => {
        const asker = await world.person(people.kestrel_principal);
        const alike = await world.person(people.inlet_principal);
        const title = 'Who has set up visits without a coach?';

        await alike.go('');
        const id = await ask(asker, title, 'We are small, far off, and have nobody on site.');
        await alike.shows(alike.say('other.asked_from_alike'));
        await alike.shows(title);
        await alike.shows(alike.say('alike.no_coach'));
        await alike.no_axe('on home with a question');
        await alike.screenshot('exchange-home');
        const far = await world.person(people.alder_principal);
        await far.go('');
        await far.page.waitForTimeout(300);
        expect(!(await far.text()).includes(far.say('other.asked_from_alike')), 'a place that is not alike is left in peace');

        await alike.page.getByRole('link', { name: title }).first().click();
        await alike.page.getByLabel(alike.say('exchange.your_answer')).fill('Two principals visit each other, twenty minutes each.');
        await press(alike, 'talk.answer');
        await asker.shows('Two principals visit each other');
        await asker.no_axe('on the question');
        await press(asker, 'exchange.accept');
        await alike.shows(alike.say('exchange.accepted'));
        await asker.screenshot('exchange-post');
        // It asks nobody any more.
        await alike.go('');
        await alike.page.waitForTimeout(300);
        expect(!(await alike.text()).includes(alike.say('other.asked_from_alike')), 'what is answered is no question any more');

        await asker.page.getByRole('link', { name: asker.say('exchange.write_down') }).click();
        await dialog(asker).getByRole('button', { name: asker.say('library.propose_go') }).click();
        await asker.page.locator('main h1', { hasText: title }).waitFor();
        await asker.in_step();
        const [protocol] = await of_kind(asker, 'change_protocol', (r) => r.title === title);
        const [draft] = await of_kind(asker, 'protocol_version', (r) => r.protocol === protocol.id);
        expect(draft.steps.startsWith('Two principals'), 'the draft begins with the answer');
        await alike.go(`protocols/${protocol.id}`);
        await alike.shows(alike.say('protocol.from_answer', { name: 'Ruth Amadi', asker: 'Joel Tran' }));
        await alike.no_axe('on the protocol with its credit');
        await alike.page.getByRole('link', { name: title }).first().click();
        await alike.page.locator('main h1', { hasText: title }).waitFor();
        await alike.shows(alike.say('exchange.became'));
        expect(new URL(alike.page.url()).pathname.endsWith(id), 'the credit leads to the question');
    },

    'a post is asked from a cycle’s page, filtered, taken up, shared narrower and settled': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const other = await world.person(people.inlet_principal, { language: 'es', phone: true, width: 360, dark: true });
        const [cycle] = await of_kind(teacher, 'pdsa_cycle', (r) => r.state === 'doing');
        await teacher.go(`cycles/${cycle.id}`);
        await teacher.page.getByRole('button', { name: teacher.say('cycle.menu') }).click();
        await teacher.page.getByRole('menuitem', { name: teacher.say('exchange.ask_about') }).click();
        await dialog(teacher).waitFor();
        expect((await dialog(teacher).innerText()).includes(cycle.title), 'what it is about is filled in');
        await dialog(teacher).getByLabel(teacher.say('exchange.your_question')).fill('Is a week enough for this?');
        await teacher.no_axe('on the form');
        await press(teacher, 'exchange.ask_go');
        await teacher.page.locator('main h1', { hasText: 'Is a week enough' }).waitFor();
        await teacher.in_step();

        await other.go('exchange');
        await other.shows('Is a week enough for this?');
        await fits_width(other, 'the exchange');
        await other.no_axe('on the exchange');
        await other.screenshot('exchange-phone-es');
        await other.page.getByRole('combobox', { name: other.say('exchange.any_kind') }).selectOption('tool');
        await other.shows_no_more('Is a week enough for this?');
        await other.page.getByRole('link', { name: 'Focus card template' }).click();
        await other.page.getByRole('combobox', { name: other.say('exchange.where_used') }).selectOption({ label: 'Inlet K-8' });
        await press(other, 'exchange.use');
        await other.page.getByRole('button', { name: other.say('exchange.uses_no_more', { site: 'Inlet K-8' }) }).waitFor();
        await fits_width(other, 'the tool');
        await other.no_axe('on the tool');
        await other.screenshot('exchange-tool-phone-es');

        const [post] = await of_kind(teacher, 'post', (r) => r.title.startsWith('Is a week'));
        await give(teacher, 'share_post', { id: post.id, seen_revision: post.revision, shared_with: 'school' });
        await other.go('exchange');
        expect(!(await other.text()).includes('Is a week enough'), 'what was withdrawn is gone');
        await press(teacher, 'exchange.close');
        await teacher.shows(teacher.say('exchange.closed_text'));
    },

    'help is asked for on a phone, matched with a reason, seen live by the match alone, done and rated': async (world) => {
        const asker = await world.person(people.kestrel_principal, { phone: true, width: 360 });
        const hub = await world.person(people.facilitator);
        const coach = await world.person(people.coach);
        const lead = await world.person(people.prairie_lead);
        const topic = 'A first round of visits';
        await lead.go('support');
        await hub.go('support');
        await coach.go('');

        await asker.go('support');
        await fits_width(asker, 'support');
        await asker.screenshot('support-phone-empty');
        await press(asker, 'support.ask');
        await dialog(asker).getByLabel(asker.say('field.support_request.topic')).fill(topic);
        await dialog(asker).getByLabel(asker.say('field.support_request.needs')).fill('A calendar\nA call a week');
        const two_week = (await of_kind(asker, 'driver_node', (r) => r.text.startsWith('Two-week')))[0];
        await dialog(asker).getByLabel(asker.say('exchange.which_idea')).selectOption(two_week.id);
        await asker.no_axe('on the form');
        await asker.screenshot('support-phone-form');
        await press(asker, 'support.ask_go');
        await asker.shows(asker.say('request_state.open'));
        await asker.in_step();

        await hub.shows(topic);
        await hub.page.getByRole('button', { name: topic }).click();
        await press(hub, 'support.match');
        await dialog(hub).waitFor();
        const offered = dialog(hub).getByRole('radio');
        await until('people are suggested', async () => (await offered.count()) > 0 && (await offered.count()) <= 5);
        await dialog(hub).getByRole('radio', { name: /Dele Okafor/ }).check();
        const reason = dialog(hub).getByLabel(hub.say('field.support_request.match_reason'));
        expect((await reason.inputValue()).includes(hub.say('role.coach')), `the reason is in words: ${await reason.inputValue()}`);
        await hub.no_axe('on the matching');
        await hub.screenshot('support-match');
        await press(hub, 'match.go');
        await coach.shows(topic);
        await asker.shows(asker.say('support.helps', { name: 'Dele Okafor' }));
        await fits_width(asker, 'a request');
        await asker.no_axe('on a request');
        await asker.screenshot('support-phone');

        await coach.page.getByRole('link', { name: topic }).click();
        await press(coach, 'support.begin');
        await hub.shows(hub.say('request_state.active'));
        await press(coach, 'support.finish');
        await dialog(coach).getByLabel(coach.say('field.support_request.outcome')).fill('A calendar for six weeks');
        await press(coach, 'support.finish_go');
        await asker.shows('A calendar for six weeks');
        await press(asker, 'support.rate');
        await dialog(asker).getByText('4', { exact: true }).click();
        await asker.no_axe('on the rating');
        await press(asker, 'support.rate_go');
        await asker.shows(asker.say('support.rated', { n: '4' }));
        await hub.shows(hub.say('request_state.rated'));

        // Their own district's lead neither sees it nor is ever told.
        expect(!lead.transcript().includes(topic) && !(await lead.text()).includes(topic), 'the lead is told');
        expect(!JSON.stringify(await lead.snapshot()).includes(topic), 'the lead may fetch it');
        const [request] = await of_kind(asker, 'support_request', (r) => r.topic === topic);
        expect(!lead.transcript().includes(request.id), 'the id came to the lead');
        expect((await lead.command('rate_support_request', { id: request.id, seen_revision: 9, rating: 1 })).body.code === 'not_found', 'for them it is not there');
    },

    'the hub’s desk shows what waits, and every line leads to its page; an announcement is on every home at once': async (world) => {
        const hub = await world.person(people.facilitator);
        const reader = await world.person(people.gull_principal, { phone: true, width: 360, language: 'es' });
        await reader.go('');
        await hub.go('hub');
        await hub.shows(hub.say('hub.calls'));
        await hub.shows('Cedar Bend testing team');
        await hub.no_axe('on the desk');
        await hub.screenshot('hub-desk');
        const hrefs = await hub.page.locator('main a[href]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
        expect(hrefs.length > 3, `the desk leads somewhere: ${hrefs}`);
        for (const href of hrefs) {
            await hub.page.goto(href);
            await hub.page.locator('main h1').first().waitFor();
            const heading = await hub.page.locator('main h1').first().innerText();
            expect(heading !== hub.say('title.not_found'), `${href} leads nowhere`);
        }
        await hub.go('hub');
        await press(hub, 'hub.announce');
        await dialog(hub).getByLabel(hub.say('field.announcement.title')).fill('Convening on the ninth');
        await dialog(hub).getByLabel(hub.say('field.announcement.text')).fill('Bring one cycle each.');
        await hub.no_axe('on the announcement');
        await press(hub, 'hub.announce_go');
        await reader.shows('Convening on the ninth');
        await fits_width(reader, 'home');
        await reader.no_axe('on home with an announcement');
        await reader.screenshot('hub-announced-phone-es');
        await reader.page.getByRole('button', { name: reader.say('other.dismiss', { title: 'Convening on the ninth' }) }).click();
        await reader.shows_no_more('Convening on the ninth');
        await reader.go('');
        expect(!(await reader.text()).includes('Convening on the ninth'), 'it stays away on this device');
        await reader.go('hub');
        await reader.shows(reader.say('hub.not_for_you'));

        // A question that waits for longer than a week comes to the desk; one that is new does not.
        const asker = await world.person(people.kestrel_principal);
        await give(asker, 'create_post', { id: new_id(), post_kind: 'question', title: 'Just asked' });
        await hub.page.waitForTimeout(300);
        expect(!(await hub.text()).includes('Just asked'), 'a new question is left to the network');
        const later = await world.person(people.advisor, { at: new Date(Date.now() + 9 * 86_400_000) });
        await later.go('hub');
        await later.shows('Just asked');
    },

    'an activity is set for a team and done by it, seen by the hub at once and by no other team': async (world) => {
        const hub = await world.person(people.advisor);
        const teacher = await world.person(people.harbor_teacher);
        const other = await world.person(people.cedar_teacher);
        await teacher.go('');
        await other.go('');
        await hub.go('hub');
        await press(hub, 'hub.assign');
        await dialog(hub).getByLabel(hub.say('field.activity.title')).fill('Read one run chart together');
        await dialog(hub).getByLabel('Harbor City testing team').check();
        await hub.no_axe('on the activity');
        await hub.screenshot('hub-assign');
        await press(hub, 'hub.assign_go');
        await hub.shows(hub.say('hub.done_of', { n: '0', of: '1' }));
        await teacher.shows('Read one run chart together');
        await teacher.no_axe('on home with an activity');
        await teacher.screenshot('hub-activity-home');
        await press(teacher, 'activity.done_one', { title: 'Read one run chart together' });
        await hub.shows(hub.say('hub.done_of', { n: '1', of: '1' }));
        await teacher.shows_no_more(teacher.say('other.activities'));
        expect(!other.transcript().includes('Read one run chart'), 'another team is told');
        // Undone by the key, it is asked again.
        await teacher.page.locator('main h1').first().click();
        await teacher.page.keyboard.press('Control+z');
        await teacher.shows('Read one run chart together');
        await hub.shows(hub.say('hub.done_of', { n: '0', of: '1' }));
    },

    'a question is asked and answered by keyboard alone': async (world) => {
        const person = await world.person(people.kestrel_principal);
        const keys = new Keyboard(person);
        await person.go('');
        await person.page.keyboard.press('g');
        await person.page.keyboard.press('e');
        await person.page.locator('main h1', { hasText: person.say('title.exchange') }).waitFor();
        await keys.move_to('to ask', button(person.say('exchange.ask')));
        await keys.press('Enter');
        await dialog(person).waitFor();
        await keys.move_to('the question', (at) => at.tag === 'input' && at.label === person.say('exchange.your_question'));
        await keys.type('Which form do you use?');
        await keys.press('Enter');
        await person.page.locator('main h1', { hasText: 'Which form' }).waitFor();
        const field = person.page.getByLabel(person.say('exchange.your_reply'));
        await keys.move_to('a reply', (at) => at.tag === 'textarea');
        await keys.type('I found one myself.');
        expect((await field.inputValue()) === 'I found one myself.', 'the reply is typed');
        await keys.move_to('to give it', button(person.say('talk.answer')));
        await keys.press('Enter');
        await person.shows(person.say('exchange.replies#one', { n: '1' }));
    },
};
