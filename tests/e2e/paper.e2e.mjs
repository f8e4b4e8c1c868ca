// What leaves the screen: the diagram as drawing, picture and one printed page; a cycle as its paper form.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, new_id, people } from './world.mjs';

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

    'a cycle prints as its worksheet: an empty plan on one page with lines to write on, a long one on more, none cut': async (world) => {
        const person = await world.person(people.cedar_teacher);
        const records = await person.snapshot();
        const { page } = person;
        const sheet = async (name, format) => {
            const pdf = await page.pdf({ format, preferCSSPageSize: true });
            mkdirSync(join(world.options.work, 'screens'), { recursive: true });
            writeFileSync(join(world.options.work, 'screens', `${name}-${format}.pdf`), pdf);
            return page_count(pdf);
        };
        // As it is printed: what stands on it, and whether anything runs out of its box.
        const printed = async () => {
            await page.locator('table.paper').waitFor({ state: 'attached' }); // it comes just after its page
            await page.emulateMedia({ media: 'print' });
            const found = await page.evaluate(() => {
                const paper = document.querySelector('table.paper');
                const cut = [...paper.querySelectorAll('*')].filter(
                    (e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== 'inline',
                );
                return {
                    words: paper.innerText,
                    lines: paper.querySelectorAll('.line').length,
                    cut: cut.map((e) => `${e.className}: ${e.textContent.slice(0, 40)}`),
                    screen: [...document.querySelectorAll('.page, header.bar, nav.side')].filter((e) => e.offsetParent !== null).length,
                };
            });
            await page.emulateMedia({ media: null });
            return found;
        };

        const doing = records.find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing' && r.objective);
        await person.go(`cycles/${doing.id}`);
        const full = await printed();
        for (const field of ['title', 'objective']) expect(full.words.includes(doing[field]), `“${doing[field]}” is on it`);
        for (const part of ['plan', 'do', 'study', 'act']) {
            expect(full.words.toLowerCase().includes(person.say(`part.${part}`).toLowerCase()), `${part} is on it`);
        }
        expect(full.cut.length === 0, `cut: ${full.cut.join('; ')}`);
        expect(full.screen === 0, 'nothing of the screen is printed');
        for (const format of ['Letter', 'A4']) await sheet('worksheet-doing', format);

        const member = JSON.parse((await person.get('/api/v1/me')).text).networks[0].member;
        const mine = records.find((r) => r.kind === 'team_membership' && r.member === member && r.state === 'active').team;
        const idea = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea').id;
        const give = async (name, args) => {
            const answer = await person.command(name, args);
            expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
        };
        const [ramp, empty, long] = [new_id(), new_id(), new_id()];
        await give('create_ramp', { id: ramp, title: 'On paper', change_idea: idea, team: mine });
        await give('create_pdsa_cycle', { id: empty, ramp, team: mine, title: 'To be filled in by hand' });
        await person.go(`cycles/${empty}`);
        const blank = await printed();
        expect(blank.lines >= 12, `lines to write on: ${blank.lines}`);
        expect(blank.cut.length === 0, `cut: ${blank.cut.join('; ')}`);
        for (const format of ['Letter', 'A4']) {
            const pages = await sheet('worksheet-empty', format);
            expect(pages === 1, `${format}: ${pages} pages for an empty plan`);
        }
        const spanish = await world.person(people.cedar_teacher, { language: 'es' });
        await spanish.go(`cycles/${empty}`);
        const pdf = await spanish.page.pdf({ format: 'Letter', preferCSSPageSize: true });
        writeFileSync(join(world.options.work, 'screens', 'worksheet-empty-es.pdf'), pdf);
        expect(page_count(pdf) === 1, `in Spanish: ${page_count(pdf)} pages`);

        const paragraph = 'Greet each student at the door by name, and note who is late and who is not. ';
        await give('create_pdsa_cycle', {
            id: long,
            ramp,
            team: mine,
            title: 'A long one',
            what: paragraph.repeat(20),
            data_plan: paragraph.repeat(15),
            study: `${paragraph.repeat(60)} Averyveryverylongword${'x'.repeat(200)} THE END`,
        });
        for (let i = 0; i < 12; i += 1) {
            await give('create_question', { id: new_id(), cycle: long, text: `Question ${i}: ${paragraph}`, prediction: paragraph, rank: `V${String.fromCharCode(98 + i)}` });
        }
        await person.go(`cycles/${long}`);
        await person.shows('Question 11');
        const all = await printed();
        expect(all.words.includes('THE END'), 'the last word is there');
        expect(all.words.includes('Question 11'), 'the last question is there');
        expect(all.cut.length === 0, `cut: ${all.cut.join('; ')}`);
        for (const format of ['Letter', 'A4']) {
            const pages = await sheet('worksheet-long', format);
            expect(pages >= 2 && pages <= 6, `${format}: ${pages} pages for a long one`);
        }
    },
};
