// Photos and documents: chosen on a phone without a line, sent in pieces, seen by whoever sees what they hang on.
import { expect, people, until } from './world.mjs';

const no_line = /WebSocket connection|ERR_|Failed to load resource/;
const place = 'GPS 47.3769 N 8.5417 E';

// As a phone gives it: larger than it need be, and with words about where it was taken.
async function photo(person, colour = 'teal') {
    const base64 = await person.page.evaluate((colour) => {
        const canvas = document.createElement('canvas');
        canvas.width = 3000;
        canvas.height = 2000;
        const pen = canvas.getContext('2d');
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 3000, 2000);
        pen.fillStyle = 'white';
        pen.font = '300px sans-serif';
        pen.fillText('14 of 20', 600, 1100);
        return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
    }, colour);
    const drawn = Buffer.from(base64, 'base64');
    const words = Buffer.from(`Exif\0\0${place}`);
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, words.length + 2]), words]);
    return { name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([drawn.subarray(0, 2), segment, drawn.subarray(2)]) };
}

const file_input = (person, words) => person.page.getByLabel(person.say(words));

async function details(person, kind, id) {
    const { text } = await person.get(`/api/v1/networks/${person.world.network}/details/${kind}/${id}`);
    return JSON.parse(text).puts ?? [];
}

const attachments = async (person, kind, id) => (await details(person, kind, id)).filter((r) => r.kind === 'attachment');

const fetched = (person, id) =>
    person.page.evaluate(async (address) => {
        const answer = await fetch(address);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        return { status: answer.status, headers: Object.fromEntries(answer.headers), bytes: Array.from(bytes) };
    }, `/api/v1/networks/${person.world.network}/attachments/${id}`);

export const deadline_ms = 120_000;

export const tests = {
    'a photo from the quick log, without a line, outlives the browser, says nothing of where it was taken, and is there for the team': async (world) => {
        const person = await world.person(people.harbor_teacher, { wire: true, own_browser: true, phone: true, width: 360 });
        person.expect_errors(no_line);
        await person.go();
        await person.program_kept();
        const taken = await photo(person);
        const { account } = JSON.parse((await person.get('/api/v1/me')).text);
        person.wire.cut();
        await until('the page says so', async () => (await person.text()).includes(person.say('status.cut')), 15_000);
        await person.page.getByRole('navigation').getByRole('link', { name: person.say('nav.log') }).tap();
        await file_input(person, 'attachment.photo').setInputFiles(taken);
        await person.page.getByLabel(person.say('cycle.new_observation')).fill('Fourteen of twenty read it');
        await person.page.locator('form img').waitFor();
        await person.screenshot('attachment-log');
        await person.no_axe('with a photo chosen');
        await person.page.getByRole('button', { name: person.say('action.add'), exact: true }).tap();
        await person.saved_here();
        await until('the device keeps the photo', async () => (await person.on_device('files', account)).length === 1);
        await person.kill_tab();
        await person.restart_browser();
        await person.go_offline('log');
        person.wire.mend();
        await until('nothing waits on the device', async () => (await person.on_device('files')).length === 0, 30_000);
        await person.in_step();

        const mate = await world.person(people.harbor_lead);
        const cycles = (await mate.snapshot()).filter((r) => r.kind === 'pdsa_cycle');
        let found;
        await until('the photo is there, once', async () => {
            const all = await Promise.all(cycles.map((cycle) => attachments(mate, 'pdsa_cycle', cycle.id)));
            found = all.flat();
            return found.length === 1;
        });
        const [file] = found;
        const said = (await details(mate, 'pdsa_cycle', file.cycle)).find((r) => r.id === file.observation);
        expect(said.text === 'Fourteen of twenty read it', `it hangs on the note: ${JSON.stringify(said)}`);
        await mate.go(`cycles/${file.cycle}`);
        const picture = mate.page.getByRole('img', { name: 'IMG_2041' });
        await picture.waitFor();
        await until('it is drawn', () => picture.evaluate((img) => img.naturalWidth > 0));
        const sides = await picture.evaluate((img) => [img.naturalWidth, img.naturalHeight]);
        expect(sides[0] === 1600 && Math.abs(sides[1] - 1067) <= 1, `smaller, and not cut: ${sides}`);
        await mate.screenshot('attachment-cycle');
        await mate.no_axe('with a photo');
        const { status, headers, bytes } = await fetched(mate, file.id);
        expect(status === 200 && headers['content-type'] === 'image/jpeg', JSON.stringify(headers));
        expect(headers['content-security-policy'] === "default-src 'none'; sandbox" && headers['content-disposition'].startsWith('attachment'), JSON.stringify(headers));
        expect(headers['cache-control'] === 'private, no-store' && headers['x-content-type-options'] === 'nosniff', JSON.stringify(headers));
        expect(!Buffer.from(bytes).includes(place) && !Buffer.from(bytes).includes('Exif'), 'it says nothing of the place');
        expect(bytes.length < taken.buffer.length && bytes.length === file.bytes, `${taken.buffer.length} bytes became ${bytes.length}`);

        // Somebody of another district who does not see the cycle gets nothing, and no other answer than for what is not there.
        const outsider = await world.person(people.cedar_lead);
        await outsider.go();
        outsider.expect_errors(/404/);
        const theirs = await fetched(outsider, file.id);
        const nothing = await fetched(outsider, 'a'.repeat(file.id.length));
        const sees = (await outsider.snapshot()).some((r) => r.id === file.cycle);
        expect(sees ? theirs.status === 200 : theirs.status === 404 && String(theirs.bytes) === String(nothing.bytes), `${sees}: ${theirs.status}`);
    },

    'a document at a protocol is there for others to save, words say what is not taken, and what is taken off comes back': async (world) => {
        const hub = await world.person(people.facilitator);
        const reader = await world.person(people.harbor_teacher, { phone: true, width: 360, language: 'es' });
        const { id } = (await hub.snapshot()).find((r) => r.kind === 'change_protocol' && r.shared_with === 'network');
        await hub.go(`protocols/${id}`);
        await reader.go(`protocols/${id}`);
        const region = (person) => person.page.getByRole('region', { name: person.say('attachment.title') });
        const choose = (name, mimeType, text) => file_input(hub, 'attachment.add').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });

        hub.expect_errors(/422/);
        await choose('drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>');
        await hub.shows(hub.say('attachment.not_a_picture', { name: 'drawing.svg' }));
        await choose('Not a document.docx', 'application/zip', 'PK\x03\x04 but nothing in it');
        await region(hub).getByRole('button', { name: hub.say('action.add'), exact: true }).click();
        await hub.shows(hub.say('refusal.unknown_media_type'));
        await region(hub).getByRole('button', { name: hub.say('attachment.remove', { title: 'Not a document' }) }).click();
        await hub.shows_no_more(hub.say('refusal.unknown_media_type'));

        await choose('Greeting cards.pdf', 'application/pdf', `%PDF-1.7\n${'1 0 obj endobj\n'.repeat(20_000)}%%EOF\n`);
        await region(hub).getByLabel(hub.say('attachment.text')).fill('Twelve cards to cut out');
        await hub.screenshot('attachment-chosen');
        await region(hub).getByRole('button', { name: hub.say('action.add'), exact: true }).click();
        const link = region(reader).getByRole('link', { name: reader.say('attachment.save', { title: 'Greeting cards' }) });
        await link.waitFor();
        await reader.shows('Twelve cards to cut out');
        expect((await region(reader).getByRole('button', { name: reader.say('attachment.remove', { title: 'Greeting cards' }) }).count()) === 0, 'no way to take off what is not hers');
        await hub.screenshot('attachment-hub');
        const [saved] = await Promise.all([reader.page.waitForEvent('download'), link.click()]);
        expect(saved.suggestedFilename() === 'Greeting cards.pdf', saved.suggestedFilename());
        await reader.screenshot('attachment-protocol');
        await reader.no_axe('with a document');
        const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect(!wide, 'nothing is wider than 360 px');

        await region(hub).getByRole('button', { name: hub.say('attachment.remove', { title: 'Greeting cards' }) }).click();
        await link.waitFor({ state: 'detached' });
        await hub.page.keyboard.press('Control+z');
        await link.waitFor();
    },

    'a photo that shows a person stays with the team, and one that could not be sent is shown as waiting': async (world) => {
        const teacher = await world.person(people.harbor_teacher, { wire: true, own_browser: true });
        teacher.expect_errors(no_line);
        const other = await world.person(people.cedar_lead);
        const cycle = (await teacher.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing' && r.shared_with === 'network');
        await teacher.go(`cycles/${cycle.id}`);
        await other.go(`cycles/${cycle.id}`);
        const region = (person) => person.page.getByRole('region', { name: person.say('attachment.title') });
        const add = async (words, names) => {
            await file_input(teacher, 'attachment.add').setInputFiles(await photo(teacher, names ? 'maroon' : 'olive'));
            await region(teacher).getByLabel(teacher.say('attachment.text')).fill(words);
            if (names) await region(teacher).getByLabel(teacher.say('attachment.names')).check();
            await region(teacher).getByRole('button', { name: teacher.say('action.add'), exact: true }).click();
        };
        teacher.wire.cut();
        await until('the page says so', async () => (await teacher.text()).includes(teacher.say('status.cut')), 15_000);
        await add('The chart on the wall', false);
        await teacher.shows(teacher.say('attachment.waiting'));
        await teacher.screenshot('attachment-waiting');
        teacher.wire.mend();
        await other.page.getByRole('img', { name: 'The chart on the wall' }).waitFor({ timeout: 30_000 });
        await add('Maria at the board', true);
        await teacher.page.getByRole('img', { name: 'Maria at the board' }).waitFor();
        await until('it reached the server', async () => (await attachments(teacher, 'pdsa_cycle', cycle.id)).length === 2, 30_000);
        await teacher.in_step();
        const seen = (await attachments(other, 'pdsa_cycle', cycle.id)).map((each) => each.text);
        expect(String(seen) === 'The chart on the wall', `another district sees ${seen}`);
        expect((await other.page.getByRole('img', { name: 'Maria at the board' }).count()) === 0, 'nor on the screen');
        await teacher.screenshot('attachment-named');
    },
};
