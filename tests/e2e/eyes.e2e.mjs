// "What can they see?": a member looks through the eyes of a role at a place, and of a diagram under review.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const button = (person, key) => person.page.getByRole('button', { name: person.say(key), exact: true });

async function clean(person, what) {
    const found = await person.axe();
    expect(found.length === 0, `axe, ${what}: ${found}`);
}

async function look_as(person, { organization, role, team }) {
    await person.go('people');
    await button(person, 'eyes.open').click();
    const dialog = person.page.getByRole('dialog');
    await dialog.getByLabel(person.say('people.invite_to')).selectOption({ label: organization });
    await dialog.getByLabel(person.say('people.role')).selectOption({ label: person.say(`role.${role}`) });
    if (team) await dialog.getByLabel(person.say('people.invite_team')).selectOption({ label: team });
    await clean(person, 'the dialog that asks through whose eyes');
    await dialog.getByRole('button', { name: person.say('eyes.look'), exact: true }).click();
    await person.page.getByText(person.say('eyes.as', { who: '' }).split(':')[0]).waitFor();
}

export const tests = {
    '[V8] a teacher sees that another district would not see her private cycle, changes nothing meanwhile, and comes back': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const records = await teacher.snapshot();
        const mine = records.find((r) => r.kind === 'pdsa_cycle' && r.shared_with === 'team');
        expect(mine !== undefined, 'the sample has a cycle that its team keeps to itself');
        const shared = records.find((r) => r.kind === 'pdsa_cycle' && r.shared_with === 'network');
        const team = records.find((r) => r.kind === 'team' && r.id === mine.team);
        const other = records.find(
            (r) => r.kind === 'organization' && r.organization_kind === 'district' && r.id !== team.district,
        );
        await teacher.go('cycles');
        await teacher.shows(mine.title);
        await look_as(teacher, { organization: other.name, role: 'district_lead' });
        await teacher.screenshot('eyes-home');
        await teacher.page.getByRole('navigation').getByRole('link', { name: teacher.say('nav.cycles') }).click();
        await teacher.shows(shared.title);
        expect(!(await teacher.text()).includes(mine.title), 'what the team keeps to itself is not there');
        await clean(teacher, 'the cycles through other eyes');
        await teacher.screenshot('eyes-cycles');
        await button(teacher, 'eyes.stop').click();
        await teacher.page.getByRole('heading', { level: 1, name: teacher.say('title.people') }).waitFor();
        await teacher.go('cycles');
        await teacher.shows(mine.title);
        await teacher.in_step();
    },

    '[T4] a diagram under review is its keepers’; the others read why, and comment': async (world) => {
        const facilitator = await world.person(people.facilitator);
        const lead = await world.person(people.harbor_lead, { phone: true, language: 'es' });
        const diagram = (await facilitator.snapshot()).find((r) => r.kind === 'driver_diagram');
        await lead.go(`drivers/${diagram.id}`);
        const menu = (who) => who.page.getByRole('button', { name: who.say('diagram.menu') });
        await menu(lead).click();
        await lead.page.getByRole('menuitem', { name: lead.say('node.add_change_idea') }).waitFor();
        await lead.page.keyboard.press('Escape');
        await facilitator.go(`drivers/${diagram.id}`);
        await menu(facilitator).click();
        await facilitator.page.getByRole('menuitem', { name: facilitator.say('diagram.review') }).click();
        const dialog = facilitator.page.getByRole('dialog');
        await dialog.getByRole('textbox').fill('Before the spring convening');
        await clean(facilitator, 'the dialog that begins a review');
        await dialog.getByRole('button', { name: facilitator.say('review.begin'), exact: true }).click();
        await lead.shows('Before the spring convening');
        await clean(lead, 'a diagram under review, on a phone');
        await lead.screenshot('review-phone');
        await facilitator.screenshot('review-desk');
        await menu(lead).click();
        expect(
            (await lead.page.getByRole('menuitem', { name: lead.say('node.add_change_idea') }).count()) === 0,
            'a lead adds no idea meanwhile',
        );
        await lead.page.keyboard.press('Escape');
        await button(facilitator, 'review.end').click();
        await lead.shows_no_more('Before the spring convening');
        await until('adding is back', async () => {
            await menu(lead).click();
            const back = await lead.page.getByRole('menuitem', { name: lead.say('node.add_change_idea') }).isVisible();
            if (!back) await lead.page.keyboard.press('Escape');
            return back;
        });
    },
};
