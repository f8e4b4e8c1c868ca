// Signing in with an account elsewhere, against somebody else's program: npm's oidc-provider, at another site.
import { createServer } from 'node:http';
import { expect, from_client, new_id, password, people, until } from './world.mjs';
import { shown } from './settings.e2e.mjs';

export const deadline_ms = 180_000;

const name = 'Northfield';
const client_secret = 'told by Northfield & to us alone';

// Its accounts are whatever one types. What it knows of sign-ins is in cookies of localhost, which is another site than 127.0.0.1.
async function open_provider(world) {
    const { default: Provider } = await from_client('oidc-provider');
    const server = createServer();
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    const issuer = `http://localhost:${server.address().port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id: 'flywheel', client_secret, redirect_uris: [`${world.origin}/api/v1/provider/callback`], response_types: ['code'], grant_types: ['authorization_code'] }],
        pkce: { required: () => true },
        cookies: { keys: [new_id()] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        conformIdTokenClaims: false,
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_, interaction) => `/door/${interaction.uid}` },
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@northfield.example`, email_verified: true, name: `${id} of Northfield` }) }),
        // Nobody is asked whether they agree.
        loadExistingGrant: async ({ oidc }) => {
            const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
            grant.addOIDCScope('openid email profile');
            await grant.save();
            return grant;
        },
    });
    const answer = provider.callback();
    server.on('request', (request, response) => {
        if (!request.url.startsWith('/door/')) return void answer(request, response);
        if (request.method === 'GET') {
            response.setHeader('Content-Type', 'text/html; charset=utf-8');
            return void response.end(
                '<!doctype html><html lang="en"><title>Northfield</title><link rel="icon" href="data:,"><form method="post"><label>Who <input name="who"></label><button>Sign in there</button><button name="cancel" value="1">Cancel</button></form>',
            );
        }
        let body = '';
        request.on('data', (text) => (body += text)).on('end', () => {
            const form = new URLSearchParams(body);
            const outcome = form.has('cancel') ? { error: 'access_denied', error_description: '<script>alert(1)</script>' } : { login: { accountId: form.get('who'), remember: false } };
            void provider.interactionFinished(request, response, outcome, { mergeWithLastSubmission: false });
        });
    });
    world.serve_with = ['--oidc-issuer', issuer, '--oidc-client-id', 'flywheel', '--oidc-name', name, '--outbound-allow', '127.0.0.1, ::1'];
    world.serve_in = { FLYWHEEL_OIDC__CLIENT_SECRET: client_secret };
    await world.stop_server();
    await world.start_server();
    return { issuer, close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

const card = (person) => person.page.getByRole('region', { name: person.say('provider.title', { name }) });
const go = (person) => person.page.getByRole('button', { name: person.say('provider.go', { name }) });

async function as(person, who) {
    await person.page.getByLabel('Who').fill(who);
    await person.page.getByRole('button', { name: 'Sign in there' }).click();
}

const is_nobody = async (person) => JSON.parse((await person.get('/api/v1/me')).text).account === null;

export const tests = {
    '[S32] an account elsewhere is added on the settings page, and signs in without a password; whoever is bound to nobody does not': async (world) => {
        const provider = await open_provider(world);
        try {
            const owner = await world.person(people.cedar_teacher);
            owner.expected_errors.push(/401/);
            await owner.page.goto('/settings');
            await card(owner).getByRole('button', { name: owner.say('provider.add', { name }) }).click();
            const now = card(owner).getByLabel(owner.say('password.current'));
            await until('one types on without a press', () => now.evaluate((each) => each === document.activeElement));
            await now.fill('not mine at all');
            await owner.page.keyboard.press('Enter');
            await card(owner).getByText(owner.say('password.wrong')).waitFor();
            await now.fill(password);
            await owner.page.keyboard.press('Enter');
            await as(owner, 'walrus');
            await owner.page.waitForURL(/\/settings/);
            await card(owner).getByText('walrus@northfield.example').waitFor();
            await owner.shows(owner.say('provider.added', { name }));
            await until('the address says nothing of it any more', () => !owner.page.url().includes('provider='));
            await owner.no_axe();
            await card(owner).scrollIntoViewIfNeeded();
            await owner.page.screenshot({ path: `${world.options.work}/screens/provider-settings-1440.png` });

            const visitor = await world.person(people.cedar_teacher, { signed_in: false, language: 'es', phone: true, width: 360 });
            await visitor.page.goto(`/n/${world.network}/cycles`);
            await go(visitor).click();
            await visitor.page.getByRole('button', { name: 'Cancel' }).click();
            await visitor.page.getByText(visitor.say('provider.refused_declined', { name })).waitFor();
            await visitor.no_axe();
            await visitor.page.screenshot({ path: `${world.options.work}/screens/provider-door-360.png`, fullPage: true });
            await go(visitor).click();
            await as(visitor, 'cb-t1');
            await visitor.page.getByText(visitor.say('provider.refused_unbound', { name })).waitFor();
            expect(await is_nobody(visitor), 'an account elsewhere that nobody added opens nothing');

            const again = await world.person(people.cedar_teacher, { signed_in: false });
            await again.page.goto(`/n/${world.network}/cycles`);
            await again.page.getByLabel(again.say('sign_in.shared')).check();
            await go(again).click();
            await as(again, 'walrus');
            await again.page.waitForURL(new RegExp(`/n/${world.network}/cycles`));
            await again.in_step();
            const me = JSON.parse((await again.get('/api/v1/me')).text);
            expect(me.account.email === people.cedar_teacher, `signed in as ${me.account.email}`);
            const cookies = await again.context.cookies(again.origin);
            expect(cookies.length === 1 && cookies[0].expires === -1, 'on a shared device the sign-in ends with the browser, and nothing else is left');

            await owner.page.reload();
            await card(owner).getByRole('button', { name: owner.say('provider.end_of', { name: 'walrus@northfield.example' }) }).click();
            await until('it is gone', async () => (await card(owner).getByRole('listitem').count()) === 0);
            expect(await is_nobody(again), 'whom it signed in is out');
            again.expected_errors.push(/401|WebSocket/);
        } finally {
            await provider.close();
        }
    },
    '[S32] [S22] who has a second factor is asked for its code after the provider': async (world) => {
        const provider = await open_provider(world);
        try {
            const owner = await world.person(people.cedar_teacher);
            const post = async (path, data) => {
                const answer = await owner.context.request.post(`/api/v1/${path}`, { data, headers: { Origin: owner.origin } });
                expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
                return answer.json();
            };
            await owner.page.goto((await post('identities', { current_password: password })).address);
            await as(owner, 'walrus');
            await card(owner).getByText('walrus@northfield.example').waitFor();
            const { secret } = await post('second_factor/begin', { current_password: password });
            await post('second_factor/confirm', { code: shown(secret, -1) });

            const visitor = await world.person(people.cedar_teacher, { signed_in: false, language: 'es' });
            visitor.expected_errors.push(/401/);
            await visitor.page.goto(`/n/${world.network}/cycles`);
            await go(visitor).click();
            await as(visitor, 'walrus');
            const code = visitor.page.getByLabel(visitor.say('sign_in.code'));
            await until('one types on without a press', () => code.evaluate((each) => each === document.activeElement));
            await visitor.page.getByText(visitor.say('provider.code_text', { name })).waitFor();
            await visitor.no_axe();
            await code.fill('000000');
            await visitor.page.keyboard.press('Enter');
            await visitor.page.getByText(visitor.say('factor.wrong_code')).waitFor();
            expect(await is_nobody(visitor), 'the provider alone does not do');
            await code.fill(shown(secret));
            await visitor.page.keyboard.press('Enter');
            await visitor.page.waitForURL(new RegExp(`/n/${world.network}/cycles`));
            await visitor.in_step();
        } finally {
            await provider.close();
        }
    },
    '[S32] an invitation is taken up with an account elsewhere, without a password': async (world) => {
        const provider = await open_provider(world);
        try {
            const lead = await world.person(people.cedar_lead);
            const { member } = JSON.parse((await lead.get('/api/v1/me')).text).networks[0];
            const { organization } = (await lead.snapshot()).find((r) => r.kind === 'membership' && r.member === member);
            const made = await lead.context.request.post(`/api/v1/networks/${world.network}/invitations`, {
                data: { organization, role: 'team_member' },
                headers: { Origin: lead.origin },
            });
            expect(made.ok(), `an invitation is made: ${made.status()} ${await made.text()}`);
            const { link } = await made.json();
            const visitor = await world.person('walrus@northfield.example', { signed_in: false });
            await visitor.page.goto(link);
            await visitor.page.getByRole('button', { name: visitor.say('provider.go_invitation', { name }) }).click();
            await as(visitor, 'walrus');
            await visitor.page.waitForURL(new RegExp(`/n/${world.network}`));
            await visitor.in_step();
            const me = JSON.parse((await visitor.get('/api/v1/me')).text);
            expect(me.account.email === 'walrus@northfield.example' && me.account.name === 'walrus of Northfield', JSON.stringify(me.account));
        } finally {
            await provider.close();
        }
    },
};
