import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { beginRecord, encodeCare, withDone } from "../../src/core/care/record.ts";
import type { CareTaskId } from "../../src/core/care/types.ts";
import { isoDay } from "../../src/runtime/calendar.ts";
import { CareDesk, cellsOf, markerOf, shoppingLines } from "../../src/runtime/care.ts";
import type { CareOptions, CareResult, CareTarget } from "../../src/runtime/care.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import { Keepsakes } from "../../src/runtime/keepsakes.ts";
import { refusal } from "../support/client.ts";
import type { ServiceCall } from "../support/client.ts";
import { settle } from "../support/clock.ts";
import { mockDevice } from "../support/home.ts";
import { addLock } from "../support/locks.ts";
import { DAY, NOW } from "../support/snapshot.ts";
import { Stage, lockOf } from "../support/stage.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.shed";
const LIST = "todo.chores";
const SHOP = "todo.shopping";
const CALENDAR = "calendar.home";
const MONTH = 30.4375 * DAY;

interface Item {
  uid: string;
  summary: string;
  status: "needs_action" | "completed";
  due?: string;
  description?: string;
}

interface CalendarEvent {
  readonly summary: string;
  readonly description: string;
  readonly start: string;
  readonly end: string;
  readonly uid?: string;
  readonly rrule?: string;
}

/** A home with a lock of two cells, a to-do list, a shopping list and a calendar, as far as their actions go. */
async function house({
  begun = NOW - 40 * DAY,
  options = { care_list: LIST },
  line = encodeCare(beginRecord(begun)),
  garage = false,
}: { readonly begun?: number; readonly options?: CareOptions; readonly line?: string; readonly garage?: boolean } = {}) {
  const stage = new Stage((home) => {
    addLock(home, "tedee");
    home.device(mockDevice("tedee_shed", { name: "Shed", manufacturer: "Tedee", model: "Tedee GO" }));
    if (garage) {
      addLock(home, "tedee", { name: "Garage" });
      home.device(mockDevice("tedee_garage", { name: "Garage", manufacturer: "Tedee", model: "Tedee GO" }));
    }
    home.set(LIST, "0", { attributes: { supported_features: 127 } });
    home.set(SHOP, "0", { attributes: { supported_features: 15 } });
    home.set(CALENDAR, "off", { attributes: { supported_features: 7 } });
  });
  const lists: { [id: string]: Item[] } = { [LIST]: [], [SHOP]: [] };
  const events: CalendarEvent[] = [];
  let userData: unknown = { [LOCK]: { care: line } };
  let uid = 0;
  const serve = ({ domain, service, data, target }: ServiceCall) => {
    const fields = data as { readonly [field: string]: string };
    const id = target!.entity_id;
    if (domain === "calendar") {
      assert.equal(service, "create_event");
      const { summary, description, start_date: start, end_date: end } = fields;
      return void events.push({ summary, description, start, end, uid: `event ${++uid}` } as CalendarEvent);
    }
    const items = lists[id]!;
    const at = items.findIndex((item) => item.uid === fields["item"]);
    if (service === "add_item") {
      if (id === SHOP && ("description" in fields || "due_date" in fields)) throw refusal("service_validation_error", "No.");
      const { item = "", due_date: due, description } = fields;
      items.push({
        uid: String(++uid),
        summary: item,
        status: "needs_action",
        ...(due === undefined ? {} : { due }),
        ...(description === undefined ? {} : { description }),
      });
    } else if (at < 0) throw refusal("service_validation_error", "Unable to find to-do list item");
    else if (service === "remove_item") items.splice(at, 1);
    else if (fields["rename"] !== undefined) items[at]!.summary = fields["rename"];
    else items[at]!.status = fields["status"] as Item["status"];
  };
  stage.client
    .onService(serve)
    .on("todo/item/list", ({ entity_id: id }) => ({ items: structuredClone(lists[String(id)]) }))
    .on("frontend/set_user_data", ({ value }) => void (userData = structuredClone(value)))
    .onStream("calendar/event/subscribe", ({ entity_id: id, start: from, end: to }) => {
      assert.equal(id, CALENDAR);
      assert.match(String(from), /^\d{4}-\d\d-\d\dT00:00:00$/);
      return { events: structuredClone(events.filter(({ start }) => start >= String(from).slice(0, 10) && start < String(to))) };
    })
    .on("calendar/event/delete", ({ uid: given }) => {
      const at = events.findIndex((event) => event.uid === given);
      if (at < 0) throw refusal("failed", "No such event");
      events.splice(at, 1);
    })
    .onStream("frontend/subscribe_user_data", () => ({ value: userData }));
  const viewing = await stage.show({ only: [LOCK] });
  const words = {
    title: ({ name }: LockHealth, id: CareTaskId) => `${id} – ${name}`,
    how: (id: CareTaskId) => `How: ${id}.`,
  };
  const keepsakes = new Keepsakes(stage.health);
  const page = (given: Partial<CareOptions> = {}) =>
    new CareDesk(stage.health, keepsakes, () => ({ ...options, ...given }), words);
  keepsakes.see();
  const lock = () => lockOf(viewing, LOCK);
  return {
    stage,
    lists,
    events,
    keepsakes,
    page,
    desk: page(),
    lock,
    /** Days go by in which nobody looks: a home that is looked at is judged each minute. */
    wait: async (days: number) => {
      viewing.lease.close();
      await stage.clock.advance(days * DAY);
    },
    line: () => keepsakes.get(LOCK, "care"),
    kept: () => (userData as { [lock: string]: { care?: string } })[LOCK]?.care,
    open: (id = LIST) =>
      lists[id]!.filter(({ status }) => status === "needs_action").map(({ summary, due }) => `${summary} ${due ?? "-"}`),
    due: (id: CareTaskId, desk = page()) => desk.plan(lock()).find((task) => task.id === id),
  };
}

const put = (added: number, already = 0, more: Partial<Extract<CareResult, { kind: "put" }>> = {}) => ({
  kind: "put",
  added,
  already,
  unseen: 0,
  ticked: 0,
  renewed: 0,
  ...more,
});

describe("a plan", () => {
  test("begins once, on the day on which somebody first looks, with nothing due", async () => {
    const { desk, lock, kept, stage } = await house({ line: "" });
    assert.equal(kept(), "");
    desk.begin(lock());
    desk.begin(lock());
    await settle();
    assert.equal(kept(), encodeCare(beginRecord(NOW)));
    assert.equal(stage.client.asked("frontend/set_user_data").length, 1);
    assert.ok(desk.rows(lock()).every(({ state }) => state === "later"));
  });

  test("does not begin anew where one is kept", async () => {
    const { desk, lock, stage } = await house();
    desk.begin(lock());
    await settle();
    assert.deepEqual(stage.client.asked("frontend/set_user_data"), []);
  });

  test("begins anew where the line is broken, and does not crash", async () => {
    const { desk, lock, kept } = await house({ line: "1 rubbish" });
    assert.ok(desk.plan(lock()).length > 0);
    desk.begin(lock());
    await settle();
    assert.equal(kept(), encodeCare(beginRecord(NOW)));
  });

  test("does not begin before it is known what is kept", async () => {
    const { stage, lock, page } = await house();
    const unopened = new Keepsakes(stage.health);
    new CareDesk(stage.health, unopened, () => ({}), { title: () => "", how: () => "" }).begin(lock());
    await settle();
    assert.deepEqual(stage.client.asked("frontend/set_user_data"), []);
    assert.ok(page());
  });

  test("is the bridge's, for everybody, where there is one", async () => {
    const { stage, keepsakes, desk, lock } = await house();
    stage.home.entity({
      id: "text.shed_care",
      platform: "mqtt",
      uniqueId: "shed_care",
      state: encodeCare(beginRecord(NOW - 300 * DAY)),
      attributes: { lock_health: "keep", lock_entity_id: LOCK, keep: "care" },
    });
    stage.health.update(stage.home.source());
    keepsakes.see();
    assert.equal(desk.place(LOCK), "bridge");
    assert.equal(desk.plan(lock())[0]!.state, "due");
    stage.client.onService(() => undefined);
    await desk.done(lock(), "spare_key");
    const call = stage.client.services[0]!;
    assert.deepEqual([call.domain, call.service, call.target], ["text", "set_value", { entity_id: "text.shed_care" }]);
  });
});

describe("a task that is done", () => {
  test("is kept, ticked off, and the next one is put there with its day", async () => {
    const { desk, lock, lists, open, due, kept } = await house();
    assert.deepEqual(await desk.put(lock(), "list"), put(1));
    assert.deepEqual(open(), [`spare_key – Shed ${isoDay(NOW - 10 * DAY)}`]);
    assert.equal(lists[LIST]![0]!.description, `How: spare_key.\n\n${markerOf(LOCK, "spare_key")}`);
    assert.deepEqual(await desk.done(lock(), "spare_key"), { place: "user", list: "done", calendar: "none" });
    assert.equal(lists[LIST]![0]!.status, "completed");
    assert.deepEqual(open(), [`spare_key – Shed ${isoDay(NOW + 183 * DAY)}`]);
    assert.equal(due("spare_key")!.due, Math.floor(NOW / DAY) * DAY + 183 * DAY);
    assert.equal(kept(), encodeCare(withDone(beginRecord(NOW - 40 * DAY), "spare_key", NOW)));
  });

  test("a second tap changes nothing", async () => {
    const { desk, lock, stage } = await house();
    await desk.done(lock(), "spare_key");
    const calls = stage.client.services.length;
    await desk.done(lock(), "spare_key");
    assert.equal(stage.client.services.length, calls);
  });

  test("undone: the list and the line are as they were", async () => {
    const { desk, lock, lists, line } = await house();
    await desk.put(lock(), "list");
    const before = structuredClone({ items: lists[LIST], line: line() });
    await desk.done(lock(), "spare_key");
    await desk.undo(lock(), "spare_key");
    assert.deepEqual({ items: lists[LIST], line: line() }, before);
    assert.deepEqual(await desk.undo(lock(), "spare_key"), { place: "user", list: "none", calendar: "none" });
  });

  test("undone on another tablet: the same", async () => {
    const { desk, page, lock, lists, line } = await house();
    await desk.put(lock(), "list");
    const before = structuredClone({ items: lists[LIST], line: line() });
    await desk.done(lock(), "spare_key");
    await page().undo(lock(), "spare_key");
    assert.deepEqual({ items: lists[LIST], line: line() }, before);
  });

  test("without a list is kept all the same", async () => {
    const { lock, page, stage, due } = await house({ options: {} });
    assert.deepEqual(await page().done(lock(), "spare_key"), { place: "user", list: "none", calendar: "none" });
    assert.deepEqual(stage.client.services, []);
    assert.equal(due("spare_key")!.state, "later");
  });

  test("where the list refuses, is kept all the same, and the refusal is told", async () => {
    const { desk, lock, stage, due } = await house();
    stage.client.onService(() => {
      throw refusal("unauthorized", "Unauthorized");
    });
    assert.deepEqual(await desk.done(lock(), "spare_key"), {
      place: "user",
      calendar: "none",
      list: { code: "unauthorized", message: "Unauthorized" },
    });
    assert.equal(due("spare_key")!.state, "later");
  });

  test("in a list without days the next one is not put there half a year too early", async () => {
    const { lock, lists, open, page } = await house({ options: { care_list: SHOP } });
    assert.deepEqual(await page().put(lock(), "list"), put(1));
    assert.deepEqual(open(SHOP), ["spare_key – Shed -"]);
    await page().done(lock(), "spare_key");
    assert.deepEqual(
      lists[SHOP]!.map(({ status }) => status),
      ["completed"],
    );
  });

  test("where it cannot be kept, says so", async () => {
    const { desk, lock, stage } = await house();
    stage.client.on("frontend/set_user_data", () => {
      throw refusal("unknown_command", "Unknown command.");
    });
    assert.equal((await desk.done(lock(), "spare_key")).place, "page");
  });

  test("keeps its place in the list until it cannot be taken back any more", async () => {
    const { desk, lock, wait } = await house({ begun: NOW - 130 * DAY });
    const ids = () => desk.rows(lock()).map(({ id, done }) => (done ? `(${id})` : id));
    const before = ids();
    await desk.done(lock(), "spare_key");
    assert.deepEqual(
      ids(),
      before.map((id) => (id === "spare_key" ? "(spare_key)" : id)),
    );
    const row = desk.rows(lock()).find(({ id }) => id === "spare_key")!;
    assert.equal(row.due, Math.floor(NOW / DAY) * DAY + 183 * DAY, "it tells the next time");
    await wait(2);
    assert.notDeepEqual(ids(), before);
    assert.ok(!desk.rows(lock()).some(({ done }) => done));
  });

  test("once and for all is shown as done, and then not any more", async () => {
    const { desk, lock, wait, open } = await house({ begun: NOW - 710 * DAY });
    await desk.done(lock(), "warranty");
    assert.ok(desk.rows(lock()).some(({ id, done }) => id === "warranty" && done));
    assert.ok(!open().some((item) => item.startsWith("warranty")), "there is no next one");
    await wait(2);
    assert.ok(!desk.rows(lock()).some(({ id }) => id === "warranty"));
  });
});

describe("putting it into the to-do list", () => {
  test("once, also on another tablet, and whatever else is in it", async () => {
    const { desk, page, lock, lists } = await house();
    lists[LIST]!.push({ uid: "x", summary: "spare_key – Shed", status: "needs_action" });
    assert.deepEqual(await desk.put(lock(), "list"), put(1));
    assert.deepEqual(await page().put(lock(), "list"), put(0, 1));
    lists[LIST]![1]!.summary = "Key, renamed by a person";
    lists[LIST]![1]!.description = `${lists[LIST]![1]!.description ?? ""}\nA note of theirs.`;
    assert.deepEqual(await desk.put(lock(), "list"), put(0, 1));
  });

  test("what somebody ticked off there is done here, and can be taken back", async () => {
    const { desk, lock, lists, due, line } = await house();
    await desk.put(lock(), "list");
    const before = line();
    lists[LIST]![0]!.status = "completed";
    assert.deepEqual(await desk.put(lock(), "list"), put(0, 0, { ticked: 1 }));
    assert.equal(due("spare_key")!.state, "later");
    await desk.undo(lock(), "spare_key");
    assert.equal(line(), before);
    assert.equal(lists[LIST]![0]!.status, "needs_action");
  });

  test("one ticked off half a year ago is not taken for this one", async () => {
    const { desk, lock, lists } = await house();
    const old = {
      uid: "o",
      summary: "Old",
      status: "completed",
      due: "2026-05-01",
      description: markerOf(LOCK, "spare_key"),
    } as const;
    lists[LIST]!.push({ ...old });
    assert.deepEqual(await desk.put(lock(), "list"), put(1));
  });

  test("another lock's item is another matter", async () => {
    const { desk, lock, lists } = await house();
    lists[LIST]!.push({ uid: "o", summary: "x", status: "needs_action", description: markerOf("lock.shed_2", "spare_key") });
    assert.deepEqual(await desk.put(lock(), "list"), put(1));
  });

  test("not there afterwards: unseen", async () => {
    const { desk, lock, stage } = await house();
    stage.client.onService(() => undefined);
    assert.deepEqual(await desk.put(lock(), "list"), put(0, 0, { unseen: 1 }));
  });

  test("refused: failed, in Home Assistant's words", async () => {
    const { desk, lock, stage } = await house();
    stage.client.on("todo/item/list", () => {
      throw refusal("not_found", "Entity not found");
    });
    assert.deepEqual(await desk.put(lock(), "list"), { kind: "failed", code: "not_found", message: "Entity not found" });
  });
});

describe("putting it into the calendar", () => {
  const options = { calendar_entity: CALENDAR };

  test("a day each, once, what is past its day today", async () => {
    const { page, lock, events } = await house({ options, begun: NOW - 55 * DAY });
    assert.deepEqual(await page().put(lock(), "calendar"), put(1));
    assert.deepEqual(events, [
      {
        summary: "spare_key – Shed",
        description: `How: spare_key.\n\n${markerOf(LOCK, "spare_key")}`,
        start: isoDay(NOW),
        end: isoDay(NOW + DAY),
        uid: "event 1",
      },
    ]);
    assert.deepEqual(await page().put(lock(), "calendar"), put(0, 1));
  });

  test("what is due soon on its own day", async () => {
    const { page, lock, events } = await house({ options, begun: NOW - 20 * DAY });
    await page().put(lock(), "calendar");
    assert.deepEqual(
      events.map(({ start }) => start),
      [isoDay(NOW + 10 * DAY)],
    );
  });

  test("the event of half a year ago is not this one", async () => {
    const { page, lock, events } = await house({ options });
    events.push({ summary: "x", description: markerOf(LOCK, "spare_key"), start: isoDay(NOW - 6 * MONTH), end: isoDay(NOW) });
    assert.deepEqual(await page().put(lock(), "calendar"), put(1));
  });

  test("a calendar that drops descriptions is known by the title", async () => {
    const { page, lock, events } = await house({ options });
    await page().put(lock(), "calendar");
    events[0] = { ...events[0]!, description: "" };
    assert.deepEqual(await page().put(lock(), "calendar"), put(0, 1));
  });

  test("not there afterwards: unseen", async () => {
    const { page, lock, stage } = await house({ options });
    stage.client.onService(() => undefined);
    assert.deepEqual(await page().put(lock(), "calendar"), put(0, 0, { unseen: 1 }));
  });

  test("no subscription is left behind", async () => {
    const { page, lock, stage } = await house({ options });
    await page().put(lock(), "calendar");
    assert.deepEqual(stage.client.open("calendar/event/subscribe"), []);
  });

  const silent: readonly (readonly [name: string, answers: () => unknown, code: string])[] = [
    ["a calendar that cannot read its events says so", () => ({ events: null }), "unreadable"],
    ["one that never answers is not waited for without end", () => undefined, "unreadable"],
    [
      "one that refuses says why",
      () => {
        throw refusal("unauthorized", "Unauthorized");
      },
      "unauthorized",
    ],
  ];
  for (const [name, answers, code] of silent)
    test(name, async () => {
      const { page, lock, stage, events } = await house({ options });
      stage.client.onStream("calendar/event/subscribe", answers);
      const result = page().put(lock(), "calendar");
      await settle();
      await stage.clock.advance(31_000);
      const { kind, ...more } = await result;
      assert.equal(kind, "failed");
      assert.equal((more as { code: string }).code, code);
      assert.deepEqual(events, []);
    });
});

describe("a task that is in the calendar", () => {
  const options = { calendar_entity: CALENDAR };
  const days = (events: readonly CalendarEvent[]) => events.map(({ start }) => start);

  async function entered() {
    const home = await house({ options });
    await home.desk.put(home.lock(), "calendar");
    assert.deepEqual(days(home.events), [isoDay(NOW)]);
    return home;
  }

  test("done: its event is taken out, and the next one stands on its day", async () => {
    const { desk, lock, events, due } = await entered();
    assert.deepEqual(await desk.done(lock(), "spare_key"), { place: "user", list: "none", calendar: "done" });
    assert.deepEqual(days(events), [isoDay(due("spare_key")!.due)]);
    assert.ok(due("spare_key")!.due > NOW + 5 * MONTH);
  });

  test("undone: as it was before", async () => {
    const { desk, lock, events } = await entered();
    await desk.done(lock(), "spare_key");
    assert.equal((await desk.undo(lock(), "spare_key")).calendar, "done");
    assert.deepEqual(days(events), [isoDay(NOW)]);
  });

  test("undone on another tablet: as it was before", async () => {
    const { desk, page, lock, events } = await entered();
    await desk.done(lock(), "spare_key");
    assert.equal((await page().undo(lock(), "spare_key")).calendar, "done");
    assert.deepEqual(days(events), [isoDay(NOW)]);
  });

  test("one that a person has moved to another day is found all the same", async () => {
    const { desk, lock, events, due } = await entered();
    events[0] = { ...events[0]!, start: isoDay(NOW + 20 * DAY) };
    await desk.done(lock(), "spare_key");
    assert.deepEqual(days(events), [isoDay(due("spare_key")!.due)]);
  });

  test("other events stay", async () => {
    const { desk, lock, events } = await entered();
    const other = { summary: "Dentist", description: "", start: isoDay(NOW), end: isoDay(NOW + DAY), uid: "d" };
    const ofOther = { ...other, uid: "o", description: markerOf("lock.other", "spare_key") };
    events.push(other, ofOther);
    await desk.done(lock(), "spare_key");
    assert.ok(events.includes(other) && events.includes(ofOther));
    assert.equal(events.length, 3);
  });

  test("nothing is put there for a household that has put nothing there", async () => {
    const { desk, lock, events } = await house({ options });
    assert.equal((await desk.done(lock(), "spare_key")).calendar, "none");
    assert.deepEqual(events, []);
  });

  const stays: readonly (readonly [name: string, spoil: (home: Awaited<ReturnType<typeof entered>>) => unknown])[] = [
    [
      "a calendar that lets nothing be taken out",
      ({ stage }) => stage.change((home) => home.set(CALENDAR, "off", { attributes: { supported_features: 1 } })),
    ],
    ["an event without a name of its own", ({ events }) => delete (events[0] as { uid?: string }).uid],
    ["an event that a person repeats", ({ events }) => (events[0] = { ...events[0]!, rrule: "FREQ=YEARLY" })],
  ];
  for (const [name, spoil] of stays)
    test(name, async () => {
      const home = await entered();
      await spoil(home);
      const { desk, lock, events } = home;
      assert.equal((await desk.done(lock(), "spare_key")).calendar, "stays");
      assert.deepEqual(days(events), [isoDay(NOW)]);
      assert.equal((await desk.undo(lock(), "spare_key")).calendar, "none");
      assert.deepEqual(days(events), [isoDay(NOW)]);
    });

  test("what is done once has no next event, and undone on the same page it is there again", async () => {
    const { desk, lock, events } = await house({ options, begun: NOW - 24 * MONTH });
    await desk.put(lock(), "calendar");
    const about = () => events.filter(({ description }) => description.includes("warranty")).length;
    assert.equal(about(), 1);
    assert.equal((await desk.done(lock(), "warranty")).calendar, "done");
    assert.equal(about(), 0);
    assert.equal((await desk.undo(lock(), "warranty")).calendar, "done");
    assert.equal(about(), 1);
  });

  test("a warranty that ends on another day moves with it, in the list too", async () => {
    const { page, lock, events, open } = await house({ options, begun: NOW - 24 * MONTH });
    const desk = page({ care_list: LIST });
    const today = Math.floor(NOW / DAY);
    await desk.setWarranty(lock(), today + 20);
    assert.equal(desk.warranty(lock()), (today + 20) * DAY);
    await desk.put(lock(), "calendar");
    await desk.put(lock(), "list");
    const about = () => events.filter(({ description }) => description.includes("warranty")).map(({ start }) => start);
    const listed = () => open().filter((item) => item.startsWith("warranty"));
    assert.deepEqual(about(), [isoDay(NOW)]);
    assert.deepEqual(listed(), [`warranty – Shed ${isoDay((today - 10) * DAY)}`]);
    assert.deepEqual(await desk.setWarranty(lock(), today + 100), { place: "user", list: "done", calendar: "done" });
    assert.deepEqual(about(), [isoDay((today + 70) * DAY)]);
    assert.deepEqual(listed(), [`warranty – Shed ${isoDay((today + 70) * DAY)}`]);
    assert.deepEqual(await desk.setWarranty(lock(), today + 100), { place: "user", list: "none", calendar: "none" });
    await assert.rejects(desk.setWarranty(lock(), -5), RangeError);
  });

  test("an event that is still there afterwards is told, whatever the call came back with", async () => {
    const { desk, lock, stage } = await entered();
    stage.client.on("calendar/event/delete", () => undefined);
    assert.equal((await desk.done(lock(), "spare_key")).calendar, "stays");
  });

  test("a subscription that is never answered holds nothing up", async () => {
    const { page, lock, stage } = await house({ options });
    const answering = stage.client.subscribe.bind(stage.client);
    stage.client.subscribe = (request, onEvent) =>
      request.type === "calendar/event/subscribe" ? new Promise(() => undefined) : answering(request, onEvent);
    const result = page().put(lock(), "calendar");
    await settle();
    await stage.clock.advance(31_000);
    assert.deepEqual(await result, { kind: "failed", code: "unreadable", message: "unreadable" });
  });

  test("a calendar that fails is told, and the task is done all the same", async () => {
    const { desk, lock, stage, due } = await entered();
    stage.client.on("calendar/event/delete", () => {
      throw refusal("failed", "Disk full");
    });
    assert.deepEqual((await desk.done(lock(), "spare_key")).calendar, { code: "failed", message: "Disk full" });
    assert.ok(due("spare_key")!.due > NOW + 5 * MONTH);
  });
});

describe("what is to be bought", () => {
  rows<readonly [name: string, written: string, count: number, type: string]>(
    [
      ["several", "4× AA", 4, "AA"],
      ["with a letter", "2x CR123A", 2, "CR123A"],
      ["spaces", " 3 × lithium AA ", 3, "lithium AA"],
      ["one", "9V", 1, "9V"],
      ["a word", "MANUAL", 1, "MANUAL"],
    ],
    ([, written, count, type]) => assert.deepEqual(cellsOf(written), { count, type }),
  );

  test("a line a type, over all locks", async () => {
    const { lock } = await house();
    const as = (name: string, cells: string | undefined): LockHealth => {
      const { snapshot } = lock();
      const facts = cells === undefined ? {} : { battery_type: { kind: "known" as const, value: cells } };
      return { ...lock(), name, snapshot: { ...snapshot, facts } };
    };
    assert.deepEqual(shoppingLines([as("Front", "4× AA"), as("Garage", "4 × AA"), as("Shed", "CR2"), as("Barn", undefined)]), [
      "8 × AA (Front, Garage)",
      "1 × CR2 (Shed)",
    ]);
  });

  test("once, in the list for it, else that for care, else that for administrators", async () => {
    const { page, lock, open } = await house({ options: {} });
    const said = ["3 × CR123A (Shed) -"];
    assert.deepEqual(await page({ shopping_list: SHOP, care_list: LIST }).put(lock(), "shopping"), put(1));
    assert.deepEqual(open(SHOP), said);
    assert.deepEqual(await page({ shopping_list: SHOP }).put(lock(), "shopping"), put(0, 1));
    assert.deepEqual(open(LIST), []);
    await page({ care_list: LIST }).put(lock(), "shopping");
    assert.deepEqual(open(LIST), said);
    assert.deepEqual(await page({ todo_entity: LIST }).put(lock(), "shopping"), put(0, 1));
  });

  test("for all locks of the home, whether or not a card of this page shows them, but those that are left out", async () => {
    const { page, lock, open, stage } = await house({ options: { shopping_list: SHOP }, garage: true });
    const viewers = stage.health.viewers.size;
    await page().put(lock(), "shopping");
    assert.deepEqual(open(SHOP), ["6 × CR123A (Shed, Garage) -"]);
    assert.equal(stage.health.viewers.size, viewers, "and they are not looked at any longer");
    await page({ care_list: LIST, shopping_list: "", exclude: ["lock.garage"] }).put(lock(), "shopping");
    assert.deepEqual(open(LIST), ["3 × CR123A (Shed) -"]);
    assert.deepEqual(await page({ exclude: [LOCK, "lock.garage"] }).put(lock(), "shopping"), { kind: "nothing" });
  });

  test("says the newest number where a lock has come since, and leaves what a person has written", async () => {
    const { page, lock, lists, open } = await house({ options: { shopping_list: SHOP }, garage: true });
    await page({ exclude: ["lock.garage"] }).put(lock(), "shopping");
    lists[SHOP]!.push({ uid: "own", summary: "3 × CR123A, the good ones", status: "needs_action" });
    assert.deepEqual(await page().put(lock(), "shopping"), put(0, 0, { renewed: 1 }));
    assert.deepEqual(open(SHOP), ["6 × CR123A (Shed, Garage) -", "3 × CR123A, the good ones -"]);
    assert.deepEqual(await page().put(lock(), "shopping"), put(0, 1));
  });

  test("touches no other line for a lock with brackets in its name", async () => {
    const { page, lock, lists, open, stage } = await house({ options: { shopping_list: SHOP } });
    lists[SHOP]!.push({ uid: "own", summary: "Milk", status: "needs_action" });
    await stage.change((home) => home.set(LOCK, "locked", { attributes: { friendly_name: "Shed (old)" } }));
    assert.deepEqual(await page().put(lock(), "shopping"), put(1));
    assert.deepEqual(open(SHOP), ["Milk -", "3 × CR123A (Shed (old)) -"]);
  });

  test("as a line more in a list whose items cannot be changed", async () => {
    const { page, lock, open, stage } = await house({ options: { shopping_list: SHOP }, garage: true });
    await page({ exclude: ["lock.garage"] }).put(lock(), "shopping");
    await stage.change((home) => home.set(SHOP, "1", { attributes: { supported_features: 1 } }));
    assert.deepEqual(await page().put(lock(), "shopping"), put(1));
    assert.deepEqual(open(SHOP), ["3 × CR123A (Shed) -", "6 × CR123A (Shed, Garage) -"]);
  });

  test("again once it was bought", async () => {
    const { page, lock, lists } = await house({ options: { shopping_list: SHOP } });
    await page().put(lock(), "shopping");
    lists[SHOP]![0]!.status = "completed";
    assert.deepEqual(await page().put(lock(), "shopping"), put(1));
  });
});

describe("what is in the way", () => {
  const cases: readonly (readonly [string, CareTarget, CareOptions, string | undefined])[] = [
    ["no list", "list", {}, "none"],
    ["an empty option", "list", { care_list: "" }, "none"],
    ["the administrators' list is not for care", "list", { todo_entity: LIST }, "none"],
    ["a list that is not there", "list", { care_list: "todo.gone" }, "missing"],
    ["a list", "list", { care_list: LIST }, undefined],
    ["a list that takes nothing", "list", { care_list: "todo.fixed" }, "read_only"],
    ["no calendar", "calendar", { care_list: LIST }, "none"],
    ["a calendar", "calendar", { calendar_entity: CALENDAR }, undefined],
    ["a calendar that takes nothing", "calendar", { calendar_entity: "calendar.feed" }, "read_only"],
    ["a calendar that is away", "calendar", { calendar_entity: "calendar.away" }, "missing"],
    ["nothing to buy into", "shopping", {}, "none"],
    ["the administrators' list for shopping", "shopping", { todo_entity: LIST }, undefined],
  ];
  for (const [name, target, options, expected] of cases)
    test(name, async () => {
      const { page, stage } = await house({ options: {} });
      await stage.change((home) => {
        home.set("todo.fixed", "0", { attributes: { supported_features: 0 } });
        home.set("calendar.feed", "off", { attributes: { supported_features: 0 } });
        home.set("calendar.away", "unavailable", { attributes: { supported_features: 7 } });
      });
      assert.equal(page(options).obstacle(target), expected);
    });
});

test("a year with a list: each occurrence stands in it once, and nothing is due twice", async () => {
  const { wait, desk, lock, lists } = await house({ begun: NOW });
  const marked: string[] = [];
  for (let week = 0; week < 54; week++) {
    await desk.put(lock(), "list");
    for (const { id, state, due } of desk.plan(lock()).filter((task) => task.state === "due")) {
      assert.equal(state, "due");
      marked.push(`${id} ${isoDay(due)}`);
      await desk.done(lock(), id);
    }
    await wait(7);
  }
  assert.equal(new Set(marked).size, marked.length);
  const items = lists[LIST]!.map(({ summary, due }) => `${summary} ${due}`);
  assert.equal(new Set(items).size, items.length, items.join("\n"));
  const open = lists[LIST]!.filter(({ status }) => status === "needs_action").map(({ summary }) => summary);
  assert.equal(new Set(open).size, open.length);
  assert.equal(marked.filter((each) => each.startsWith("spare_key")).length, 2);
});
