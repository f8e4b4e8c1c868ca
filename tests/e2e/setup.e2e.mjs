// The first day: somebody opens the link of an empty server, settles what is settled once, and is in their network.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PostOffice } from './post-office.mjs';
import { expect, until } from './world.mjs';

export const deadline_ms = 120_000;

const director = { name: 'Dana Reyes', email: 'dana@example.org', password: 'quiet harbour lanterns' };

async function on_step(person, step) {
    await person.page.getByRole('heading', { name: person.say(`setup.${step}`), exact: true }).waitFor();
}

async function next(person, to) {
    await person.page.getByRole('button', { name: person.say('setup.next'), exact: true }).click();
    await on_step(person, to);
}

async function name_network(person) {
    const { page } = person;
    await on_step(person, 'network');
    await page.getByLabel(person.say('setup.organization'), { exact: true }).fill('Riverbend University');
    await page.getByLabel(person.say('setup.network_name')).fill('Ninth grade on track');
    await page.getByLabel(person.say('setup.name'), { exact: true }).fill(director.name);
    await page.getByLabel(person.say('setup.email')).fill(director.email);
    await page.getByLabel(person.say('setup.password')).fill(director.password);
}

async function look(person, screen) {
    for (const width of [1280, 360]) {
        await person.page.setViewportSize({ width, height: 800 });
        await person.no_axe(`${screen} at ${width}`);
        await person.screenshot(`setup-${screen}-${width}`);
        const over = await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over <= 0, `${screen} runs ${over} pixels over the edge at ${width}`);
    }
}

export const tests = {
    'an empty server is set up: mail tried, backups checked, a second factor asked of its director, who is in their network': async (world) => {
        const link = await world.begin_empty();
        const smtp = await PostOffice.open();
        const person = await world.person(director.email, { signed_in: false, keeps_program: false });
        const { page } = person;
        person.expect_errors(/422|ERR_CONNECTION|ERR_EMPTY_RESPONSE|status of 503/); // what is refused on purpose, and a server that starts again
        await page.goto(link);
        await name_network(person);
        await look(person, 'network');
        await next(person, 'address');
        await look(person, 'address');
        await next(person, 'mail');

        await page.getByLabel(person.say('setup.smtp_url')).fill('mail.example.org');
        await page.getByLabel(person.say('setup.from')).fill('hub@example.org');
        const try_mail = page.getByRole('button', { name: person.say('setup.mail_try', { email: director.email }) });
        await try_mail.click();
        await until('what cannot be a mail server is refused at its field', async () =>
            (await page.getByLabel(person.say('setup.smtp_url')).getAttribute('aria-invalid')) === 'true');
        await look(person, 'mail-refused');
        await page.getByLabel(person.say('setup.smtp_url')).fill(smtp.url);
        await try_mail.click();
        await person.shows(person.say('setup.mail_sent', { email: director.email }));
        expect(smtp.mails.length === 1 && smtp.mails[0].to === director.email, 'the mail came');
        await next(person, 'backups');

        const folder = page.getByLabel(person.say('setup.folder'), { exact: true });
        expect((await folder.inputValue()).endsWith('/backups'), 'a folder is proposed');
        await folder.fill('/proc/nowhere');
        await page.getByRole('button', { name: person.say('setup.next'), exact: true }).click();
        await until('a folder that takes nothing is refused', async () => (await folder.getAttribute('aria-invalid')) === 'true');
        const backups = join(world.folder, 'elsewhere');
        await folder.fill(backups);
        await page.getByRole('button', { name: person.say('setup.folder_try') }).click();
        await person.shows(person.say('setup.folder_same_disk'));
        await look(person, 'backups');
        await next(person, 'factor');
        await look(person, 'factor');
        expect(await page.getByRole('radio', { name: new RegExp(`^${person.say('setup.factor_leads')}`) }).isChecked(), 'of those who lead it is advised');
        await page.getByRole('button', { name: person.say('setup.finish') }).click();

        // The server began anew by itself, and asks its director for the factor that was just settled.
        await page.getByRole('heading', { name: person.say('factor.owed_title') }).waitFor({ timeout: 40_000 });
        await person.screenshot('setup-owes');
        const settled = join(world.folder, 'settings.toml');
        expect((statSync(settled).mode & 0o777) === 0o600, 'for the server’s user alone');
        const text = readFileSync(settled, 'utf8');
        expect([smtp.url, 'hub@example.org', backups, 'leads'].every((word) => text.includes(word)), text);
        expect(!text.includes('public_url'), 'what was left empty is not settled');
        await until('the first backup is there', async () => statSync(backups).isDirectory(), 20_000);
        smtp.close();

        // The link was good for it once.
        const late = await world.person('late@example.org', { signed_in: false, keeps_program: false });
        late.expect_errors(/404/);
        await late.page.goto(link);
        await late.shows(late.say('refusal.no_such_invitation'));
    },

    'what the operator settled is shown and not asked; an address elsewhere is where it goes on; in Spanish, on a phone': async (world) => {
        world.serve_with = ['--mail-from', 'operator@example.org', '--second-factor', 'nobody'];
        const link = await world.begin_empty();
        mkdirSync(join(world.folder, 'made'), { recursive: true });
        const person = await world.person(director.email, { signed_in: false, keeps_program: false, language: 'es', phone: true, width: 360 });
        const { page } = person;
        person.expect_errors(/422|ERR_CONNECTION|ERR_EMPTY_RESPONSE|status of 503/);
        await page.goto(link);
        await name_network(person);
        await next(person, 'address');
        await page.getByLabel(person.say('setup.public_url'), { exact: true }).fill('https://flywheel.example.org/');
        await next(person, 'mail');
        await person.shows('operator@example.org');
        expect((await page.getByLabel(person.say('setup.from')).count()) === 0, 'it is not asked again');
        await look(person, 'mail-given');
        await next(person, 'backups');
        await next(person, 'factor');
        const finish = page.getByRole('button', { name: person.say('setup.finish') });
        await finish.click();
        // The slash at its end is refused, and the step that asks for it comes back with all that was typed.
        await on_step(person, 'address');
        const url = page.getByLabel(person.say('setup.public_url'), { exact: true });
        expect((await url.getAttribute('aria-invalid')) === 'true', 'at its field');
        await look(person, 'address-refused');
        await url.fill('https://flywheel.example.org');
        for (const step of ['mail', 'backups', 'factor']) await next(person, step);
        await finish.click();
        await page.getByRole('heading', { name: person.say('setup.done') }).waitFor();
        await look(person, 'elsewhere');
        expect((await page.getByRole('link', { name: 'https://flywheel.example.org' }).getAttribute('href')) === 'https://flywheel.example.org/in', 'it leads there');
    },
};
