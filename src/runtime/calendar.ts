import { list, number, record, text } from "../adapters/home.ts";
import { DAY, dayOf } from "../core/care/record.ts";
import { defined } from "../core/defined.ts";
import type { Client, Clock } from "./client.ts";
import type { HomeSource } from "./home-health.ts";

/**
 * Events of whole days in Home Assistant's calendars. Every user may read and change them: subscribing to events wants the right to
 * read the entity, creating and deleting the right to control it, which a plain user has of all (homeassistant/components/calendar,
 * auth/permissions/system_policies.py).
 */

/** CalendarEntityFeature (homeassistant/components/calendar/const.py). */
const CREATE = 1;
const DELETE = 2;

/** Ms after which a calendar that has not answered is taken for one that cannot be read: some ask a server far away. */
const ANSWERS_WITHIN = 30_000;

/** The error of a calendar that does not say what is in it. */
export const UNREADABLE = "unreadable";

export interface CalendarEvent {
  readonly summary: string;
  readonly description: string;
  /** Days since 1970 of its beginning. */
  readonly day: number;
  /** By which it can be taken out; undefined where it cannot: a calendar that names none, or an event that a person has repeated. */
  readonly uid?: string;
}

/** An event that is to be put in. */
export interface NewEvent {
  readonly summary: string;
  readonly description: string;
  /** Days since 1970. */
  readonly day: number;
}

function eventOf(value: unknown): CalendarEvent {
  const { summary, description, start, uid, rrule, recurrence_id: instance } = record(value);
  const written = text(start) ?? text(record(start)["date"]) ?? text(record(start)["dateTime"]) ?? "";
  const repeats = text(rrule) !== undefined || text(instance) !== undefined;
  return {
    summary: text(summary) ?? "",
    description: text(description) ?? "",
    day: dayOf(Date.parse(written.slice(0, 10))),
    ...defined({ uid: repeats ? undefined : text(uid) }),
  };
}

/** A day as Home Assistant writes it, of a time in epoch ms. The same on every tablet: the plan counts days of UTC. */
export const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** One calendar. Its calls reject as Home Assistant's do: `asError` says what that means. */
export class Calendar {
  private readonly client: Client;
  private readonly clock: Clock;
  private readonly entityId: string;
  readonly features: { readonly create: boolean; readonly remove: boolean };

  constructor(client: Client, clock: Clock, entityId: string, bits: number) {
    this.client = client;
    this.clock = clock;
    this.entityId = entityId;
    this.features = { create: (bits & CREATE) !== 0, remove: (bits & DELETE) !== 0 };
  }

  /**
   * Events from one day until before another, days since 1970. By a subscription that ends with its first word: the action
   * `calendar.get_events` leaves out by what an event is named. Rejects with the code `unreadable` where the calendar does not tell.
   */
  async events(from: number, to: number): Promise<readonly CalendarEvent[]> {
    const { client, clock, entityId } = this;
    let hear: (event: unknown) => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    const first = new Promise<unknown>((resolve, reject) => {
      hear = resolve;
      fail = reject;
    });
    const cancel = clock.after(ANSWERS_WITHIN, () => hear(undefined));
    const [start, end] = [from, to].map((day) => `${isoDay(day * DAY)}T00:00:00`);
    const standing = client.subscribe({ type: "calendar/event/subscribe", entity_id: entityId, start, end }, (event) =>
      hear(event),
    );
    // One that is never answered is not waited for, and ends all the same should it come to stand.
    standing.catch(fail);
    try {
      const { events } = record(await first);
      if (!Array.isArray(events)) throw Object.assign(new Error(UNREADABLE), { code: UNREADABLE });
      return list(events).map(eventOf);
    } finally {
      cancel();
      standing.then(
        (stop) => stop(),
        () => undefined,
      );
    }
  }

  add({ summary, description, day }: NewEvent): Promise<void> {
    const event = { summary, description, start_date: isoDay(day * DAY), end_date: isoDay((day + 1) * DAY) };
    return this.client.callService("calendar", "create_event", event, { entity_id: this.entityId });
  }

  /** Takes an event out. Only one that has a `uid`. */
  async remove(uid: string): Promise<void> {
    await this.client.callWS({ type: "calendar/event/delete", entity_id: this.entityId, uid });
  }
}

/** The calendar as it can be used now; undefined where it is not there. */
export function calendarOf(
  client: Client,
  clock: Clock,
  states: HomeSource["states"],
  entityId: string | undefined,
): Calendar | undefined {
  const state = entityId === undefined ? undefined : states[entityId];
  if (entityId === undefined || !state || state.state === "unavailable") return undefined;
  return new Calendar(client, clock, entityId, number(state.attributes["supported_features"]) ?? 0);
}
