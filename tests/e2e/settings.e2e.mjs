// What somebody settles for themselves: where they are signed in, and with which password.
import { expect, password, people, until } from './world.mjs';

export const deadline_ms = 90_000;

const button = (person, key, with_ = {}) => person.page.getByRole('button', { name: person.say(key, with_), exact: true });
const places = (person) => person.page.getByRole('region', { name: person.say('places.title') }).getByRole('listitem');

async function settings(person) {
    await person.page.goto('/settings');
    await places(person).first().waitFor();
}

export const tests = {
    '[S28][S29] a device that was lost is signed out from another: what it had open goes, and its next step asks for the password': async (world) => {
        const here = await world.person(people.cedar_teacher);
        const lost = await world.person(people.cedar_teacher);
        lost.expected_errors.push(/401|WebSocket/);
        await lost.go('cycles');
        await lost.in_step();
        await settings(here);
        expect((await places(here).count()) === 2, `${await places(here).count()} places`);
        await here.no_axe();
        await here.page.setViewportSize({ width: 1280, height: 900 });
        await here.page.screenshot({ path: `${world.options.work}/screens/settings-1280.png`, fullPage: true });
        const began = Date.now();
        await places(here).getByRole('button').click();
        await until('one place is left', async () => (await places(here).count()) === 1);
        await lost.page.getByRole('heading', { level: 1, name: lost.say('sign_in.title_password') }).waitFor();
        console.log(`       at the door ${Date.now() - began} ms after the press`);
    },
    '[S18] a password is changed by who knows it, not for one that anybody would guess; in Spanish, on a phone': async (world) => {
        const person = await world.person(people.cedar_teacher, { language: 'es', phone: true, width: 360 });
        person.expected_errors.push(/401|422/);
        await settings(person);
        const form = person.page.getByRole('region', { name: person.say('password.title'), exact: true });
        const now = form.getByLabel(person.say('password.current'), { exact: true });
        const fresh = form.getByLabel(person.say('sign_in.new_password'), { exact: true });
        const press = async (from, to) => {
            await now.fill(from);
            await fresh.fill(to);
            await button(person, 'password.change').click();
        };
        await press('not mine at all', 'nine lanterns over Alder');
        await form.getByText(person.say('password.wrong')).waitFor();
        expect(await now.evaluate((each) => each === document.activeElement), 'the field that is wrong has the focus');
        await press(password, 'Password123!');
        await form.getByText(person.say('refusal.guessable')).waitFor();
        await person.no_axe();
        await person.page.screenshot({ path: `${world.options.work}/screens/settings-360.png`, fullPage: true });
        await press(password, 'nine lanterns over Alder');
        await person.shows(person.say('password.changed'));
        const signs_in = async (word) => (await person.context.request.post('/api/v1/sign_in', { data: { email: people.cedar_teacher, password: word, shared_device: false }, headers: { Origin: person.origin } })).status();
        expect((await signs_in(password)) === 401, 'the old one is none any more');
        expect((await signs_in('nine lanterns over Alder')) === 200, 'the new one is');
    },
};
