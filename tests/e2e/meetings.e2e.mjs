// Meetings: called, drafted from what happened, reported on from a phone, written together, decided, agreed, printed and carried on.
import { expect, new_id, people, until } from './world.mjs';
import { button, Keyboard, named } from './by-keyboard.mjs';

export const deadline_ms = 150_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const press = (person, key, values) => person.page.getByRole('button', { name: person.say(key, values), exact: true }).first().click();
const dialog = (person) => person.page.getByRole('dialog');
const field = (person, key) => person.page.getByLabel(person.say(key), { exact: true });
const notes = (person) => person.page.getByRole('textbox', { name: person.say('field.meeting.notes'), exact: true });
const heading = (person, text) => person.page.locator('main h1', { hasText: text }).waitFor();
const fits_width = async (person, where) => {
    const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over <= 0, `${where} is ${over} px wider than the screen of ${person.who}`);
};
const day_in = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const weekday_in = (days) => new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day_in(days)}T00:00Z`));
const page_count = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
    return args.id;
}
const revision = async (person, kind, id) => (await of_kind(person, kind, (r) => r.id === id))[0].revision;
const member_of = async (person) => JSON.parse((await person.get('/api/v1/me')).text).networks[0].member;

// A meeting of the network that has an agenda, in some days.
async function a_meeting(hub, days, more = {}) {
    const id = await give(hub, 'create_meeting', {
        id: new_id(),
        title: 'Network meeting 14',
        meeting_kind: 'network',
        series: 'monthly network meeting',
        on: day_in(days),
        begins: '15:30',
        minutes: 60,
        facilitator: await member_of(hub),
        ...more,
    });
    for (const item of await of_kind(hub, 'agenda_item', (r) => r.meeting === id)) {
        await give(hub, 'edit_agenda_item', { id: item.id, seen_revision: item.revision, set: { outcome_wanted: 'Everybody knows' } });
    }
    return id;
}

export const tests = {
    'the hub drafts an agenda from what happened; a district reports on a phone; notes, a decision and an action come of it and go on': async (world) => {
        const hub = await world.person(people.facilitator);
        const lead = await world.person(people.harbor_lead, { phone: true, width: 360 });
        await hub.go('meetings');
        await hub.shows('Network meeting 13: consolidation');
        await hub.no_axe('on the meetings');
        await hub.screenshot('meetings');
        await press(hub, 'meeting.new');
        await field(hub, 'field.meeting.series').fill('monthly network meeting');
        await field(hub, 'field.meeting.series').blur();
        await field(hub, 'field.meeting.title').fill('Network meeting 14');
        expect((await field(hub, 'field.meeting.begins').inputValue()) === '15:30', 'the series keeps its hour');
        await field(hub, 'field.meeting.on').fill(day_in(3));
        await hub.no_axe('on the form');
        await hub.screenshot('meeting-form');
        await press(hub, 'meeting.create');
        await heading(hub, 'Network meeting 14');
        await hub.in_step();
        const [meeting] = await of_kind(hub, 'meeting', (r) => r.title === 'Network meeting 14');

        await press(hub, 'meeting.draft');
        await dialog(hub).getByText('Harbor City', { exact: false }).first().waitFor();
        await dialog(hub).getByText(hub.say('report.not_yet')).first().waitFor();
        await hub.no_axe('on the brief');
        await hub.screenshot('meeting-brief');
        const suggested = await dialog(hub).getByRole('checkbox').count();
        expect(suggested >= 3, `what happened suggests items: ${suggested}`);
        await dialog(hub).getByRole('button').last().click();
        await hub.shows(hub.say('brief.voice_check'));
        await hub.shows(hub.say('brief_outcome.reports'));
        await until(
            'all that was taken is on the agenda',
            async () => (await of_kind(hub, 'agenda_item', (r) => r.meeting === meeting.id)).length === suggested + 1,
        );
        await hub.screenshot('meeting-drafted');
        await press(hub, 'meeting.publish');
        await hub.page.getByRole('button', { name: hub.say('meeting.begin'), exact: true }).waitFor();

        await lead.go('');
        await lead.shows(lead.say('meeting_home.report', { weekday: weekday_in(3) }));
        await lead.no_axe('on home with a report to write');
        await fits_width(lead, 'home');
        await lead.screenshot('meeting-home-phone');
        await lead.page.getByRole('link', { name: lead.say('report.write') }).click();
        await heading(lead, 'Harbor City');
        await press(lead, 'report.write');
        await field(lead, 'field.district_report.text').fill('The principal of Hawser leaves in June.');
        await field(lead, 'field.district_report.asks').fill('Who has bridged such a change?');
        await field(lead, 'field.district_report.asks').blur();
        const lines = lead.page.locator('main section button');
        if ((await lines.count()) > 0) {
            const line = (await lines.first().innerText()).replace(/^\+\s*/, '').trim();
            await lines.first().click();
            await until('the line is in the report', async () => (await field(lead, 'field.district_report.text').inputValue()).includes(line));
        }
        await lead.no_axe('on the report');
        await fits_width(lead, 'the report');
        await lead.screenshot('meeting-report-phone');
        await hub.shows('The principal of Hawser leaves in June.');
        await press(lead, 'report.done');
        await heading(lead, 'Network meeting 14');
        await fits_width(lead, 'the meeting');
        await lead.no_axe('on the meeting on a phone');
        await lead.screenshot('meeting-phone');

        await press(hub, 'meeting.begin');
        await lead.shows(lead.say('meeting_state.live'));
        await hub.page.getByRole('button', { name: hub.say('meeting.start_clock'), exact: false }).first().click();
        await hub.page.getByRole('timer').waitFor();
        await notes(hub).fill('Both districts spoke.');
        await notes(hub).blur();
        await until('the lead reads the notes', async () => (await notes(lead).inputValue()).includes('Both districts spoke.'));
        await notes(lead).focus();
        await lead.page.keyboard.press('Control+End');
        await lead.page.keyboard.insertText(' Prairie asked about travel.');
        await notes(lead).blur();
        await until('the hub reads both', async () => (await notes(hub).inputValue()) === 'Both districts spoke. Prairie asked about travel.');

        await field(hub, 'meeting.new_decision').fill('Visits stay, whoever leads the school');
        await field(hub, 'field.meeting_decision.why').fill('They carried two schools through a change');
        await field(hub, 'field.meeting_decision.review_on').fill(day_in(60));
        await press(hub, 'meeting.add_decision');
        await lead.shows('Visits stay, whoever leads the school');
        await field(hub, 'meeting.new_action').fill('Call the principal of Cottonwood');
        await field(hub, 'field.meeting_action.owner').selectOption(await member_of(lead));
        await press(hub, 'meeting.add_action');
        await lead.shows('Call the principal of Cottonwood');
        // Reworded where it stands, in words that the other reads at once.
        const reword = hub.page.getByRole('button', { name: `${hub.say('talk.edit')}: Visits stay, whoever leads the school` });
        await reword.click();
        await field(hub, 'field.meeting_decision.decided_by').fill('By consensus');
        await field(hub, 'field.meeting_decision.decided_by').blur();
        await reword.click();
        await lead.shows('By consensus');
        await lead.page.getByLabel(lead.say('meeting.present_one', { name: await name_of(lead) })).check();
        await until('the hub sees who is there', () => hub.page.getByLabel(hub.say('meeting.present_one', { name: lead.name_there })).isChecked());
        await hub.no_axe('on the live meeting');
        await hub.screenshot('meeting-live');
        await hub.page.screenshot({ path: `${world.options.work}/screens/meeting-live-full.png`, fullPage: true });
        await press(hub, 'meeting.close');
        await hub.page.getByRole('button', { name: hub.say('meeting.reopen'), exact: true }).waitFor();

        for (const format of ['Letter', 'A4']) {
            const pdf = await hub.page.pdf({ format, preferCSSPageSize: true });
            expect(page_count(pdf) === 1, `${format}: ${page_count(pdf)} pages`);
        }
        await hub.page.emulateMedia({ media: 'print' });
        const paper = await hub.page.locator('.paper').innerText();
        await hub.page.screenshot({ path: `${world.options.work}/screens/meeting-paper.png` });
        await hub.page.emulateMedia({ media: null });
        for (const words of ['Network meeting 14', 'Visits stay', 'Call the principal', 'leaves in June', 'Prairie asked']) {
            expect(paper.includes(words), `“${words}” is on the paper`);
        }

        await lead.go('');
        await lead.shows(lead.say('meeting_home.actions'));
        await lead.shows('Call the principal of Cottonwood');
        await lead.no_axe('on home with an action');
        await lead.page.getByRole('heading', { name: lead.say('meeting_home.actions') }).scrollIntoViewIfNeeded();
        await lead.screenshot('meeting-home-action-phone');

        await press(hub, 'meeting.call_next');
        await field(hub, 'field.meeting.title').fill('Network meeting 15');
        await field(hub, 'field.meeting.on').fill(day_in(30));
        await press(hub, 'meeting.create');
        await heading(hub, 'Network meeting 15');
        await hub.shows(hub.say('meeting.carried'));
        await hub.shows('Call the principal of Cottonwood');
        await lead.page.getByRole('button', { name: lead.say('meeting.done_one', { text: 'Call the principal of Cottonwood' }) }).click();
        await lead.shows_no_more(lead.say('meeting_home.actions'));
        await hub.shows_no_more('Call the principal of Cottonwood');
        await hub.go('decisions');
        await hub.shows('Visits stay, whoever leads the school');
        await hub.no_axe('on the decisions');
        await hub.screenshot('decisions');
        await hub.page.getByRole('button', { name: hub.say('decisions.due', { n: 1 }) }).click();
        await hub.shows('Spread ramp A to the two hardest schools');
        await hub.shows_no_more('Visits stay, whoever leads the school');
        await press(hub, 'meeting.review_one', { text: 'Spread ramp A to the two hardest schools before implementing' });
        await dialog(hub).getByLabel(hub.say('field.meeting_decision.review_why')).fill('It held in both');
        await hub.no_axe('on the review');
        await press(hub, 'action.save');
        await hub.shows(hub.say('decisions.due', { n: 0 }));
    },

    'a team’s meeting stays in the team: nothing of it reaches another district or the hub': async (world) => {
        const teacher = await world.person(people.harbor_teacher);
        const lead = await world.person(people.harbor_lead);
        const others = [await world.person(people.cedar_lead), await world.person(people.facilitator), await world.person(people.prairie_lead)];
        for (const other of others) await other.go('meetings');
        await lead.go('meetings');
        const team = (await of_kind(teacher, 'team', (r) => r.name.startsWith('Harbor')))[0].id;
        const meeting = await give(teacher, 'create_meeting', {
            id: new_id(),
            title: 'Quiet Tuesday',
            meeting_kind: 'team',
            team,
            on: day_in(2),
            facilitator: await member_of(teacher),
        });
        await give(teacher, 'create_agenda_item', { id: new_id(), meeting, rank: 'V', title: 'Among quiet ones', item_kind: 'problem', outcome_wanted: 'Said' });
        await give(teacher, 'edit_meeting', { id: meeting, seen_revision: await revision(teacher, 'meeting', meeting), set: { notes: 'Quiet words' } });
        await give(teacher, 'create_meeting_decision', { id: new_id(), meeting, text: 'Quiet decision', why: 'Quiet reason' });
        await give(teacher, 'create_meeting_action', { id: new_id(), meeting, text: 'Quiet action', owner: await member_of(lead), due: day_in(9) });
        await lead.shows('Quiet Tuesday');
        await teacher.go(`meetings/${meeting}`);
        await teacher.page.getByPlaceholder(teacher.say('talk.new')).fill('Quiet remark');
        await press(teacher, 'talk.say');
        await lead.go(`meetings/${meeting}`);
        await lead.shows('Quiet remark');
        // What everybody sees comes after it.
        await give(others[1], 'create_meeting', { id: new_id(), title: 'Loud Wednesday', meeting_kind: 'other', on: day_in(3) });
        for (const other of others) {
            await other.shows('Loud Wednesday');
            expect(!(await other.text()).includes('Quiet'), `${other.who} sees nothing of it`);
            expect(!/quiet/i.test(other.transcript()), `nothing of it reached ${other.who}`);
            expect(!JSON.stringify(await other.snapshot()).includes('Quiet'), `nothing of it is in the snapshot of ${other.who}`);
        }
        expect(lead.transcript().includes('Quiet words'), 'the lead of the district reads along');
    },

    'an agenda by keyboard, in Spanish; a meeting without a line': async (world) => {
        const hub = await world.person(people.facilitator, { language: 'es', wire: true });
        const id = await a_meeting(hub, 5);
        await hub.go(`meetings/${id}`);
        const keys = new Keyboard(hub);
        for (const title of ['Primer punto', 'Segundo punto']) {
            await keys.move_to('the new item', named(hub.say('meeting.new_item')));
            await keys.type(title);
            await keys.press('Enter');
            await hub.shows(title);
        }
        const order = () => hub.page.locator('main ol h3').allInnerTexts();
        await keys.move_to('to move it up', button(hub.say('meeting.up', { title: 'Segundo punto' })), 'Shift+Tab');
        await keys.press('Enter');
        await until('it moved up', async () => (await order()).indexOf('Segundo punto') < (await order()).indexOf('Primer punto'));
        expect((await order())[0] === hub.say('item_kind.district_report'), 'the district report stands first');
        await hub.program_kept();

        hub.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        hub.wire.cut();
        await field(hub, 'meeting.new_action').fill('Sin línea');
        await field(hub, 'field.meeting_action.owner').selectOption({ index: 1 });
        await press(hub, 'meeting.add_action');
        await hub.shows('Sin línea');
        await hub.saved_here();
        hub.wire.mend();
        await hub.in_step(30_000);
        await until('it arrived', async () => (await of_kind(hub, 'meeting_action', (r) => r.text === 'Sin línea')).length === 1);
    },
};

async function name_of(person) {
    const me = await member_of(person);
    person.name_there = (await of_kind(person, 'member', (r) => r.id === me))[0].name;
    return person.name_there;
}
