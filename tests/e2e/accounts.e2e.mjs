// Into an account, and back into it: a password that was forgotten, a second factor that is asked for, an invitation by mail.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { PostOffice } from "./post-office.mjs";
import { expect, password, people, until } from "./world.mjs";

export const deadline_ms = 120_000;

async function serve_with(world, ...args) {
  await world.stop_server();
  world.serve_with = args;
  await world.start_server();
}

// What an authenticator app shows so many half minutes from now (RFC 6238), by other arithmetic than the server's.
function shown(base32, steps = 0) {
  const bits = [...base32.replaceAll(" ", "").replace(/=+$/, "")]
    .map((c) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        .indexOf(c)
        .toString(2)
        .padStart(5, "0"),
    )
    .join("");
  const secret = Buffer.from(
    bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)),
  );
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", secret).update(counter).digest();
  return String(
    (mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000,
  ).padStart(6, "0");
}

const screen = (world, name) => `${world.options.work}/screens/${name}.png`;
const fresh = "nine lanterns over Alder";

export const tests = {
  "[S30] who forgot their password gets a link by mail and chooses another; in Spanish, on a phone":
    async (world) => {
      const office = await PostOffice.open();
      await serve_with(
        world,
        "--smtp-url",
        office.url,
        "--mail-from",
        "flywheel@example.org",
      );
      const person = await world.person(people.cedar_teacher, {
        signed_in: false,
        language: "es",
        phone: true,
        width: 360,
      });
      person.expected_errors.push(/401|404|422/);
      const { page } = person;
      const ask = async (address) => {
        await page.goto("/in");
        await page
          .getByRole("link", { name: person.say("reset.open") })
          .click();
        await page.getByLabel(person.say("sign_in.email")).fill(address);
        await page
          .getByRole("button", { name: person.say("reset.go") })
          .click();
        await page.getByText(person.say("reset.asked")).waitFor();
        return page.locator("form").innerText();
      };
      await page.goto("/in?forgot");
      await page
        .getByRole("button", { name: person.say("reset.go") })
        .waitFor();
      await person.no_axe();
      await page.screenshot({ path: screen(world, "reset-ask-360") });
      expect(
        (await ask("nobody@example.org")) === (await ask(people.cedar_teacher)),
        "the same is said to whoever it is",
      );
      await page.screenshot({ path: screen(world, "reset-asked-360") });
      const link = await office.link_to(people.cedar_teacher, "reset");
      expect(
        !office.mails.some((each) => each.to === "nobody@example.org"),
        "nobody gets no mail",
      );
      await page.goto(link);
      const field = page.getByLabel(person.say("sign_in.new_password"));
      await field.waitFor();
      expect(!page.url().includes("#"), "the token has left the address");
      await person.no_axe();
      await field.fill("Password123!");
      await page.keyboard.press("Enter");
      await page.getByText(person.say("refusal.guessable")).waitFor();
      await page.screenshot({ path: screen(world, "reset-choose-360") });
      await field.fill(fresh);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/n\//);
      const signs_in = async (word) =>
        (
          await person.context.request.post("/api/v1/sign_in", {
            data: {
              email: people.cedar_teacher,
              password: word,
              shared_device: false,
            },
            headers: { Origin: person.origin },
          })
        ).status();
      expect(
        (await signs_in(password)) === 401,
        "the old one is none any more",
      );
      expect((await signs_in(fresh)) === 200, "the new one is");
      office.close();
    },
  "[S30] a server that sends no mail says whom to ask": async (world) => {
    const person = await world.person(people.cedar_teacher, {
      signed_in: false,
    });
    await person.page.goto("/in?forgot");
    await person.page.getByText(person.say("reset.no_mail")).waitFor();
    await person.no_axe();
    await person.page
      .getByRole("link", { name: person.say("reset.back") })
      .click();
    await person.page
      .getByRole("button", { name: person.say("sign_in.go_password") })
      .waitFor();
  },
  "[S24] a lead of whom a second factor is asked sets it up, and then is where they wanted to go":
    async (world) => {
      await serve_with(world, "--second-factor", "leads");
      const lead = await world.person(people.cedar_lead, {
        phone: true,
        width: 360,
      });
      lead.expected_errors.push(/403|WebSocket/);
      const { page } = lead;
      const wanted = `/n/${world.network}/cycles`;
      await page.goto(wanted);
      await page
        .getByRole("heading", { level: 1, name: lead.say("factor.owed_title") })
        .waitFor();
      await lead.no_axe();
      await page.screenshot({ path: screen(world, "owed-360") });
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.screenshot({ path: screen(world, "owed-1280") });
      const card = page.getByRole("region", { name: lead.say("factor.title") });
      await card
        .getByRole("button", { name: lead.say("factor.begin") })
        .click();
      await card.getByLabel(lead.say("password.current")).fill(password);
      await page.keyboard.press("Enter");
      const secret = await card.locator("code").innerText();
      await card.getByLabel(lead.say("sign_in.code")).fill(shown(secret, -1));
      await page.keyboard.press("Enter");
      await until(
        "ten codes for the drawer",
        async () => (await card.getByRole("listitem").count()) === 10,
      );
      await card
        .getByRole("button", { name: lead.say("factor.codes_kept") })
        .click();
      await page
        .locator("main h1", { hasText: lead.say("title.cycles") })
        .waitFor();
      await lead.in_step();
      expect(new URL(page.url()).pathname === wanted, page.url());
      // A program gets in without it: who makes a token shows it once more.
      lead.expected_errors.push(/401/);
      await page.goto("/settings");
      const tokens = page.getByRole("region", {
        name: lead.say("tokens.title"),
      });
      await tokens
        .getByRole("button", { name: lead.say("tokens.make") })
        .click();
      await tokens.getByLabel(lead.say("tokens.name")).fill("Figures");
      await tokens.getByLabel(lead.say("password.current")).fill(password);
      await page.keyboard.press("Enter");
      const code = tokens.getByLabel(lead.say("sign_in.code"));
      await until("one types on without a press", () =>
        code.evaluate((each) => each === document.activeElement),
      );
      await lead.no_axe();
      await page.screenshot({ path: screen(world, "token-code-1280") });
      await code.fill("000000");
      await page.keyboard.press("Enter");
      await tokens.getByText(lead.say("factor.wrong_code")).waitFor();
      await code.fill(shown(secret));
      await page.keyboard.press("Enter");
      await tokens.getByLabel(lead.say("tokens.secret")).waitFor();
      // Of a teacher it is not asked.
      const teacher = await world.person(people.cedar_teacher);
      await teacher.page.goto(wanted);
      await teacher.page
        .locator("main h1", { hasText: teacher.say("title.cycles") })
        .waitFor();
    },
    '[S10] a lead finds somebody by name, changes their role, suspends and removes them; their open pages close within a second': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const teacher = await world.person(people.cedar_teacher);
        teacher.expected_errors.push(/404|WebSocket/);
        const records = await lead.snapshot();
        const { account } = await (await teacher.context.request.get('/api/v1/me')).json();
        const { networks } = await (await teacher.context.request.get('/api/v1/me')).json();
        const { member } = networks[0];
        const held = records.find((r) => r.kind === 'membership' && r.member === member);
        const where = records.find((r) => r.id === held.organization).name;
        await teacher.go('cycles');
        await teacher.in_step();
        await lead.go('people');
        await lead.in_step();
        const { page } = lead;
        await lead.no_axe();
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.screenshot({ path: screen(world, 'people-1280') });
        const everybody = page.getByRole('region', { name: lead.say('people.everybody') });
        await everybody.getByRole('searchbox').fill('nobody at all');
        await everybody.getByText(lead.say('people.no_match')).waitFor();
        await everybody.getByRole('searchbox').fill(account.name.split(' ').at(-1));
        await until('one is left', async () => (await everybody.getByRole('listitem').count()) === 1);
        await everybody.getByRole('listitem').getByRole('button').click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('heading', { name: account.name }).waitFor();
        await lead.no_axe();
        await page.screenshot({ path: screen(world, 'person-1280') });
        await page.setViewportSize({ width: 360, height: 740 });
        await page.screenshot({ path: screen(world, 'person-360') });

        const role_of = async () => (await lead.snapshot()).find((r) => r.id === held.id);
        const role = dialog.getByLabel(lead.say('people.role_at', { organization: where }));
        await role.selectOption('observer');
        await until('the role has changed', async () => (await role_of()).role === 'observer');
        await until('their page has come back with it', async () => (await teacher.snapshot()).some((r) => r.id === held.id && r.role === 'observer'));
        await teacher.in_step();

        const choose = async (key) => {
            await dialog.getByRole('button', { name: lead.say('people.menu', { name: where }) }).click();
            await page.getByRole('menuitem', { name: lead.say(key) }).click();
        };
        const out = () => teacher.page.getByRole('heading', { level: 1, name: teacher.say('title.not_found') }).waitFor({ timeout: 10_000 });
        await choose('people.suspend');
        await until('it is suspended', async () => (await role_of()).state === 'suspended');
        const began = Date.now();
        await out();
        console.log(`       out ${Date.now() - began} ms after it was committed`);
        expect((await teacher.context.request.get(`/api/v1/networks/${world.network}/snapshot`)).status() === 404, 'a suspended member is nobody here');
        await page.screenshot({ path: screen(world, 'person-suspended-360') });
        await choose('people.resume');
        await until('they have it again', async () => (await teacher.context.request.get(`/api/v1/networks/${world.network}/snapshot`)).status() === 200);
        await teacher.go('cycles');
        await teacher.in_step();

        await dialog.getByRole('button', { name: lead.say('people.remove') }).click();
        await dialog.getByText(lead.say('people.remove_sure', { name: account.name })).waitFor();
        await lead.no_axe();
        await page.screenshot({ path: screen(world, 'person-remove-360') });
        await dialog.getByRole('alert').getByRole('button', { name: lead.say('people.remove') }).click();
        await lead.shows(lead.say('people.removed', { name: account.name }));
        await out();
        // A place in a team of the whole network is the hub's to end; without a role it shows them nothing.
        const after = await lead.snapshot();
        const of_district = (r) => after.find((team) => team.id === r.team)?.district !== undefined;
        const left = after.filter((r) => r.member === member && r.state !== 'ended' && (r.kind === 'membership' || (r.kind === 'team_membership' && of_district(r))));
        expect(left.length === 0, `${left.length} places are left`);
        await page.screenshot({ path: screen(world, 'people-360'), fullPage: true });
    },
    '[S13] an invitation goes to its address, stands in the list of open ones, and is revoked; nobody is offered what they may not do': async (world) => {
        const office = await PostOffice.open();
        await serve_with(world, '--smtp-url', office.url, '--mail-from', 'flywheel@example.org');
        const lead = await world.person(people.cedar_lead, { language: 'es' });
        const { page } = lead;
        await lead.go('people');
        await lead.in_step();
        await page.getByRole('button', { name: lead.say('people.invite'), exact: true }).click();
        const dialog = page.getByRole('dialog');
        const roles = dialog.getByLabel(lead.say('people.role'), { exact: true });
        await roles.selectOption('observer');
        expect((await roles.locator('option[value=coach]').count()) === 0, 'a coach is not a lead\'s to name');
        await dialog.getByLabel(lead.say('people.invite_email')).fill('nueva@example.org');
        await dialog.getByRole('button', { name: lead.say('people.make_link') }).click();
        await dialog.getByText(lead.say('people.mailed', { email: 'nueva@example.org' })).waitFor();
        await lead.no_axe();
        const link = await office.link_to('nueva@example.org', 'invitation');
        const guest = await world.person('nueva@example.org', { signed_in: false });
        guest.expected_errors.push(/404/);
        await guest.page.goto(link);
        await guest.page.getByRole('button', { name: guest.say('sign_in.go_invitation') }).waitFor();
        await page.keyboard.press('Escape');
        const list = page.getByRole('region', { name: lead.say('people.invitations') });
        await list.getByText('nueva@example.org').waitFor();
        await list.getByRole('button', { name: lead.say('people.revoke') }).click();
        await until('none is open', async () => (await list.count()) === 0);
        await guest.page.goto('/');
        await guest.page.goto(link);
        await guest.page.getByText(guest.say('refusal.no_such_invitation')).waitFor();
        office.close();

        // Who gives no role is not asked whom to invite.
        const teacher = await world.person(people.cedar_teacher);
        await teacher.go('people');
        await teacher.in_step();
        expect((await teacher.page.getByRole('button', { name: teacher.say('people.invite'), exact: true }).count()) === 0, 'a teacher invites nobody');
        await teacher.page.getByRole('region', { name: teacher.say('people.everybody') }).getByRole('listitem').first().getByRole('button').click();
        await teacher.page.getByRole('dialog').waitFor();
        expect((await teacher.page.getByRole('dialog').getByRole('button', { name: teacher.say('people.remove') }).count()) === 0, 'and removes nobody');
    },
    '[S83] a lead erases somebody: what it does is told first, their name is gone from every page, what they did stays': async (world) => {
        const lead = await world.person(people.cedar_lead, { language: 'es' });
        const principal = await world.person(people.alder_principal);
        principal.expected_errors.push(/401|404|WebSocket/);
        const { account, networks } = await (await principal.context.request.get('/api/v1/me')).json();
        const { member } = networks[0];
        const before = await lead.snapshot();
        const theirs = before.filter((r) => r.kind === 'pdsa_cycle' && r.owner === member);
        expect(theirs.length > 0, 'they have done something');
        await principal.go('cycles');
        await principal.in_step();
        await lead.go('people');
        await lead.in_step();
        const { page } = lead;
        const everybody = page.getByRole('region', { name: lead.say('people.everybody') });
        await everybody.getByRole('searchbox').fill(account.name.split(' ').at(-1));
        await until('one is left', async () => (await everybody.getByRole('listitem').count()) === 1);
        await everybody.getByRole('listitem').getByRole('button').click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: lead.say('people.erase') }).click();
        await dialog.getByText(lead.say('people.erase_account')).waitFor();
        await dialog.getByText(lead.say('people.erase_stays')).waitFor();
        await lead.no_axe();
        await page.screenshot({ path: screen(world, 'erase-1280') });
        await page.setViewportSize({ width: 360, height: 740 });
        await page.screenshot({ path: screen(world, 'erase-360') });
        lead.expected_errors.push(/401/);
        const asked = dialog.getByLabel(lead.say('people.own_password'));
        await asked.fill('not mine');
        await asked.press('Enter');
        await dialog.getByText(lead.say('people.erase_password')).waitFor();
        expect((await lead.snapshot()).some((r) => r.id === member && r.name === account.name), 'nothing happened');
        await asked.fill(password);
        await asked.press('Enter');
        await lead.shows(lead.say('people.erased', { name: account.name }));
        await principal.page.getByRole('heading', { level: 1, name: principal.say('title.not_found') }).or(principal.page.getByRole('heading', { level: 1, name: principal.say('title.sign_in') })).waitFor({ timeout: 10_000 });
        const after = await lead.snapshot();
        expect(after.find((r) => r.id === member).erased === true, 'nobody is called that');
        expect(theirs.every(({ id }) => after.some((r) => r.id === id)), 'the cycles stay');
        await until('the list knows nobody of that name', async () => (await everybody.getByRole('listitem').count()) === 0);
        await lead.go(`cycles/${theirs[0].id}`);
        await page.getByText(lead.say('name.erased')).filter({ visible: true }).first().waitFor();
        expect((await page.getByText(account.name).filter({ visible: true }).count()) === 0, 'the page does not say the name');
        await lead.no_axe();
        await page.screenshot({ path: screen(world, 'erased-cycle-360') });
        const again = await world.person(people.alder_principal, { signed_in: false });
        again.expected_errors.push(/401/);
        const answer = await again.context.request.post('/api/v1/sign_in', { data: { email: people.alder_principal, password }, headers: { origin: world.origin } });
        expect(answer.status() === 401, `the account is gone: ${answer.status()}`);
    },
    'a district lead takes the district\'s share along: a file of lines that holds what is theirs and nothing that is kept from them': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const { page } = lead;
        await lead.go('people');
        await lead.in_step();
        await page.getByRole('button', { name: lead.say('people.take_along') }).click();
        const dialog = page.getByRole('dialog');
        const what = dialog.getByLabel(lead.say('people.take_what'));
        await what.selectOption({ index: 1 });
        const district = await what.inputValue();
        await lead.no_axe();
        await page.screenshot({ path: screen(world, 'take-along-1280') });
        await page.setViewportSize({ width: 360, height: 740 });
        await page.screenshot({ path: screen(world, 'take-along-360') });
        await dialog.getByLabel(lead.say('people.own_password')).fill(password);
        const [download] = await Promise.all([
            page.waitForEvent('download'),
            dialog.getByRole('button', { name: lead.say('people.take_now') }).click(),
        ]);
        const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
        expect(lines[0].flywheel_import === 1 && lines[0].network === world.network, 'a header comes first');
        const sees = new Set((await lead.snapshot()).map((r) => r.id));
        const cycles = lines.filter((r) => r.kind === 'pdsa_cycle');
        expect(cycles.length > 0 && cycles.every(({ id }) => sees.has(id)), 'cycles, and only those they see');
        expect(lines.some((r) => r.kind === 'observation'), 'with what is in them');
        expect(lines.some((r) => r.id === district), 'and the district itself');
        await lead.shows(lead.say('people.taken'));
    },
};
