// What only the past and the neighbours of a lock tell: a forecast, a swap that is not seen, codes that fail for the link.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { UPDATED_DAYS_AGO } from "../past.mjs";
import { moveTo } from "../setup.mjs";

const FRONT_DOOR = 2;
const BACK_DOOR = 3;
const CELLAR = 5;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A position counts when the bolt has kept it for five seconds. */
const AT_REST = 7_000;
/** Access control: the bolt did not get all the way, locked by hand. */
const NOT_FULLY_LOCKED = { type: 6, event: 7 };

/** Has the recorder forget what a sensor has lived today: other scenarios have emptied its cells and put in new ones. */
async function forget({ home }, entity) {
  const lived = async () => {
    const found = await home.call("history/history_during_period", {
      start_time: new Date(Date.now() - 11 * DAY).toISOString(),
      entity_ids: [entity],
      minimal_response: true,
      no_attributes: true,
    });
    return found[entity]?.length ?? 0;
  };
  await home.admin.session.service("recorder", "purge_entities", { keep_days: 0 }, { entity_id: entity });
  await home.until("forgotten", async () => (await lived()) <= 1);
  await home.call("recorder/clear_statistics", { statistic_ids: [entity] });
}

/** Gives a sensor another past, in the long-term statistics: hourly values from `days` ago on. */
async function pastOf({ home }, entity, days, level) {
  await forget({ home }, entity);
  const start = Math.floor((Date.now() - days * DAY) / HOUR) * HOUR;
  const hours = Math.floor((Date.now() - start) / HOUR);
  const stats = Array.from({ length: hours }, (_, hour) => {
    const value = level((hour * HOUR) / DAY);
    return { start: new Date(start + hour * HOUR).toISOString(), mean: value, min: value, max: value };
  });
  const metadata = {
    mean_type: 1,
    has_mean: true,
    has_sum: false,
    name: null,
    source: "recorder",
    statistic_id: entity,
    unit_class: null,
    unit_of_measurement: "%",
  };
  await home.call("recorder/import_statistics", { metadata, stats });
  await home.until("the statistics", async () => {
    const found = await home.call("recorder/statistics_during_period", {
      start_time: new Date(start).toISOString(),
      statistic_ids: [entity],
      period: "day",
      types: ["mean"],
    });
    return (found[entity]?.length ?? 0) >= Math.min(days, hours / 24) - 1;
  });
}

const cellsOf = async ({ home }, name) => {
  const { id } = await home.deviceOf(name);
  const states = new Map((await home.call("get_states")).map((state) => [state.entity_id, state]));
  const rows = (await home.call("config/entity_registry/list")).filter((row) => row.device_id === id);
  const row = rows.find(({ entity_id: entity }) => {
    const state = states.get(entity);
    return entity.startsWith("sensor.") && state?.attributes.device_class === "battery";
  });
  return row.entity_id;
};

async function forecast(trial) {
  const { home, check, openLock, picture, close } = trial;
  const cellar = await home.lockOf("Cellar");
  const cells = await cellsOf(trial, "Cellar");
  const now = Number((await home.state(cells)).state);
  // From full to what it has: a point in some days.
  await pastOf(trial, cells, 90, (day) => Math.round(100 - (day * (100 - now)) / 90));
  const { page, card } = await openLock(cellar);
  await check("three months of statistics: a range in weeks, beside the level", async () => {
    await card.openFamily(cellar, "power");
    await card.untilLock(cellar, "the forecast", ({ facts }) => facts.battery_forecast !== undefined);
    const { facts } = await card.lock(cellar);
    const [, from, to] = /(\d+)\D+(\d+)/.exec(facts.battery_forecast.text) ?? [];
    assert.ok(Number(from) >= 4 && Number(to) > Number(from) && Number(to) < 150, facts.battery_forecast.text);
    return facts.battery_forecast.text;
  });
  await picture(page, "15-forecast");
  await close();
}

async function swapNotSeen(trial) {
  const { home, check, openLock, picture, close } = trial;
  const garage = await home.lockOf("Garage");
  await pastOf(trial, await cellsOf(trial, "Garage"), 30, () => 55);
  const entry = await home.stand("battery_notes", { lock: garage, days: 2 });
  const { page, card } = await openLock(garage);
  await check("a swap noted two days ago that the level does not show", async () => {
    await card.untilFinding(garage, "battery_swap_unconfirmed");
    const { findings } = await card.lock(garage);
    assert.equal(findings[0].id, "battery_swap_unconfirmed");
    assert.match(findings[0].text, /55\s?%/);
  });
  await picture(page, "15-swap");
  await close();
  await home.standDown(entry);
}

async function fromEventsAlone(trial) {
  const { home, lab, check, openLock, close } = trial;
  // The others have jammed so often today that one more is another finding.
  const front = await home.lockOf("Front Door");
  const { card } = await openLock(front);
  await lab.zwave(FRONT_DOOR, "notify", NOT_FULLY_LOCKED);
  await check("a jam, from an event alone: no entity says so", () => card.untilFinding(front, "bolt_jam_suspected"));
  for (const turn of ["unlock", "lock"]) {
    await home.admin.session.service("lock", turn, {}, { entity_id: front });
    await wait(AT_REST);
  }
  await check("gone when the bolt has gone from one end to the other", () => card.untilNoFinding(front, "bolt_jam_suspected"));
  await close();
}

async function codesForTheLink(trial) {
  const { home, lab, check, openLock, picture, close } = trial;
  const back = await home.lockOf("Back Door");
  await lab.zwave(BACK_DOOR, "battery", { level: 80 });
  await moveTo({ home, lab }, BACK_DOOR, "Back Door", -60);
  const entry = await home.stand("lock_code_manager", { lock: back });
  const { page, card } = await openLock(back);
  await check("a slot that was given up on: its own finding, over a good link", () => card.untilFinding(back, "codes_unsynced"));
  await moveTo({ home, lab }, BACK_DOOR, "Back Door", -96);
  await check("over a lossy link, the link is the cause, and the codes are its symptom", async () => {
    await card.untilLock(
      back,
      "the link",
      ({ findings }) => findings.some(({ id }) => id === "link_weak") && !findings.some(({ id }) => id === "codes_unsynced"),
    );
    const { text } = await card.lock(back);
    assert.match(text, /also explains[^\n]*code/i);
  });
  await picture(page, "15-codes");
  await close();
  await home.standDown(entry);
}

/** A lock whose cells are noted, by somebody who has put in what the maker asks for. */
const noteAlkaline = ({ home }, lock, days) => home.stand("battery_notes", { lock, days, type: "AA alkaline" });

async function levelThatStandsStill(trial) {
  const { home, check, openLock, picture, close } = trial;
  const front = await home.lockOf("Front Door");
  const cells = await cellsOf(trial, "Front Door");
  const now = Number((await home.state(cells)).state);
  // A point in eight days, and then none in six weeks; the bolt has turned eight times a day all that time.
  await pastOf(trial, cells, 90, (day) => now + 6 - Math.min(6, Math.floor(day / 8)));
  const entry = await noteAlkaline(trial, front, 95);
  const { page, card } = await openLock(front);
  await check("a level that stands still while the bolt goes on turning is not believed", async () => {
    await card.untilFinding(front, "battery_silent");
    const { id, variant, text } = (await card.lock(front)).findings[0];
    assert.deepEqual([id, variant], ["battery_silent", "frozen"]);
    assert.ok(text.includes(`${now}`), text);
    return text;
  });
  await check("the reason and what it rests on stand beside it", async () => {
    await card.openFamily(front, "power");
    await card.untilLock(front, "the doubt", ({ facts }) => facts.battery_mistrust !== undefined);
    const { facts } = await card.lock(front);
    assert.match(facts.battery_mistrust.age, /week|month|day/);
    assert.match(facts.battery_level.value, new RegExp(`^${now}\\s?%$`));
    return facts.battery_mistrust.text;
  });
  await picture(page, "15-frozen");
  await close();
  await home.standDown(entry);
}

async function drainAfterAnUpdate(trial) {
  const { home, lab, check, openLock, picture, close } = trial;
  const cellar = await home.lockOf("Cellar");
  const cells = await cellsOf(trial, "Cellar");
  // Its past begins 28 points higher, and no cells have more than all.
  const now = 71;
  await lab.zwave(CELLAR, "battery", { level: now });
  await home.until("its level", async () => Number((await home.state(cells)).state) === now);
  const days = 200;
  const since = days - UPDATED_DAYS_AGO + 0.5;
  // Twenty points until half a day after the update, then eight in a week.
  const level = (day) => (day < since ? now + 28 - (day * 20) / since : now + 8 - ((day - since) * 8) / (days - since));
  await pastOf(trial, cells, days, (day) => Math.round(level(day)));
  const entry = await noteAlkaline(trial, cellar, days + 5);
  const { page, card } = await openLock(cellar);
  await check("cells that drain fast: an alarm, with the update just before it named", async () => {
    await card.untilFinding(cellar, "battery_draining");
    const { variant, text } = (await card.lock(cellar)).findings.find(({ id }) => id === "battery_draining");
    assert.equal(variant, "update");
    assert.match(text, /update/i);
    return text;
  });
  await check("the loss and what changed stand beside it, and the update in what happened", async () => {
    await card.openFamily(cellar, "power");
    await card.untilLock(cellar, "the loss", ({ facts }) => facts.battery_loss !== undefined);
    const { facts } = await card.lock(cellar);
    await card.at(cellar, '[data-plot="happenings"] [data-kind="update"]').waitFor();
    // As it was, they would last for half a year and more; as it is now, for about four months.
    const [, from] = /(\d+)\D+(\d+)/.exec(facts.battery_forecast.text) ?? [];
    assert.ok(Number(from) >= 10 && Number(from) <= 20, facts.battery_forecast.text);
    return `${facts.battery_loss.text}; ${facts.drain_suspects.text}`;
  });
  await picture(page, "15-drain");
  await close();
  await home.standDown(entry);
}

export default {
  id: "15",
  title: "what the past and the neighbours tell: forecast, swap, frozen level, drain, events, codes",
  async restore({ home, lab }) {
    // The past that was imported is not the past of the scenarios after this one.
    const names = ["Front Door", "Garage", "Cellar"];
    const statistic_ids = await Promise.all(names.map((name) => cellsOf({ home }, name)));
    await home.call("recorder/clear_statistics", { statistic_ids });
    await lab.zwave(BACK_DOOR, "battery", { level: 8 });
    await moveTo({ home, lab }, BACK_DOOR, "Back Door", -60);
  },
  async run(trial) {
    await trial.lab.zwave(CELLAR, "jam", { on: false });
    await forecast(trial);
    await drainAfterAnUpdate(trial);
    await swapNotSeen(trial);
    await levelThatStandsStill(trial);
    await fromEventsAlone(trial);
    await codesForTheLink(trial);
  },
};
