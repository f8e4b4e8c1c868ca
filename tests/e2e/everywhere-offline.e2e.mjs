// Every screen of a network without a line, from what the device has kept; tasks without a line; and a newer program, taken when asked.
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const no_line = /WebSocket connection|ERR_|Failed to load resource/;
const routes = readFileSync(new URL('../../client-web/src/app/routes.ts', import.meta.url), 'utf8');

// One of each screen that stands in the program's list of routes, which this must name in full; with words that it shows only with
// its records, details included.
function screens(person, records) {
    const one = (kind, fits = () => true) => records.find((r) => r.kind === kind && fits(r));
    const diagram = one('driver_diagram');
    const idea = one('driver_node', (r) => r.node_kind === 'change_idea' && r.text.startsWith('Two-week'));
    // A complete one, which stands open with all its parts.
    const cycle = one('pdsa_cycle', (r) => r.title.startsWith('Two harder'));
    const protocol = one('change_protocol');
    const version = one('protocol_version', (r) => r.protocol === protocol.id && r.state === 'standard');
    const team = one('team', (r) => r.name.startsWith('Harbor'));
    const district = one('organization', (r) => r.name.startsWith('Harbor'));
    const met = one('meeting', (r) => r.meeting_kind === 'network');
    const measure = one('measure', (r) => r.title === 'Reached in the window');
    const item = one('agenda_item', (r) => r.meeting === met.id);
    const of_routes = {
        '': ['', person.say('home.moving')],
        '/drivers': ['drivers', diagram.title],
        '/drivers/([^/]+)': [`drivers/${diagram.id}?view=board`, idea.text],
        '/ideas/([^/]+)': [`ideas/${idea.id}`, idea.text],
        '/log': ['log', one('pdsa_cycle', (r) => r.state === 'doing').title],
        '/cycles': ['cycles', cycle.title],
        '/cycles/([^/]+)': [`cycles/${cycle.id}`, person.say('cycle.question_n', { n: '1' })],
        '/protocols': ['protocols', protocol.title],
        '/protocols/([^/]+)': [`protocols/${protocol.id}`, version.steps.split('\n')[0]],
        '/adaptations/([^/]+)': [`adaptations/${one('adaptation').id}`, one('adaptation').what],
        '/exchange': ['exchange', one('post').title],
        '/exchange/([^/]+)': [`exchange/${one('post', (r) => r.post_kind === 'question').id}`, one('reply').text],
        '/support': ['support', person.say('support.none')],
        '/hub': ['hub', person.say('hub.not_for_you')],
        '/moderation': ['moderation', person.say('moderation.none')],
        '/meetings': ['meetings', met.title],
        '/meetings/([^/]+)': [`meetings/${met.id}`, item.outcome_wanted],
        '/meetings/([^/]+)/report': [`meetings/${met.id}/report`, district.name],
        '/measures': ['measures', measure.title],
        '/measures/import': ['measures/import', person.say('title.import')],
        '/measures/([^/]+)': [`measures/${measure.id}`, person.say('chart.step_hint')],
        '/decisions': ['decisions', one('meeting_decision').text],
        '/inbox': ['inbox', person.say('title.inbox')],
        '/people': ['people', district.name],
        '/teams/([^/]+)': [`teams/${team.id}`, team.name],
        '/charter': ['charter', one('root_cause').text],
        '/aim': ['aim', one('aim', (r) => r.state === 'published').text],
        '/history': ['history', person.say('history.title')],
        '/archived': ['archived', person.say('archived.text')],
        '/search': ['search?q=harder', 'Two harder'],
    };
    const listed = [...routes.matchAll(/within\('([^']*)'\)/g)].map(([, path]) => path);
    const missing = listed.filter((path) => !(path in of_routes));
    expect(listed.length > 0 && missing.length === 0, `screens that nobody looks at offline: ${missing}`);
    return listed.map((route) => ({ route, path: of_routes[route][0], shows: of_routes[route][1] }));
}

// What stands in the middle of the screen, in words and in fields.
const content = (person) =>
    person.page.evaluate(() => {
        const main = document.getElementById('main');
        // Small charts beside a record come from the server; without it they say so.
        for (const beside of main.querySelectorAll('.from-server')) beside.style.display = 'none';
        return [main.innerText, ...[...main.querySelectorAll('input, textarea, select')].map((field) => field.value)].join('\n').replace(/\s+/g, ' ');
    });

// The line is gone for the browser and for its service worker, and the browser knows.
async function cut_off(person) {
    person.wire.cut();
    await person.context.setOffline(true);
}

// The tab is taken away and another one opened; at no moment is there none, since the browser would end with its last.
async function another_tab(person) {
    const former = person.page;
    await person.open_tab();
    await person.kill_tab(former);
}

async function reconnected(person) {
    person.wire.mend();
    await person.context.setOffline(false);
}

const details = async (person, cycle) =>
    JSON.parse((await person.get(`/api/v1/networks/${person.world.network}/details/pdsa_cycle/${cycle}`)).text).puts;

// The program as it is served, in a folder of its own; `newer` gives it another shell and another version, as a release does.
function web_folder(world, newer) {
    const folder = join(world.options.work, `web-${newer ? 'newer' : 'older'}`);
    rmSync(folder, { recursive: true, force: true });
    cpSync(world.options.web, folder, { recursive: true });
    if (!newer) return folder;
    const change = (name, replace) => {
        const file = join(folder, name);
        const before = readFileSync(file, 'utf8');
        const after = replace(before);
        expect(after !== before, `${name} is changed`);
        writeFileSync(file, after);
        // What was compressed of the former one is not the new one.
        for (const other of readdirSync(folder)) if (other.startsWith(`${name}.`)) rmSync(join(folder, other));
    };
    change('index.html', (text) => text.replace('</head>', '<meta name="release" content="newer"></head>'));
    change('sw.js', (text) => text.replace(/const VERSION = .*/, "const VERSION = 'newer';"));
    return folder;
}

export const tests = {
    'every screen shows its content from the device when the tab is opened anew without a line': async (world) => {
        const person = await world.person(people.harbor_teacher, { wire: true, own_browser: true });
        person.expect_errors(no_line);
        const list = screens(person, await person.snapshot());
        const online = new Map();
        // The home screen comes last once more, since its first steps tick off what was seen.
        const [home] = list;
        for (const { route, path, shows } of [...list, home]) {
            await person.step(path);
            await person.shows(shows);
            await person.rests();
            online.set(route, await content(person));
            // Left sooner than the device has it, a page is not there without a line.
            if (route === '/cycles/([^/]+)') {
                await until('its questions are on the device', async () => (await person.on_device('rows')).some((kept) => JSON.stringify(kept).includes('"kind":"question"')));
            }
            if (route === '/measures/([^/]+)') {
                await until('the chart is on the device', async () => (await person.on_device('networks')).some((kept) => typeof kept === 'string' && kept.includes('"chart"')));
            }
        }
        await person.program_kept();
        await cut_off(person);
        // What the program keeps must do: the browser's own cache could hide that a file is not kept.
        await (await person.context.newCDPSession(person.page)).send('Network.clearBrowserCache');

        const differ = [];
        await another_tab(person);
        for (const { route, path, shows } of list) {
            // Loaded anew, and without what a session keeps, a page has what a new tab has.
            if (route !== home.route) await person.page.evaluate(() => sessionStorage.clear());
            await person.go_offline(path);
            await person.shows(shows);
            // What lies on the server alone says so.
            const elsewhere = {
                '/archived': 'archived.needs_line',
                '/history': 'history.unreachable',
                '/measures': 'chart.lines_need_line',
                // The chart that was looked at is kept, and says of when it is.
                '/measures/([^/]+)': 'chart.step_hint',
            }[route];
            if (elsewhere) await person.shows(person.say(elsewhere));
            else {
                // The inbox is worked out on the server: it shows what it last said, and says that it does.
                const without = async () => {
                    const seen = await content(person);
                    if (route === '/inbox') return seen.replace(`${person.say('inbox.old')} `, '');
                    // A chart that is kept says of when it is.
                    const [before, after] = person.say('chart.as_of', { time: '@' }).split('@');
                    return seen.replace(new RegExp(`${before}.*?${after} ?`, 'g'), '');
                };
                const now = await until(`${route} is as it was`, async () => {
                    const seen = await without();
                    return seen === online.get(route) && seen;
                }).catch(without);
                if (now !== online.get(route)) differ.push(`${route || '/'}:\n      online  ${online.get(route)}\n      offline ${now}`);
            }
            if (route === '/cycles/([^/]+)') {
                await person.page.getByRole('button', { name: person.say('history.title'), exact: true }).click();
                await person.shows(person.say('history.unreachable'));
            }
        }
        expect(differ.length === 0, `other than online:\n    ${differ.join('\n    ')}`);
    },

    'tasks made, ticked and reworded without a line outlive the tab, and arrive once': async (world) => {
        const person = await world.person(people.harbor_teacher, { wire: true, own_browser: true });
        person.expect_errors(no_line);
        const cycle = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing').id;
        const at = `cycles/${cycle}`;
        const tasks = async (of) => (await details(of, cycle)).filter((r) => r.kind === 'task');
        const other = await world.person(people.harbor_lead);
        const made = await other.command('create_task', { id: 't0000000000000000000000001', cycle, what: 'Told before the cut', rank: 'V' });
        expect(made.ok, JSON.stringify(made.body));
        const before = (await tasks(other)).length;

        await person.go(at);
        const open_plan = async () => {
            const plan = person.page.getByRole('button', { name: person.say('part.plan') });
            if ((await plan.getAttribute('aria-expanded')) === 'false') await plan.click();
        };
        await open_plan();
        await person.page.getByLabel(person.say('cycle.task_done', { what: 'Told before the cut' })).waitFor();
        await person.program_kept();
        await cut_off(person);
        const add = async (what) => {
            await person.page.getByLabel(person.say('cycle.new_task')).fill(what);
            await person.page.getByLabel(person.say('cycle.new_task')).press('Enter');
            await person.page.getByLabel(person.say('cycle.task_done', { what })).waitFor();
        };
        const reword = async (what, now) => {
            await person.page.getByRole('button', { name: person.say('cycle.task_details', { what }) }).click();
            const field = person.page.getByLabel(person.say('field.task.what'), { exact: true });
            await field.fill(now);
            await field.blur();
            await person.page.getByLabel(person.say('cycle.task_done', { what: now })).waitFor();
        };
        await add('Offline: print the cards');
        await add('Offline: tell the office');
        await person.page.getByLabel(person.say('cycle.task_done', { what: 'Offline: tell the office' })).check();
        await person.page.getByLabel(person.say('cycle.task_done', { what: 'Told before the cut' })).check();
        await reword('Told before the cut', 'Told, and done offline');
        await person.saved_here();

        await another_tab(person);
        await person.go_offline(at);
        await open_plan();
        await person.page.getByLabel(person.say('cycle.task_done', { what: 'Told, and done offline' })).waitFor();
        await reword('Offline: print the cards', 'Offline: print twenty cards');
        await person.saved_here();

        await another_tab(person);
        await reconnected(person);
        await person.go(at);
        await person.in_step();
        const wanted = ['Told, and done offline: true', 'Offline: print twenty cards: false', 'Offline: tell the office: true'];
        const now = async () => (await tasks(other)).map(({ what, done }) => `${what}: ${done}`).sort();
        // What a tab left that is gone is adopted after some seconds.
        await until('all of it has arrived', async () => {
            const seen = await now();
            return wanted.every((line) => seen.includes(line));
        }, 30_000);
        await person.in_step();
        const arrived = await now();
        expect(arrived.length === before + 2, `${before} tasks and two more, not ${arrived.length}: ${arrived}`);
        for (const line of wanted) {
            expect(arrived.filter((each) => each === line).length === 1, `“${line}” is there once: ${arrived}`);
        }
    },

    'a newer program says so, comes when Reload is pressed, and loses no word that was not sent': async (world) => {
        const served = world.options;
        const serve = async (web) => {
            await world.stop_server();
            world.options = { ...served, web };
            await world.start_server();
        };
        const person = await world.person(people.harbor_teacher, { keeps_program: true });
        person.expect_errors(no_line);
        await serve(web_folder(world, false));
        const cycle = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing').id;
        await person.go(`cycles/${cycle}`);
        await person.program_kept();
        // The first visit is not under the worker yet; the next one is.
        await person.go(`cycles/${cycle}`);
        const release = () => person.page.evaluate(() => document.querySelector('meta[name=release]')?.content);
        const notice = person.page.getByText(person.say('app.new_version'));
        expect((await release()) === undefined && (await notice.count()) === 0, 'at first it is the older one');

        await person.page.getByPlaceholder(person.say('talk.new')).fill('Half a comment');
        await person.page.getByLabel(person.say('cycle.new_observation')).fill('Half an observation');
        await person.page.getByRole('textbox', { name: person.say('field.pdsa_cycle.unexpected') }).fill('Half a sentence of the record');
        await serve(web_folder(world, true));
        // As the page does each hour.
        await person.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
        await notice.waitFor();
        expect((await release()) === undefined, 'nothing is reloaded before somebody says so');
        await person.page.getByRole('textbox', { name: person.say('field.pdsa_cycle.unexpected') }).press('End');
        await person.page.keyboard.insertText(', typed to the last');
        await person.page.getByRole('button', { name: person.say('app.reload') }).click();
        await until('it is the newer one', async () => (await release()) === 'newer', 15_000);
        await person.in_step();
        expect((await notice.count()) === 0, 'there is no newer one');
        const holds = async (label, text) => until(`“${text}” is still there`, async () => (await label.inputValue()) === text);
        await holds(person.page.getByPlaceholder(person.say('talk.new')), 'Half a comment');
        await holds(person.page.getByLabel(person.say('cycle.new_observation')), 'Half an observation');
        await holds(person.page.getByRole('textbox', { name: person.say('field.pdsa_cycle.unexpected') }), 'Half a sentence of the record, typed to the last');
        const other = await world.person(people.harbor_lead);
        await until('what is of the record is sent', async () =>
            (await other.snapshot()).some((r) => r.id === cycle && r.unexpected === 'Half a sentence of the record, typed to the last'),
        );
        // And the newer one is what the device keeps.
        const kept = await person.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('flywheel-')));
        expect(kept.join() === 'flywheel-newer', `kept: ${kept}`);
    },
};
