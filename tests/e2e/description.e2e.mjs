// What a program can ask, read in the browser: served by the server itself, and nothing from elsewhere.
import { expect, people } from './world.mjs';

export const tests = {
    'the interface for programs is read, narrowed and saved, on a phone too': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.harbor_teacher, { phone: true, width: 360, language: 'es' });
        const asked = [];
        lead.page.on('request', (request) => asked.push(request.url()));
        await lead.page.goto(`${world.origin}/settings`);
        await lead.page.getByRole('link', { name: lead.say('tokens.description') }).click();
        const { paths } = JSON.parse((await lead.get('/api/v1/openapi.json')).text);
        const count = Object.values(paths).reduce((sum, each) => sum + Object.keys(each).length, 0);
        await lead.shows(lead.say('api.shown#other', { n: String(count) }));
        await lead.page.getByLabel(lead.say('api.find')).fill('observation create');
        await lead.page.getByText('/networks/{network}/commands/create_observation').click();
        await lead.page.getByRole('rowheader', { name: 'args.text' }).waitFor();
        await lead.shows('What was seen.');
        await lead.screenshot('description');
        await lead.no_axe('in the description');
        const [saved] = await Promise.all([lead.page.waitForEvent('download'), lead.page.getByRole('link', { name: lead.say('api.download') }).click()]);
        expect(saved.suggestedFilename() === 'openapi.json', saved.suggestedFilename());
        expect(asked.every((each) => each.startsWith(world.origin)), `nothing from elsewhere: ${asked}`);

        await teacher.page.goto(`${world.origin}/settings?show=api`);
        await teacher.page.getByLabel(teacher.say('api.find')).fill('uploads');
        await teacher.page.getByText('/networks/{network}/uploads').click();
        await teacher.page.getByText('SHA-256 of the whole file').waitFor();
        await teacher.screenshot('description-phone');
        const wide = await teacher.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect(!wide, 'nothing is wider than 360 px');
    },
};
