import type { TemplateResult } from "lit/html.js";
import { BEFORE_LAST } from "../../core/care/plan.ts";
import { DAY, dayOf } from "../../core/care/record.ts";
import { CARE_TASKS } from "../../core/care/tasks.ts";
import type { CareTaskId } from "../../core/care/types.ts";
import { isoDay } from "../../runtime/calendar.ts";
import { CareDesk } from "../../runtime/care.ts";
import { UNREADABLE } from "../../runtime/calendar.ts";
import type { Became, CareOptions, CareResult, CareRow, CareTarget, CareWords, MarkResult } from "../../runtime/care.ts";
import type { HomeHealth, LockHealth } from "../../runtime/home-health.ts";
import type { Format } from "../../translations/format.ts";
import type { ViewContext } from "../views/context.ts";
import { dateWords } from "./dates.ts";
import type { AidKit, Panel } from "./kit.ts";

const TARGETS: readonly CareTarget[] = ["list", "calendar", "shopping"];

/** Days from which a time is told in weeks, and from which in months: nobody counts forty days. */
const IN_WEEKS = 14;
const IN_MONTHS = 60;
const WEEK = 7;
const MONTH = 365.25 / 12;

/** Years ahead for which somebody may promise a warranty: makers give up to a lifetime for the mechanics, which is no day. */
const LONGEST_WARRANTY = 30;
/** The oldest day that is taken: before that no lock was in a home that this card is for. */
const FIRST_WARRANTY = Date.UTC(2020, 0);

/** How a warranty that ends in so many days is told: in its last month its reminder has come. */
const stateOf = (days: number) => (days < 0 ? "over" : days <= BEFORE_LAST ? "soon" : "ends");

/** First and last day that a warranty may end on, days since 1970. */
const warrantyDays = (now: number): readonly [from: number, to: number] => [
  dayOf(FIRST_WARRANTY),
  dayOf(now) + Math.round(LONGEST_WARRANTY * 365.25),
];

/** Tones of a row's words, beside what the words say. */
const TONES = { due: "warning", soon: "calm", later: "" } as const;

/** What is under way for a lock, and what came of the last thing. */
interface Shown {
  readonly busy: boolean;
  readonly words: string;
}

/** Makes the view of care: what is to be done for a lock, when, how, and where it is written down. */
export function createCareView(kit: AidKit, options: () => CareOptions): Panel {
  const { html, localize, icon } = kit;
  const say = (key: string, params = {}) => localize(`care.${key}`, params);
  const title = (id: CareTaskId) => say(`tasks.${id}.title`);
  const steps = (id: CareTaskId) => localize.list(`care.tasks.${id}.how`);
  const words: CareWords = {
    title: ({ name }, id) => say("item", { task: title(id), lock: name }),
    how: (id) => steps(id).join(" "),
  };
  const desks = new WeakMap<HomeHealth, CareDesk>();
  const shown = new Map<string, Shown>();
  const atWork = new Map<string, Promise<void>>();

  function deskOf(health: HomeHealth): CareDesk {
    const desk = desks.get(health) ?? new CareDesk(health, kit.keepsakes, options, words);
    desks.set(health, desk);
    return desk;
  }

  const styles = html`<style>
    .care {
      gap: 12px;
    }
    .care ul {
      display: grid;
    }
    .care li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 12px;
      align-items: center;
      padding: 8px 0;
    }
    .care li + li {
      border-top: 1px solid var(--line);
    }
    .care .task {
      font-weight: 500;
      overflow-wrap: anywhere;
    }
    .care .when {
      display: block;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
      color: var(--quiet);
    }
    .care .when b {
      font-weight: 500;
      color: var(--tone);
    }
    .care .when[data-tone=""] b {
      color: inherit;
    }
    .care details {
      grid-column: 1 / -1;
    }
    .care summary {
      min-height: 48px;
      line-height: 48px;
      cursor: pointer;
    }
    .care ol {
      display: grid;
      gap: 8px;
      padding: 0 0 8px;
      padding-inline-start: 24px;
      list-style: decimal;
    }
    .care ol li {
      display: list-item;
      padding: 0;
      border: 0;
    }
    .care .warranty {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 12px;
      align-items: center;
    }
    .care .warranty p {
      grid-column: 1 / -1;
    }
    .care input {
      min-height: 48px;
      max-width: 100%;
      box-sizing: border-box;
      padding: 0 12px;
      border: 0;
      border-radius: 12px;
      box-shadow: inset 0 0 0 1px var(--line);
      background: none;
      color: inherit;
      font: inherit;
    }
    .care .put {
      display: grid;
      gap: 8px;
    }
    .care .put button {
      width: 100%;
    }
  </style>`;

  /** A day in words, from today: in weeks and months where days would say too much. */
  function when(at: number, { now, format }: ViewContext): string {
    const away = dayOf(at) - dayOf(now);
    if (away === 0) return say("today");
    const far = Math.abs(away);
    const unit = far < IN_WEEKS ? "day" : far < IN_MONTHS ? "week" : "month";
    const count = Math.round(away / { day: 1, week: WEEK, month: MONTH }[unit]);
    return relative(count, unit, format) ?? say(away > 0 ? "in_time" : "time_ago", { time: format.duration(far * DAY) });
  }

  /** "in 3 weeks", "yesterday"; undefined on old tablets, which cannot say it. */
  function relative(count: number, unit: "day" | "week" | "month", { locale }: Format): string | undefined {
    try {
      return new Intl.RelativeTimeFormat(locale.language, { numeric: "auto" }).format(count, unit);
    } catch {
      return undefined;
    }
  }

  /** What makes it due, or how often it comes. */
  function why({ id, why: reason }: CareRow, lock: LockHealth, { number }: { number(value: number): string }): string {
    const task = CARE_TASKS.find((each) => each.id === id);
    if (task?.once) return say(reason === "until" ? "why.until" : "why.once");
    const months = (task?.setting && lock.snapshot.settings[task.setting]) ?? task?.months ?? 0;
    return say(`why.${reason}`, { months: number(months), turns: number(task?.turns ?? 0) });
  }

  function timeWords(row: CareRow, lock: LockHealth, context: ViewContext): TemplateResult {
    const { due, last, state, done } = row;
    const { format } = context;
    const key = done ? "next" : dayOf(due) < dayOf(context.now) ? "over" : "due";
    const told =
      row.done && CARE_TASKS.find(({ id }) => id === row.id)?.once ? say("said_done") : say(key, { when: when(due, context) });
    const parts = [
      why(row, lock, { number: (value) => format.number(value) }),
      ...(last === undefined ? [] : [say("last", { when: when(last, context) })]),
    ];
    return html`<span class="when" data-tone=${done ? "ok" : TONES[state]}><b>${told}</b> · ${parts.join(" · ")}</span>`;
  }

  /** What came of marking a task, said aloud. */
  function marked(key: "done" | "undone", id: CareTaskId, result: MarkResult): string {
    return [say(`status.${key}`, { task: title(id) }), ...whatBecame(result)].join(" ");
  }

  /** What became of it elsewhere. */
  function whatBecame({ place, list, calendar }: MarkResult): readonly string[] {
    const kept = place === "page" ? [say("kept_page")] : [];
    return [...kept, ...became("list", list), ...became("calendar", calendar)];
  }

  /** What became of a task elsewhere, in words; nothing where nothing did. */
  function became(where: "list" | "calendar", how: Became): readonly string[] {
    if (how === "none") return [];
    if (how === "stays") return [say(`status.${where}_stays`)];
    return [how === "done" ? say(`status.${where}_changed`) : failure(`${where}_failed`, how)];
  }

  function failure(
    key: "failed" | "list_failed" | "calendar_failed",
    { code, message }: { readonly code: string; readonly message: string },
  ): string {
    if (code === "unauthorized" || code === UNREADABLE) return say(`status.${code}`);
    return say(`status.${key}`, { message: message || code });
  }

  function came(target: CareTarget, result: CareResult): string {
    if (result.kind === "nothing") return say(target === "shopping" ? "status.no_cells" : "status.nothing");
    if (result.kind === "failed") return failure("failed", result);
    const told = (["added", "renewed", "ticked", "already", "unseen"] as const).filter((key) => result[key] > 0);
    return told.map((key) => say(`status.${key}`, { count: result[key] })).join(" ");
  }

  /** Does one thing after the other for a lock, and tells what came of it. */
  function work(context: ViewContext, lock: LockHealth, doing: () => Promise<string>): Promise<void> {
    const { entityId } = lock;
    const next = (atWork.get(entityId) ?? Promise.resolve()).then(() => workNow(context, lock, doing));
    atWork.set(entityId, next);
    return next;
  }

  async function workNow({ health }: ViewContext, { entityId }: LockHealth, doing: () => Promise<string>): Promise<void> {
    const show = (busy: boolean, said: string) => {
      shown.set(entityId, { busy, words: said });
      health.notifyFor(entityId);
    };
    show(true, say("status.working"));
    show(false, await doing().catch((error: unknown) => say("status.failed", { message: String(error) })));
  }

  function tap(context: ViewContext, lock: LockHealth, { id, done }: CareRow): void {
    const desk = deskOf(context.health);
    void work(context, lock, async () =>
      done ? marked("undone", id, await desk.undo(lock, id)) : marked("done", id, await desk.done(lock, id)),
    );
  }

  function task(context: ViewContext, lock: LockHealth, row: CareRow): TemplateResult {
    const { id, state, done } = row;
    const label = say(done ? "undo" : "done");
    const off = !context.health.connected || shown.get(lock.entityId)?.busy === true;
    // The same button before and after, so that who walks by keyboard stays where they were.
    const button = context.readOnly
      ? ""
      : html`<div class="actions">
          <button
            class="quiet"
            data-act=${done ? "care-undo" : "care-done"}
            aria-label="${label}: ${title(id)}"
            ?disabled=${off}
            @click=${() => tap(context, lock, row)}
          >
            ${label}
          </button>
        </div>`;
    return html`<li data-care=${id} data-state=${done ? "done" : state}>
      <div><span class="task">${title(id)}</span>${timeWords(row, lock, context)}</div>
      ${button}
      <details>
        <summary aria-label="${say("how")}: ${title(id)}">${say("how")}</summary>
        <ol>
          ${steps(id).map((step) => html`<li>${step}</li>`)}
        </ol>
      </details>
    </li>`;
  }

  /** Why nothing can be put there now, in words; undefined where something can. */
  function obstacle(desk: CareDesk, target: CareTarget, rows: readonly CareRow[]): string | undefined {
    const found = desk.obstacle(target);
    if (found !== undefined) return say(`obstacle.${target}_${found}`);
    if (target === "shopping") return undefined;
    return rows.every(({ state, done }) => done || state === "later") ? say("obstacle.later") : undefined;
  }

  function put(context: ViewContext, lock: LockHealth, rows: readonly CareRow[]): TemplateResult {
    const desk = deskOf(context.health);
    const off = !context.health.connected || shown.get(lock.entityId)?.busy === true;
    return html`<div class="put">
      ${TARGETS.map((target) => {
        const reason = obstacle(desk, target, rows);
        const id = `care-${target}-${lock.entityId}`;
        return html`<div class="actions">
            <button
              class="quiet"
              data-act="care-${target}"
              aria-describedby=${id}
              ?disabled=${off || reason !== undefined}
              @click=${() => void work(context, lock, async () => came(target, await desk.put(lock, target)))}
            >
              ${say(`put.${target}`)}
            </button>
          </div>
          <p class="quiet" id=${id} data-obstacle=${target} ?hidden=${reason === undefined}>${reason ?? ""}</p>`;
      })}
    </div>`;
  }

  /** The day in a field, none where it is empty; "wrong" where it is none that can be kept. */
  function dayIn({ value, validity }: HTMLInputElement, now: number): number | undefined | "wrong" {
    if (validity.badInput) return "wrong";
    if (value === "") return undefined;
    const [from, to] = warrantyDays(now);
    const day = dayOf(Date.parse(value));
    return day >= from && day <= to ? day : "wrong";
  }

  /**
   * Keeps the last day of the warranty as a person has set it: an empty field forgets it. Who types a year has typed others on the way
   * there: what is wrong is told only when the field is `left`.
   */
  function setWarranty(context: ViewContext, lock: LockHealth, field: HTMLInputElement, left: boolean): void {
    const day = dayIn(field, context.now);
    const desk = deskOf(context.health);
    if (day === "wrong") {
      const [from, to] = warrantyDays(context.now).map((each) => dateWords(each, context.format.locale));
      if (left) void work(context, lock, () => Promise.resolve(say("warranty.wrong", { from, to })));
      return;
    }
    if (left) return;
    void work(context, lock, async () => {
      const result = await desk.setWarranty(lock, day);
      return [say(day === undefined ? "warranty.forgotten" : "warranty.kept"), ...whatBecame(result)].join(" ");
    });
  }

  /** When the warranty ends, to be set by whoever has the receipt. */
  function warranty(context: ViewContext, lock: LockHealth): TemplateResult | string {
    const ends = deskOf(context.health).warranty(lock);
    const [from, to] = warrantyDays(context.now);
    const told =
      ends === undefined
        ? say("warranty.none")
        : say(`warranty.${stateOf(dayOf(ends) - dayOf(context.now))}`, { when: when(ends, context) });
    if (context.readOnly) return ends === undefined ? "" : html`<p class="quiet" data-warranty>${told}</p>`;
    const id = `care-warranty-${lock.entityId}`;
    return html`<div class="warranty">
      <label class="task" for=${id}>${say("warranty.label")}</label>
      <input
        id=${id}
        type="date"
        min=${isoDay(from * DAY)}
        max=${isoDay(to * DAY)}
        aria-describedby="${id}-told"
        .value=${ends === undefined ? "" : isoDay(ends)}
        ?disabled=${!context.health.connected}
        @change=${({ target }: Event) => {
          if (target instanceof HTMLInputElement) setWarranty(context, lock, target, false);
        }}
        @blur=${({ target }: Event) => {
          if (target instanceof HTMLInputElement) setWarranty(context, lock, target, true);
        }}
      />
      <p class="quiet" id="${id}-told" data-warranty>${told}</p>
    </div>`;
  }

  return (context, lock) => {
    const { entityId } = lock;
    const { readOnly, health, actions } = context;
    const desk = deskOf(health);
    if (!readOnly) desk.begin(lock);
    const rows = desk.rows(lock);
    const worst = rows.some(({ state, done }) => state === "due" && !done) ? "warning" : "calm";
    return html`${styles}
      <section class="finding care" data-tone=${worst} data-panel="care" aria-label=${say("title")}>
        <h3>${icon(worst === "warning" ? "alert" : "check")}<span>${say("title")}</span></h3>
        <p class="quiet">${say("intro")}</p>
        <ul>
          ${rows.map((row) => task(context, lock, row))}
        </ul>
        ${warranty(context, lock)}
        <p role="status" data-care-status>${shown.get(entityId)?.words ?? ""}</p>
        ${readOnly ? "" : put(context, lock, rows)}
        ${readOnly ? "" : html`<p class="quiet" data-place=${desk.place(entityId)}>${say(`kept_${desk.place(entityId)}`)}</p>`}
        <div class="actions">
          <button class="quiet" data-act="close" @click=${() => actions.ui(entityId, { panel: null, guide: null })}>
            ${context.format.localize("run.close")}
          </button>
        </div>
      </section>`;
  };
}
