import { list, record } from "../home.ts";
import type { HomeView } from "../home.ts";
import type { LockRef, LockView, Want } from "../lock-view.ts";

const DAY = 24 * 3_600_000;

/** Linked devices and whether the integration lives in the maker's cloud. */
export function commonWants(view: LockView): Want[] {
  const wants: Want[] = [];
  if (view.deviceId !== undefined)
    wants.push({ mode: "call", request: { type: "config/device_registry/list_linked_devices", device_id: view.deviceId } });
  const domain = view.entry?.domain;
  if (domain !== undefined) wants.push({ mode: "call", request: { type: "manifest/get", integration: domain } });
  return wants;
}

/** Of a row of the logbook only this is kept: a row about an entity holds its state, which could be a code. */
function eventsOf(integration: string, result: unknown): unknown {
  const events = list(record(result)["events"]).flatMap((row) => {
    const { when, domain, message } = record(row);
    return domain === integration ? [{ when, domain, message }] : [];
  });
  return { events };
}

/** What the lock's integration wrote into the logbook since a day ago, and writes from now on. */
export function logbookWant(view: LockView): Want[] {
  if (view.deviceId === undefined) return [];
  const { platform } = view.ref;
  return [
    {
      mode: "stream",
      since: DAY,
      request: { type: "logbook/event_stream", device_ids: [view.deviceId] },
      keep: (result) => eventsOf(platform, result),
    },
  ];
}

/** Device classes of what is looked back at: the cells, reports of a jam, updates. */
const LOOKED_BACK = new Set<unknown>(["battery", "problem", "firmware"]);

/** What the locks, their cells, jam reports, updates and auto-lock switches said over ten days, as long as Home Assistant keeps it by itself: one request for all of them. */
export function historyWant({ states }: HomeView, refs: readonly LockRef[]): Want {
  const ids = refs.flatMap(({ entityId, siblings }) => [
    entityId,
    ...siblings
      .filter(
        ({ entityId: id, translationKey: key }) =>
          (/sensor\.|^update/.test(id) && LOOKED_BACK.has(states[id]?.attributes?.["device_class"])) ||
          /auto_?(re)?lock/.test(key),
      )
      .map((sibling) => sibling.entityId),
  ]);
  return {
    mode: "stream",
    since: 10 * DAY,
    request: {
      type: "history/stream",
      entity_ids: ids.sort(),
      minimal_response: true,
      no_attributes: true,
      significant_changes_only: false,
    },
  };
}
