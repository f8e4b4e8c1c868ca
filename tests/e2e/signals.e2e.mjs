// Signals: found by the server as numbers come, told to those whose numbers they are, answered with the cycle behind them; and one
// measure shows the same wherever it is looked at.
import { readFileSync } from 'node:fs';
import { expect, marks_drawn, new_id, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const dialog = (person) => person.page.getByRole('dialog');
const signals = (person) => person.page.locator('section[aria-labelledby=signals]');
const charts_of = async (person, query) => JSON.parse((await person.get(`/api/v1/networks/${person.world.network}/charts?${query}`)).text).charts;
const weeks_ago = (n) => new Date(Date.now() - n * 7 * 86_400_000).toISOString().slice(0, 10);
async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
    return args.id;
}
const revised = async (person, kind, id) => (await of_kind(person, kind, (r) => r.id === id))[0].revision;

export const tests = {
    'the number that makes a shift: its owner is told and says what is behind it, and it leaves the hub’s desk': async (world) => {
        const advisor = await world.person(people.advisor);
        const principal = await world.person(people.alder_principal);
        const lead = await world.person(people.cedar_lead);
        const facilitator = await world.person(people.facilitator);
        const [alder] = await of_kind(principal, 'organization', (r) => r.name.includes('Alder'));
        const [driver] = await of_kind(advisor, 'driver_node', (r) => r.node_kind === 'primary');
        const measure = await give(advisor, 'create_measure', {
            id: new_id(), title: 'Talks held in time', measure_kind: 'process', data: 'value', direction: 'increase', chart_type: 'run', schedule: 'weekly', drivers: [driver.id],
        });
        const definition = await give(advisor, 'create_measure_definition', { id: new_id(), measure, definition: 'Talks within two weeks' });
        await give(advisor, 'publish_measure_definition', { id: definition, seen_revision: 1, starts_on: weeks_ago(30) });
        await give(advisor, 'advance_measure', { id: measure, seen_revision: await revised(advisor, 'measure', measure), to: 'active' });
        const series = await give(principal, 'create_measure_series', { id: new_id(), measure, scope: 'school', organization: alder.id });
        const sharing = { id: series, seen_revision: 1, shared_with: 'network' };
        if (!(await principal.command('share_measure_series', sharing)).ok) await give(lead, 'share_measure_series', sharing);
        const enter = (n, value) => give(lead, 'create_data_point', { id: new_id(), series, on: weeks_ago(n), value });
        for (let n = 17; n > 7; n -= 1) await enter(n, 3 + (n % 2) * 2);

        await principal.go('inbox');
        await facilitator.go('hub');
        const listed = () => facilitator.page.getByRole('link', { name: /^Talks held in time – / });
        expect((await listed().count()) === 0, 'nothing is shown before');
        for (let n = 7; n >= 0; n -= 1) await enter(n, 9);
        await facilitator.shows('Talks held in time');
        await listed().first().waitFor();
        await facilitator.screenshot('signals-hub');
        const notice = principal.page.getByRole('link', { name: /Talks held in time – .* shows a signal/ });
        await notice.waitFor();
        await notice.click();

        await signals(principal).waitFor();
        await principal.page.getByRole('button', { name: principal.say('signal.think'), exact: true }).first().click();
        await dialog(principal).getByLabel(principal.say('field.chart_signal.explanation'), { exact: true }).fill('The blocks are protected since then');
        const found = await principal.axe();
        expect(found.length === 0, `axe on the question: ${found.join('\n')}`);
        await principal.screenshot('signals-question');
        await dialog(principal).getByRole('button', { name: principal.say('action.save'), exact: true }).click();
        await signals(principal).getByText('The blocks are protected since then').waitFor();
        await principal.screenshot('signals-answered');
        for (const { id } of await of_kind(principal, 'chart_signal', (r) => r.series === series && !r.acknowledged_by)) {
            await give(principal, 'acknowledge_chart_signal', { id, explanation: 'The same' });
        }
        await until('the desk has nothing to ask any more', async () => (await listed().count()) === 0);
    },

    'the shift of ramp A names its cycle first; the list, the page and its file say one thing of every measure': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const kept = await of_kind(lead, 'chart_signal');
        expect(kept.length > 0, 'the server has read the charts of the sample');
        const [a4] = await of_kind(lead, 'pdsa_cycle', (r) => r.title === 'Three schools with protected blocks');
        const [reach] = await of_kind(lead, 'measure', (r) => r.title === 'Reached in the window');
        const [birch] = await of_kind(lead, 'organization', (r) => r.name.includes('Birch'));
        const [site] = await of_kind(lead, 'measure_series', (r) => r.measure === reach.id && r.organization === birch.id);
        await lead.go(`measures/${reach.id}?series=${site.id}`);
        await signals(lead).waitFor();
        const causes = await signals(lead).locator('h4 + ul').first().locator('a').evaluateAll((all) => all.map((a) => a.href));
        expect(causes.slice(0, 3).some((href) => href.includes(a4.id)), `A4 among the first causes: ${causes}`);
        await lead.page.screenshot({ path: `${world.options.work}/screens/signals-causes.png`, fullPage: true });

        const said = async () => {
            await lead.go('measures');
            await lead.page.locator('.spark svg').first().waitFor();
            const list = new Map(await lead.page.locator('li:has(.spark)').evaluateAll((all) => all.map((li) => [li.querySelector('a[href*="series="]')?.href, li.querySelector('.signs')?.innerText.trim()])));
            const [first] = [...list.keys()].filter(Boolean);
            expect(first, 'the list leads to its series');
            let compared = 0;
            for (const [href, words] of list) {
                // Of a site whose numbers are all hidden from this lead there is nothing to compare.
                if (!href?.includes(reach.id) || !words) continue;
                await lead.page.goto(href);
                await lead.page.locator('.chart svg[role=img]').waitFor();
                const page = await lead.page.locator('.chart .signs').innerText();
                expect(page.trim() === words, `${href}: the list says “${words}”, the page “${page}”`);
                const [served] = await charts_of(lead, `series=${new URL(href).searchParams.get('series')}`);
                const table = () => lead.page.locator('table tbody tr').count();
                if ((await table()) === 0) await lead.page.getByText(lead.say('chart.table'), { exact: true }).click();
                await until('the table has a row for each point', async () => (await table()) === served.points.length);
                await lead.page.getByRole('button', { name: lead.say('chart.export'), exact: true }).click();
                const [file] = await Promise.all([lead.page.waitForEvent('download'), lead.page.getByRole('menuitem', { name: lead.say('chart.save_csv'), exact: true }).click()]);
                const rows = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n').slice(1);
                expect(rows.length === served.points.length, `${rows.length} rows in the file, ${served.points.length} points`);
                // The figures that were served: in the file to the last digit, in the table as they are rounded there.
                rows.forEach((row, i) => {
                    const cells = row.split(',');
                    ['on', 'y', 'cl', 'lcl', 'ucl'].forEach((name, k) => expect(cells[k] === String(served.points[i][name] ?? ''), `${href}, ${cells[0]}: ${name} is ${cells[k]} in the file, not ${served.points[i][name]}`));
                });
                const shown = await lead.page.locator('table tbody tr').evaluateAll((all) => all.map((tr) => [...tr.querySelectorAll('td')].slice(1, 3).map((td) => td.innerText)));
                shown.reverse().forEach((cells, i) => {
                    ['y', 'cl'].forEach((name, k) => {
                        const value = served.points[i][name];
                        const near = value === undefined ? cells[k] === '–' : Math.abs(Number(cells[k].replaceAll(',', '')) - value) <= (Math.abs(value) >= 100 ? 0.5 : Math.abs(value) >= 10 ? 0.05 : 0.005) + 1e-9;
                        expect(near, `${href}, ${served.points[i].on}: ${name} is ${cells[k]} in the table, not ${value}`);
                    });
                });
                const met = served.points.filter((p) => p.met).length;
                const marked = await marks_drawn(lead, ['marked']);
                expect(met === 0 || marked > 0, 'what the file marks is marked on the page');
                compared += 1;
                if (compared === 3) break;
            }
            expect(compared === 3, `three series compared, ${compared}`);
        };
        await said();
        // One setting drives them all.
        const advisor = await world.person(people.advisor);
        await give(advisor, 'edit_measure', { id: reach.id, seen_revision: reach.revision, set: { rule_set: 'nelson' } });
        await said();
    },
};
