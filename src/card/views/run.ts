import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { RemedyId } from "../../core/remedies/index.ts";
import type { Condition } from "../../core/remedy.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { RunState } from "../../runtime/run.ts";
import { icon } from "../icons.ts";
import { paramsOf } from "../words.ts";
import type { ViewContext } from "./context.ts";

type Tone = "calm" | "ok" | "warning" | "error";

const SIGNS = { calm: "help", ok: "check", warning: "alert", error: "alert" } as const;

interface Panel {
  readonly title: string;
  readonly text?: string | undefined;
  readonly body?: unknown;
  readonly buttons?: unknown;
  readonly percent?: number | undefined;
}

function panel(remedy: RemedyId, phase: string, tone: Tone, { title, text, body, buttons, percent }: Panel): TemplateResult {
  return html`<section
    class="finding"
    data-tone=${tone}
    data-run=${remedy}
    data-phase=${phase}
    data-percent=${percent ?? nothing}
  >
    <h3>${icon(SIGNS[tone])}<span>${title}</span></h3>
    ${text ? html`<p>${text}</p>` : nothing}${body}
    <div class="actions">${buttons}</div>
  </section>`;
}

/** The figure of a condition as a person reads it. */
export function figure({ format }: ViewContext, { id, value }: Condition): string | undefined {
  if (typeof value !== "number") return value;
  return id === "battery" ? format.quantity(value, "%") : format.localize("conditions.of_ten", { mark: value });
}

/** A shrinking bar, drawn by the browser's own animation: nothing renders for it. */
function timeBar({ now }: ViewContext, { since, until }: { readonly since: number; readonly until: number }): TemplateResult {
  return html`<span
    class="bar"
    style="animation-duration:${until - since}ms;animation-delay:${Math.min(0, since - now)}ms"
  ></span>`;
}

/** A remedy being carried out, or how it ended. */
export function runPanel(
  context: ViewContext,
  lock: LockHealth,
  remedyId: RemedyId,
  state: RunState,
): TemplateResult | typeof nothing {
  const { format, actions, now, health } = context;
  const { localize } = format;
  const { entityId } = lock;
  const { phase } = state;
  const params = {
    ...paramsOf(undefined, lock.snapshot, format),
    duration: "after" in state ? format.duration(state.after) : undefined,
    message: "message" in state ? state.message : undefined,
    value: "condition" in state ? figure(context, state.condition) : undefined,
  };
  // The remedy's own words for a phase, else the common ones.
  const say = (...keys: string[]) => {
    const [own] = keys;
    const found = [`remedies.${remedyId}.${own}`, ...keys.map((key) => `run.${key}`)].find((key) => localize.has(key));
    return found === undefined ? undefined : localize(found, params);
  };
  const button = (
    act: string,
    label: string | undefined,
    run: () => void,
    tone = "quiet",
    disabled = false,
    more: unknown = nothing,
  ) =>
    context.readOnly
      ? nothing
      : html`<button class=${tone} data-act=${act} ?disabled=${disabled} @click=${run}>${label}${more}</button>`;
  const close = (act = "close", label = localize("run.close")) => button(act, label, () => actions.close(entityId));
  const show = (tone: Tone, given: Partial<Panel>) =>
    panel(remedyId, phase, tone, { title: say(phase) ?? "", text: say(`${phase}_text`), buttons: close(), ...given });
  switch (state.phase) {
    case "idle":
      return nothing;
    case "confirming":
      return show("warning", {
        body: context.details?.conditions(context, state.conditions),
        buttons: [
          button(
            "confirm",
            say("confirm_button"),
            () => actions.confirm(entityId),
            "",
            !health.connected,
            timeBar(context, state),
          ),
          close("cancel", localize("run.not_now")),
        ],
      });
    case "calling":
    case "verifying": {
      const { percent } = state;
      const left =
        percent === undefined
          ? localize("run.left", { duration: format.duration(state.until - now) })
          : localize("run.percent", { percent: format.number(Math.round(percent)) });
      const bar =
        percent === undefined
          ? timeBar(context, state)
          : html`<span class="bar still" style="transform:scaleX(${percent / 100})"></span>`;
      return show("calm", {
        title: say("running") ?? "",
        text: state.stage ?? localize("run.called"),
        percent,
        buttons: button(
          "cancel",
          localize("run.cancel"),
          () => actions.close(entityId),
          "quiet wide",
          false,
          html`<span class="left">${left}</span>${bar}`,
        ),
      });
    }
    case "confirmed":
      return show("ok", {});
    case "refused": {
      const { id, value } = state.condition;
      const unknown = id === "battery" && value === undefined ? "_unknown" : "";
      return show("warning", { text: localize(`conditions.refused_${id}${unknown}`, params) });
    }
    case "unverified":
    case "failed": {
      const cooling = health.coolsUntil(entityId, remedyId);
      const wait =
        cooling === undefined
          ? localize("run.try_again")
          : localize("run.try_again_in", { duration: format.duration(cooling - now) });
      const seen = phase === "failed" || state.reason === "no_change" || state.reason === "not_observable";
      const text =
        state.phase === "failed"
          ? say(`failed_${state.code}`, "failed_text")
          : seen
            ? say("unverified_text", `unverified_${state.reason}`)
            : localize(`run.unverified_${state.reason}`);
      return show(state.phase === "unverified" && state.reason === "not_observable" ? "calm" : "error", {
        title: seen ? (say(phase) ?? "") : localize("run.unverified"),
        text,
        buttons: [
          button("again", wait, () => actions.again(entityId), "", cooling !== undefined || !health.connected),
          button("next", localize("run.next"), () => actions.next(lock)),
          close(),
        ],
      });
    }
  }
}
