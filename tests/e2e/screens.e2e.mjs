// Every screen of the sample network: axe finds nothing, and no browser complains; light on a desk, dark on a phone in Spanish.
import { expect, new_id, people, until } from './world.mjs';

export const deadline_ms = 240_000;

async function screens(person) {
    const records = await person.snapshot();
    const one = (kind, fits = () => true) => records.find((r) => r.kind === kind && fits(r)).id;
    const diagram = one('driver_diagram');
    const protocol = one('change_protocol', (r) => r.title.startsWith('Feedback'));
    const idea = one('driver_node', (r) => r.node_kind === 'change_idea' && r.text.startsWith('Two-week'));
    return [
        ['home', ''],
        ['diagrams', 'drivers'],
        ['board', `drivers/${diagram}?view=board`],
        ['outline', `drivers/${diagram}?view=outline`],
        ['drawer', `drivers/${diagram}?view=board&node=${idea}`],
        ['idea', `ideas/${idea}`],
        ['log', 'log'],
        ['log-plan', 'log?way=plan'],
        ['cycles', 'cycles'],
        ['cycles-table', 'cycles?view=table'],
        ['cycle-complete', `cycles/${one('pdsa_cycle', (r) => r.title.startsWith('Two harder'))}`],
        ['cycle-doing', `cycles/${one('pdsa_cycle', (r) => r.state === 'doing')}`],
        ['protocols', 'protocols'],
        ['protocol', `protocols/${protocol}`],
        ['adaptation', `adaptations/${one('adaptation', (r) => r.what.startsWith('Delivery'))}`],
        ['exchange', 'exchange?order=alike'],
        ['post', `exchange/${one('post', (r) => r.post_kind === 'question')}`],
        ['tool', `exchange/${one('post', (r) => r.post_kind === 'tool')}`],
        ['new-post', 'exchange?new=offer'],
        ['support', 'support'],
        ['new-request', 'support?new=1'],
        ['meetings', 'meetings'],
        ['new-meeting', 'meetings?new=1'],
        ['meeting', `meetings/${one('meeting', (r) => r.title === 'Network meeting 6')}`],
        ['report', `meetings/${one('meeting', (r) => r.title === 'Network meeting 6')}/report`],
        ['measures', 'measures'],
        ['import', 'measures/import'],
        ['measure-new', 'measures?new=1'],
        ['measure', `measures/${one('measure', (r) => r.title === 'Reached in the window')}`],
        ['measure-sites', `measures/${one('measure', (r) => r.title === 'Reached in the window')}?view=sites`],
        ['measure-value', `measures/${one('measure', (r) => r.title === 'Burnout pulse')}`],
        ['decisions', 'decisions'],
        ['moderation', 'moderation'],
        ['inbox', 'inbox'],
        ['aim', 'aim'],
        ['charter', 'charter'],
        ['people', 'people'],
        ['accounts', 'people?show=accounts'],
        ['history', 'history'],
        ['archived', 'archived'],
        ['search', 'search'],
        ['search-narrowed', 'search?q=feedback&level=high'],
        ['team', `teams/${one('team', (r) => r.name.startsWith('Harbor'))}`],
    ];
}

async function look_at_everything(world, who, manner, name) {
    const person = await world.person(who, manner);
    const found = [];
    const look = async (screen) => {
        await person.rests();
        await person.screenshot(`${name}-${screen}`);
        found.push(...(await person.axe()).map((line) => `${screen}: ${line}`));
    };
    // Some are come to by their address, some from another screen.
    for (const [screen, path] of await screens(person)) {
        await person.step(path);
        const heading = await person.page.locator('main h1').first().innerText();
        if (heading === person.say('title.not_found')) found.push(`${screen}: there is no such screen`);
        await look(screen);
    }
    await person.page.goto('/');
    await person.page.locator('main h1').first().waitFor();
    await look('networks');
    await person.page.goto('/settings');
    await person.page.locator('main h1').first().waitFor();
    await look('settings');

    // Dialogs.
    await person.go('cycles');
    await person.page.getByRole('button', { name: person.say('cycles.new') }).first().click();
    await person.page.getByRole('dialog').waitFor();
    await look('dialog-new-cycle');
    await person.page.keyboard.press('Escape');

    // A thread, and what was.
    const doing = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing').id;
    const said = await person.command('create_comment', { id: new_id(), about_kind: 'pdsa_cycle', about_id: doing, text: 'How many were there?' });
    expect(said.ok, `said: ${JSON.stringify(said.body)}`);
    await person.go(`cycles/${doing}`);
    await person.shows('How many were there?');
    await look('comments');
    await person.page.getByRole('button', { name: person.say('history.title'), exact: true }).click();
    await person.page.getByRole('dialog').getByRole('listitem').first().waitFor();
    await look('dialog-history');
    await person.page.keyboard.press('Escape');

    // Signed out, and a sign-in that fails.
    const stranger = await world.person('nobody@example.org', { ...manner, signed_in: false });
    stranger.expect_errors(/401/); // the refused sign-in, which is asked for below
    await stranger.page.goto('/in');
    await stranger.page.getByLabel(stranger.say('sign_in.email')).fill('nobody@example.org');
    await stranger.page.getByLabel(stranger.say('sign_in.password')).fill('not the password at all');
    await stranger.page.screenshot({ path: `${world.options.work}/screens/${name}-sign-in.png` });
    found.push(...(await stranger.axe()).map((line) => `sign-in: ${line}`));
    await stranger.page.getByRole('button', { name: stranger.say('sign_in.go_password') }).click();
    await until('the refusal shows', async () => (await stranger.page.getByRole('alert').count()) > 0);
    found.push(...(await stranger.axe()).map((line) => `sign-in refused: ${line}`));

    expect(found.length === 0, `axe or a missing screen:\n        ${found.slice(0, 25).join('\n        ')}`);
}

export const tests = {
    'axe finds nothing on any screen: light, on a desk': (world) => look_at_everything(world, people.cedar_lead, {}, 'desk'),
    'axe finds nothing on any screen: dark, on a phone, in Spanish': (world) =>
        look_at_everything(world, people.harbor_lead, { dark: true, phone: true, language: 'es' }, 'phone-es'),
};
