// Measures: a point entered by one person moves the chart that another has open; read by keyboard, in Spanish on a phone, and by
// nobody who may not.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, people, until } from './world.mjs';

export const deadline_ms = 150_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const field = (person, key) => person.page.getByLabel(person.say(key), { exact: true });
const chart = (person) => person.page.locator('.chart svg[role=img]');
const marks = (person) => chart(person).locator('circle.point, circle.excluded, path.marked');
const press = (person, key, values) => person.page.getByRole('button', { name: person.say(key, values), exact: true }).first().click();
const dialog = (person) => person.page.getByRole('dialog');
const no_axe = async (person, where) => {
    const found = await person.axe();
    expect(found.length === 0, `axe ${where}: ${found.join('\n')}`);
};
const fits_width = async (person, where) => {
    const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over <= 0, `${where} is ${over} px wider than the screen of ${person.who}`);
};
const whole = (person, name) => person.page.screenshot({ path: `${person.world.options.work}/screens/${name}.png`, fullPage: true });

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
    return args.id;
}
const charts_of = async (person, query) => JSON.parse((await person.get(`/api/v1/networks/${person.world.network}/charts?${query}`)).text).charts;

// The sample's measure of that name, with a series that this person sees.
async function measure_of(person, title) {
    const [measure] = await of_kind(person, 'measure', (r) => r.title === title);
    const series = await of_kind(person, 'measure_series', (r) => r.measure === measure.id && r.scope === 'school');
    expect(series.length > 0, `${person.who} sees a school's series of “${title}”`);
    return { measure, series };
}

// The id that deploy/make_sample.py gave to a record of the dataset.
function sample_id(kind, original) {
    const bits = BigInt(`0x${createHash('sha256').update(`bten/${kind}/${original}`).digest('hex').slice(0, 32)}`) << 2n;
    return Array.from({ length: 26 }, (_, i) => '0123456789abcdefghjkmnpqrstvwxyz'[Number((bits >> BigInt(5 * (25 - i))) & 31n)]).join('');
}

// Computed by published software from the same numbers (tests/data/spc-reference/README.md).
const reference = JSON.parse(readFileSync(new URL('../data/spc-reference/bten_expected.json', import.meta.url), 'utf8'));
const same = (a, b) => (a ?? null) === (b ?? null) || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));

// How many of the reference's charts are served just now, each figure to nine digits: to those whose numbers they are, since others'
// charts are drawn without the small ones.
async function compared(owners) {
    let n = 0;
    for (const wanted of reference) {
        const found = await Promise.all(owners.map((owner) => charts_of(owner, `series=${sample_id('measure_series', wanted.series)}`)));
        const served = found.flat().find((chart) => !chart.some_hidden);
        expect(served, `${wanted.series} is served whole`);
        if (served.chart !== wanted.chart || served.parts.length > 1 !== wanted.phased) continue;
        n += 1;
        const off = [];
        const check = (what, found, expected) => same(found, expected) || off.push(`${what}: ${found}, not ${expected}`);
        check('points', served.points.length, wanted.points.length);
        wanted.points.forEach((point, i) => {
            const found = served.points[i] ?? {};
            check(`day ${i}`, found.on, point.date);
            for (const name of ['y', 'cl', 'lcl', 'ucl']) check(`${point.date} ${name}`, found[name], point[name]);
        });
        wanted.parts.forEach((part, i) => {
            const { first, last, centre, useful } = served.parts[i] ?? {};
            check(`part ${i}`, [first, last].join(), [part.first, part.last].join());
            check(`centre of part ${i}`, centre, part.cl);
            check(`useful points of part ${i}`, useful, part.n_useful);
        });
        expect(off.length === 0, `${wanted.series} as ${wanted.chart}: ${off.slice(0, 3).join('; ')}`);
    }
    return n;
}

export const tests = {
    '[Q15] every chart of the sample, as it is and as a run chart, is the one that published software makes': async (world) => {
        const analyst = await world.person(people.analyst);
        const advisor = await world.person(people.advisor);
        const owners = [analyst, await world.person(people.cedar_lead), await world.person(people.harbor_lead), await world.person(people.prairie_lead)];
        const [of_dogwood] = await charts_of(analyst, `series=${sample_id('measure_series', 'ser-reach-dog')}`);
        expect(of_dogwood.some_hidden && of_dogwood.points.length === 0, 'six or seven people are for Dogwood and its lead');
        const [pooled] = await of_kind(analyst, 'measure_series', (r) => r.pooled);
        const [together] = await charts_of(analyst, `series=${pooled.id}`);
        expect(together.points.some((p) => p.on === '2025-01-27' && same(p.y, (100 * 72) / 118)), 'the schools come to 72 of 118 together');
        const as_it_is = await compared(owners);
        for (const { id, revision } of await of_kind(advisor, 'measure')) {
            await give(advisor, 'edit_measure', { id, seen_revision: revision, set: { chart_type: 'run' } });
        }
        const as_run = await compared(owners);
        console.log(`       ${as_it_is} charts as they are, ${as_run} as run charts`);
        expect(as_it_is === 31 && as_run === 31, `31 series: ${as_it_is} and ${as_run} compared`);
    },

    'a principal enters a number and the chart that the lead has open moves; a slip is said at its field': async (world) => {
        const principal = await world.person(people.alder_principal);
        const lead = await world.person(people.cedar_lead);
        await principal.go('measures');
        await principal.shows('Reached in the window');
        await principal.page.locator('.spark svg').first().waitFor();
        await no_axe(principal, 'on the measures');
        await whole(principal, 'measures-desk');
        const { measure, series } = await measure_of(principal, 'Reached in the window');
        const at = `measures/${measure.id}?series=${series[0].id}`;
        await principal.go(at);
        await chart(principal).waitFor();
        await lead.go(at);
        await chart(lead).waitFor();
        const before = await marks(lead).count();
        const [served] = await charts_of(lead, `series=${series[0].id}`);
        expect(before === served.points.filter((p) => p.y !== undefined).length, 'each point of the server is drawn');
        await no_axe(principal, 'on a chart');
        await whole(principal, 'measure-desk');
        await principal.screenshot('measure-desk-top');

        await field(principal, 'field.data_point.on').fill('2026-11-16');
        await press(principal, 'action.add');
        await principal.shows(principal.say('point_problem.numerator.missing'));
        await field(principal, 'field.data_point.numerator').fill('12');
        await field(principal, 'field.data_point.denominator').fill('9');
        await press(principal, 'action.add');
        await principal.shows(principal.say('point_problem.numerator.too_large'));
        await no_axe(principal, 'with an error at a field');
        await principal.page.getByLabel(principal.say('field.data_point.numerator'), { exact: true }).scrollIntoViewIfNeeded();
        await principal.screenshot('measure-error');
        await field(principal, 'field.data_point.numerator').fill('7');
        await press(principal, 'action.add');
        await until('the open chart of the lead moves', async () => (await marks(lead).count()) === before + 1);
        await until('and that of the principal', async () => (await marks(principal).count()) === before + 1 && (await chart(principal).locator('.pending').count()) === 0);
        await until('the sentence is of the new point', async () => (await chart(lead).getAttribute('aria-label')).includes('77.8'));
        expect((await chart(lead).getAttribute('aria-label')) === (await chart(principal).getAttribute('aria-label')), 'both read one sentence');
    },

    'a point is left out and corrected with a reason; a phase is proposed and confirmed by a second person': async (world) => {
        const principal = await world.person(people.alder_principal);
        const lead = await world.person(people.cedar_lead);
        const { measure, series } = await measure_of(principal, 'Reached in the window');
        const at = `measures/${measure.id}?series=${series[0].id}`;
        for (const person of [principal, lead]) {
            await person.go(at);
            await chart(person).waitFor();
        }
        const out = await chart(lead).locator('.excluded').count();
        await principal.page.getByText(principal.say('chart.table'), { exact: true }).click();
        await whole(principal, 'measure-table');
        await principal.page.getByRole('button', { name: /^Leave out the point/ }).first().click();
        await dialog(principal).getByRole('button', { name: principal.say('point.exclude'), exact: true }).click();
        await dialog(principal).getByText(principal.say('point.reason_needed')).waitFor();
        await no_axe(principal, 'on leaving a point out');
        await principal.screenshot('measure-exclude');
        await dialog(principal).getByLabel(principal.say('point.reason'), { exact: true }).fill('A fire drill fell into the window');
        await dialog(principal).getByRole('button', { name: principal.say('point.exclude'), exact: true }).click();
        await until('the point is hollow for the lead', async () => (await chart(lead).locator('.excluded').count()) === out + 1);

        await principal.page.getByRole('button', { name: /^Correct the point/ }).nth(1).click();
        await dialog(principal).getByLabel(principal.say('field.data_point.numerator'), { exact: true }).fill('1');
        await dialog(principal).getByLabel(principal.say('point.reason'), { exact: true }).fill('Counted twice');
        await dialog(principal).getByRole('button', { name: principal.say('point.correct_save'), exact: true }).click();
        await principal.shows('Counted twice');

        const lines = await chart(lead).locator('.phase').count();
        const [{ points }] = await charts_of(lead, `series=${series[0].id}`);
        await press(principal, 'phase.propose');
        await dialog(principal).getByLabel(principal.say('field.chart_phase.starts_on')).fill(points[20].on);
        await dialog(principal).getByLabel(principal.say('field.chart_phase.title')).fill('Time is protected');
        await dialog(principal).getByLabel(principal.say('field.chart_phase.reason')).fill('It holds since');
        await dialog(principal).getByLabel(principal.say('field.chart_phase.event')).fill('The new timetable');
        await no_axe(principal, 'on a phase');
        await principal.screenshot('measure-phase');
        await press(principal, 'phase.propose_do');
        await principal.shows(principal.say('phase.second_person'));
        await lead.shows('Time is protected');
        expect((await chart(lead).locator('.phase').count()) === lines, 'what is proposed splits nothing');
        await press(lead, 'phase.confirm');
        await until('the chart of the principal is split', async () => (await chart(principal).locator('.phase').count()) === lines + 1);
        await whole(lead, 'measure-split');
    },

    'by keyboard through the points, with a read-out; side by side on one scale; another district sees nothing of it': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const other = await world.person(people.prairie_lead);
        const { measure, series } = await measure_of(lead, 'Reached in the window');
        await lead.go(`measures/${measure.id}?series=${series[0].id}`);
        await chart(lead).waitFor();
        const slider = lead.page.getByRole('slider', { name: lead.say('chart.step') });
        await slider.focus();
        const read = () => lead.page.locator('.read-out').innerText();
        const [first, { points }] = [await read(), (await charts_of(lead, `series=${series[0].id}`))[0]];
        await lead.page.keyboard.press('ArrowLeft');
        await until('the point before is read', async () => (await read()) !== first);
        expect((await chart(lead).locator('.ring').count()) === 1, 'the point that is read is ringed');
        await lead.page.keyboard.press('Home');
        const year = points[0].on.slice(0, 4);
        await until('the first point is read', async () => (await read()).includes(year));
        await lead.screenshot('measure-keyboard');

        const saved = async (key) => {
            await press(lead, 'chart.export');
            const [file] = await Promise.all([lead.page.waitForEvent('download'), lead.page.getByRole('menuitem', { name: lead.say(key), exact: true }).click()]);
            return readFileSync(await file.path());
        };
        const [head, ...rows] = (await saved('chart.save_csv')).toString().trimEnd().split('\r\n').map((line) => line.split(','));
        expect(rows.length === points.length, 'a row for each point');
        for (const [i, row] of rows.entries()) {
            for (const name of ['on', 'y', 'cl', 'lcl', 'ucl', 'lcl95', 'ucl95']) {
                const cell = row[head.indexOf(name)];
                expect(cell === String(points[i][name] ?? ''), `${name} of ${points[i].on}: ${cell} in the file, ${points[i][name]} from the server`);
            }
        }
        const svg = (await saved('chart.save_svg')).toString();
        expect(svg.includes('<title>Reached in the window') && !svg.includes('var('), 'the drawing stands by itself, under its sentence');
        expect((await saved('chart.save_png')).subarray(1, 4).toString() === 'PNG', 'a picture');

        await press(lead, 'note.add');
        await dialog(lead).getByLabel(lead.say('field.chart_annotation.on'), { exact: true }).fill(points[3].on);
        await dialog(lead).getByLabel(lead.say('field.chart_annotation.text'), { exact: true }).fill('The boiler broke');
        await no_axe(lead, 'on a note');
        await dialog(lead).getByRole('button', { name: lead.say('action.add'), exact: true }).click();
        await lead.shows('The boiler broke');

        await lead.page.getByText(lead.say('series.side_by_side'), { exact: true }).click();
        const sites = lead.page.locator('.sites svg[role=img]');
        await until('each site has its chart', async () => (await sites.count()) === (await charts_of(lead, `measure=${measure.id}`)).filter((c) => c.points.length > 0 || !c.some_hidden).length);
        const scales = await sites.evaluateAll((all) => all.map((svg) => [...svg.querySelectorAll('.grid')].map((line) => line.nextElementSibling.textContent).join()));
        expect(new Set(scales).size === 1, `one scale: ${scales}`);
        await no_axe(lead, 'side by side');
        await whole(lead, 'measure-sites');

        const hidden = series[0];
        const theirs = await of_kind(other, 'measure_series');
        expect(!theirs.some((r) => r.id === hidden.id), 'the series is not in what another district holds');
        expect((await charts_of(other, `series=${hidden.id}`)).length === 0, 'nor is its chart');
        await other.go(`measures/${measure.id}?series=${hidden.id}`);
        await other.page.locator('main h1').waitFor();
        expect(!(await other.text()).includes('Alder'), 'nor its name on the page');
        expect(!other.transcript().includes(hidden.id), 'nor anything of it on its line');
    },

    'on a phone in Spanish: the list and a chart fit and read well; a measure of one’s own is begun and taken into use': async (world) => {
        const lead = await world.person(people.harbor_lead, { phone: true, width: 360, language: 'es', dark: true });
        await lead.go('measures');
        await lead.page.locator('.spark svg').first().waitFor();
        await no_axe(lead, 'on the measures on a phone');
        await fits_width(lead, 'the list');
        await lead.screenshot('measures-phone');
        await press(lead, 'measure.new');
        await dialog(lead).getByLabel(lead.say('field.measure.title'), { exact: true }).fill('Minutos de espera');
        await dialog(lead).getByLabel(lead.say('field.measure_definition.definition'), { exact: true }).fill('Desde la llegada');
        await dialog(lead).getByLabel(lead.say('field.measure.data'), { exact: true }).selectOption('value');
        await no_axe(lead, 'on a new measure');
        await lead.screenshot('measure-new-phone');
        await press(lead, 'action.create');
        await lead.page.locator('main h1', { hasText: 'Minutos de espera' }).waitFor();
        await press(lead, 'measure.take_into_use');
        await press(lead, 'series.begin');
        await field(lead, 'field.data_point.value').fill('3,5');
        await press(lead, 'action.add');
        await chart(lead).waitFor();
        await until('a decimal comma is a decimal comma', async () => (await chart(lead).getAttribute('aria-label')).includes('3,5'));
        await lead.shows(lead.say('chart.too_early#other', { n: 0, needed: 10 }));
        const { measure, series } = await measure_of(lead, 'Reached in the window');
        await lead.go(`measures/${measure.id}?series=${series[0].id}`);
        await chart(lead).waitFor();
        await fits_width(lead, 'the chart');
        await no_axe(lead, 'on a chart on a phone');
        await lead.screenshot('measure-phone');
        await lead.page.locator('.read-out').scrollIntoViewIfNeeded();
        await lead.screenshot('measure-phone-2');
    },
};
