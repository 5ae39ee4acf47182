// Upkeep, report and answers, as the tablet user: a plan that is due, a to-do list and a calendar filled and ticked, nothing told of the home.
import assert from "node:assert/strict";
import { beginRecord, encodeCare } from "../../../src/core/care/record.ts";
import { SECRETS } from "../setup.mjs";

const LIST = "todo.household";
const CALENDAR = "calendar.upkeep";
const DAY = 24 * 3_600_000;
/** A plan that began so long ago has more than one thing due. */
const BEGUN = 400 * DAY;

/** Runs in the page: the care of the first card, row by row. */
function readCare() {
  const find = (root, found = []) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.localName === "lock-health-card") found.push(element);
      if (element.shadowRoot) find(element.shadowRoot, found);
    }
    return found;
  };
  const [card] = find(document);
  const root = card?.shadowRoot;
  return {
    rows: [...(root?.querySelectorAll("[data-care]") ?? [])].map(({ dataset, innerText }) => ({
      id: dataset.care,
      state: dataset.state,
      text: innerText,
    })),
    status: root?.querySelector("[data-care-status]")?.textContent.trim() ?? "",
    place: root?.querySelector("[data-place]")?.dataset.place,
  };
}

const itemsOf = async (home) => (await home.tablet.session.call("todo/item/list", { entity_id: LIST })).items;
const about = (items, lock) => items.filter(({ description }) => description?.includes(`lock-health: ${lock} `));

async function eventsOf(home) {
  const answer = await home.call("call_service", {
    domain: "calendar",
    service: "get_events",
    service_data: {
      start_date_time: new Date(Date.now() - 3 * 365 * DAY).toISOString(),
      end_date_time: new Date(Date.now() + 365 * DAY).toISOString(),
    },
    target: { entity_id: CALENDAR },
    return_response: true,
  });
  return answer.response[CALENDAR].events;
}

export default {
  id: "17",
  title: "upkeep in a to-do list and a calendar, a report without the home in it, answers in place",
  async restore({ home }) {
    await home.tablet.session.call("frontend/set_user_data", { key: "lock_health", value: {} });
    const uids = (await itemsOf(home)).map(({ uid }) => uid);
    if (uids.length > 0) await home.admin.session.service("todo", "remove_item", { item: uids }, { entity_id: LIST });
    if (home.entries.calendar) await home.standDown(home.entries.calendar);
  },
  async run(trial) {
    const { home, check, must, openLock, picture } = trial;
    await home.add("calendar");
    await home.until("the calendar", async () => home.state(CALENDAR));
    const front = await home.lockOf("Front Door");
    await home.tablet.session.call("frontend/set_user_data", {
      key: "lock_health",
      value: { [front]: { care: encodeCare(beginRecord(Date.now() - BEGUN)) } },
    });
    const { page, card } = await openLock(front, { config: { care_list: LIST, calendar_entity: CALENDAR } });
    const care = () => page.evaluate(readCare);
    await must("care that is past its day is a finding, with a way to it", async () => {
      await card.untilFinding(front, "care_due");
      await card.tapRemedy(front, "open_care");
      await card.until("the plan", care, ({ rows }) => rows.length >= 5);
    });
    const { rows } = await care();
    const due = rows.filter(({ state }) => state === "due").map(({ id }) => id);
    await check("worst first, and why", () => {
      assert.ok(due.length >= 3, JSON.stringify(rows));
      assert.equal(rows[0].state, "due");
      return due.join();
    });
    await picture(page, "17-care");
    await check("put into the to-do list: with its day, and once only", async () => {
      await card.tap(front, '[data-act="care-list"]');
      await card.until("told", care, ({ status }) => /\d/.test(status));
      const first = about(await itemsOf(home), front);
      assert.ok(first.length >= due.length, JSON.stringify(first));
      assert.ok(
        first.every(({ due: day }) => /^\d{4}-\d\d-\d\d$/.test(day)),
        JSON.stringify(first),
      );
      await card.tap(front, '[data-act="care-list"]');
      await card.until("told again", care, ({ status }) => /already|there/i.test(status));
      assert.equal(about(await itemsOf(home), front).length, first.length);
      return `${first.length} items`;
    });
    await check("done with one tap: ticked off in the list, and the next one put there", async () => {
      await card.tap(front, '[data-care="spare_key"] [data-act="care-done"]');
      await card.until("done", care, (now) => now.rows.find(({ id }) => id === "spare_key")?.state === "done");
      const items = await home.until("ticked", async () => {
        const found = about(await itemsOf(home), front).filter(({ description }) => description.includes("spare_key"));
        return found.some(({ status }) => status === "completed") && found;
      });
      return items.map(({ status, due: day }) => `${status} ${day}`).join(", ");
    });
    await check("undone with one tap: as before in the list, too", async () => {
      await card.tap(front, '[data-care="spare_key"] [data-act="care-undo"]');
      await card.until("due again", care, (now) => now.rows.find(({ id }) => id === "spare_key")?.state === "due");
      await home.until("open again", async () => {
        const found = about(await itemsOf(home), front).filter(({ description }) => description.includes("spare_key"));
        return found.length === 1 && found[0].status === "needs_action";
      });
    });
    await check("ticked off in the list by somebody: the plan takes it over", async () => {
      const [item] = about(await itemsOf(home), front).filter(({ description }) => description.includes("screws_strike"));
      await home.tablet.session.service("todo", "update_item", { item: item.uid, status: "completed" }, { entity_id: LIST });
      await card.tap(front, '[data-act="care-list"]');
      await card.until("taken over", care, (now) => now.rows.find(({ id }) => id === "screws_strike")?.state !== "due");
    });
    await check("put into the calendar: a day each, seen there", async () => {
      await card.tap(front, '[data-act="care-calendar"]');
      await card.until("told", care, ({ status }) => /\d/.test(status));
      const events = await home.until("events", async () => {
        const found = (await eventsOf(home)).filter(({ description }) => description?.includes(front));
        return found.length > 0 && found;
      });
      return `${events.length} events`;
    });
    const daysOf = async (id) =>
      (await eventsOf(home))
        .filter(({ description }) => description?.includes(`lock-health: ${front} ${id}`))
        .map(({ start }) => start.slice(0, 10));
    await check("done: its event leaves the calendar, and the next one stands on its day", async () => {
      const [before] = await daysOf("spare_key");
      assert.ok(before, "it was there");
      await card.tap(front, '[data-care="spare_key"] [data-act="care-done"]');
      const [after] = await home.until("the next one", async () => {
        const found = await daysOf("spare_key");
        return found.length === 1 && found[0] !== before && found;
      });
      assert.ok(Date.parse(after) - Date.parse(before) > 100 * DAY, `${before} ${after}`);
      await card.tap(front, '[data-care="spare_key"] [data-act="care-undo"]');
      await home.until("as it was", async () => {
        const found = await daysOf("spare_key");
        return found.length === 1 && found[0] === before;
      });
      return `${before} → ${after} → ${before}`;
    });
    await check("the last day of the warranty: typed in, kept, and reminded of", async () => {
      const last = new Date(Date.now() + 20 * DAY).toISOString().slice(0, 10);
      await page.locator("lock-health-card input[type=date]").fill(last);
      await card.until("its reminder", care, (now) => now.rows.find(({ id }) => id === "warranty")?.state === "due");
      const [, told] = (await care()).rows.find(({ id }) => id === "warranty").text.split("\n");
      await page.reload();
      await card.untilFinding(front, "care_due");
      await card.tap(front, '[data-tool="care"]');
      await card.until("the plan", care, ({ rows: found }) => found.length >= 5);
      assert.equal(await page.locator("lock-health-card input[type=date]").inputValue(), last);
      return told;
    });
    await page.locator("lock-health-card input[type=date]").scrollIntoViewIfNeeded();
    await picture(page, "17-warranty");
    await check("what to buy, counted by type, in the list once", async () => {
      await card.tap(front, '[data-act="care-shopping"]');
      const bought = await home.until("the cells", async () => {
        const found = (await itemsOf(home)).filter(({ summary }) => /×/.test(summary));
        return found.length > 0 && found;
      });
      return bought.map(({ summary }) => summary).join(", ");
    });
    await check("a line of before, when there were fewer locks, says what holds now, and the household's own stays", async () => {
      // A task may name its cells as well: "4× CR123A".
      const [now] = (await itemsOf(home)).filter(({ summary }) => /^\d+ × .+ \(.+\)$/.test(summary));
      const before = now.summary.replace(/^\d+/, "1");
      const item = (service, data) => home.admin.session.service("todo", service, data, { entity_id: LIST });
      await item("update_item", { item: now.uid, rename: before });
      await item("add_item", { item: "1 × milk" });
      await card.tap(front, '[data-act="care-shopping"]');
      const names = async () => (await itemsOf(home)).map(({ summary }) => summary);
      const after = await home.until("the newest number", async () => {
        const found = await names();
        return found.includes(now.summary) && found;
      });
      assert.ok(after.includes("1 × milk"));
      assert.ok(!after.includes(before));
      await card.until("what came of it", care, ({ status }) => /Brought up to date there: 1/.test(status));
      return `${before} → ${now.summary}`;
    });
    await card.tap(front, '[data-panel="care"] [data-act="close"]');

    await check("the report: model and findings, and nothing that is the home's own", async () => {
      await card.tap(front, '[data-tool="report"]');
      await card.untilLock(front, "the report", ({ panels }) => panels.some(({ id }) => id === "report"));
      const { panels } = await card.lock(front);
      const { text } = panels.find(({ id }) => id === "report");
      assert.match(text, /BE469/);
      for (const secret of [...Object.values(SECRETS), "Front Door", front, "Household", "Test Home"])
        assert.ok(!text.includes(secret), `${secret} in ${text}`);
      return `${text.length} characters`;
    });
    await picture(page, "17-report");
    await check("answers in place, the lock's own first", async () => {
      await card.tap(front, '[data-tool="help"]');
      await card.untilLock(front, "questions", ({ panels }) => panels.some(({ id }) => id === "help"));
      await page.locator("lock-health-card [data-question] summary").first().click();
      const open = await page
        .locator("lock-health-card details[open][data-question], lock-health-card [data-question] details[open]")
        .first();
      return (await open.innerText()).split("\n")[0];
    });
    await picture(page, "17-answers");
  },
};
