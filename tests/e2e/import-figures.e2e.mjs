// What a sheet of a thousand rows costs: from the paste to the dry run, and from the press to every point on the charts of two
// browsers. docs/BENCHMARKS.md says how to read it.
import { expect, marks_drawn, people } from './world.mjs';

export const deadline_ms = 180_000;
export const alone = true;
export const on_demand = true;

const ROWS = 1000;
// Reported at the goal, failed at so many times it: the machine has other work.
const FAILS_AT = 3;
const GOAL_MS = 3000;

const field = (person, key) => person.page.getByLabel(person.say(key), { exact: true });
const title = 'Reached in the window';

export const tests = {
    'a thousand rows from a spreadsheet, from the paste and from the press to everything shown': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const principal = await world.person(people.alder_principal);
        const records = await principal.snapshot();
        const measure = records.find((r) => r.kind === 'measure' && r.title === title);
        const series = records.find((r) => r.kind === 'measure_series' && r.measure === measure.id && r.scope === 'school');
        const name = records.find((r) => r.id === series.organization).name;
        await principal.go(`measures/${measure.id}?series=${series.id}`);
        await principal.page.locator('.chart svg[role=img]').waitFor();
        const before = await marks_drawn(principal);
        await lead.go('measures/import');
        await field(lead, 'kind.measure').selectOption({ label: title });
        const day = (i) => new Date(Date.parse('2018-01-01') + i * 86_400_000).toISOString().slice(0, 10);
        const cells = Array.from({ length: ROWS }, (_, i) => [name, day(i), i % 9, 9].join('\t'));
        const sheet = [['School', 'Date', 'Numerator', 'Denominator'].join('\t'), ...cells].join('\n');

        // In the page: what a test asks of a thousand rows from outside takes longer than they do.
        const planned = await lead.page.evaluate(async ([sheet, rows]) => {
            const cells = document.querySelector('textarea');
            const began = performance.now();
            cells.value = sheet;
            cells.dispatchEvent(new Event('input', { bubbles: true }));
            const ready = () => document.querySelectorAll('tbody tr').length === rows && [...document.querySelectorAll('main button.primary')].some((button) => !button.disabled);
            while (!ready()) await new Promise((frame) => requestAnimationFrame(frame));
            await new Promise((frame) => requestAnimationFrame(() => setTimeout(frame)));
            return performance.now() - began;
        }, [sheet, ROWS]);
        const all_drawn = (person, press) => person.page.evaluate(async ([marks, press]) => {
            const began = performance.now();
            if (press) [...document.querySelectorAll('main button.primary')].find((button) => !button.disabled).click();
            const drawn = () => [...document.querySelectorAll('.chart svg[role=img] > :is(path.point, path.excluded, path.marked)')].reduce((sum, path) => sum + path.getAttribute('d').split('M').length - 1, 0);
            while (drawn() !== marks || document.querySelector('.chart .pending')) await new Promise((frame) => requestAnimationFrame(frame));
            return performance.now() - began;
        }, [before + ROWS, press]);
        const [own, others] = await Promise.all([all_drawn(lead, true), all_drawn(principal, false)]);
        for (const [what, ms] of [['paste to dry run', planned], ['press to own chart', own], ['press to both charts', others]]) {
            console.log(`       ${ROWS} rows, ${what}: ${Math.round(ms)} ms (goal ${GOAL_MS} ms)`);
            expect(ms < GOAL_MS * FAILS_AT, `${what}: ${Math.round(ms)} ms`);
        }
    },
};
