import type { TemplateResult } from "lit/html.js";
import type { collect as Collect } from "../adapters/collect.ts";
import type { describeLock as DescribeLock } from "../adapters/locks.ts";
import { beginRecord, encodeCare } from "../core/care/record.ts";
import type { HomeView } from "../adapters/home.ts";
import type { Family } from "../core/check.ts";
import type { Finding } from "../core/diagnose.ts";
import type { Fact, FactName, Facts, UNITS } from "../core/fact.ts";
import type { Condition } from "../core/remedy.ts";
import type { GuideId } from "../core/guides/ids.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import { askAdministrator } from "../runtime/ask.ts";
import type { Helper, HomeHealth, HomeSource, LockHealth } from "../runtime/home-health.ts";
import { Keepsakes } from "../runtime/keepsakes.ts";
import type { Knowledge } from "../runtime/knowledge.ts";
import { aidTexts } from "../translations/aid-texts.ts";
import { createFigures } from "../translations/figures.ts";
import type { Localize } from "../translations/localize.ts";
import { createValues } from "../translations/values.ts";
import type { Aid } from "./aid/aid.ts";
import { createBridgeLink } from "./bridge-link.ts";
import type { PanelName, ViewContext } from "./views/context.ts";
import { createFamilies } from "./views/families.ts";
import type { FamiliesKit } from "./views/families.ts";
import { createPlots } from "./views/plots.ts";
import type { figure as Figure } from "./views/run.ts";
import { SHOWN } from "./shown.ts";
import type { findingText as FindingText, findingTitle as FindingTitle } from "./words.ts";

/**
 * What the details are given by the card. They are a chunk of their own that shares nothing with it at run time: a chunk that
 * imported the entry would run it twice, under another address. Without it the card still does its main job.
 */
export interface DetailsKit extends FamiliesKit {
  readonly localize: Localize;
  readonly collect: typeof Collect;
  readonly describeLock: typeof DescribeLock;
  readonly knowledge: Knowledge;
  readonly findingTitle: typeof FindingTitle;
  readonly findingText: typeof FindingText;
  readonly figure: typeof Figure;
  readonly units: typeof UNITS;
}

export interface Details {
  readonly figures: typeof createFigures;
  /** The way to the bridge. */
  readonly bridge: (source: HomeSource) => Helper;
  /** The five families, and the evidence of the one that is open. */
  families(context: ViewContext, lock: LockHealth): TemplateResult;
  guide(context: ViewContext, lock: LockHealth, remedy: RemedyId): TemplateResult | string;
  /** What must hold, each with a word and not by colour alone. */
  conditions(context: ViewContext, conditions: readonly Condition[]): TemplateResult;
  /** Leaves word for an administrator. */
  ask(context: ViewContext, lock: LockHealth, finding: Finding, list: string | undefined): Promise<void>;
  asked(context: ViewContext, lock: LockHealth): unknown;
  /** Two locks of nobody, so that the card's picker shows what it does in a home that has none yet. */
  sample(now: number): readonly LockHealth[];
  /** `chosen`: there may be locks, but none that the configuration wants. */
  empty(chosen: boolean, example: unknown): TemplateResult;
}

const PANELS: readonly PanelName[] = ["guides", "care", "report", "help"];

/** The language of the texts for what a person has chosen: `de-AT` is served by `de`, an unknown one by English. */
function bestOf(texts: object, wanted: string): string {
  return Object.keys(texts).find((each) => wanted === each || wanted.startsWith(`${each}-`)) ?? "en";
}

/** One a home: all cards of a page share what is kept. */
const keepsakesOf = new WeakMap<HomeHealth, Keepsakes>();

/** Makes the views of what a person opens: evidence, guides, the example. */
export function createDetails(kit: DetailsKit): Details {
  const { html, localize, collect, describeLock, knowledge, findingTitle, findingText, figure, icon, units } = kit;
  const word = (key: string, params = {}) => localize(`value.${key}`, params);
  const valueText = createValues(localize, units);
  const asking = (key: string, params = {}) => localize(`remedies.ask_administrator.${key}`, params);
  const plots = createPlots(kit);

  /** One fact: what, how much, how old, and where from. A tap opens the entity it came from. */
  function row(context: ViewContext, name: FactName, fact: Fact<Facts[FactName]>): TemplateResult {
    const { format, now, actions } = context;
    const { source, at } = fact;
    const value = fact.kind === "known" ? valueText(name, fact.value, context) : word("unknown");
    const cells = html`<span class="what">${localize(`fact.${name}`)}</span><span class="value">${value}</span
      ><span class="age">${at === undefined ? "" : format.ago(at, now)}</span>`;
    if (source === undefined) return html`<li><div class="row" data-fact=${name}>${cells}</div></li>`;
    return html`<li>
      <button
        class="row"
        data-fact=${name}
        data-source=${source}
        title=${localize("evidence.source", { entity: source })}
        @click=${() => actions.moreInfo(source)}
      >
        ${cells}
      </button>
    </li>`;
  }

  // Styles of what is drawn here, beside the card's own.
  const styles = html`<style>
    .evidence .row {
      display: grid;
      grid-template-columns: 1fr auto minmax(72px, auto);
      gap: 12px;
      width: 100%;
      min-height: 48px;
      align-items: center;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .evidence li + li {
      border-top: 1px solid var(--line);
    }
    .evidence .what,
    .evidence .age {
      color: var(--quiet);
    }
    .evidence .value {
      font-weight: 500;
      text-align: end;
      overflow-wrap: anywhere;
    }
    .evidence .age {
      text-align: end;
    }
    :host([rtl]) .evidence .value,
    :host([rtl]) .evidence .age {
      text-align: left;
    }
    .conditions li {
      display: grid;
      grid-template-columns: 20px 1fr auto;
      gap: 8px;
      padding: 2px 0;
    }
    [data-holds="true"] {
      --tone: var(--ok);
    }
    .example {
      opacity: 0.75;
      pointer-events: none;
    }
  </style>`;

  function evidence(context: ViewContext, lock: LockHealth, family: Family, linkMark: number | undefined): TemplateResult {
    const { snapshot, diagnosis } = lock;
    const found = diagnosis.findings
      .flatMap((finding) => [finding, ...finding.explains])
      .filter((finding) => finding.family === family)
      .flatMap(({ evidence }) => evidence.map(({ fact }) => fact));
    const rows = [...new Set([...found, ...SHOWN[family]])].flatMap((name) => {
      const fact = snapshot.facts[name] as Fact<Facts[FactName]> | undefined;
      return fact ? row(context, name, fact) : [];
    });
    const mark =
      linkMark === undefined
        ? []
        : html`<li>
            <div class="row" data-fact="link">
              <span class="what">${localize("fact.link")}</span><span class="value">${word("of_ten", { mark: linkMark })}</span
              ><span class="age"></span>
            </div>
          </li>`;
    return html`${styles}
      <div class="evidence" role="group" aria-label=${context.format.localize(`family.${family}`)}>
        ${plots.picture(context, lock, family)}
        ${rows.length === 0 ? html`<p class="quiet">${localize("evidence.none_long")}</p>` : []}
        <ul>
          ${mark}${rows}
        </ul>
        ${plots.timeline(context, lock)}
      </div>`;
  }

  const families = createFamilies(kit, evidence);
  /** By home: a card can be handed another one, as after a new sign-in. */
  const aids = new WeakMap<HomeHealth, Aid>();
  let makeAid: ((kept: Keepsakes, health: HomeHealth) => Aid) | undefined;
  let loading: Promise<unknown> | undefined;
  let failed = false;

  /** What is kept of this home's locks. */
  function keepsakes({ health }: ViewContext): Keepsakes {
    let found = keepsakesOf.get(health);
    if (!found) {
      found = new Keepsakes(health);
      keepsakesOf.set(health, found);
    }
    found.see();
    return found;
  }

  /** The aid, once it has come: guides, care, report, answers. */
  function withAid(context: ViewContext, { entityId }: LockHealth): Aid | undefined {
    const kept = keepsakes(context);
    const { health } = context;
    if (makeAid && !aids.has(health)) aids.set(health, makeAid(kept, health));
    if (!makeAid && !loading) {
      const load = (language: string) => aidTexts[language] ?? [];
      const texts = [...new Set([bestOf(aidTexts, context.format.locale.language), "en"])].flatMap(load);
      loading = Promise.all([import("./aid/aid.ts"), ...texts.map((each) => each().then((module) => module.default))]).then(
        ([{ createAid }, ...loaded]) => {
          makeAid = (keepsakes, home) => createAid({ html, icon, valueText, localize, keepsakes, texts: loaded }, home);
        },
        () => {
          failed = true;
        },
      );
      void loading.then(() => context.actions.ui(entityId, {}));
    }
    // Nothing is begun before it is known what was begun elsewhere.
    return kept.ready ? aids.get(health) : undefined;
  }

  /** In the place of what is still to come. */
  function missing({ actions }: ViewContext, { entityId }: LockHealth): TemplateResult {
    return html`<section class="finding" data-tone=${failed ? "warning" : "calm"} data-aid=${failed ? "failed" : "loading"}>
      <p role="status">${localize(failed ? "aid.failed" : "aid.loading")}</p>
      <div class="actions">
        <button
          class="quiet"
          data-act="close"
          @click=${() => {
            // Asked for again with the next opening, and not before: a chunk that is missing is missing.
            if (failed) loading = undefined;
            failed = false;
            actions.ui(entityId, { guide: null, panel: null });
          }}
        >
          ${localize("aid.close")}
        </button>
      </div>
    </section>`;
  }

  /** A guide that was begun here or elsewhere, and is not open. */
  function resume(context: ViewContext, lock: LockHealth): unknown {
    if (context.readOnly || context.uiOf(lock.entityId).guide) return "";
    const line = keepsakes(context).get(lock.entityId, "guide");
    // Its end is its last word: one that has ended is nothing to go on with.
    return line?.endsWith(" -") === true ? (withAid(context, lock)?.resume(context, lock) ?? "") : "";
  }

  /** A lock's care is planned from the first day on which somebody looks at it. */
  function beginCare(context: ViewContext, { entityId, snapshot }: LockHealth): void {
    const kept = keepsakes(context);
    if (context.readOnly || !kept.ready || kept.get(entityId, "care") !== undefined) return;
    const { turns } = snapshot.facts;
    void kept.put(entityId, "care", encodeCare(beginRecord(context.now, turns?.kind === "known" ? turns.value : undefined)));
  }

  /** What else there is for this lock, and what of it is open. */
  function tools(context: ViewContext, lock: LockHealth): TemplateResult {
    const { entityId } = lock;
    beginCare(context, lock);
    const { panel } = context.uiOf(entityId);
    const shown = context.readOnly ? PANELS.filter((each) => each !== "guides") : PANELS;
    return html`<div class="actions aid tools" role="group" aria-label=${localize("aid.tools")}>
        ${shown.map(
          (each) =>
            html`<button
              class="quiet"
              data-tool=${each}
              aria-expanded=${panel === each ? "true" : "false"}
              @click=${() => context.actions.ui(entityId, { panel: panel === each ? null : each })}
            >
              ${localize(`aid.${each}`)}
            </button>`,
        )}
      </div>
      ${panel ? (withAid(context, lock)?.panel(context, lock, panel) ?? missing(context, lock)) : ""}`;
  }

  return {
    figures: createFigures,

    bridge: createBridgeLink(localize),
    families: (context, lock) => html`${resume(context, lock)}${families(context, lock)}${tools(context, lock)}`,

    guide(context, lock, remedy) {
      const { guide } = context.uiOf(lock.entityId);
      if (remedy === "open_care") {
        const care = withAid(context, lock)?.panel(context, lock, "care");
        return html`<div data-guide=${remedy}>${care ?? missing(context, lock)}</div>`;
      }
      const shown = guide && withAid(context, lock)?.guide(context, lock, remedy as GuideId, guide);
      // With the guide's mark, so that the focus goes from what was pressed to here, and on to the first answer.
      return shown ?? html`<div data-guide=${remedy}>${missing(context, lock)}</div>`;
    },

    conditions(context, conditions) {
      return html`${styles}
        <ul class="conditions">
          ${conditions.map((condition) => {
            const { id, holds } = condition;
            return html`<li data-condition=${id} data-holds=${holds}>
              ${icon(holds === true ? "check" : "help")}<span>${localize(`conditions.${id}`)}</span
              ><span class="value"
                >${figure(context, condition) ?? word(holds === "unknown" ? "unknown" : holds ? "yes" : "no")}</span
              >
            </li>`;
          })}
        </ul>`;
    },

    ask({ health, format }, { entityId, name, snapshot }, finding, list) {
      // Without since when it is so: the same finding is asked about once.
      const plain = { ...finding };
      delete plain.since;
      const message = {
        id: `lock_health_${entityId}_${finding.id}`.replace(/\W/g, "_"),
        title: asking("title", { lock: name, finding: findingTitle(plain, snapshot, format) }),
        text: findingText(finding, snapshot, format),
      };
      return health.ask(entityId, (client, explain) => askAdministrator(client, message, explain, list));
    },

    asked({ health, format }, { entityId }) {
      const state = health.askState(entityId);
      if (!state) return [];
      const { phase } = state;
      const tone = ({ asking: "calm", asked: "ok", unverified: "error", failed: "error" } as const)[phase];
      const detail = phase === "asked" ? (state.already ? "already" : `asked_${state.where}`) : `${phase}_text`;
      const text =
        phase === "failed"
          ? format.localize("run.failed_text", { message: state.message })
          : phase === "asking"
            ? ""
            : asking(detail);
      return html`<section class="finding" data-tone=${tone} data-run="ask_administrator" data-phase=${phase}>
        <h3>${asking(phase)}</h3>
        <p>${text}</p>
        <div class="actions">
          <button class="quiet" data-act="close" @click=${() => health.closeAsk(entityId)}>
            ${format.localize("run.close")}
          </button>
        </div>
      </section>`;
    },

    sample(now) {
      const at = new Date(now - 8 * 60_000).toISOString();
      const state = (entity_id: string, word: string, attributes: object) => ({
        entity_id,
        state: word,
        attributes: { ...attributes },
        last_changed: at,
        last_updated: at,
      });
      const name = localize("empty.example");
      const states = [
        state("lock.a", "jammed", { friendly_name: `${name} 1` }),
        state("sensor.a", "55", { device_class: "battery" }),
        state("lock.b", "locked", { friendly_name: `${name} 2` }),
        state("sensor.b", "86", { device_class: "battery" }),
      ];
      const home: HomeView = {
        takenAt: now,
        config: { state: "RUNNING" },
        states: Object.fromEntries(states.map((each) => [each.entity_id, each])),
        entities: Object.fromEntries(states.map(({ entity_id: id }) => [id, { device_id: id.slice(-1), platform: "example" }])),
        devices: { a: { id: "a" }, b: { id: "b" } },
      };
      return ["lock.a", "lock.b"].map((entityId) => {
        const snapshot = collect(home, describeLock(home, entityId), knowledge);
        const { name: called, adapterId } = snapshot.lock;
        return { entityId, name: called, adapterId, snapshot, diagnosis: knowledge.diagnose(snapshot) };
      });
    },

    empty(chosen, example) {
      if (chosen)
        return html`<div class="lock" data-empty>
          <h2 class="name">${localize("empty.chosen")}</h2>
          <p class="quiet">${localize("empty.chosen_text")}</p>
        </div>`;
      return html`${styles}
        <div class="lock" data-empty>
          <h2 class="name">${localize("empty.title")}</h2>
          <p class="quiet">${localize("empty.text")}</p>
          <div class="fleet example" inert>${example}</div>
        </div>`;
    },
  };
}
