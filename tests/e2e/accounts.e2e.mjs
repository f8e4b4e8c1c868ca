// Into an account, and back into it: a password that was forgotten, a second factor that is asked for, an invitation by mail.
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { expect, password, people, until } from "./world.mjs";

export const deadline_ms = 120_000;

// As much of an SMTP server as a sender needs: keeps each mail with its parts in plain words.
class PostOffice {
  static async open() {
    const office = new PostOffice();
    office.mails = [];
    office.server = createServer((socket) => {
      let to = "";
      let data;
      let rest = "";
      const say = (text) => socket.write(`${text}\r\n`);
      socket.setEncoding("utf8").on("error", () => {});
      say("220 here");
      socket.on("data", (text) => {
        rest += text;
        for (let end; (end = rest.indexOf("\r\n")) >= 0;) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (data && line !== ".") data.push(line);
          else if (data) {
            const parts = data
              .join("\n")
              .split(/\n\n/)
              .map((part) =>
                Buffer.from(part.split("\n--")[0], "base64").toString("utf8"),
              );
            office.mails.push({ to, text: parts.join("\n") });
            data = undefined;
            say("250 taken");
          } else if (line.startsWith("RCPT")) {
            to = /<(.*)>/.exec(line)[1];
            say("250 ok");
          } else if (line === "DATA") {
            data = [];
            say("354 go on");
          } else say(line === "QUIT" ? "221 bye" : "250 ok");
        }
      });
    });
    await new Promise((ready) => office.server.listen(0, "127.0.0.1", ready));
    office.url = `smtp://127.0.0.1:${office.server.address().port}`;
    return office;
  }

  // The path of the link that somebody was mailed, once it is there.
  async link_to(address, purpose) {
    const found = await until(`a mail with a link for ${address}`, () => {
      const mail = this.mails.findLast(
        (each) => each.to === address && each.text.includes(`/in#${purpose}=`),
      );
      return mail && new RegExp(`/in#${purpose}=[\\w-]+`).exec(mail.text)[0];
    });
    return found;
  }
}

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
      office.server.close();
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
      // Of a teacher it is not asked.
      const teacher = await world.person(people.cedar_teacher);
      await teacher.page.goto(wanted);
      await teacher.page
        .locator("main h1", { hasText: teacher.say("title.cycles") })
        .waitFor();
    },
};
