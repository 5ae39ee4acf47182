import type { TemplateResult } from "lit/html.js";
import { dayOf, decodeCare } from "../../core/care/record.ts";
import { answersOf, believe, nextGuide, possibleAnswers, proofOf, stepOf, testOf, waitingOf } from "../../core/guide/progress.ts";
import { likeliest } from "../../core/guide/order.ts";
import { TEST } from "../../core/guide/types.ts";
import type { Answer, End, Entry, Guide, Progress, Situation, Source, Step, StopReason } from "../../core/guide/types.ts";
import { GUIDE_IDS } from "../../core/guides/ids.ts";
import type { GuideId } from "../../core/guides/ids.ts";
import { askAdministrator } from "../../runtime/ask.ts";
import { asError } from "../../runtime/gather.ts";
import type { GuideDesk } from "../../runtime/guide-desk.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { LockUi, ViewContext } from "../views/context.ts";
import { dateWords } from "./dates.ts";
import type { AidKit, Panel } from "./kit.ts";
import type { MakersWords } from "./makers-words.ts";

/** How many guides a person chooses from at first: those of a trouble that people notice by themselves. */
const BY_SYMPTOM = 16;

/** A cause is named when it is this likely: below, it is no more than a guess. */
const WORTH_NAMING = 0.4;

/** Ms below which what is left of a time is counted by the second. */
const COUNTED = 10 * 60_000;
const SECOND = 1000;

/** After these ends somebody else goes on. */
const isCall = (end: End): end is StopReason => end !== "solved" && end !== "left" && end !== "passed_on";

/** What the card shows of a guide. */
export interface GuideView {
  /** The guide that is open, at its step or its end. `opening`: see `GuideDesk.see`. */
  guide(context: ViewContext, lock: LockHealth, id: GuideId, opening: object): TemplateResult | string;
  /** A guide that was begun and is not open; nothing where there is none. */
  resume: Panel;
  /** All guides, by what a person notices. */
  chooser: Panel;
}

/** Makes the view of guides: one step at a time, large, with what proves it. */
export function createGuideView(kit: AidKit, desk: GuideDesk, words: MakersWords): GuideView {
  const { html, localize, icon, paramsOf, remedyWord } = kit;
  const say = (key: string, params = {}) => localize(`guide.${key}`, params);
  /** Cards that are drawn again within a second. */
  const ticking = new Set<ViewContext["actions"]>();

  const styles = html`<style>
    [data-guide] ~ .finding,
    [data-guide] ~ .families,
    [data-guide] ~ .evidence,
    [data-guide] ~ .aid {
      display: none;
    }
    .guide {
      gap: 12px;
    }
    .guide h4 {
      margin: 0;
      font: inherit;
      font-weight: 500;
    }
    .guide h3.goal {
      justify-content: space-between;
      flex-wrap: wrap;
    }
    .guide .number {
      color: var(--quiet);
      font-weight: 400;
    }
    .guide .do {
      font-size: calc(20 * var(--u));
      line-height: calc(28 * var(--u));
      overflow-wrap: anywhere;
    }
    .guide .told {
      display: grid;
      gap: 8px;
    }
    .guide .needs {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .guide .needs li {
      padding: 2px 10px;
      border-radius: 12px;
      font-size: calc(13 * var(--u));
      line-height: calc(20 * var(--u));
      box-shadow: inset 0 0 0 1px var(--line);
    }
    .guide .answers {
      display: grid;
      gap: 8px;
    }
    .guide .answers button {
      width: 100%;
      min-height: 56px;
      font-size: calc(16 * var(--u));
    }
    .guide .rings {
      display: flex;
      gap: 8px;
    }
    .guide .rings i {
      width: 28px;
      height: 28px;
      border-radius: 50%;
      box-shadow: inset 0 0 0 2px var(--tone);
    }
    .guide .rings i.full {
      background: var(--ok);
      box-shadow: none;
    }
    .guide .count {
      font-size: calc(18 * var(--u));
      line-height: calc(26 * var(--u));
      font-weight: 500;
    }
    .guide blockquote {
      margin: 0;
      padding-inline-start: 12px;
      border-inline-start: 3px solid var(--line);
      overflow-wrap: anywhere;
    }
    .guide summary {
      min-height: 48px;
      line-height: 48px;
      cursor: pointer;
    }
    .guide .log,
    .guide .call {
      display: grid;
      gap: 10px;
    }
    .guide details:not([open]) .log {
      display: none;
    }
    .guide .log li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 12px;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .guide .log b {
      font-weight: 500;
      text-align: end;
    }
    .guide .call li {
      display: grid;
      grid-template-columns: 20px minmax(0, 1fr);
      gap: 10px;
    }
    .guide .call ha-icon {
      --mdc-icon-size: 20px;
    }
    .aid .choices {
      display: grid;
      gap: 8px;
    }
  </style>`;

  /** Something to be done, and not only to be looked at. */
  const isTask = (step: Step) => answersOf(step).some(({ id }) => id === "done" || id === "worked");

  const keyOf = (guide: Guide, step: Step) =>
    step.id === TEST ? `guides.${guide.id}.test` : `guides.${guide.id}.steps.${step.id}`;

  /** A step's words, in the variant that is for this lock where there is one. */
  function stepText(guide: Guide, step: Step, situation: Situation, what: "do" | "why", params: object): string {
    const key = `${keyOf(guide, step)}.${what}`;
    const variant = step.variant?.(situation);
    const special = `${key}_${variant ?? ""}`;
    return localize(variant !== undefined && localize.has(special) ? special : key, { ...params });
  }

  function answerText(guide: Guide, step: Step, { id }: Answer): string {
    const own = `${keyOf(guide, step)}.answers.${id}`;
    // What is to be done may not be possible; what is asked may not be known.
    const common = id === "skip" && !isTask(step) ? "unsure" : id;
    return localize(localize.has(own) ? own : `guide.answers.${common}`);
  }

  function answerButton(lock: LockHealth, guide: Guide, step: Step, answer: Answer, loud: boolean): TemplateResult {
    return html`<button class=${loud ? "" : "quiet"} data-answer=${answer.id} @click=${() => desk.answer(lock, answer.id)}>
      ${answerText(guide, step, answer)}
    </button>`;
  }

  /** What a person can say now, and a remedy to carry out. */
  function answers(
    context: ViewContext,
    lock: LockHealth,
    guide: Guide,
    progress: Progress,
    step: Step,
    situation: Situation,
  ): TemplateResult {
    const proof = proofOf(step);
    const remedy = proof.kind === "remedy" ? context.health.remedies[proof.remedy] : undefined;
    const shown = possibleAnswers(guide, progress, situation);
    const running = proof.kind === "remedy" && situation.run(proof.remedy, 0) === "running";
    const able = proof.kind === "remedy" ? situation.can(proof.remedy) : "yes";
    const params = paramsOf(undefined, lock.snapshot, context.format);
    return html`<div class="answers actions">
      ${
        remedy && proof.kind === "remedy" && able === "yes"
          ? html`<button
              data-act="do"
              data-remedy=${proof.remedy}
              ?disabled=${running || !context.health.connected || context.health.coolsUntil(lock.entityId, proof.remedy) !== undefined}
              @click=${() => desk.start(lock, proof.remedy)}
            >
              ${remedyWord(remedy, "label", context.format, params) || say("do_remedy")}
            </button>`
          : ""
      }
      ${shown.map((answer, index) =>
        answerButton(lock, guide, step, answer, index === 0 && (answer.id === "done" || answer.id === "worked")),
      )}
    </div>`;
  }

  /** What is being watched for, and how far that is. */
  function watching(
    context: ViewContext,
    guide: Guide,
    progress: Progress,
    step: Step,
    lock: LockHealth,
  ): TemplateResult | string {
    const proof = proofOf(step);
    const { shown } = progress;
    const { left, count } = waitingOf(guide, progress, context.now);
    if (!shown || left === undefined) return "";
    const { format } = context;
    if (left > 0 && left < COUNTED) tickFor(context, lock);
    const time = left > 0 ? html`<p class="quiet" data-left>${say("left", { time: format.duration(left) })}</p>` : say("late");
    if (proof.kind === "turns") {
      const told = say("turns_count", { count: format.number(count), of: format.number(proof.count) });
      return html`<p>${say("turns")}</p>
        <div class="rings" aria-hidden="true">
          ${Array.from({ length: proof.count }, (_, index) => html`<i class=${index < count ? "full" : ""}></i>`)}
        </div>
        <p class="count" role="status" data-count=${count}>${told}</p>
        ${time}`;
    }
    const { base } = shown;
    const waits =
      proof.kind !== "rise"
        ? say("waiting_check")
        : base === undefined
          ? say("waiting_rise_unknown")
          : say("waiting_rise", { base: format.quantity(base, "%") });
    return html`<p class="count" data-waiting>${waits}</p>
      ${time}
      <div class="actions">
        <button class="quiet" data-act="check" @click=${() => context.actions.lookAgain(lock.entityId)}>
          ${localize("check_again")}
        </button>
      </div>`;
  }

  /** Counts the seconds that somebody waits for, for as long as they are on the screen. */
  function tickFor({ actions }: ViewContext, { entityId }: LockHealth): void {
    if (ticking.has(actions)) return;
    ticking.add(actions);
    setTimeout(() => {
      ticking.delete(actions);
      actions.ui(entityId, {});
    }, SECOND);
  }

  function link(which: Source | "support", href: string, external = true): TemplateResult {
    return html`<a
      class="quiet"
      data-source-link=${which}
      href=${href}
      target=${external ? "_blank" : "_self"}
      rel="noopener noreferrer"
      >${say(which)}</a
    >`;
  }

  function source(context: ViewContext, lock: LockHealth, which: Source, situation: Situation): TemplateResult | string {
    if (which === "manual") {
      const manual = situation.traits.manual ?? words.manual(context.health, lock);
      return manual === undefined ? "" : link(which, manual);
    }
    if (which === "device_page" || which === "release_notes") {
      const plan = context.health
        .offers(lock, { remedies: [which === "device_page" ? "open_device" : "release_notes"] })
        .offers.map((offer) => offer.plan)
        .find((each) => each?.kind === "link");
      return plan?.kind === "link" ? link(which, plan.href, plan.external) : "";
    }
    const told = words.of(context.health, lock, which);
    return told === undefined
      ? html`<p class="quiet">${say("no_words")}</p>`
      : html`<figure style="margin:0">
          <figcaption class="quiet">${say("words_of_maker")}</figcaption>
          <blockquote lang="en" data-words=${which}>${told}</blockquote>
        </figure>`;
  }

  function entryRow(guide: Guide, { step: id, answer: given, seen }: Entry, situation: Situation, params: object) {
    const step = stepOf(guide, id) ?? testOf(guide);
    const answer = answersOf(step).find((each) => each.id === given);
    return html`<li data-tried=${id} data-answered=${given}>
      <span>${stepText(guide, step, situation, "do", params)}</span
      ><b>${answer ? answerText(guide, step, answer) : ""}${seen ? ` · ${say("seen")}` : ""}</b>
    </li>`;
  }

  function log(guide: Guide, progress: Progress, situation: Situation, params: object): TemplateResult {
    return html`<ol class="log">
      ${progress.log.map((entry) => entryRow(guide, entry, situation, params))}
    </ol>`;
  }

  function askForHelp(context: ViewContext, lock: LockHealth, guide: Guide, text: string): void {
    const title = `${lock.name}: ${localize(`guides.${guide.id}.title`)}`;
    const id = `lock_health_${lock.entityId}_${guide.id}`.replace(/\W/g, "_");
    void context.health.ask(lock.entityId, (client) =>
      askAdministrator(client, { id, title, text }, asError, context.config.todo_entity),
    );
  }

  function needsAdministrator(context: ViewContext, step: Step, situation: Situation): boolean {
    const proof = proofOf(step);
    const byRemedy = proof.kind === "remedy" && situation.can(proof.remedy) === "admin";
    return byRemedy || (step.needs?.includes("administrator") === true && !context.health.isAdmin);
  }

  const kept = (lock: LockHealth) =>
    say(({ bridge: "kept_bridge", user: "kept_user", page: "kept_not" } as const)[kit.keepsakes.place(lock.entityId, "guide")]);

  function atStep(context: ViewContext, lock: LockHealth, guide: Guide, progress: Progress, step: Step): TemplateResult {
    const { format, actions } = context;
    const situation = desk.situation(lock);
    const params = paramsOf(undefined, lock.snapshot, format);
    const why = stepText(guide, step, situation, "why", params);
    const likely = likeliest(believe(guide, progress.log, situation));
    const cause = likely && likely.chance >= WORTH_NAMING ? localize(`guides.${guide.id}.causes.${likely.cause}`) : "";
    const needs = step.needs ?? [];
    const task = stepText(guide, step, situation, "do", params);
    return html`<h3 class="goal">
        <span>${localize(`guides.${guide.id}.title`)}</span
        ><span class="number">${say("step", { number: format.number(progress.log.length + 1) })}</span>
      </h3>
      <div class="told" role="status">
        <p class="do">${task}</p>
        ${why ? html`<p class="quiet">${why}</p>` : ""}
      </div>
      <ul class="needs">
        <li>${say("minutes", { minutes: format.number(Math.max(1, Math.round(step.minutes))) })}</li>
        ${needs.map((need) => html`<li data-need=${need}>${say(`needs.${need}`)}</li>`)}
      </ul>
      ${cause ? html`<p class="quiet" data-likely=${likely?.cause}>${say("likely", { what: cause })}</p>` : ""}
      ${(step.sources ?? []).map((which) => source(context, lock, which, situation))}
      ${
        needsAdministrator(context, step, situation)
          ? html`<p data-admin>${say("remedy_admin")}</p>
              <div class="actions">
                <button class="quiet" data-act="ask" @click=${() => askForHelp(context, lock, guide, task)}>
                  ${say("ask_admin")}
                </button>
              </div>`
          : ""
      }
      ${watching(context, guide, progress, step, lock)} ${answers(context, lock, guide, progress, step, situation)}
      <div class="actions">
        ${progress.log.length > 0 ? html`<button class="quiet" data-act="back" @click=${() => desk.back(lock)}>${say("back")}</button>` : ""}
        <button class="quiet" data-act="close" @click=${() => actions.ui(lock.entityId, { guide: null })}>${say("stop")}</button>
      </div>
      <p class="quiet" data-kept=${kit.keepsakes.place(lock.entityId, "guide")}>${kept(lock)}</p>
      ${
        progress.log.length > 0
          ? html`<details>
              <summary>${say("progress")}</summary>
              ${log(guide, progress, situation, params)}
            </details>`
          : ""
      }`;
  }

  /** How long the warranty runs, where somebody has said it and it is not over. */
  function warranty({ now, format }: ViewContext, { entityId }: LockHealth): TemplateResult | string {
    const day = decodeCare(kit.keepsakes.get(entityId, "care"))?.warranty;
    if (day === undefined || day < dayOf(now)) return "";
    return html`<li data-warranty>
      ${icon("check")}<span>${say("call_warranty_until", { date: dateWords(day, format.locale) })}</span>
    </li>`;
  }

  /** Whom to call, and what to ask them before they begin. */
  function call(context: ViewContext, lock: LockHealth, situation: Situation): TemplateResult {
    const { support } = situation.traits;
    return html`<h4>${say("call")}</h4>
      <ul class="call">
        ${["call_maker", "call_locksmith", "call_warranty"].map((each) => html`<li>${icon("help")}<span>${say(each)}</span></li>`)}
        ${warranty(context, lock)}
      </ul>
      <div class="actions">
        ${support?.startsWith("https://") ? link("support", support) : ""} ${source(context, lock, "manual", situation)}
      </div>`;
  }

  function atEnd(context: ViewContext, lock: LockHealth, guide: Guide, progress: Progress, how: End): TemplateResult {
    const { actions, format } = context;
    const situation = desk.situation(lock);
    const params = paramsOf(undefined, lock.snapshot, format);
    const last = progress.log[progress.log.length - 1];
    const stops = isCall(how);
    const title = stops ? localize(`stops.${how}.title`) : say(`end_${how}`);
    const text = stops
      ? localize(`stops.${how}.text`)
      : how === "solved"
        ? say(last?.seen ? "end_solved_seen" : "end_solved_said")
        : say(`end_${how}_text`);
    const next = nextGuide(guide, progress);
    return html`<div role="status" class="told">
        <h3>${icon(how === "solved" ? "check" : stops ? "alert" : "help")}<span>${title}</span></h3>
        <p>${text}</p>
      </div>
      ${stops && how !== "locked_out" ? call(context, lock, situation) : ""}
      ${
        progress.log.length > 0
          ? html`<details ?open=${stops}>
              <summary>${say("summary")}</summary>
              ${log(guide, progress, situation, params)}
            </details>`
          : ""
      }
      <div class="actions">
        ${
          next !== undefined
            ? html`<button data-act="next-guide" data-next=${next} @click=${() => open(context, lock, next)}>
                ${localize(`guides.${next}.title`)}
              </button>`
            : ""
        }
        ${
          stops
            ? html`<button data-act="report" @click=${() => actions.ui(lock.entityId, { guide: null, panel: "report" })}>
                ${say("report")}
              </button>`
            : ""
        }
        <button class="quiet" data-act="close" @click=${() => actions.ui(lock.entityId, { guide: null })}>${say("close")}</button>
        <button class="quiet" data-act="restart" @click=${() => desk.restart(lock, guide.id)}>${say("restart")}</button>
      </div>`;
  }

  function open({ actions }: ViewContext, lock: LockHealth, id: GuideId, more: LockUi = {}): void {
    actions.ui(lock.entityId, { ...more, panel: null, guide: { remedy: id, finding: undefined } });
  }

  return {
    guide(context, lock, id, opening) {
      const guide = desk.guide(id);
      const progress = guide && desk.see(lock, id, opening);
      if (!guide || !progress) return "";
      const step = progress.shown && stepOf(guide, progress.shown.step);
      const { end } = progress;
      const tone = end === undefined ? "calm" : end === "solved" ? "ok" : isCall(end) ? "error" : "calm";
      return html`${styles}
        <section
          class="finding guide"
          data-tone=${tone}
          data-guide=${id}
          data-step=${step?.id ?? ""}
          data-end=${end ?? ""}
          aria-label=${localize(`guides.${id}.title`)}
        >
          ${end !== undefined ? atEnd(context, lock, guide, progress, end) : step ? atStep(context, lock, guide, progress, step) : ""}
        </section>`;
    },

    resume(context, lock) {
      const progress = desk.progress(lock.entityId);
      if (!progress || progress.end || context.readOnly) return "";
      const { format } = context;
      const newest = progress.log[progress.log.length - 1]?.at ?? progress.began;
      return html`${styles}
        <section class="finding aid" data-tone="calm" data-resume=${progress.guide}>
          <h3><span>${say("resume_title", { guide: localize(`guides.${progress.guide}.title`) })}</span></h3>
          <p class="quiet">
            ${say("resume_text", { number: format.number(progress.log.length + 1), ago: format.ago(newest, context.now) })}
          </p>
          <div class="actions">
            <button data-act="go-on" @click=${() => open(context, lock, progress.guide)}>${say("go_on")}</button>
            <button class="quiet" data-act="leave" @click=${() => desk.leave(lock)}>${say("end")}</button>
          </div>
        </section>`;
    },

    chooser(context, lock) {
      return html`${styles}
        <section class="finding aid" data-tone="calm" data-panel="guides">
          <h3><span>${say("choose")}</span></h3>
          <div class="choices actions">
            ${GUIDE_IDS.slice(0, BY_SYMPTOM).flatMap((id) =>
              desk.guide(id)
                ? html`<button class="quiet" data-choose=${id} @click=${() => open(context, lock, id)}>
                    ${localize(`guides.${id}.title`)}
                  </button>`
                : [],
            )}
          </div>
          <div class="actions">
            <button class="quiet" data-act="close-panel" @click=${() => context.actions.ui(lock.entityId, { panel: null })}>
              ${say("close")}
            </button>
          </div>
        </section>`;
    },
  };
}
