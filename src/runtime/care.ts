import { list, number, record, text } from "../adapters/home.ts";
import { DAY, beginRecord, dayOf, decodeCare, encodeCare, justDone, withDone, withoutDone } from "../core/care/record.ts";
import { planOf } from "../core/care/plan.ts";
import type { CareRecord, CareTaskId, PlannedTask } from "../core/care/types.ts";
import { valueOf } from "../core/fact.ts";
import { asError } from "./gather.ts";
import type { HomeHealth, LockHealth } from "./home-health.ts";
import type { Keepsakes, Place } from "./keepsakes.ts";
import { todoList } from "./todo.ts";
import type { TodoItem, TodoList } from "./todo.ts";

/** Where a household wants its care to be, as in the card's configuration. */
export interface CareOptions {
  /** To-do list for what is to be done. */
  readonly care_list?: string | undefined;
  readonly calendar_entity?: string | undefined;
  /** To-do list for what is to be bought; else `care_list`, else `todo_entity`. */
  readonly shopping_list?: string | undefined;
  readonly todo_entity?: string | undefined;
  /** All locks whose cells are bought together; the open one alone unless said. */
  readonly locks?: readonly LockHealth[] | undefined;
}

/** Words of a task, in the person's language. */
export interface CareWords {
  /** What an item or event is called: the task, and the lock's name. */
  title(lock: LockHealth, id: CareTaskId): string;
  /** How it is done. */
  how(id: CareTaskId): string;
}

/** What a person can put care into. */
export type CareTarget = "list" | "calendar" | "shopping";

/** Why something cannot be put there: none is configured, it is not there now, or it takes nothing new. */
export type Obstacle = "none" | "missing" | "read_only";

/**
 * How putting something somewhere has ended. `added`: seen there afterwards. `already`: was there before. `unseen`: the call came back
 * and nothing was there. `ticked`: tasks that somebody had ticked off there, taken over from there.
 */
export type CareResult =
  | { readonly kind: "put"; readonly added: number; readonly already: number; readonly unseen: number; readonly ticked: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** How marking a task has ended, besides that it is kept. `list`: what became of its item in the to-do list. */
export interface MarkResult {
  readonly place: Place;
  readonly list: "none" | "done" | { readonly code: string; readonly message: string };
}

/** A row of a lock's plan as it is shown. */
export interface CareRow extends PlannedTask {
  /** Said to be done today or yesterday: can be taken back. */
  readonly done: boolean;
}

/** CalendarEntityFeature.CREATE_EVENT (homeassistant/components/calendar/const.py). */
const CREATE_EVENT = 1;

/** Days around its day in which an event of the same task is the same one: half of the shortest interval. */
const SAME_EVENT = 45;

/** The line by which an item or event is known again, whatever a person makes of the rest. */
export const markerOf = (entityId: string, id: CareTaskId): string => `lock-health: ${entityId} ${id}`;

/** A day as Home Assistant writes it. The same on every tablet: the plan counts days of UTC. */
export const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

const hasMarker = (description: string | undefined, marker: string) =>
  (description ?? "").split(/\r?\n/).some((line) => line.trim() === marker);

/** How many cells of which kind, as they are written: "4× AA", "CR2". */
export function cellsOf(written: string): { readonly count: number; readonly type: string } {
  const [, count, type] = /^\s*(\d+)\s*[×x]\s*(.+?)\s*$/i.exec(written) ?? [];
  return type === undefined ? { count: 1, type: written.trim() } : { count: Number(count), type };
}

/** What to buy for these locks, a line a type: "8 × AA (Front Door, Garage)". */
export function shoppingLines(locks: readonly LockHealth[]): readonly string[] {
  const byType = new Map<string, { count: number; names: string[] }>();
  for (const { name, snapshot } of locks) {
    const written = valueOf(snapshot.facts.battery_type);
    if (written === undefined || written.trim() === "") continue;
    const { count, type } = cellsOf(written);
    const found = byType.get(type) ?? { count: 0, names: [] };
    byType.set(type, { count: found.count + count, names: [...found.names, name] });
  }
  return [...byType].map(([type, { count, names }]) => `${String(count)} × ${type} (${names.join(", ")})`);
}

interface Event {
  readonly summary: string;
  readonly description: string;
  /** Days since 1970. */
  readonly day: number;
}

/** What marking a task has done in the to-do list, so that undo takes back exactly that. */
interface Step {
  readonly completed: TodoItem | undefined;
  readonly added: TodoItem | undefined;
}

/**
 * The care of the locks of one home: the plan, kept where `Keepsakes` keeps it, and what a person puts into to-do lists and the
 * calendar. Nothing is written anywhere without a tap, except the day on which a plan began.
 */
export class CareDesk {
  private readonly health: HomeHealth;
  private readonly keepsakes: Keepsakes;
  private readonly options: () => CareOptions;
  private readonly words: CareWords;
  private readonly steps = new Map<string, Step>();
  /** Plans that begin with this page, until they are kept. */
  private readonly beginnings = new Map<string, CareRecord>();
  /** Locks whose plan was begun here: once, also where it cannot be kept. */
  private readonly begun = new Set<string>();

  constructor(health: HomeHealth, keepsakes: Keepsakes, options: () => CareOptions, words: CareWords) {
    this.health = health;
    this.keepsakes = keepsakes;
    this.options = options;
    this.words = words;
  }

  private now(): number {
    return this.health.clock.now();
  }

  /** What is kept of a lock's care; of a lock without a readable line a plan that begins now. */
  private record({ entityId, snapshot }: LockHealth): CareRecord {
    const kept = decodeCare(this.keepsakes.get(entityId, "care"));
    if (kept) return kept;
    const begun = this.beginnings.get(entityId) ?? beginRecord(this.now(), valueOf(snapshot.facts.turns));
    this.beginnings.set(entityId, begun);
    return begun;
  }

  /** Begins a lock's plan, where there is none or an unreadable one. Nothing is begun before it is known what is kept. */
  begin(lock: LockHealth): void {
    const { entityId } = lock;
    if (!this.keepsakes.ready || this.begun.has(entityId) || decodeCare(this.keepsakes.get(entityId, "care"))) return;
    this.begun.add(entityId);
    void this.keepsakes.put(entityId, "care", encodeCare(this.record(lock)));
  }

  private planWith(lock: LockHealth, kept: CareRecord): readonly PlannedTask[] {
    const { health } = this;
    const { facts, settings } = lock.snapshot;
    const ref = health.refOf(lock.entityId);
    return planOf(facts, (ref && health.knowledge.traits?.(ref)) ?? {}, kept, this.now(), settings);
  }

  /** A lock's plan, the most overdue first. */
  plan(lock: LockHealth): readonly PlannedTask[] {
    return this.planWith(lock, this.record(lock));
  }

  /** The plan as it is shown: what was done just now keeps its place, so that it can be taken back where it was tapped. */
  rows(lock: LockHealth): readonly CareRow[] {
    const kept = this.record(lock);
    const done = justDone(kept, this.now());
    const plan = this.planWith(lock, kept);
    return this.planWith(lock, done.reduce(withoutDone, kept)).map((task) => {
      const next = plan.find(({ id }) => id === task.id) ?? task;
      return done.includes(task.id) ? { ...next, done: true } : { ...task, done: false };
    });
  }

  /** Where a lock's plan is kept. */
  place(entityId: string): Place {
    return this.keepsakes.place(entityId, "care");
  }

  private keep(lock: LockHealth, next: CareRecord): Promise<void> {
    return this.keepsakes.put(lock.entityId, "care", encodeCare(next));
  }

  /**
   * Says that a task is done: keeps the day, ticks its item off the to-do list, and adds the next one with its day. `ticked`: an item
   * that somebody has ticked off there already.
   */
  async done(lock: LockHealth, id: CareTaskId, ticked?: TodoItem): Promise<MarkResult> {
    const before = this.record(lock);
    const after = withDone(before, id, this.now(), valueOf(lock.snapshot.facts.turns));
    // A second tap, or another tablet was faster: there is nothing to do.
    if (after === before) return this.untouched(lock);
    await this.keep(lock, after);
    return this.inList(lock, async (todo) => {
      const open = (await this.itemsOf(todo, lock, id)).find(({ done }) => !done);
      if (open) await todo.complete(open);
      const next = this.planWith(lock, after).find((task) => task.id === id);
      // Without a day, what is due in half a year would stand there as if it were due now.
      const wanted = next !== undefined && todo.features.dueDate && todo.features.create;
      const added = wanted ? await this.addItem(todo, lock, next) : undefined;
      this.steps.set(`${lock.entityId} ${id}`, { completed: open ?? ticked, added });
    });
  }

  /** Takes that back: the day, and what was done in the to-do list. */
  async undo(lock: LockHealth, id: CareTaskId): Promise<MarkResult> {
    const after = this.record(lock);
    const before = withoutDone(after, id);
    if (before === after) return this.untouched(lock);
    await this.keep(lock, before);
    const key = `${lock.entityId} ${id}`;
    const step = this.steps.get(key);
    this.steps.delete(key);
    return this.inList(lock, async (todo) => {
      const { completed, added } = step ?? (await this.guessStep(todo, lock, id, before, after));
      if (added && todo.features.remove) await todo.remove(added);
      if (completed) await todo.reopen(completed);
    });
  }

  private untouched({ entityId }: LockHealth): MarkResult {
    return { place: this.place(entityId), list: "none" };
  }

  /** What another page has done in the list, as far as days tell: the next item, and the one that was ticked off. */
  private async guessStep(
    todo: TodoList,
    lock: LockHealth,
    id: CareTaskId,
    before: CareRecord,
    after: CareRecord,
  ): Promise<Step> {
    const dayIn = (kept: CareRecord) => {
      const task = this.planWith(lock, kept).find((each) => each.id === id);
      return task && isoDay(task.due);
    };
    const items = await this.itemsOf(todo, lock, id);
    const of = (day: string | undefined, done: boolean) =>
      items.find((item) => item.done === done && item.due !== undefined && item.due === day);
    return { completed: of(dayIn(before), true), added: of(dayIn(after), false) };
  }

  private async inList(lock: LockHealth, work: (todo: TodoList) => Promise<void>): Promise<MarkResult> {
    const todo = this.list("list");
    const place = () => this.place(lock.entityId);
    if (!todo?.features.change) return this.untouched(lock);
    try {
      await work(todo);
      return { place: place(), list: "done" };
    } catch (error) {
      return { place: place(), list: asError(error) };
    }
  }

  private idOf(target: CareTarget): string | undefined {
    const { care_list: care, calendar_entity: calendar, shopping_list: shopping, todo_entity: todo } = this.options();
    if (target === "calendar") return calendar || undefined;
    return target === "list" ? care || undefined : shopping || care || todo || undefined;
  }

  private list(target: "list" | "shopping"): TodoList | undefined {
    return todoList(this.health.client, this.health.source.states, this.idOf(target));
  }

  /** What is in the way of putting something there; undefined where nothing is. */
  obstacle(target: CareTarget): Obstacle | undefined {
    const entityId = this.idOf(target);
    if (entityId === undefined) return "none";
    const state = this.health.source.states[entityId];
    if (!state || state.state === "unavailable") return "missing";
    if (target !== "calendar") return this.list(target)?.features.create ? undefined : "read_only";
    return ((number(state.attributes["supported_features"]) ?? 0) & CREATE_EVENT) === 0 ? "read_only" : undefined;
  }

  /** Puts something there, if nothing is in the way. */
  put(lock: LockHealth, target: CareTarget): Promise<CareResult> {
    const work = { list: () => this.sync(lock), calendar: () => this.enter(lock), shopping: () => this.shop(lock) }[target];
    return work().catch((error: unknown) => ({ kind: "failed", ...asError(error) }));
  }

  private coming(lock: LockHealth): readonly PlannedTask[] {
    return this.plan(lock).filter(({ state }) => state !== "later");
  }

  /** Items about a task, by their marker; in a list without descriptions by their title. */
  private async itemsOf(todo: TodoList, lock: LockHealth, id: CareTaskId): Promise<readonly TodoItem[]> {
    const items = await todo.items();
    return items.filter((item) => this.isAbout(todo, item, lock, id));
  }

  private isAbout(todo: TodoList, { summary, description }: TodoItem, lock: LockHealth, id: CareTaskId): boolean {
    if (hasMarker(description, markerOf(lock.entityId, id))) return true;
    return !todo.features.description && summary === this.words.title(lock, id);
  }

  private description(lock: LockHealth, id: CareTaskId): string {
    return `${this.words.how(id)}\n\n${markerOf(lock.entityId, id)}`;
  }

  /** Adds an item for a task, unless there is an open one; the item as it is seen there afterwards. */
  private async addItem(todo: TodoList, lock: LockHealth, { id, due }: PlannedTask): Promise<TodoItem | undefined> {
    const open = async () => (await this.itemsOf(todo, lock, id)).find(({ done }) => !done);
    if (await open()) return undefined;
    await todo.add({ summary: this.words.title(lock, id), due: isoDay(due), description: this.description(lock, id) });
    return open();
  }

  /** What is due soon, as items of the to-do list, each once. What somebody has ticked off there is done. */
  private async sync(lock: LockHealth): Promise<CareResult> {
    const todo = this.list("list");
    const coming = this.coming(lock);
    if (!todo || coming.length === 0) return { kind: "nothing" };
    const count = { added: 0, already: 0, unseen: 0, ticked: 0 };
    for (const task of coming) {
      const items = await this.itemsOf(todo, lock, task.id);
      const ticked = items.find(({ done, due }) => done && due === isoDay(task.due));
      if (items.some(({ done }) => !done)) count.already++;
      else if (ticked) {
        await this.done(lock, task.id, ticked);
        count.ticked++;
      } else if (await this.addItem(todo, lock, task)) count.added++;
      else count.unseen++;
    }
    return { kind: "put", ...count };
  }

  /** Events of some days, as a plain user may read them too (`calendar.get_events`, homeassistant/components/calendar/services.py). */
  private async events(entityId: string, from: number, to: number): Promise<readonly Event[]> {
    const answer = await this.health.client.callWS({
      type: "call_service",
      domain: "calendar",
      service: "get_events",
      service_data: { start_date_time: `${isoDay(from)} 00:00:00`, end_date_time: `${isoDay(to)} 00:00:00` },
      target: { entity_id: entityId },
      return_response: true,
    });
    const { events } = record(record(record(answer)["response"])[entityId]);
    return list(events).map((each) => {
      const { summary, description, start } = record(each);
      return {
        summary: text(summary) ?? "",
        description: text(description) ?? "",
        day: dayOf(Date.parse((text(start) ?? "").slice(0, 10))),
      };
    });
  }

  /** What is due soon, as events of a whole day, each once. What is past its day is put on today: nobody looks at last week. */
  private async enter(lock: LockHealth): Promise<CareResult> {
    const entityId = this.idOf("calendar");
    const coming = this.coming(lock);
    if (entityId === undefined || coming.length === 0) return { kind: "nothing" };
    const today = dayOf(this.now()) * DAY;
    const around = SAME_EVENT * DAY;
    const [from, to] = [
      Math.min(today, ...coming.map(({ due }) => due)) - around,
      Math.max(today, ...coming.map(({ due }) => due)) + around,
    ];
    const isThere = ({ id, due }: PlannedTask, events: readonly Event[]) =>
      events.some(
        ({ summary, description, day }) =>
          // A calendar that drops descriptions keeps the title.
          (hasMarker(description, markerOf(lock.entityId, id)) ||
            (description === "" && summary === this.words.title(lock, id))) &&
          day * DAY >= due - around,
      );
    const before = await this.events(entityId, from, to);
    const missing = coming.filter((task) => !isThere(task, before));
    for (const { id, due } of missing) {
      const start = Math.max(due, today);
      const event = {
        summary: this.words.title(lock, id),
        description: this.description(lock, id),
        start_date: isoDay(start),
        end_date: isoDay(start + DAY),
      };
      await this.health.client.callService("calendar", "create_event", event, { entity_id: entityId });
    }
    const after = missing.length === 0 ? before : await this.events(entityId, from, to);
    const added = missing.filter((task) => isThere(task, after)).length;
    return { kind: "put", added, already: coming.length - missing.length, unseen: missing.length - added, ticked: 0 };
  }

  /** Cells for all locks, a line a type, each once. */
  private async shop(lock: LockHealth): Promise<CareResult> {
    const todo = this.list("shopping");
    const lines = shoppingLines(this.options().locks ?? [lock]);
    if (!todo || lines.length === 0) return { kind: "nothing" };
    const open = async () => new Set((await todo.items()).flatMap(({ done, summary }) => (done ? [] : [summary])));
    const before = await open();
    const missing = lines.filter((line) => !before.has(line));
    for (const line of missing) await todo.add({ summary: line });
    const after = missing.length === 0 ? before : await open();
    const added = missing.filter((line) => after.has(line)).length;
    return { kind: "put", added, already: lines.length - missing.length, unseen: missing.length - added, ticked: 0 };
  }
}
