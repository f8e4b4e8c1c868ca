// The world of one browser test: the real server on a port of its own with the sample network in a folder of its own,
// and people, each in a browser context of their own. Whatever a browser complains about on its console is kept, and
// so is every frame that reaches a socket.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require_from_client = createRequire(new URL('../../client-web/package.json', import.meta.url));
// A package that only tests need.
export const from_client = (name) => import(require_from_client.resolve(name));
export const { chromium } = require_from_client('playwright-core');
const axe_source = readFileSync(require_from_client.resolve('axe-core/axe.min.js'), 'utf8');

export const password = 'turn the wheel daily';

export const chromium_path = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const chromium_flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // The address bar's list is a page of the browser's own: a second of work for each window, which nobody sees here. Of two such
    // lines the browser heeds the last, so Playwright's names stand in this one too.
    `--disable-features=${[
        'WebUIOmniboxPopup',
        'WebUIOmniboxAimPopup',
        'AimEnabled',
        'AvoidCorsURLLoaderRestartOnRedirect',
        'AvoidUnnecessaryBeforeUnloadCheckSync',
        'DestroyProfileOnBrowserClose',
        'HttpsFirstBalancedModeAutoEnable',
        'HttpsUpgrades',
        'LensOverlay',
        'MediaRouter',
        'NetworkTimeServiceQuerying',
        'OptimizationHints',
        'PaintHolding',
        'PreconnectToSearch',
        'ThirdPartyStoragePartitioning',
    ]}`,
];

// The sample's fixed characters, named as people speak of them.
export const people = {
    hub_director: 'hub-dir@example.org',
    facilitator: 'hub-fac@example.org',
    advisor: 'hub-imp@example.org',
    analyst: 'hub-data@example.org',
    researcher: 'res@example.org',
    coach: 'coach@example.org',
    cedar_lead: 'cb-lead@example.org',
    cedar_sponsor: 'cb-spon@example.org',
    alder_principal: 'cb-alder@example.org',
    dogwood_principal: 'cb-dog@example.org',
    cedar_teacher: 'cb-t1@example.org',
    harbor_lead: 'hc-lead@example.org',
    gull_principal: 'hc-gull@example.org',
    harbor_teacher: 'hc-t1@example.org',
    inlet_principal: 'hc-inl@example.org',
    prairie_lead: 'pr-lead@example.org',
    kestrel_principal: 'pr-kes@example.org',
    union_partner: 'union@example.org',
    observer: 'obs@example.org',
};

// The words on the screen, from the client's own catalogues, so that a test names what a person sees without copying it.
const catalogue = (name) => JSON.parse(readFileSync(new URL(`../../client-web/messages/${name}.json`, import.meta.url), 'utf8'));
// The parts that come with their screens lie in folders of their own.
const parts = readdirSync(new URL('../../client-web/messages/', import.meta.url), { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name);
const catalogues = Object.fromEntries(
    ['en', 'es'].map((language) => [language, { ...catalogue(language), ...parts.reduce((all, part) => ({ ...all, ...catalogue(`${part}/${language}`) }), {}) }]),
);
export function words(key, values = {}, language = 'en') {
    const text = catalogues[language][key];
    if (text === undefined) throw new Error(`no message ${key} in ${language}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? `{${name}}`);
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
export function new_id() {
    let bits = BigInt('0x' + randomBytes(16).toString('hex')) << 2n;
    let text = '';
    for (let i = 0; i < 26; i += 1) {
        text = letters[Number(bits & 31n)] + text;
        bits >>= 5n;
    }
    return text;
}

// Asking takes from those who are to answer: what is not there at once is asked for less often.
const pause_most_ms = 80;

// Waits until `ask` answers something true, or fails with `what`. The time allowed is for a machine with other work on it, and
// says nothing of how quick something is: what promises a time measures it.
export async function until(what, ask, deadline_ms = 15_000) {
    const end = Date.now() + deadline_ms;
    let pause_ms = 10;
    let last;
    for (;;) {
        try {
            last = await ask();
            if (last) return last;
        } catch (error) {
            last = error;
        }
        if (Date.now() > end) {
            throw new Error(`not within ${deadline_ms} ms: ${what}${last instanceof Error ? ` (${last.message})` : ''}`);
        }
        await new Promise((resume) => setTimeout(resume, pause_ms));
        pause_ms = Math.min(pause_ms * 1.5, pause_most_ms);
    }
}

/** How many points the chart on a page draws: all that have a value, or those of some kinds. Each kind is one path of marks. */
export const marks_drawn = (person, kinds = ['point', 'excluded', 'marked']) =>
    person.page.evaluate(
        (kinds) => [...document.querySelectorAll('.chart svg[role=img] > path')].filter((path) => kinds.some((kind) => path.classList.contains(kind)))
            .reduce((sum, path) => sum + path.getAttribute('d').split('M').length - 1, 0),
        kinds,
    );

export function expect(fact, why) {
    if (!fact) throw new Error(why);
}

async function free_port() {
    const probe = createServer();
    await new Promise((ready) => probe.listen(0, '127.0.0.1', ready));
    const { port } = probe.address();
    await new Promise((done) => probe.close(done));
    return port;
}

// A wire that can be cut: a browser that comes through it loses its sockets and gets no new ones until it is mended.
export class Wire {
    static async lay(to_port) {
        const wire = new Wire();
        wire.cut_now = false;
        wire.pairs = new Set();
        wire.listener = createServer((near) => {
            if (wire.cut_now) return near.destroy();
            const far = connect(to_port, '127.0.0.1');
            const pair = { near, far };
            wire.pairs.add(pair);
            const end = () => {
                near.destroy();
                far.destroy();
                wire.pairs.delete(pair);
            };
            near.on('error', end).on('close', end).pipe(far);
            far.on('error', end).on('close', end).pipe(near);
        });
        await new Promise((ready) => wire.listener.listen(0, '127.0.0.1', ready));
        wire.port = wire.listener.address().port;
        return wire;
    }

    cut() {
        this.cut_now = true;
        for (const { near, far } of this.pairs) {
            near.destroy();
            far.destroy();
        }
    }

    mend() {
        this.cut_now = false;
    }

    close() {
        this.cut();
        this.listener.close();
    }
}

// Imports a network once into a folder of that name; every server starts from a copy.
export function import_network(options, name) {
    const folder = join(options.work, name);
    mkdirSync(folder, { recursive: true });
    const ran = spawnSync(options.server, ['import', options.sample, '--data', folder, '--demo-password', password], {
        encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(`import failed: ${ran.stderr}${ran.stdout}`);
    return folder;
}

export class World {
    static async start(options, browser, name) {
        const world = new World();
        world.options = options;
        world.browser = browser;
        world.name = name;
        world.folder = join(options.work, `data-${new_id()}`);
        cpSync(options.sample_folder, world.folder, { recursive: true });
        world.port = await free_port();
        world.origin = `http://127.0.0.1:${world.port}`;
        world.persons = [];
        world.log = '';
        await world.start_server();
        const header = JSON.parse(readFileSync(options.sample, 'utf8').split('\n', 1)[0]);
        world.network = header.network;
        return world;
    }

    // On an empty folder, as on the first day; answers the one-time link that sets it up, as a path.
    async begin_empty() {
        await this.stop_server();
        rmSync(this.folder, { recursive: true, force: true });
        this.log = '';
        await this.start_server();
        // It is ready before its words have come through the pipe.
        const [link] = await until('the link is printed', () => this.log.match(/\/in#setup=\w+(?=\n)/));
        return link;
    }

    // A server without optimisation takes half a minute to read a network of 50,000 cycles.
    async start_server(deadline_ms = 90_000) {
        this.server = spawn(
            this.options.server,
            ['serve', '--data', this.folder, '--listen', `127.0.0.1:${this.port}`, '--web', this.options.web, ...(this.serve_with ?? [])],
            { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.serve_in } },
        );
        this.server.stdout.on('data', (text) => (this.log += text));
        this.server.stderr.on('data', (text) => (this.log += text));
        await until('the server is ready', async () => {
            if (this.server.exitCode !== null) throw new Error(`the server ended: ${this.log.slice(-800)}`);
            return (await fetch(`${this.origin}/readyz`)).ok;
        }, deadline_ms);
    }

    // As a power cut would: no goodbye.
    async kill_server() {
        const ended = new Promise((resume) => this.server.once('exit', resume));
        this.server.kill('SIGKILL');
        await ended;
    }

    async stop_server() {
        const ended = new Promise((resume) => this.server.once('exit', (code) => resume(code)));
        this.server.kill('SIGTERM');
        return ended;
    }

    // Somebody with a browser of their own, signed in; `wire: true` puts a wire between them and the server that can be cut;
    // `own_browser: true` gives them a process of their own, which can be ended and started again on what it kept; `at` is the one
    // moment that their clock shows, in UTC, while timers run on. The program is kept on the device of whom the line may fail: for
    // the others the browser would fetch all its files, which takes longer than most of what they do.
    async person(who, { language = 'en', dark = false, phone = false, signed_in = true, wire = false, own_browser = false, keeps_program = wire || own_browser, width = 390, at } = {}) {
        const through = wire ? await Wire.lay(this.port) : undefined;
        const origin = through ? `http://127.0.0.1:${through.port}` : this.origin;
        const manner = {
            baseURL: origin,
            locale: language === 'es' ? 'es-US' : 'en-US',
            colorScheme: dark ? 'dark' : 'light',
            viewport: phone ? { width, height: 844 } : { width: 1440, height: 900 },
            hasTouch: phone,
            isMobile: phone,
            reducedMotion: 'reduce',
            serviceWorkers: keeps_program ? 'allow' : 'block',
            ...(at && { timezoneId: 'UTC' }),
        };
        const profile = own_browser ? mkdtempSync(join(tmpdir(), 'flywheel-profile-')) : undefined;
        const start = () =>
            profile
                ? chromium.launchPersistentContext(profile, { ...manner, executablePath: chromium_path, args: chromium_flags })
                : this.browser.newContext(manner);
        const context = await start();
        const person = new Person(this, who, context);
        person.start_browser = start;
        person.profile = profile;
        person.origin = origin;
        person.wire = through;
        person.language = language;
        this.persons.push(person);
        if (at) await context.clock.setFixedTime(at);
        [person.page] = await Promise.all([context.newPage(), signed_in && person.sign_in_over_http()]);
        person.listen();
        return person;
    }

    async close() {
        await Promise.all(
            this.persons.map(async (person) => {
                await person.context.close();
                person.wire?.close();
                if (person.profile) rmSync(person.profile, { recursive: true, force: true });
            }),
        );
        if (this.server.exitCode === null && this.server.signalCode === null) await this.stop_server();
        rmSync(this.folder, { recursive: true, force: true });
    }

    // What browsers complained about, save what a test said it expects.
    complaints() {
        return this.persons.flatMap((p) =>
            p.console_errors.filter((text) => !p.expected_errors.some((e) => e.test(text))).map((text) => `${p.who}: ${text}`),
        );
    }
}

export class Person {
    constructor(world, who, context) {
        this.world = world;
        this.who = who;
        this.context = context;
        this.console_errors = [];
        this.expected_errors = [];
        this.frames = [];
        this.sent = [];
    }

    listen() {
        this.page.on('console', (message) => {
            if (message.type() === 'error') this.console_errors.push(message.text());
        });
        this.page.on('pageerror', (error) => this.console_errors.push(`uncaught: ${error.message}`));
        this.page.on('requestfailed', (request) => {
            const url = new URL(request.url());
            if (url.origin !== this.origin) this.console_errors.push(`a request left the server: ${request.url()}`);
        });
        this.page.on('websocket', (socket) => {
            socket.on('framereceived', ({ payload }) => this.frames.push({ at: performance.now(), text: String(payload) }));
            socket.on('framesent', ({ payload }) => this.sent.push({ at: performance.now(), text: String(payload) }));
        });
    }

    async open_tab() {
        this.page = await this.context.newPage();
        this.listen();
        return this.page;
    }

    // As when the system takes a tab away: its scripts run no more, not even those for a farewell.
    async kill_tab(page = this.page) {
        const crashed = new Promise((resume) => page.once('crash', resume));
        const session = await this.context.newCDPSession(page);
        session.send('Page.crash').catch(() => {});
        await crashed;
        await page.close();
    }

    async restart_browser() {
        await this.context.close();
        this.context = await this.start_browser();
        await this.open_tab();
    }

    // The program is on the device: the page opens without a line.
    async program_kept() {
        await until(`${this.who} has the program on the device`, () =>
            this.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'),
        );
    }

    // As `go`, without a line.
    async go_offline(path = '') {
        await this.page.goto(`/n/${this.world.network}${path ? `/${path}` : ''}`);
        await this.page.locator('main h1').first().waitFor();
    }

    async saved_here() {
        await until(`${this.who} has it saved on the device`, () =>
            this.page.getByText(this.say('status.saved_here'), { exact: true }).isVisible(),
        );
    }

    expect_errors(pattern) {
        this.expected_errors.push(pattern);
    }

    async sign_in_over_http() {
        const answer = await this.context.request.post('/api/v1/sign_in', {
            data: { email: this.who, password, shared_device: false },
            headers: { Origin: this.origin },
        });
        expect(answer.ok(), `${this.who} signs in: ${answer.status()} ${await answer.text()}`);
    }

    // The same commands as the page sends, over HTTP: for what happens beside what is looked at.
    async command(name, args, id = new_id()) {
        const answer = await this.context.request.post(`/api/v1/networks/${this.world.network}/commands`, {
            data: { id, name, args },
            headers: { Origin: this.origin },
        });
        return { ok: answer.ok(), status: answer.status(), body: await answer.json().catch(() => ({})) };
    }

    async snapshot() {
        const answer = await this.context.request.get(`/api/v1/networks/${this.world.network}/snapshot`);
        return (await answer.json()).records;
    }

    async get(path) {
        const answer = await this.context.request.get(path);
        return { status: answer.status(), text: await answer.text() };
    }

    // All that ever reached this browser's sockets.
    transcript() {
        return this.frames.map((f) => f.text).join('\n');
    }

    // A path within the network: '' is its home, 'cycles' ... Returns when the screen shows and its socket is in step.
    async go(path = '') {
        await this.page.goto(`/n/${this.world.network}${path ? `/${path}` : ''}`);
        await this.page.locator('main h1').first().waitFor();
        await this.in_step();
    }

    // As `go`, and as by a link where it comes from a screen of another kind: then the page is not loaded anew.
    async step(path) {
        const kind_of = (path) => path.split(/[/?]/)[0];
        const [before] = /(?<=\/n\/[^/]+)(\/.*)?$/.exec(this.page.url()) ?? [];
        if (before === undefined || kind_of(before.slice(1)) === kind_of(path)) return this.go(path);
        await this.page.evaluate((to) => {
            document.querySelector('main h1')?.setAttribute('data-left', '');
            history.pushState({}, '', to);
            dispatchEvent(new PopStateEvent('popstate'));
        }, `/n/${this.world.network}${path ? `/${path}` : ''}`);
        await this.page.locator('main h1:not([data-left])').first().waitFor();
        await this.in_step();
    }

    // Until nothing on the page has changed for a moment: what comes late is there.
    async rests() {
        await this.page.evaluate(
            ([quiet_ms, most_ms]) =>
                new Promise((resume) => {
                    let timer = setTimeout(resume, quiet_ms);
                    const observer = new MutationObserver(() => {
                        clearTimeout(timer);
                        timer = setTimeout(resume, quiet_ms);
                    });
                    observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
                    setTimeout(resume, most_ms);
                }),
            [80, 2000],
        );
    }

    async in_step(deadline_ms = 15_000) {
        await until(`${this.who} is in step`, () => this.page.getByText(this.say('status.saved'), { exact: true }).first().isVisible(), deadline_ms);
    }

    say(key, values) {
        return words(key, values, this.language);
    }

    async shows(text, deadline_ms) {
        await until(`${this.who} sees “${text}”`, async () => (await this.text()).includes(text), deadline_ms);
    }

    async shows_no_more(text, deadline_ms) {
        await until(`“${text}” leaves the screen of ${this.who}`, async () => !(await this.text()).includes(text), deadline_ms);
    }

    // All that this browser keeps of one sort for whoever is signed in; without a line it must be said who that is.
    async on_device(store, account) {
        account ??= JSON.parse((await this.get('/api/v1/me')).text).account;
        return this.page.evaluate(
            async ([name, store]) => {
                const done = (asked) => new Promise((resolve, reject) => ((asked.onsuccess = () => resolve(asked.result)), (asked.onerror = () => reject(asked.error))));
                const db = await done(indexedDB.open(name));
                const all = await done(db.transaction(store).objectStore(store).getAll());
                db.close();
                return all;
            },
            [`flywheel-person-${account.id}`, store],
        );
    }

    // All the words on the page, those in fields and descriptions included.
    text() {
        return this.page.evaluate(() =>
            [
                document.body.innerText,
                ...[...document.querySelectorAll('input,textarea,select')].map((field) => field.value),
                ...[...document.querySelectorAll('[aria-label],[title]')].map((e) => `${e.getAttribute('aria-label')} ${e.title}`),
            ].join('\n'),
        );
    }

    async screenshot(name) {
        const folder = join(this.world.options.work, 'screens');
        mkdirSync(folder, { recursive: true });
        await this.page.screenshot({ path: join(folder, `${name}.png`) });
    }

    async no_axe(where = 'on the page') {
        const found = await this.axe();
        expect(found.length === 0, `axe, ${this.who}, ${where}: ${found.join('\n')}`);
    }

    // Answers the violations as lines, empty when there are none.
    async axe() {
        // A page that went from one screen to the next without being loaded anew has it already.
        if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axe_source);
        const found = await this.page.evaluate(() =>
            globalThis.axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                resultTypes: ['violations'],
            }),
        );
        return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} (${n.failureSummary?.split('\n')[1]?.trim()})`));
    }
}

export function percentile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

export function keep_evidence(options, name, text) {
    writeFileSync(join(options.work, name), text);
}

// A cycle of Cedar Bend's testing team, brought as far as `state` by other means.
export async function a_cycle(person, state = 'planned') {
    const records = await person.snapshot();
    const id = new_id();
    const planned = await person.command('plan_pdsa_cycle', {
        id,
        team: records.find((r) => r.kind === 'team' && r.name.startsWith('Cedar Bend')).id,
        change_idea: records.find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea').id,
        what: 'Seats by the window',
        prediction: 'Fewer interruptions',
        end_on: '2027-06-30',
    });
    expect(planned.ok, `planned: ${JSON.stringify(planned.body)}`);
    const states = ['planned', 'doing', 'studying', 'acting'];
    for (const to of states.slice(1, states.indexOf(state) + 1)) {
        const { revision } = (await person.snapshot()).find((r) => r.id === id);
        const moved = await person.command('advance_pdsa_cycle', { id, to, seen_revision: revision });
        expect(moved.ok, `to ${to}: ${JSON.stringify(moved.body)}`);
    }
    return id;
}
