// What a diagram of 500 boxes costs the browser's main thread, in milliseconds of CPU a frame, and what it holds in memory. CPU time
// of one thread, not time on the wall, so that a busy machine hardly shows. docs/BENCHMARKS.md says how to read it.
import { expect, keep_evidence, until } from './world.mjs';
import { editors, write_large_network } from './large-network.mjs';

export const deadline_ms = 180_000;
export const network = write_large_network;
export const alone = true;

// Milliseconds are reported at the promised figure and failed at so many times it; bytes are bytes, and failed at it.
const FAILS_AT = 3;
const SCRIPT_MS = 3;
const HEAP_MB = 60;
const GROWTH = 0.1;
const RUNS = 3;
const FRAMES = 20;
const EDITS = 2_000;
// As many as one person's edits arrive in one go after a moment without a line.
const EDITS_AT_ONCE = 50;
const GREW_BY_A_LINE = 'and by a whole line more';

async function at_the_board(world) {
    const person = await world.person(editors[0]);
    const records = await person.snapshot();
    const diagram = records.find((r) => r.kind === 'driver_diagram').id;
    await person.go(`drivers/${diagram}?view=board`);
    await until('all boxes are there', async () => (await person.page.locator('.board button[id^="node-"]').count()) === 500, 15_000);
    const cdp = await person.context.newCDPSession(person.page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return { person, cdp, nodes: records.filter((r) => r.kind === 'driver_node') };
}

async function spent(cdp) {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const value = (name) => metrics.find((m) => m.name === name).value;
    return { all: value('TaskDuration') * 1000, script: value('ScriptDuration') * 1000 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// Milliseconds a frame, the median of some runs; the first run of all only warms up.
async function measured(cdp, run) {
    await run();
    const runs = [];
    for (let i = 0; i < RUNS; i += 1) {
        const before = await spent(cdp);
        const frames = await run();
        const after = await spent(cdp);
        runs.push({ all: (after.all - before.all) / frames, script: (after.script - before.script) / frames });
    }
    return { all: median(runs.map((r) => r.all)), script: median(runs.map((r) => r.script)) };
}

// A step in every frame; answers after the last one is drawn.
const in_frames = (person, frames, step) =>
    person.page.evaluate(
        async ({ frames, step }) => {
            const next = () => new Promise((resume) => requestAnimationFrame(resume));
            const scroll = document.querySelector('.scroll');
            const zoom = [...document.querySelectorAll('.zoom button')];
            const steps = {
                pan: (i) => scroll.scrollTo(i % 20 < 10 ? 0 : 30, 40 * i),
                // Down from 100 % and up again, over and over.
                zoom: (i) => zoom[i % 8 < 4 ? 0 : 1].click(),
            };
            for (let i = 0; i < frames; i += 1) {
                await next();
                steps[step](i);
            }
            await next();
            await next();
            return frames;
        },
        { frames, step },
    );

// A box held with the mouse and carried over those that stand with it.
async function drag(person, from) {
    const { page } = person;
    // Whether some box shows, in the next frame, that the one held would drop there.
    const frame = () =>
        page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => resume(document.querySelector('.board .before, .board .after, .board .link') !== null))));
    let shown = 0;
    await page.evaluate(() => document.querySelector('.scroll').scrollTo(0, 0));
    const box = await page.locator(`#node-${from}`).boundingBox();
    await page.mouse.move(box.x + 60, box.y + 15);
    await page.mouse.down();
    for (let i = 0; i < FRAMES; i += 1) {
        // Two moves a frame, as a quick mouse gives: the first enters a box, the second is over it.
        const [x, y] = [box.x + 60 + (i % 10) * 8, box.y + 15 + i * 11];
        await page.mouse.move(x, y);
        await page.mouse.move(x, y + 1);
        if (await frame()) shown += 1;
    }
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await frame();
    expect(shown > FRAMES / 4, `the drag showed where it would drop in ${shown} of ${FRAMES} frames`);
    return FRAMES;
}

// Somebody else at the same board, by a socket of a page of their own: it says `hello` and sends commands as any client does.
async function second_editor(world) {
    const editor = await world.person(editors[1]);
    await editor.page.goto('/settings');
    await editor.page.evaluate(async (network) => {
        const address = new URL('/api/v1/live', location.href);
        address.protocol = 'ws:';
        const socket = new WebSocket(address);
        const answers = new Map();
        let welcomed;
        const welcome = new Promise((resume) => (welcomed = resume));
        socket.onmessage = ({ data }) => {
            for (const message of JSON.parse(data)) {
                if (message.type === 'welcome') welcomed();
                if (message.type === 'accepted') answers.get(message.id).accepted();
                if (message.type === 'refused') answers.get(message.id).refused(new Error(`refused: ${message.says}`));
            }
        };
        await new Promise((resume) => (socket.onopen = resume));
        const { at } = await (await fetch(`/api/v1/networks/${network}/snapshot`)).json();
        socket.send(JSON.stringify({ type: 'hello', wire_version: 1, network, since: at, pending: [] }));
        await welcome;
        let made = 0;
        // Renames boxes, all in one go; answers once all are on disk and sent to the others.
        globalThis.rename = (texts) =>
            Promise.all(
                texts.map(([node, text]) => {
                    const id = `e${String((made += 1)).padStart(25, '0')}`;
                    socket.send(JSON.stringify({ type: 'command', id, name: 'edit_driver_node', args: { id: node, seen_revision: 1, set: { text } } }));
                    return new Promise((accepted, refused) => answers.set(id, { accepted, refused }));
                }),
            );
    }, (await editor.snapshot()).find((r) => r.kind === 'network').id);
    return editor;
}

// So many rounds of so many edits, at most one round a frame; answers the text that came last.
const edit = (editor, nodes, rounds, at_once) =>
    editor.page.evaluate(
        async ({ nodes, rounds, at_once, longer }) => {
            const next = () => new Promise((resume) => requestAnimationFrame(resume));
            let text;
            for (let round = 0; round < rounds; round += 1) {
                const stamp = `${globalThis.rounds ?? 0}`;
                globalThis.rounds = (globalThis.rounds ?? 0) + 1;
                const texts = Array.from({ length: at_once }, (_, i) => {
                    const node = nodes[(round * 37 + i * 101) % nodes.length];
                    // One of five takes a line more each second time: all below it moves.
                    return [node, (text = `Renamed from afar ${stamp}.${i}${i % 5 === 0 && round % 2 === 0 ? ` ${longer}` : ''}`)];
                });
                await globalThis.rename(texts);
                await next();
                await next();
            }
            return text;
        },
        { nodes, rounds, at_once, longer: GREW_BY_A_LINE },
    );

async function heap_mb(cdp) {
    // Once for what is garbage, once for what only garbage held.
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
}

export const tests = {
    'a diagram of 500 boxes: CPU for each frame of pan, drag, zoom and of others’ edits; memory over 2,000 of these': async (world) => {
        const { person, cdp, nodes } = await at_the_board(world);
        const editor = await second_editor(world);
        const ids = nodes.map((n) => n.id);
        const first = nodes.find((n) => n.text.startsWith('change idea 0:')).id;
        const arrived = (text) => until('the last edit is on the board', async () => (await person.page.locator('.board .text').filter({ hasText: new RegExp(`${text.replace('.', '[.]')}$`) }).count()) > 0, 60_000);
        const lines = [];
        const report = (line) => {
            lines.push(line);
            console.log(`       ${line}`);
        };

        const over = [];
        const gate = async (name, promise, run) => {
            const { all, script } = await measured(cdp, run);
            report(`${name}: ${all.toFixed(1)} ms a frame (promised ${promise}), script ${script.toFixed(1)} (promised ${SCRIPT_MS})`);
            // The script is a part of the whole, told for whoever looks for where it goes.
            if (all > FAILS_AT * promise) over.push(lines.at(-1));
        };
        await gate('pan', 12, () => in_frames(person, FRAMES, 'pan'));
        await gate('drag', 16, () => drag(person, first));
        await gate('five edits of others', 12, async () => {
            await arrived(await edit(editor, ids, FRAMES, 5));
            return FRAMES;
        });
        await gate('zoom', 25, () => in_frames(person, FRAMES, 'zoom'));

        // The boxes beforehand, once or twice: a record that came as a change is laid out otherwise in memory than one of the
        // first load, which is no growth by edits.
        await arrived(await edit(editor, ids, (2 * ids.length) / EDITS_AT_ONCE, EDITS_AT_ONCE));
        const before = await heap_mb(cdp);
        await arrived(await edit(editor, ids, EDITS / EDITS_AT_ONCE, EDITS_AT_ONCE));
        // For some seconds a page still holds who changed what, and what it has yet to write to the device; a leak stays.
        let after = Infinity;
        await until('the heap settles', async () => (after = Math.min(after, await heap_mb(cdp))) < before * (1 + GROWTH / 2), 10_000).catch(() => {});
        const growth = after / before - 1;
        report(
            `heap: ${before.toFixed(1)} MB (promised ${HEAP_MB}), after ${EDITS} edits of others ${after.toFixed(1)} MB: ${(growth * 100).toFixed(1)} % more (promised less than ${GROWTH * 100} %)`,
        );
        keep_evidence(world.options, 'diagram-500.txt', `${lines.join('\n')}\n`);

        expect(over.length === 0, `more than ${FAILS_AT} times what is promised: ${over.join('; ')}`);
        expect(Math.max(before, after) <= HEAP_MB && growth < GROWTH, lines.at(-1));
    },
};
