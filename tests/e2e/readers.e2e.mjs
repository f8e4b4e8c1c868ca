// Who opened what a team keeps to itself: told to those whose record it is, and to nobody whom it was only shown to.
import { expect, people, until } from "./world.mjs";

const opened = async (person, id) => {
  const { status, text } = await person.get(
    `/api/v1/networks/${person.world.network}/readers/pdsa_cycle/${id}`,
  );
  return { status, readers: status === 200 ? JSON.parse(text).readers : [] };
};

// A cycle of this person's own that neither the hub nor the network sees.
async function kept_close(person) {
  const { text } = await person.get(
    `/api/v1/networks/${person.world.network}/records/pdsa_cycle`,
  );
  const me = JSON.parse((await person.get("/api/v1/me")).text).networks[0]
    .member;
  return JSON.parse(text).records.find(
    (cycle) => cycle.owner === me && cycle.shared_with === "team",
  );
}

export const deadline_ms = 120_000;

export const tests = {
  "[S87] a principal sees in the history of a cycle of her team who opened it, and a visit leaves its line at once":
    async (world) => {
      const teacher = await world.person(people.dogwood_principal);
      const cycle = await kept_close(teacher);
      expect(cycle, "the sample has a cycle that its team keeps to itself");
      await teacher.go(`cycles/${cycle.id}`);
      const history = teacher.page
        .getByRole("button", {
          name: teacher.say("history.title"),
          exact: true,
        })
        .last();
      await history.click();
      await teacher.shows(teacher.say("readers.title"));
      await teacher.shows(teacher.say("readers.none"));
      await teacher.page
        .getByRole("button", { name: teacher.say("action.close") })
        .first()
        .click();

      const mate = await world.person(people.cedar_teacher);
      const before = await opened(mate, cycle.id);
      await mate.go(`cycles/${cycle.id}`);
      await until(
        "the visit is written down",
        async () => (await opened(teacher, cycle.id)).readers.length === 1,
        10_000,
      );
      await history.click();
      const reader = (await opened(teacher, cycle.id)).readers[0];
      expect(reader.days === 1 && reader.last_at_ms > 0, "one day");
      const dialog = teacher.page.getByRole("dialog");
      await dialog.getByText("Leah Ortiz").waitFor();
      await teacher.no_axe("with the list of readers");
      for (const width of [1280, 360]) {
        await teacher.page.setViewportSize({ width, height: 800 });
        await teacher.screenshot(`readers-${width}`);
      }
      expect(before.status !== 500, "asked");

      // Whoever may not see the cycle is told that there is none, as of one that is not there.
      const stranger = await world.person(people.prairie_lead);
      const [hidden, absent] = [
        await opened(stranger, cycle.id),
        await opened(stranger, "zzzzzzzzzzzzzzzzzzzzzzzzzz"),
      ];
      expect(
        hidden.status === 404 && absent.status === 404,
        `${hidden.status} and ${absent.status}`,
      );
      expect(
        (await opened(teacher, cycle.id)).readers.length === 1,
        "the stranger left no line",
      );
    },
};
