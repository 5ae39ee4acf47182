import {
  DAY,
  beginRecord,
  dayOf,
  decodeCare,
  encodeCare,
  justDone,
  withDone,
  withWarranty,
  withoutDone,
} from "../core/care/record.ts";
import { planOf } from "../core/care/plan.ts";
import type { CareRecord, CareTaskId, PlannedTask } from "../core/care/types.ts";
import { valueOf } from "../core/fact.ts";
import { calendarOf, isoDay } from "./calendar.ts";
import type { Calendar, CalendarEvent } from "./calendar.ts";
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
  /** Lock entities of which the household wants to hear nothing. */
  readonly exclude?: readonly string[] | undefined;
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
 * and nothing was there. `ticked`: tasks that somebody had ticked off there, taken over from there. `renewed`: said something older
 * there, and says what holds now.
 */
export type CareResult =
  | ({ readonly kind: "put" } & Readonly<Record<"added" | "already" | "unseen" | "ticked" | "renewed", number>>)
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** What became of a task in a to-do list or calendar. `stays`: its event is still there, for the calendar lets nothing be taken out. */
export type Became = "none" | "done" | "stays" | { readonly code: string; readonly message: string };

/** How marking a task has ended, besides that it is kept. */
export interface MarkResult {
  readonly place: Place;
  readonly list: Became;
  readonly calendar: Became;
}

/** A row of a lock's plan as it is shown. */
export interface CareRow extends PlannedTask {
  /** Said to be done today or yesterday: can be taken back. */
  readonly done: boolean;
}

/** Days around its day in which an event of the same task is the same one: half of the shortest interval. */
const SAME_EVENT = 45;

/** Days from today within which an event is looked for: a task comes once a year, and a person may have put it off. */
const LOOKED_THROUGH = 400;

/** The line by which an item or event is known again, whatever a person makes of the rest. */
export const markerOf = (entityId: string, id: CareTaskId): string => `lock-health: ${entityId} ${id}`;

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

/** The cells of a line as `shoppingLines` writes them; undefined for any other, and for names with brackets in them. */
const typeOfLine = (line: string): string | undefined => /^\d+ × (.+) \([^()]+\)$/.exec(line)?.[1];

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
  /** Tasks whose event this page has taken out of the calendar. */
  private readonly moved = new Set<string>();
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
   * Says that a task is done: keeps the day, ticks its item off the to-do list and takes its event out of the calendar, and adds the next
   * one to each with its day. `ticked`: an item that somebody has ticked off there already.
   */
  async done(lock: LockHealth, id: CareTaskId, ticked?: TodoItem): Promise<MarkResult> {
    const before = this.record(lock);
    const after = withDone(before, id, this.now(), valueOf(lock.snapshot.facts.turns));
    // A second tap, or another tablet was faster: there is nothing to do.
    if (after === before) return this.untouched(lock);
    await this.keep(lock, after);
    const next = this.planWith(lock, after).find((task) => task.id === id);
    const listed = await this.inList(async (todo) => {
      const open = (await this.itemsOf(todo, lock, id)).find(({ done }) => !done);
      if (open) await todo.complete(open);
      // Without a day, what is due in half a year would stand there as if it were due now.
      const wanted = next !== undefined && todo.features.dueDate && todo.features.create;
      const added = wanted ? await this.addItem(todo, lock, next) : undefined;
      this.steps.set(`${lock.entityId} ${id}`, { completed: open ?? ticked, added });
      return "done";
    });
    const calendar = await this.inCalendar(async (events) => {
      const due = this.planWith(lock, before).find((task) => task.id === id)?.due;
      const became = due === undefined ? "none" : await this.moveEvent(events, lock, id, due, next);
      if (became === "done") this.moved.add(`${lock.entityId} ${id}`);
      return became;
    });
    return { place: this.place(lock.entityId), list: listed, calendar };
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
    const listed = await this.inList(async (todo) => {
      const { completed, added } = step ?? (await this.guessStep(todo, lock, id, before, after));
      if (added && todo.features.remove) await todo.remove(added);
      if (completed) await todo.reopen(completed);
      return "done";
    });
    const calendar = await this.inCalendar(async (events) => {
      const due = this.planWith(lock, after).find((task) => task.id === id)?.due;
      const again = this.planWith(lock, before).find((task) => task.id === id);
      const isMoved = this.moved.delete(key);
      if (due !== undefined) return this.moveEvent(events, lock, id, due, again);
      // What is done once has no next event to be known by: only the page that took its event out puts it back.
      if (!isMoved || !again || !events.features.create) return "none";
      await this.addEvent(events, lock, again);
      return "done";
    });
    return { place: this.place(lock.entityId), list: listed, calendar };
  }

  /** The last day of a lock's warranty, epoch ms, where a person has said it. */
  warranty(lock: LockHealth): number | undefined {
    const { warranty } = this.record(lock);
    return warranty === undefined ? undefined : warranty * DAY;
  }

  /**
   * Keeps the last day of the warranty, days since 1970; undefined forgets it. What is put down elsewhere about it moves to its new day.
   * Rejects with a RangeError for a day that cannot be kept.
   */
  async setWarranty(lock: LockHealth, day: number | undefined): Promise<MarkResult> {
    const before = this.record(lock);
    const after = withWarranty(before, day);
    if (after.warranty === before.warranty) return this.untouched(lock);
    await this.keep(lock, after);
    const [was, next] = [before, after].map((each) => this.planWith(lock, each).find(({ id }) => id === "warranty"));
    const listed = await this.inList(async (todo) => {
      const open = (await this.itemsOf(todo, lock, "warranty")).find(({ done }) => !done);
      if (!open) return "none";
      if (!todo.features.remove) return "stays";
      await todo.remove(open);
      if (next && todo.features.dueDate && todo.features.create) await this.addItem(todo, lock, next);
      return "done";
    });
    const calendar = await this.inCalendar(async (events) =>
      was ? this.moveEvent(events, lock, "warranty", was.due, next) : "none",
    );
    return { place: this.place(lock.entityId), list: listed, calendar };
  }

  private untouched({ entityId }: LockHealth): MarkResult {
    return { place: this.place(entityId), list: "none", calendar: "none" };
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

  private async inList(work: (todo: TodoList) => Promise<Became>): Promise<Became> {
    const todo = this.list("list");
    return todo?.features.change ? work(todo).catch(asError) : "none";
  }

  private async inCalendar(work: (calendar: Calendar) => Promise<Became>): Promise<Became> {
    const calendar = this.calendar();
    return calendar ? work(calendar).catch(asError) : "none";
  }

  /**
   * Takes the event of a task out of the calendar and puts its next one in. Only where there was one: a household that has put no care
   * there wants none.
   */
  private async moveEvent(
    calendar: Calendar,
    lock: LockHealth,
    id: CareTaskId,
    due: number,
    next: PlannedTask | undefined,
  ): Promise<Became> {
    const today = dayOf(this.now());
    const from = Math.min(today, dayOf(due)) - SAME_EVENT;
    const events = await calendar.events(from, today + LOOKED_THROUGH);
    const found = events.filter((event) => this.isEventOf(event, lock, id, due));
    if (found.length === 0) return "none";
    if (!calendar.features.remove || found.every(({ uid }) => uid === undefined)) return "stays";
    const taken = new Set(found.flatMap(({ uid }) => uid ?? []));
    for (const uid of taken) await calendar.remove(uid);
    if (next && calendar.features.create) await this.addEvent(calendar, lock, next);
    // What came back from a call says nothing of what is there.
    const after = await calendar.events(from, today + LOOKED_THROUGH);
    return after.some(({ uid }) => uid !== undefined && taken.has(uid)) ? "stays" : "done";
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
    const place = target === "calendar" ? this.calendar() : this.list(target);
    return place?.features.create ? undefined : "read_only";
  }

  private calendar(): Calendar | undefined {
    const { client, clock, source } = this.health;
    return calendarOf(client, clock, source.states, this.idOf("calendar"));
  }

  /** Puts something there, if nothing is in the way. */
  put(lock: LockHealth, target: CareTarget): Promise<CareResult> {
    const work = { list: () => this.sync(lock), calendar: () => this.enter(lock), shopping: () => this.shop() }[target];
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
    const count = { added: 0, already: 0, unseen: 0, ticked: 0, renewed: 0 };
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

  /** Whether an event is about a task that is due on a day. A calendar that drops descriptions keeps the title. */
  private isEventOf({ summary, description, day }: CalendarEvent, lock: LockHealth, id: CareTaskId, due: number): boolean {
    const isAbout =
      hasMarker(description, markerOf(lock.entityId, id)) || (description === "" && summary === this.words.title(lock, id));
    return isAbout && day >= dayOf(due) - SAME_EVENT;
  }

  /** Puts a task in. What is past its day is put on today: nobody looks at last week. */
  private addEvent(calendar: Calendar, lock: LockHealth, { id, due }: PlannedTask): Promise<void> {
    const day = Math.max(dayOf(due), dayOf(this.now()));
    return calendar.add({ summary: this.words.title(lock, id), description: this.description(lock, id), day });
  }

  /** What is due soon, as events of a whole day, each once. */
  private async enter(lock: LockHealth): Promise<CareResult> {
    const calendar = this.calendar();
    const coming = this.coming(lock);
    if (!calendar || coming.length === 0) return { kind: "nothing" };
    const today = dayOf(this.now());
    const from = Math.min(today, ...coming.map(({ due }) => dayOf(due))) - SAME_EVENT;
    const events = () => calendar.events(from, today + LOOKED_THROUGH);
    const isThere = ({ id, due }: PlannedTask, among: readonly CalendarEvent[]) =>
      among.some((event) => this.isEventOf(event, lock, id, due));
    const before = await events();
    const missing = coming.filter((task) => !isThere(task, before));
    for (const task of missing) await this.addEvent(calendar, lock, task);
    const after = missing.length === 0 ? before : await events();
    const added = missing.filter((task) => isThere(task, after)).length;
    return { kind: "put", added, already: coming.length - missing.length, unseen: missing.length - added, ticked: 0, renewed: 0 };
  }

  /** All locks of the home, also those that no card of this page shows. */
  private everyLock(): readonly LockHealth[] {
    const lease = this.health.open({ exclude: this.options().exclude ?? [] }, () => undefined);
    lease.close();
    return lease.locks;
  }

  /**
   * Cells for all locks, a line a type, each once: who goes to the shop goes once. A line of before, of as many cells as it took then, is
   * written anew; what a person has made of one is left as it is.
   */
  private async shop(): Promise<CareResult> {
    const todo = this.list("shopping");
    const lines = shoppingLines(this.everyLock());
    if (!todo || lines.length === 0) return { kind: "nothing" };
    const open = async () => (await todo.items()).filter(({ done }) => !done);
    const before = await open();
    const missing = lines.filter((line) => !before.some(({ summary }) => summary === line));
    const renewed = new Set<string>();
    for (const line of missing) {
      const type = typeOfLine(line);
      const old = before.find(({ summary }) => type !== undefined && typeOfLine(summary) === type);
      if (old && todo.features.change) {
        renewed.add(line);
        await todo.rename(old, line);
      } else await todo.add({ summary: line });
    }
    const after = missing.length === 0 ? before : await open();
    const seen = missing.filter((line) => after.some(({ summary }) => summary === line));
    return {
      kind: "put",
      added: seen.filter((line) => !renewed.has(line)).length,
      already: lines.length - missing.length,
      unseen: missing.length - seen.length,
      ticked: 0,
      renewed: seen.filter((line) => renewed.has(line)).length,
    };
  }
}
