// What charts cost in a network of 200,000 points in 1,000 series: how soon a point that one person enters is on the charts that
// others have open, and what one chart costs the server. docs/BENCHMARKS.md says how to read it.
import { readFileSync } from 'node:fs';
import { day_after_last, enterer, long_measure, long_series, points_long, reader, write_charts_network } from './charts-network.mjs';
import { expect, keep_evidence, percentile } from './world.mjs';

export const deadline_ms = 400_000;
export const network = write_charts_network;
export const alone = true;
export const on_demand = true;

// Reported at the goal, failed at so many times it.
const FAILS_AT = 3;
const LIVE_MS = 250;
const SERVER_MS = 100;
// Each is a whole browser that draws by the processor alone, where people have a machine each: the goal is held to as many as
// there are cores here, and told for more.
const SCREENS = 2;
const CROWD = 5;
const ENTERED = 40;
const ASKED = 100;
const TICKS_A_SECOND = 100; // of /proc, on every Linux this runs on

const cpu_ms = (pid) => {
    const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return ((Number(after[11]) + Number(after[12])) * 1000) / TICKS_A_SECOND;
};

export const tests = {
    '200,000 points in 1,000 series: how soon a point is on every open chart, and what a chart costs': async (world) => {
        const lines = [];
        const over = [];
        const report = (line, value = 0, most = Infinity) => {
            lines.push(line);
            console.log(`       ${line}`);
            if (value > most) over.push(line);
        };
        const at = `measures/${long_measure}?series=${long_series}`;
        const who = await world.person(enterer);
        const watching = [];
        // Each screen is a window of its own: a tab behind another is not looked at, and browsers let it wait.
        const watch = async () => {
            const person = await world.person(reader);
            await person.go(at);
            await person.page.locator('.chart svg[role=img]').waitFor({ timeout: 60_000 });
            // When a drawn chart has one point more, and one that the server has charted.
            await person.page.evaluate(() => {
                window.drawn = [];
                const chart = () => document.querySelector('.chart svg[role=img]');
                let known = chart().getAttribute('aria-label');
                new MutationObserver(() => {
                    const now = chart()?.getAttribute('aria-label');
                    if (now && now !== known) {
                        known = now;
                        requestAnimationFrame(() => window.drawn.push(Date.now()));
                    }
                }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
            });
            watching.push(person);
        };
        let entered = 0;
        const enter = async (screens, most) => {
            while (watching.length < screens) await watch();
            const took = [];
            for (let n = 0; n < ENTERED; n += 1) {
                const before = await Promise.all(watching.map(({ page }) => page.evaluate(() => window.drawn.length)));
                const began = Date.now();
                const answer = await who.command('create_data_point', { id: `p${String(entered).padStart(25, '0')}`, series: long_series, on: day_after_last(entered), numerator: 9 + (n % 5), denominator: 20 });
                expect(answer.ok, JSON.stringify(answer.body));
                entered += 1;
                const drawn = await Promise.all(
                    watching.map(({ page }, i) => page.waitForFunction((known) => window.drawn[known], before[i], { timeout: 10_000, polling: 20 }).then((at) => at.jsonValue())),
                );
                took.push(...drawn.map((at) => at - began));
            }
            const p95 = percentile(took, 0.95);
            report(`entered to drawn on ${screens} open charts of ${points_long} points and more, ${ENTERED} times: p50 ${percentile(took, 0.5).toFixed(0)}, p95 ${p95.toFixed(0)} ms (goal ${LIVE_MS}), worst ${Math.max(...took).toFixed(0)}`, p95, most);
        };
        await enter(SCREENS, FAILS_AT * LIVE_MS);
        await enter(CROWD, Infinity);

        const ask = async (query) => {
            const waits = [];
            const before = cpu_ms(world.server.pid);
            for (let n = 0; n < ASKED; n += 1) {
                const began = performance.now();
                const answer = await who.get(`/api/v1/networks/${world.network}/charts?${query}`);
                waits.push(performance.now() - began);
                expect(answer.status === 200 || answer.ok, 'the chart is served');
            }
            return { cpu: (cpu_ms(world.server.pid) - before) / ASKED, p50: percentile(waits, 0.5), p95: percentile(waits, 0.95) };
        };
        const one = await ask(`series=${long_series}`);
        report(`a chart of ${points_long + entered} points: ${one.cpu.toFixed(1)} ms of the server's time (goal ${SERVER_MS}), answered p50 ${one.p50.toFixed(1)}, p95 ${one.p95.toFixed(1)} ms`, one.cpu, FAILS_AT * SERVER_MS);
        const all = await ask(`measure=${long_measure}`);
        report(`all 25 charts of a measure: ${all.cpu.toFixed(1)} ms of the server's time, answered p50 ${all.p50.toFixed(1)}, p95 ${all.p95.toFixed(1)} ms`);
        const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${world.server.pid}/status`, 'utf8'))[1]) / 1024;
        report(`the server's memory: ${memory.toFixed(0)} MiB`);
        keep_evidence(world.options, 'charts.txt', `${lines.join('\n')}\n`);
        expect(over.length === 0, `more than is held to: ${over.join('; ')}`);
    },
};
