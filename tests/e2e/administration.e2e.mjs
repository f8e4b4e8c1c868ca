// How people get in, on the page of those who look after them: at work, and where somebody is signed out.
import { expect, password, people, until } from "./world.mjs";

export const deadline_ms = 120_000;

const in_region = (person, title) =>
  person.page.getByRole("region", { name: person.say(title), exact: true });

async function open_page(person) {
  await person.go("people");
  await person.page
    .getByRole("link", { name: person.say("people.administration") })
    .click();
  await person.shows(person.say("admin.sign_ins_title"));
}

const pictures = async (world, person, name) => {
  for (const width of [1280, 360]) {
    await person.page.setViewportSize({ width, height: 900 });
    await person.page.screenshot({
      path: `${world.options.work}/screens/${name}-${width}.png`,
      fullPage: true,
    });
  }
  await person.page.setViewportSize({ width: 1280, height: 900 });
};

export const tests = {
  "[H14] a lead signs somebody of the district out everywhere, ends a program, and reads what happened":
    async (world) => {
      const teacher = await world.person(people.cedar_teacher);
      await teacher.go();
      const made = await teacher.page.evaluate(
        async (body) =>
          (
            await fetch("/api/v1/tokens", {
              method: "POST",
              headers: { "Content-Type": "application/json" },
              body: JSON.stringify(body),
            })
          ).status,
        {
          name: "Nightly figures",
          network: world.network,
          current_password: password,
        },
      );
      expect(made === 200, `a token is made: ${made}`);

      const lead = await world.person(people.cedar_lead);
      await open_page(lead);
      expect(
        !(await lead.page.getByText(people.harbor_teacher).count()),
        "nobody of another district is there",
      );
      expect(
        !(await lead.page.getByText(lead.say("admin.server_title")).count()),
        "the server is the hub's",
      );
      await pictures(world, lead, "accounts-lead");
      await lead.no_axe();

      const programs = in_region(lead, "admin.programs_title");
      await programs
        .getByRole("button", {
          name: lead.say("admin.token_end_of", { name: "Nightly figures" }),
        })
        .click();
      await programs.getByText(lead.say("admin.no_programs")).waitFor();

      const sign_ins = in_region(lead, "admin.sign_ins_title");
      await sign_ins.getByRole("searchbox").fill(people.cedar_teacher);
      await sign_ins.getByText(people.cedar_teacher).waitFor();
      teacher.expected_errors.push(/401/);
      await sign_ins
        .getByRole("button", { name: lead.say("admin.end") + ":" })
        .click();
      await sign_ins.getByText(lead.say("admin.nowhere")).waitFor();
      await until("her page asks her to sign in", () =>
        teacher.page
          .getByRole("button", {
            name: teacher.say("sign_in.go_password"),
          })
          .isVisible(),
      );
      const told = in_region(lead, "admin.history_title");
      await told
        .getByText(lead.say("admin.event.sessions_ended_by_lead"))
        .waitFor();
      await told
        .getByText(lead.say("admin.event.api_token_ended_by_lead"))
        .waitFor();
    },

  "[H14] who directs the hub sees everybody, and how the server is; a teacher has no such page":
    async (world) => {
      const director = await world.person(people.hub_director);
      await open_page(director);
      await director.shows(director.say("admin.server_title"));
      const find = director.page.getByRole("searchbox", {
        name: director.say("admin.find"),
      });
      for (const each of [people.harbor_teacher, people.cedar_teacher]) {
        await find.fill(each);
        await director.page.getByText(each).waitFor();
      }
      await find.fill("");
      await pictures(world, director, "accounts-director");
      await director.no_axe();

      const teacher = await world.person(people.harbor_teacher);
      await teacher.go("people?show=accounts");
      await teacher.shows(teacher.say("people.tree"));
      expect(
        !(await teacher.page
          .getByText(teacher.say("people.administration"))
          .count()),
        "nothing leads there",
      );
    },
};
