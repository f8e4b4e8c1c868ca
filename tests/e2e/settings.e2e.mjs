// What somebody settles for themselves: where they are signed in, and with which password.
import { createHmac } from 'node:crypto';
import { expect, password, people, until } from './world.mjs';

export const deadline_ms = 90_000;

const button = (person, key, with_ = {}) => person.page.getByRole('button', { name: person.say(key, with_), exact: true });
const places = (person) => person.page.getByRole('region', { name: person.say('places.title') }).getByRole('listitem');

async function settings(person) {
    await person.page.goto('/settings');
    await places(person).first().waitFor();
}

// What an authenticator app shows so many half minutes from now (RFC 6238), by other arithmetic than the server's.
export function shown(base32, steps = 0) {
    const bits = [...base32.replaceAll(' ', '').replace(/=+$/, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
    const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
    const mac = createHmac('sha1', secret).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export const tests = {
    '[S22] a second factor is begun with an app, and signing in then asks for its code': async (world) => {
        const person = await world.person(people.cedar_teacher);
        await settings(person);
        const card = person.page.getByRole('region', { name: person.say('factor.title') });
        await card.getByRole('button', { name: person.say('factor.begin') }).click();
        await card.getByLabel(person.say('password.current')).fill(password);
        await person.page.keyboard.press('Enter');
        await card.getByRole('img', { name: person.say('factor.qr') }).waitFor();
        await person.no_axe();
        await person.page.setViewportSize({ width: 1280, height: 900 });
        await card.scrollIntoViewIfNeeded();
        await person.page.screenshot({ path: `${world.options.work}/screens/factor-1280.png` });
        await person.page.setViewportSize({ width: 360, height: 740 });
        await person.page.screenshot({ path: `${world.options.work}/screens/factor-360.png` });
        const secret = await card.locator('code').innerText();
        await card.getByLabel(person.say('sign_in.code')).fill(shown(secret, -1));
        await person.page.keyboard.press('Enter');
        await until('ten codes for the drawer', async () => (await card.getByRole('listitem').count()) === 10);
        const [first] = await card.getByRole('listitem').allInnerTexts();
        await person.no_axe();
        await card.getByRole('button', { name: person.say('factor.codes_kept') }).click();
        await card.getByText(person.say('factor.left', { n: '10' })).waitFor();

        const door = await world.person(people.cedar_teacher, { signed_in: false, language: 'es', phone: true, width: 360 });
        door.expected_errors.push(/401/);
        await door.page.goto('/in');
        await door.page.getByLabel(door.say('sign_in.email')).fill(people.cedar_teacher);
        await door.page.getByLabel(door.say('sign_in.password'), { exact: true }).fill(password);
        await door.page.keyboard.press('Enter');
        const code = door.page.getByLabel(door.say('sign_in.code'));
        await code.waitFor();
        expect(await code.evaluate((each) => each === document.activeElement), 'one types on without a press');
        await door.no_axe();
        await code.fill('000000');
        await door.page.keyboard.press('Enter');
        await door.page.getByText(door.say('factor.wrong_code')).waitFor();
        await door.page.screenshot({ path: `${world.options.work}/screens/factor-door-360.png` });
        await code.fill(` ${first.toUpperCase()} `);
        await door.page.keyboard.press('Enter');
        await door.page.waitForURL(/\/n\//);
    },
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
    '[S31] a program gets a token, which is shown once, reads and does nothing else; ended, it opens nothing': async (world) => {
        const person = await world.person(people.cedar_teacher);
        person.expected_errors.push(/401/);
        await settings(person);
        const card = person.page.getByRole('region', { name: person.say('tokens.title') });
        await card.getByRole('button', { name: person.say('tokens.make') }).click();
        const name = card.getByLabel(person.say('tokens.name'));
        await until('one types on without a press', () => name.evaluate((each) => each === document.activeElement));
        await name.fill('Nightly figures');
        await card.getByLabel(person.say('tokens.network')).selectOption({ index: 1 });
        await card.getByLabel(person.say('password.current')).fill('not mine at all');
        await person.page.keyboard.press('Enter');
        await card.getByText(person.say('password.wrong')).waitFor();
        await person.no_axe();
        await card.getByLabel(person.say('password.current')).fill(password);
        await person.page.keyboard.press('Enter');
        const shown = card.getByLabel(person.say('tokens.secret'));
        await until('the token is chosen, to be copied', () => shown.evaluate((each) => each === document.activeElement));
        const secret = await shown.inputValue();
        expect(/^fw_[\w-]{43}$/.test(secret), 'the form of a token');
        await person.no_axe();
        await person.page.setViewportSize({ width: 1280, height: 900 });
        await card.scrollIntoViewIfNeeded();
        await person.page.screenshot({ path: `${world.options.work}/screens/tokens-1280.png` });
        await person.page.setViewportSize({ width: 360, height: 740 });
        await card.scrollIntoViewIfNeeded();
        await person.page.screenshot({ path: `${world.options.work}/screens/tokens-360.png` });

        const { networks } = await (await person.context.request.get('/api/v1/me')).json();
        const below = `${person.origin}/api/v1/networks/${networks[0].id}`;
        const headers = { Authorization: `Bearer ${secret}` };
        const reads = async () => (await fetch(`${below}/archived`, { headers })).status;
        expect((await reads()) === 200, 'it reads');
        const written = await fetch(`${below}/commands`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ id: 'c'.repeat(26), name: 'create_comment', args: { id: 'c1', about_kind: 'aim', about_id: 'aim', text: '!' } }) });
        expect(written.status === 403, 'and does nothing else');
        await settings(person);
        await card.getByText('Nightly figures').waitFor();
        expect((await shown.count()) === 0, 'it is shown once');
        await card.getByRole('button', { name: person.say('tokens.end_of', { name: 'Nightly figures' }) }).click();
        await person.shows(person.say('tokens.ended', { name: 'Nightly figures' }));
        expect((await reads()) === 401, 'an ended one opens nothing');
    },
    '[S68] a calendar fetches by an address that is made, replaced and ended here': async (world) => {
        const person = await world.person(people.cedar_teacher, { language: 'es', phone: true, width: 360 });
        await settings(person);
        const card = person.page.getByRole('region', { name: person.say('calendars.title') });
        const shown = card.getByRole('textbox', { name: person.say('calendars.address') });
        const fetched = async (address) => (await fetch(address)).status;
        await card.getByRole('button', { name: person.say('calendars.make') }).click();
        await shown.waitFor();
        const first = await shown.inputValue();
        const answer = await fetch(first);
        expect(answer.status === 200 && (await answer.text()).startsWith('BEGIN:VCALENDAR'), 'a calendar');
        await person.no_axe();
        await card.scrollIntoViewIfNeeded();
        await person.page.screenshot({ path: `${world.options.work}/screens/calendars-360.png` });
        await card.getByRole('button', { name: person.say('calendars.anew') }).click();
        await until('another address', async () => (await shown.inputValue()) !== first);
        const second = await shown.inputValue();
        expect((await fetched(first)) === 404, 'the former one is gone');
        expect((await fetched(second)) === 200, 'the new one holds');
        await card.getByRole('button', { name: person.say('tokens.end') }).click();
        await card.getByText(person.say('calendars.none')).waitFor();
        expect((await fetched(second)) === 404, 'an ended one is gone');
    },
};
