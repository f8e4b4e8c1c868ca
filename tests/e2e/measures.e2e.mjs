// Measures: a point entered by one person moves the chart that another has open; read by keyboard, in Spanish on a phone, and by
// nobody who may not.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { a_cycle, expect, marks_drawn, new_id, people, until } from './world.mjs';

export const deadline_ms = 150_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const field = (person, key) => person.page.getByLabel(person.say(key), { exact: true });
const chart = (person) => person.page.locator('.chart svg[role=img]');
const press = (person, key, values) => person.page.getByRole('button', { name: person.say(key, values), exact: true }).first().click();
const dialog = (person) => person.page.getByRole('dialog');
const fits_width = async (person, where) => {
    const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over <= 0, `${where} is ${over} px wider than the screen of ${person.who}`);
};
// All that stands in it lies within the width of the screen.
async function no_cut(at, person) {
    const cut = await at.evaluate((row) => [...row.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.outerHTML.slice(0, 80)));
    expect(cut.length === 0, `out of the sight of ${person.who}: ${cut}`);
}
const whole = (person, name) => person.page.screenshot({ path: `${person.world.options.work}/screens/${name}.png`, fullPage: true });

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
    return args.id;
}
const charts_of = async (person, query) => JSON.parse((await person.get(`/api/v1/networks/${person.world.network}/charts?${query}`)).text).charts;

const points_of = async (person, series) => JSON.parse((await person.get(`/api/v1/networks/${person.world.network}/details/measure_series/${series}`)).text).puts.filter((r) => r.kind === 'data_point');

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
        expect(of_dogwood.some_hidden && of_dogwood.facts.points === 0, 'six or seven people are for Dogwood and its lead');
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
        await principal.no_axe('on the measures');
        await whole(principal, 'measures-desk');
        const { measure, series } = await measure_of(principal, 'Reached in the window');
        const at = `measures/${measure.id}?series=${series[0].id}`;
        await principal.go(at);
        await chart(principal).waitFor();
        await lead.go(at);
        await chart(lead).waitFor();
        const before = await marks_drawn(lead);
        const [served] = await charts_of(lead, `series=${series[0].id}`);
        expect(before === served.points.filter((p) => p.y !== undefined).length, 'each point of the server is drawn');
        await principal.no_axe('on a chart');
        await whole(principal, 'measure-desk');
        await principal.screenshot('measure-desk-top');

        await field(principal, 'field.data_point.on').fill('2026-11-16');
        await press(principal, 'action.add');
        await principal.shows(principal.say('point_problem.numerator.missing'));
        await field(principal, 'field.data_point.numerator').fill('12');
        await field(principal, 'field.data_point.denominator').fill('9');
        await press(principal, 'action.add');
        await principal.shows(principal.say('point_problem.numerator.too_large'));
        await principal.no_axe('with an error at a field');
        await principal.page.getByLabel(principal.say('field.data_point.numerator'), { exact: true }).scrollIntoViewIfNeeded();
        await principal.screenshot('measure-error');
        await field(principal, 'field.data_point.numerator').fill('7');
        await press(principal, 'action.add');
        await until('the open chart of the lead moves', async () => (await marks_drawn(lead)) === before + 1);
        await until('and that of the principal', async () => (await marks_drawn(principal)) === before + 1 && (await chart(principal).locator('.pending').count()) === 0);
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
        const out = await marks_drawn(lead, ['excluded']);
        await principal.page.getByText(principal.say('chart.table'), { exact: true }).click();
        await whole(principal, 'measure-table');
        await principal.page.getByRole('button', { name: /^Leave out the point/ }).first().click();
        await dialog(principal).getByRole('button', { name: principal.say('point.exclude'), exact: true }).click();
        await dialog(principal).getByText(principal.say('point.reason_needed')).waitFor();
        await principal.no_axe('on leaving a point out');
        await principal.screenshot('measure-exclude');
        await dialog(principal).getByLabel(principal.say('point.reason'), { exact: true }).fill('A fire drill fell into the window');
        await dialog(principal).getByRole('button', { name: principal.say('point.exclude'), exact: true }).click();
        await until('the point is hollow for the lead', async () => (await marks_drawn(lead, ['excluded'])) === out + 1);

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
        await principal.no_axe('on a phase');
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
        await lead.no_axe('on a note');
        await dialog(lead).getByRole('button', { name: lead.say('action.add'), exact: true }).click();
        await lead.shows('The boiler broke');

        await lead.page.getByText(lead.say('series.side_by_side'), { exact: true }).click();
        const sites = lead.page.locator('.sites svg[role=img]');
        // Of a site whose numbers are all hidden from this lead there is nothing to put beside the others.
        const told = (await charts_of(lead, `measure=${measure.id}`)).filter((each) => each.facts.points > 0 || !each.some_hidden);
        expect(told.length > series.length, 'more than the schools');
        await until('each site has its chart', async () => (await sites.count()) === told.length);
        const scales = await sites.evaluateAll((all) => all.map((svg) => [...svg.querySelectorAll('.grid')].map((line) => line.nextElementSibling.textContent).join()));
        expect(new Set(scales).size === 1, `one scale: ${scales}`);
        await lead.no_axe('side by side');
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

    'side by side in groups of sites alike; the network’s chart says that it is pooled, and a table that something is hidden from its reader': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const analyst = await world.person(people.analyst);
        const { measure } = await measure_of(lead, 'Reached in the window');
        // The groups with the sites in each, as they stand on the page.
        const groups = (person) =>
            person.page.locator('.stratum').evaluateAll((all) => all.map((group) => `${group.innerText}: ${[...group.nextElementSibling.querySelectorAll('h3')].map((site) => site.innerText).join(', ')}`));
        const grouped = async (person, by, expected) => {
            await person.page.getByRole('combobox', { name: person.say('series.group_by') }).selectOption({ label: person.say(`field.organization.${by}`) });
            let found;
            await until(`${person.who} sees them by ${by}`, async () => (found = await groups(person)).join('; ') === expected.join('; ')).catch(() => expect(false, `by ${by}: ${found.join('; ')}`));
            const pictures = await person.page.locator('.sites svg[role=img]').count();
            expect(pictures === expected.flatMap((group) => group.split(': ')[1].split(', ')).length, `each site has its chart: ${pictures}`);
        };
        const unknown = lead.say('series.group_unknown');
        await lead.go(`measures/${measure.id}?view=sites`);
        await lead.page.locator('.sites svg[role=img]').first().waitFor();
        expect((await groups(lead)).length === 0, 'no groups before somebody asks for them');
        await grouped(lead, 'level', ['elementary school: Alder Elementary, Dogwood Elementary', 'high school: Cottonwood High', 'middle school: Birchwood Middle, Elder Middle', `${unknown}: Network, Cedar Bend ISD`]);
        await lead.no_axe('side by side in groups');
        await whole(lead, 'measure-groups');
        await lead.page.getByRole('combobox', { name: lead.say('series.group_by') }).selectOption('');
        await until('together again', async () => (await groups(lead)).length === 0);
        // Others have other sites, and of some the analyst may see no number.
        await analyst.go(`measures/${measure.id}?view=sites`);
        await analyst.page.locator('.sites svg[role=img]').first().waitFor();
        await grouped(analyst, 'level', [
            'elementary school: Alder Elementary',
            'high school: Cottonwood High, Hawser High',
            'K–8 school: Inlet K-8',
            'middle school: Birchwood Middle, Elder Middle, Gull Point Middle, Kestrel Middle',
            `${unknown}: Network`,
        ]);

        const [pooled] = await of_kind(lead, 'measure_series', (r) => r.measure === measure.id && r.pooled);
        const says = lead.say('chart.pooled', { least: 3 });
        await lead.go(`measures/${measure.id}?series=${pooled.id}`);
        await chart(lead).waitFor();
        await lead.page.locator('.sentence', { hasText: says }).waitFor();
        expect((await chart(lead).getAttribute('aria-label')).includes(says), 'to those who hear the chart too');

        const told = await charts_of(analyst, `measure=${measure.id}`);
        const in_part = told.find((each) => each.some_hidden && each.facts.points > 0);
        expect(in_part, 'a series of which the analyst sees a part');
        for (const [person, hidden] of [[analyst, true], [lead, false]]) {
            const series = hidden ? in_part.series : (await charts_of(lead, `measure=${measure.id}`)).find((each) => !each.some_hidden && each.facts.points > 0).series;
            await person.go(`measures/${measure.id}?series=${series}`);
            await chart(person).waitFor();
            await person.page.getByText(person.say('chart.table'), { exact: true }).click();
            await person.page.getByRole('region', { name: person.say('chart.table') }).locator('tbody tr').first().waitFor();
            expect((await person.text()).includes(person.say('chart.table_hidden')) === hidden, `the table ${hidden ? 'says' : 'does not say'} that something is hidden`);
        }
    },

    'forty rows from a spreadsheet: what will happen is told row by row, errors are corrected in place, another browser sees them come and go': async (world) => {
        const lead = await world.person(people.cedar_lead, { wire: true });
        const principal = await world.person(people.alder_principal);
        const { measure, series } = await measure_of(principal, 'Reached in the window');
        const alder = series[0];
        await principal.go(`measures/${measure.id}?series=${alder.id}`);
        await chart(principal).waitFor();
        const before = await marks_drawn(principal);
        const [{ points }] = await charts_of(principal, `series=${alder.id}`);
        const there = (await points_of(principal, alder.id)).find((each) => each.on === points[2].on);

        await lead.go('measures');
        await lead.page.getByRole('link', { name: lead.say('import.open'), exact: true }).click();
        const sites = (await of_kind(lead, 'organization')).filter(({ id }) => id === alder.organization);
        const name = sites[0].name;
        const day = (i) => `3/${i + 1}/2022`;
        const rows = Array.from({ length: 31 }, (_, i) => [name, day(i), '7', '9']);
        // Wrong in three ways, empty, there already, and there with another value.
        rows.push([name, 'April', '7', '9'], [name, '4/2/2022', '12', '9'], ['Elm', '4/3/2022', '7', '9'], [name, '4/4/2022', '', '']);
        const american = (iso) => `${Number(iso.slice(5, 7))}/${Number(iso.slice(8))}/${iso.slice(0, 4)}`;
        rows.push([name, american(there.on), String(there.numerator), String(there.denominator)]);
        rows.push([name, american(points[3].on), '0', '99'], [name, '4/7/2022', '5', '9'], [name, '4/8/2022', '5', '9'], [name, '4/9/2022', '5', '9']);
        await field(lead, 'kind.measure').selectOption({ label: 'Reached in the window' });
        await field(lead, 'import.paste').fill([['School', 'Week of', 'Reached', 'Out of'], ...rows].map((row) => row.join('\t')).join('\n'));
        // "Reached" is nobody's word for a numerator: it is chosen by hand.
        await field(lead, 'field.data_point.numerator').selectOption({ index: 3 });
        await until('the dry run is there', async () => (await lead.page.locator('tbody tr').count()) === 40);
        await until('what is there is known', async () => (await lead.text()).includes(lead.say('import.same#one', { n: 1 })));
        await lead.shows(lead.say('import.problem#other', { n: 3 }));
        await lead.shows(lead.say('import.other#one', { n: 1 }));
        await lead.no_axe('on a dry run');
        await whole(lead, 'import-desk');
        await field(lead, 'import.empty_means').selectOption('no_window');
        await lead.page.locator('input[maxlength]').fill('Spring break');
        await press(lead, 'import.enter#other', { n: 35 });
        await lead.shows(lead.say('import.correct_first#other', { n: 3 }));
        expect(await lead.page.evaluate(() => document.activeElement.getAttribute('aria-invalid') === 'true'), 'the focus is in the first wrong cell');
        await lead.page.keyboard.press('ControlOrMeta+A');
        await lead.page.keyboard.type('4/1/2022');
        await lead.page.getByLabel(lead.say('import.cell', { field: lead.say('field.data_point.numerator'), n: 33 })).fill('9');
        await lead.page.getByLabel(lead.say('import.cell', { field: lead.say('import.site'), n: 34 })).selectOption({ label: name });
        await lead.no_axe('with rows corrected');
        await lead.screenshot('import-corrected');
        expect((await marks_drawn(principal)) === before, 'nothing is saved so far');
        // Without a line it waits on the device like anything else.
        lead.expect_errors(/WebSocket connection|Failed to load resource/);
        lead.wire.cut();
        await press(lead, 'import.enter#other', { n: 38 });
        await lead.saved_here();
        lead.wire.mend();
        // 38 rows, one of them without a value.
        await until('the chart that another has open moves', async () => (await marks_drawn(principal)) === before + 37, 30_000);
        await until('and the page of who entered them', async () => (await marks_drawn(lead)) === before + 37 && (await chart(lead).locator('.pending').count()) === 0);
        await lead.page.getByRole('button', { name: /^Undo the import of/ }).click();
        await lead.no_axe('on undoing an import');
        await dialog(lead).getByRole('button', { name: lead.say('import.undo_do'), exact: true }).click();
        await until('all of it is gone for the other', async () => (await marks_drawn(principal)) === before);
        expect((await points_of(principal, alder.id)).length === points.length, 'the points are as they were');
    },

    'what is due is entered on the home page, on a phone in two taps; a phase that waits is told to who may confirm it': async (world) => {
        const teacher = await world.person(people.alder_principal, { phone: true, width: 360 });
        const lead = await world.person(people.cedar_lead);
        await teacher.go();
        const due = teacher.page.locator('form[aria-labelledby]').first();
        await due.waitFor();
        await fits_width(teacher, 'home with what is due');
        await teacher.no_axe('on home with what is due');
        await due.scrollIntoViewIfNeeded();
        await teacher.screenshot('home-due-phone');
        const name = await due.locator('.name a').innerText();
        const add = due.getByRole('button', { name: teacher.say('action.add'), exact: true });
        await add.tap();
        expect(await teacher.page.evaluate(() => document.activeElement.getAttribute('aria-invalid') === 'true'), 'an empty field is said at the field');
        const first_day = await due.locator('.name .small').innerText();
        // One tap into the first field, and what is typed goes on to the next by its key; one tap to save.
        await due.locator('input').first().tap();
        await teacher.page.keyboard.type('5');
        if ((await due.locator('input').count()) > 1) {
            await teacher.page.keyboard.press('Tab');
            await teacher.page.keyboard.type('9');
        }
        await add.tap();
        await teacher.page.getByText(teacher.say('keys.undo'), { exact: true }).waitFor();
        await until('the next one is asked for', async () => !(await teacher.page.getByText(name).count()) || (await teacher.page.locator('form[aria-labelledby]').first().locator('.name').innerText()) !== `${name} ${first_day}`);
        await teacher.in_step();
        const forms = await teacher.page.locator('form[aria-labelledby]').count();
        expect(forms <= 3, 'no more than three at once');
        await teacher.page.getByRole('button', { name: teacher.say('due.nothing_to_count') }).first().tap();
        await teacher.page.getByLabel(teacher.say('field.data_point.missing_reason')).fill('Holidays');
        await teacher.no_axe('with nothing to count');
        await teacher.screenshot('home-due-none');
        await teacher.page.locator('form[aria-labelledby]', { has: teacher.page.getByLabel(teacher.say('field.data_point.missing_reason')) }).getByRole('button', { name: teacher.say('action.add'), exact: true }).tap();
        await teacher.in_step();

        const { measure, series } = await measure_of(teacher, 'Reached in the window');
        const phase = await give(teacher, 'create_chart_phase', { id: new_id(), series: series[0].id, starts_on: '2026-02-02', title: 'Time is protected', reason: 'It holds since', event: 'The new timetable' });
        const [{ revision }] = await of_kind(teacher, 'chart_phase', (r) => r.id === phase);
        await give(teacher, 'advance_chart_phase', { id: phase, seen_revision: revision, to: 'proposed' });
        await lead.go();
        await lead.shows(lead.say('phase.waiting'));
        await lead.no_axe('on home with a phase that waits');
        await lead.page.getByRole('link', { name: new RegExp(`^${measure.title}`) }).first().click();
        await press(lead, 'phase.confirm');
        await lead.in_step();
        await lead.go('measures');
        await lead.in_step();
        await until('what is confirmed waits no more', async () => !(await lead.text()).includes(lead.say('phase.waiting')));
    },

    'a cycle watches a measure: its Study shows the numbers since it began, and the chart names it first among the causes': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const [measure] = await of_kind(teacher, 'measure', (r) => r.title === 'Principal minutes on feedback');
        const series = await of_kind(teacher, 'measure_series', (r) => r.measure === measure.id);
        const cycle = await a_cycle(teacher, 'studying');
        await teacher.go(`cycles/${cycle}`);
        await teacher.page.getByRole('button', { name: teacher.say('part.plan') }).click();
        await teacher.page.getByLabel(teacher.say('cycle.watch'), { exact: true }).selectOption({ label: measure.title });
        const watched = teacher.page.locator('section[aria-labelledby=watched]');
        await watched.locator('svg[role=img]').first().waitFor();
        await until('it says how many points there are since', async () => (await watched.innerText()).includes(teacher.say('watched.title')));
        await teacher.no_axe('on a cycle that watches a measure');
        await watched.scrollIntoViewIfNeeded();
        await teacher.screenshot('cycle-watches');
        const [kept] = await of_kind(teacher, 'pdsa_cycle', (r) => r.id === cycle);
        expect(kept.measures?.join() === measure.id, `the cycle names it: ${kept.measures}`);
        expect((await watched.locator('a').first().getAttribute('href')).includes(`measures/${measure.id}?series=`), 'and leads to the chart');
        await teacher.page.getByRole('button', { name: teacher.say('cycle.unwatch', { name: measure.title }), exact: true }).click();
        await until('and then no more', async () => (await watched.count()) === 0);
        expect(series.length > 0, 'as far as its series are seen');
    },

    'on a phone in Spanish: the list and a chart fit and read well; a measure of one’s own is begun and taken into use': async (world) => {
        const lead = await world.person(people.harbor_lead, { phone: true, width: 360, language: 'es', dark: true });
        await lead.go('measures');
        await lead.page.locator('.spark svg').first().waitFor();
        await lead.no_axe('on the measures on a phone');
        await fits_width(lead, 'the list');
        await lead.screenshot('measures-phone');
        await press(lead, 'measure.new');
        await dialog(lead).getByLabel(lead.say('field.measure.title'), { exact: true }).fill('Minutos de espera');
        await dialog(lead).getByLabel(lead.say('field.measure_definition.definition'), { exact: true }).fill('Desde la llegada');
        await dialog(lead).getByLabel(lead.say('field.measure.data'), { exact: true }).selectOption('value');
        await lead.no_axe('on a new measure');
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
        // Counted otherwise from a day on: every chart begins a new phase then.
        const change = async (key) => {
            await press(lead, 'measure.change');
            await lead.page.getByRole('menuitem', { name: lead.say(key), exact: true }).click();
        };
        await change('definition.new');
        await dialog(lead).getByLabel(lead.say('field.measure_definition.definition'), { exact: true }).fill('Desde que se abre la puerta');
        await lead.no_axe('on a new definition');
        await fits_width(lead, 'a new definition');
        await lead.screenshot('definition-phone');
        await dialog(lead).getByLabel(lead.say('field.measure_definition.reason'), { exact: true }).fill('Se contaba de dos maneras');
        await lead.in_step();
        const begins = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
        await dialog(lead).getByLabel(lead.say('field.measure_definition.starts_on'), { exact: true }).fill(begins);
        await dialog(lead).getByRole('button', { name: lead.say('definition.publish_do'), exact: true }).click();
        await lead.shows(lead.say('phase.by_definition'));
        await lead.shows('Desde que se abre la puerta');
        await change('measure.edit');
        await dialog(lead).getByLabel(lead.say('field.measure.target'), { exact: true }).fill('3');
        await dialog(lead).getByRole('checkbox').first().check();
        await lead.no_axe('on editing a measure');
        await lead.screenshot('measure-edit-phone');
        await dialog(lead).getByRole('button', { name: lead.say('action.close'), exact: true }).last().click();
        await change('measure.pause');
        await dialog(lead).getByLabel(lead.say('point.reason'), { exact: true }).fill('Vacaciones');
        await dialog(lead).getByRole('button', { name: lead.say('measure.pause'), exact: true }).click();
        await lead.shows('Vacaciones');
        await lead.shows(lead.say('chart.target', { target: 3 }));
        await change('measure.resume');
        await lead.shows_no_more('Vacaciones');

        const { measure, series } = await measure_of(lead, 'Reached in the window');
        await lead.go(`measures/${measure.id}?series=${series[0].id}`);
        await chart(lead).waitFor();
        await fits_width(lead, 'the chart');
        await lead.no_axe('on a chart on a phone');
        await lead.screenshot('measure-phone');
        await lead.page.locator('.read-out').scrollIntoViewIfNeeded();
        await lead.screenshot('measure-phone-2');

        // A row to correct is a card there: its cells and what is wrong with it stand on the screen at once.
        await lead.go(`measures/import?measure=${measure.id}&series=${series[0].id}`);
        await field(lead, 'import.paste').fill('2022-03-07\t7\t9\n2022-03-14\t12\t9');
        const row = lead.page.locator('tr.open');
        await row.waitFor();
        await no_cut(row, lead);
        const [site] = await of_kind(lead, 'organization', (r) => r.id === series[0].organization);
        expect((await row.locator('select option:checked').innerText()) === site.name, 'its site is named');
        await fits_width(lead, 'the import');
        await lead.no_axe('on a row to correct on a phone');
        await row.scrollIntoViewIfNeeded();
        await lead.screenshot('import-phone');
    },
};
