// Browser tests: run.mjs --server FILE --web FOLDER --sample FILE [--half 0|1] [WORDS]
// Runs every tests/e2e/*.e2e.mjs whose name or test's name holds one of WORDS (all, without words; with --half every second one). Each test has a server, a data
// folder and browser contexts of its own; Chromium is started once. A console error in any browser fails its test. A suite that
// exports `network` writes the network it is about, the others are about the sample; one that exports `alone` measures
// (all its tests, or those that it names); one that exports `on_demand` takes minutes and runs only when it is named.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, chromium_flags, chromium_path, import_network, World } from './world.mjs';

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        server: { type: 'string' },
        web: { type: 'string' },
        sample: { type: 'string' },
        work: { type: 'string', default: 'build/e2e' },
        keep: { type: 'boolean', default: false },
        'at-once': { type: 'string', default: '2' },
        half: { type: 'string' },
    },
});

const options = Object.fromEntries(['server', 'web', 'sample', 'work'].map((name) => [name, resolve(values[name])]));
rmSync(options.work, { recursive: true, force: true });
mkdirSync(options.work, { recursive: true });
options.sample_folder = import_network(options, 'sample');

const tests = [];
const here = new URL('.', import.meta.url).pathname;
for (const file of readdirSync(here).filter((name) => name.endsWith('.e2e.mjs')).sort()) {
    const suite = await import(join(here, file));
    for (const [name, body] of Object.entries(suite.tests)) {
        const asked = positionals.some((word) => name.includes(word) || file.includes(word));
        if (asked || (positionals.length === 0 && !suite.on_demand)) {
            tests.push({ name, body, deadline_ms: suite.deadline_ms ?? 60_000, network: suite.network, alone: suite.alone === true || suite.alone?.includes(name) });
        }
    }
}

if (values.half !== undefined) {
    if (!['0', '1'].includes(values.half)) throw new Error('--half is 0 or 1');
    tests.splice(0, tests.length, ...tests.filter((_, at) => at % 2 === Number(values.half)));
}

const profile = mkdtempSync(join(tmpdir(), 'flywheel-e2e-'));
const browser = await chromium.launch({
    executablePath: chromium_path,
    args: [...chromium_flags, `--disk-cache-dir=${profile}`],
});

const imported = new Map();
function with_network(write) {
    if (!write) return options;
    if (!imported.has(write)) {
        const name = `network-${imported.size}`;
        const own = { ...options, sample: join(options.work, `${name}.jsonl`) };
        write(own.sample);
        imported.set(write, { ...own, sample_folder: import_network(own, name) });
    }
    return imported.get(write);
}

// Two browsers on a busy machine can starve each other: what fails beside another test has one more try by itself, and is
// told as unsteady. More of these than two are no chance but a fault.
const second_tries = 2;

let passed = 0;
async function run({ name, body, deadline_ms, network }, number) {
    const began = Date.now();
    let world;
    let problem;
    try {
        world = await World.start(with_network(network), browser, name);
        let timer;
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error(`longer than ${deadline_ms} ms`)), deadline_ms);
        });
        await Promise.race([body(world), late]).finally(() => clearTimeout(timer));
        const complaints = world.complaints();
        if (complaints.length > 0) problem = new Error(`on the console:\n        ${complaints.slice(0, 10).join('\n        ')}`);
    } catch (error) {
        problem = error;
    }
    if (problem && world) {
        for (const person of world.persons) await person.screenshot(`failed-${number}-${person.who}`).catch(() => {});
    }
    try {
        await world?.close();
    } catch (error) {
        problem ??= error;
    }
    if (problem) {
        console.log(`FAILED ${name} (${Date.now() - began} ms)`);
        console.log(`    ${problem.stack ?? problem}`);
        const complaints = world?.complaints() ?? [];
        if (complaints.length > 0) console.log(`    consoles: ${complaints.slice(0, 5).join(' | ')}`);
        if (world?.log) console.log(`    server: ${world.log.trim().split('\n').slice(-5).join('\n            ')}`);
    } else {
        passed += 1;
        console.log(`ok     ${name} (${Date.now() - began} ms)`);
    }
    return problem === undefined;
}

// Each test waits for a screen, a server or a round trip for much of its time, so two share the machine. What measures runs alone, last.
// Gives those that failed.
async function run_all(some, at_once) {
    const waiting = [...some];
    const failed = [];
    const worker = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            if (!(await run(next, tests.indexOf(next)))) failed.push(next);
        }
    };
    await Promise.all(Array.from({ length: at_once }, worker));
    return failed;
}
const beside = Number(values['at-once']);
let unsteady = await run_all(tests.filter((test) => !test.alone), beside);
const failed = await run_all(tests.filter((test) => test.alone), 1);
if (beside === 1 || unsteady.length > second_tries) {
    failed.push(...unsteady);
    unsteady = [];
} else if (unsteady.length > 0) {
    console.log('once more, by itself:');
    const twice = await run_all(unsteady, 1);
    unsteady = unsteady.filter((test) => !twice.includes(test));
    failed.push(...twice);
}
for (const { name } of unsteady) console.log(`UNSTEADY passed by itself only: ${name}`);

await browser.close();
rmSync(profile, { recursive: true, force: true });
for (const { sample_folder } of [options, ...imported.values()]) rmSync(sample_folder, { recursive: true, force: true });
console.log(`e2e: ${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);
