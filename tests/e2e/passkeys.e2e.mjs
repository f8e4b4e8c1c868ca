// Passkeys, with the device that Chromium brings for tests: at http://localhost, since browsers make none for an address in numbers.
import { expect, password, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const card = (person) => person.page.getByRole('region', { name: person.say('passkey.title') });
const go = (person) => person.page.getByRole('button', { name: person.say('passkey.go') });

const at_localhost = (world) => (world.origin = `http://localhost:${world.port}`);

// A phone that asks for a finger, and gets it at once.
async function give_device(person) {
    const line = await person.context.newCDPSession(person.page);
    await line.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await line.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2',
            transport: 'internal',
            hasResidentKey: true,
            hasUserVerification: true,
            isUserVerified: true,
            automaticPresenceSimulation: true,
        },
    });
    return {
        kept: async () => (await line.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
        knows_its_owner: (isUserVerified) => line.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    };
}

const signed_in_as = async (person) => JSON.parse((await person.get('/api/v1/me')).text).account?.email;

async function sign_out(person) {
    await person.context.request.post('/api/v1/sign_out', { data: {}, headers: { Origin: person.origin } });
    await person.page.goto('/in');
}

async function screens(person, screen, of) {
    for (const width of [1280, 360]) {
        await person.page.setViewportSize({ width, height: 900 });
        await of.scrollIntoViewIfNeeded();
        await person.page.screenshot({ path: `${person.world.options.work}/screens/${screen}-${width}.png` });
        await person.no_axe();
    }
    await person.page.setViewportSize({ width: 1440, height: 900 });
}

export const tests = {
    '[S23] a passkey is added on the settings page, signs in by itself, is removed, and signs nobody in then': async (world) => {
        at_localhost(world);
        const owner = await world.person(people.cedar_teacher);
        owner.expected_errors.push(/401|409/);
        await owner.page.goto('/settings');
        const device = await give_device(owner);
        await card(owner).getByRole('button', { name: owner.say('passkey.add') }).click();
        const name = card(owner).getByLabel(owner.say('passkey.name'));
        await until('one types on without a press', () => name.evaluate((each) => each === document.activeElement));
        await name.fill('My phone');
        const now = card(owner).getByLabel(owner.say('password.current'));
        await now.fill('not mine at all');
        await owner.page.keyboard.press('Enter');
        await card(owner).getByText(owner.say('password.wrong')).waitFor();
        expect((await device.kept()).length === 0, 'without the password the device is asked for nothing');
        await screens(owner, 'passkey-adding', card(owner));
        await now.fill(password);
        await owner.page.keyboard.press('Enter');
        await card(owner).getByText('My phone', { exact: true }).waitFor();
        await owner.shows(owner.say('passkey.added', { name: 'My phone' }));
        const [kept] = await device.kept();
        expect(kept.isResidentCredential && kept.rpId === 'localhost', 'it is found without a name');
        expect(!Buffer.from(kept.userHandle, 'base64').toString('latin1').includes('cb-t1'), 'the device is told nothing of the account by its handle');
        await screens(owner, 'passkey-settings', card(owner));

        // The same device has one already.
        await card(owner).getByRole('button', { name: owner.say('passkey.add') }).click();
        await card(owner).getByLabel(owner.say('passkey.name')).fill('Once more');
        await card(owner).getByLabel(owner.say('password.current')).fill(password);
        await owner.page.keyboard.press('Enter');
        await card(owner).getByText(owner.say('passkey.there_already')).waitFor();
        await card(owner).getByRole('button', { name: owner.say('factor.leave') }).click();

        await sign_out(owner);
        expect((await signed_in_as(owner)) === undefined, 'signed out');
        await go(owner).waitFor();
        await screens(owner, 'passkey-door', go(owner));
        // Somebody else holds the phone.
        await device.knows_its_owner(false);
        await go(owner).click();
        await owner.page.getByText(owner.say('passkey.broken_off')).waitFor();
        expect((await signed_in_as(owner)) === undefined, 'whom the device does not know gets nowhere');
        await device.knows_its_owner(true);
        await go(owner).click();
        await owner.page.waitForURL(/\/n\//);
        await owner.in_step();
        expect((await signed_in_as(owner)) === people.cedar_teacher, 'the passkey alone says who it is');

        await owner.page.goto('/settings');
        await card(owner).getByRole('button', { name: owner.say('passkey.end_of', { name: 'My phone' }) }).click();
        await card(owner).getByLabel(owner.say('password.current')).fill(password);
        await owner.page.keyboard.press('Enter');
        await until('it is gone', async () => (await card(owner).getByRole('listitem').count()) === 0);
        await sign_out(owner);
        await go(owner).click();
        await owner.page.getByText(owner.say('passkey.refused')).waitFor();
        expect((await signed_in_as(owner)) === undefined, 'what was removed signs nobody in');
    },
    '[S23] [S24] whose role asks for a second factor has one with a passkey, and the password alone opens nothing then': async (world) => {
        world.serve_with = ['--second-factor', 'leads'];
        await world.stop_server();
        await world.start_server();
        at_localhost(world);
        const owner = await world.person(people.cedar_lead, { language: 'es', phone: true, width: 360 });
        owner.expected_errors.push(/401|403|WebSocket/);
        await owner.page.goto('/');
        await owner.page.getByRole('heading', { name: owner.say('factor.owed_title') }).waitFor();
        await give_device(owner);
        await owner.page.screenshot({ path: `${world.options.work}/screens/passkey-owed-360.png`, fullPage: true });
        await card(owner).getByRole('button', { name: owner.say('passkey.add') }).click();
        await card(owner).getByLabel(owner.say('passkey.name')).fill('Mi teléfono');
        await card(owner).getByLabel(owner.say('password.current')).fill(password);
        await owner.page.keyboard.press('Enter');
        await owner.page.getByRole('link', { name: /New Teacher/ }).click();
        await owner.in_step();

        const elsewhere = await world.person(people.cedar_lead, { signed_in: false });
        elsewhere.expected_errors.push(/401/);
        await elsewhere.page.goto('/in');
        await elsewhere.page.getByLabel(elsewhere.say('sign_in.email')).fill(people.cedar_lead);
        await elsewhere.page.getByLabel(elsewhere.say('sign_in.password')).fill(password);
        await elsewhere.page.keyboard.press('Enter');
        await elsewhere.page.getByText(elsewhere.say('refusal.needs_passkey')).waitFor();
        expect((await signed_in_as(elsewhere)) === undefined, 'a password alone opens nothing');
    },
};
