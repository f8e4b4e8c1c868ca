// What the five main screens are to somebody who hears them: roles, names, order and states, held to the files under tests/e2e/aria.
// FLYWHEEL_ARIA=write rewrites those; look at what changed in them before you keep it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, people, until } from './world.mjs';

export const deadline_ms = 90_000;

const golden = new URL('aria/', import.meta.url).pathname;
const writes = process.env.FLYWHEEL_ARIA === 'write';

// A week after the sample network was made: every "days ago" and "days left" is then the same on any day.
const some_day = new Date('2025-03-10T15:00:00Z');

// Each screen with words that show only once all of it is there.
function screens(records) {
    const one = (kind, fits = () => true) => records.find((r) => r.kind === kind && fits(r));
    const diagram = one('driver_diagram');
    const cycle = one('pdsa_cycle', (r) => r.title.startsWith('Two harder'));
    const idea = one('driver_node', (r) => r.node_kind === 'change_idea');
    return [
        { name: 'home', path: '', once: (person) => person.say('home.moving') },
        { name: 'diagram', path: `drivers/${diagram.id}?view=board`, once: () => idea.text },
        { name: 'cycle', path: `cycles/${cycle.id}`, once: (person) => person.say('field.question.result') },
        { name: 'quick-log', path: 'log', once: (person) => person.say('cycle.new_observation') },
        { name: 'cycles', path: 'cycles', once: () => cycle.title },
    ];
}

// As it is once two looks in a row see the same.
async function heard(page) {
    let last;
    return until('the screen comes to rest', async () => {
        const now = await page.locator('body').ariaSnapshot();
        const rests = now === last;
        last = now;
        return rests && `${now}\n`;
    });
}

function difference(file, now, folder) {
    let before = '';
    try {
        before = readFileSync(file, 'utf8');
    } catch {
        // A file that is not there differs in every line.
    }
    if (before === now) return undefined;
    mkdirSync(folder, { recursive: true });
    const actual = join(folder, file.slice(file.lastIndexOf('/') + 1));
    writeFileSync(actual, now);
    return spawnSync('diff', ['-u', '--label', 'kept', '--label', 'now', file, actual], { encoding: 'utf8' }).stdout || `${file} is missing`;
}

export const tests = {
    'the five main screens are heard as the kept files say': async (world) => {
        const person = await world.person(people.cedar_teacher, { at: some_day });
        const differences = [];
        for (const { name, path, once } of screens(await person.snapshot())) {
            await person.go(path);
            await person.shows(once(person));
            const now = await heard(person.page);
            const file = join(golden, `${name}.yml`);
            if (writes) {
                mkdirSync(golden, { recursive: true });
                writeFileSync(file, now);
            } else {
                const differs = difference(file, now, join(world.options.work, 'aria'));
                if (differs) differences.push(`${name}:\n${differs}`);
            }
        }
        expect(differences.length === 0, `heard otherwise than kept (FLYWHEEL_ARIA=write rewrites the files):\n${differences.join('\n')}`);
    },
};
