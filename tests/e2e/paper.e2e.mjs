// What leaves the screen: the diagram as drawing, picture and one printed page; a cycle as its paper form.
import { readFileSync } from 'node:fs';
import { expect, people } from './world.mjs';

export const deadline_ms = 90_000;

async function saved(person, label) {
    await person.page.getByRole('button', { name: person.say('diagram.menu') }).click();
    const [download] = await Promise.all([
        person.page.waitForEvent('download'),
        person.page.getByRole('menuitem', { name: person.say(label) }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const page_count = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

export const tests = {
    'the whole diagram saves as SVG and PNG, and prints on one page, letter and A4': async (world) => {
        const person = await world.person(people.cedar_lead);
        const records = await person.snapshot();
        const diagram = records.find((r) => r.kind === 'driver_diagram');
        const nodes = records.filter((r) => r.kind === 'driver_node' && r.diagram === diagram.id);
        await person.go(`drivers/${diagram.id}?view=board`);

        const svg = await saved(person, 'diagram.save_svg');
        expect(svg.name.endsWith('.svg'), svg.name);
        // Read where no policy forbids to parse it.
        const blank = await person.context.newPage();
        const drawn = await blank.evaluate((text) => {
            const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
            return { broken: parsed.querySelector('parsererror') !== null, words: [...parsed.querySelectorAll('text')].map((t) => t.textContent.trim()).join(' ') };
        }, svg.bytes.toString('utf8'));
        await blank.close();
        expect(!drawn.broken, 'the SVG is well formed');
        for (const node of nodes) {
            const first = node.text.split(' ').slice(0, 2).join(' ');
            expect(drawn.words.includes(first), `“${first}” is in the drawing`);
        }
        expect(!/ style=|<style|<script/i.test(svg.bytes.toString('utf8')), 'it needs no style sheet');

        const png = await saved(person, 'diagram.save_png');
        expect(png.bytes.subarray(1, 4).toString() === 'PNG', 'a PNG');
        const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
        expect(width > 1000 && height > 600, `sharp enough: ${width} x ${height}`);

        for (const format of ['Letter', 'A4']) {
            const pdf = await person.page.pdf({ format, preferCSSPageSize: true });
            expect(page_count(pdf) === 1, `${format}: ${page_count(pdf)} pages`);
        }
    },
};
