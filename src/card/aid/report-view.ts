import type { TemplateResult } from "lit/html.js";
import type { Finding } from "../../core/diagnose.ts";
import { decode, guideIn } from "../../core/guide/code.ts";
import { guides } from "../../core/guides/index.ts";
import { reportOf } from "../../core/report.ts";
import type { Called, LockReport, Product, ReportInput, ReportRow, Said } from "../../core/report.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { ViewContext } from "../views/context.ts";
import type { AidKit, Panel } from "./kit.ts";

/** What the home says about the product a lock is, and Home Assistant's version. */
export type Describe = (entityId: string) => (Product & { readonly version?: string | undefined }) | undefined;

/** One line of the page: what, how much, and when. */
interface Line {
  readonly what: string;
  readonly value: string;
  readonly when: string;
  readonly under: boolean;
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
}

/** The report in words, of which the panel, the text and the printed page are three pictures. */
interface Page {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly nothing: string;
  readonly clean: string;
}

/** What became of a button. */
type Feedback = "copied" | "select" | "share_failed";

/** Ms that the word on a button stays: long enough to be read twice. */
const FEEDBACK_SHOWN = 10_000;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The page as text that reads well as it is, in a mail or a forum. */
function asText({ title, parts, nothing, clean }: Page): string {
  const line = ({ what, value, when, under }: Line) =>
    `${under ? "    " : "- "}${what}${value === "" ? "" : `: ${value}`}${when === "" ? "" : ` (${when})`}`;
  const sections = parts.map(({ title: head, lines }) => [
    `## ${head}`,
    "",
    ...(lines.length === 0 ? [nothing] : lines.map(line)),
    "",
  ]);
  return [`# ${title}`, "", ...sections.flatMap((lines) => lines), clean, ""].join("\n");
}

/** The page for a printer, alone. */
function asPrint({ title, parts, nothing, clean }: Page, language: string): string {
  const cell = (text: string) => `<td>${escaped(text)}</td>`;
  const row = ({ what, value, when, under }: Line) =>
    `<tr${under ? ' class="under"' : ""}>${cell(what)}${cell(value)}${cell(when)}</tr>`;
  const part = ({ title: head, lines }: Part) =>
    `<h2>${escaped(head)}</h2>${lines.length === 0 ? `<p>${escaped(nothing)}</p>` : `<table>${lines.map(row).join("")}</table>`}`;
  return `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>
    body { font: 11pt/1.4 sans-serif; margin: 1.5cm; color: #000; background: #fff }
    h1 { font-size: 16pt } h2 { font-size: 12pt; margin: 14pt 0 4pt }
    table { border-collapse: collapse; width: 100% } td { padding: 2pt 8pt 2pt 0; vertical-align: top; border-bottom: 1px solid #ccc }
    .under td:first-child { padding-inline-start: 12pt }
  </style></head><body><h1>${escaped(title)}</h1>${parts.map(part).join("")}<p>${escaped(clean)}</p></body></html>`;
}

/** Prints a page of its own from inside this one: the dashboard around it stays off the paper. */
function print(page: string): void {
  const frame = document.createElement("iframe");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0";
  frame.addEventListener("load", () => {
    const { contentWindow } = frame;
    if (!contentWindow) return;
    contentWindow.addEventListener("afterprint", () => frame.remove());
    contentWindow.print();
  });
  frame.srcdoc = page;
  document.body.append(frame);
}

/** Puts a text into the clipboard. False where the browser refuses, or lets only pages with https do it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes the panel with the report: one readable page about a lock for whoever helps, without anything that is the home's own.
 * `describe`: what the home says about the product.
 */
export function createReportView(kit: AidKit, describe?: Describe): Panel {
  const { html, localize, findingTitle, remedyWord, valueText, keepsakes } = kit;
  const said = new Map<string, Feedback>();

  /** A date, as it stays true when somebody reads it next week. */
  function dateOf({ format: { locale } }: ViewContext, at: number): string {
    const { language, timeZone, hour12 } = locale;
    return new Intl.DateTimeFormat(language, {
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "numeric",
      minute: "2-digit",
      ...(timeZone ? { timeZone } : {}),
      ...(hour12 === undefined ? {} : { hour12 }),
    }).format(at);
  }

  /** A text may name what the home calls something: in a report that stays out. */
  function text(keys: readonly string[], params = {}): string {
    const key = keys.find((each) => localize.has(each));
    return key === undefined ? "" : localize(key, params).replace(/\{\w+\}/g, "…");
  }

  const title = (context: ViewContext, { snapshot }: LockReport, finding: Finding) =>
    findingTitle(finding, snapshot, context.format).replace(/\{\w+\}/g, "…");

  function words(context: ViewContext, report: LockReport, said: Said | undefined): string {
    if (!said) return "";
    switch (said.kind) {
      case "text":
        return text(said.keys, said.params);
      case "word":
        return said.word;
      case "finding":
        return title(context, report, said.finding);
      case "fact":
        return valueText(said.name, said.value, context);
      case "remedy": {
        const remedy = context.health.remedies[said.id];
        return remedy ? remedyWord(remedy, "label", context.format, {}) : "";
      }
      case "date":
        return dateOf(context, said.at);
      case "duration":
        return context.format.duration(said.ms);
    }
  }

  function lineOf(context: ViewContext, report: LockReport, { what, value, at, under = false }: ReportRow): Line {
    const date = at === undefined || value?.kind === "date" ? "" : `${dateOf(context, at)}, `;
    const when = at === undefined ? "" : `${date}${context.format.ago(at, context.now)}`;
    return { what: words(context, report, what), value: words(context, report, value), when, under };
  }

  function partsOf(context: ViewContext, report: LockReport): Part[] {
    const { number, sections } = report;
    const named = number === undefined ? "" : `${localize("report.lock_number", { number })}: `;
    return sections.map(({ id, rows }) => ({
      id,
      title: named + localize(`report.section.${id}`),
      lines: rows.map((row) => lineOf(context, report, row)),
    }));
  }

  /** The guide that was begun with a lock, as far as it is kept. */
  function progressOf(entityId: string) {
    const line = keepsakes.get(entityId, "guide");
    const id = guideIn(line);
    const guide = id && guides[id];
    return guide && line !== undefined ? decode(guide, line) : undefined;
  }

  function inputOf({ health }: ViewContext, lock: LockHealth): ReportInput {
    const { entityId, snapshot, diagnosis } = lock;
    const product = describe?.(entityId);
    const run = health.run(entityId);
    const past = health.past(lock);
    // Of a remedy or a guide that this card does not know there are no words.
    const isKnown = (kind: string, what: string) => what in (kind === "guide" ? guides : health.remedies);
    return {
      snapshot,
      diagnosis,
      product,
      version: product?.version,
      past: past?.happenings,
      guide: progressOf(entityId),
      tried: past?.tried.filter(({ kind, what }) => isKnown(kind, what)),
      runs: run ? [{ remedy: run.remedyId, phase: run.state.phase }] : [],
    };
  }

  const called = (number: number | undefined): Called => ({
    lock: number === undefined ? localize("report.lock") : localize("report.lock_number", { number }),
    hub: localize("report.hub"),
  });

  function pageOf(context: ViewContext, locks: readonly LockHealth[]): Page {
    const reports = reportOf(
      locks.map((lock) => inputOf(context, lock)),
      called,
    );
    return {
      title: localize("report.title"),
      parts: reports.flatMap((report) => partsOf(context, report)),
      nothing: localize("report.nothing"),
      clean: localize("report.clean"),
    };
  }

  const styles = html`<style>
    .report {
      display: grid;
      gap: 12px;
    }
    .report h4 {
      margin: 0;
      font-size: calc(14 * var(--u));
      font-weight: 500;
    }
    .report table {
      width: 100%;
      table-layout: fixed;
      border-collapse: collapse;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .report td,
    .report th {
      padding: 4px 8px 4px 0;
      border-top: 1px solid var(--line);
      vertical-align: top;
      overflow-wrap: anywhere;
      text-align: start;
      font-weight: 400;
    }
    .report th {
      width: 58%;
    }
    .report .when {
      display: block;
      font-size: calc(12 * var(--u));
      color: var(--quiet);
    }
    .report .under th {
      padding-inline-start: 12px;
    }
    .report textarea {
      width: 100%;
      min-height: 96px;
      box-sizing: border-box;
      font: 12px/16px monospace;
      color: var(--text);
      background: none;
      border: 1px solid var(--line);
      border-radius: 8px;
    }
  </style>`;

  const row = ({ what, value, when, under }: Line): TemplateResult =>
    html`<tr class=${under ? "under" : ""}>
      <th scope="row">${what}${when === "" ? [] : html`<span class="when">${when}</span>`}</th>
      <td>${value}</td>
    </tr>`;

  const section = ({ id, title, lines }: Part, nothing: string): TemplateResult =>
    html`<div data-section=${id}>
      <h4>${title}</h4>
      ${
        lines.length === 0
          ? html`<p>${nothing}</p>`
          : html`<table>
              ${lines.map(row)}
            </table>`
      }
    </div>`;

  return (context, lock) => {
    const { entityId } = lock;
    const page = pageOf(context, [lock]);
    const tell = (feedback: Feedback | undefined) => {
      if (feedback) said.set(entityId, feedback);
      else said.delete(entityId);
      context.actions.ui(entityId, {});
      if (feedback) setTimeout(() => said.get(entityId) === feedback && tell(undefined), FEEDBACK_SHOWN);
    };
    const onCopy = async ({ currentTarget }: Event) => {
      const field = (currentTarget as HTMLElement).closest(".report")?.querySelector("textarea");
      const copied = await copy(asText(page));
      if (field) field.hidden = copied;
      if (!copied) field?.select();
      tell(copied ? "copied" : "select");
    };
    const onShare = async () => {
      try {
        await navigator.share({ title: page.title, text: asText(page) });
        tell(undefined);
      } catch (error) {
        // Whoever closes the list of apps did not want to share, and nothing went wrong.
        tell((error as { readonly name?: string } | undefined)?.name === "AbortError" ? undefined : "share_failed");
      }
    };
    const feedback = said.get(entityId);
    const canShare = typeof navigator.share === "function";
    return html`${styles}
      <section class="report" data-panel="report" data-tone="calm" aria-label=${page.title}>
        <p class="quiet">${localize("report.intro")}</p>
        <div class="actions">
          <button data-act="copy" @click=${onCopy}>${localize("report.copy")}</button>
          ${canShare ? html`<button class="quiet" data-act="share" @click=${onShare}>${localize("report.share")}</button>` : []}
          <button class="quiet" data-act="print" @click=${() => print(asPrint(page, context.format.locale.language))}>
            ${localize("report.print")}
          </button>
        </div>
        <p role="status" data-feedback=${feedback ?? ""}>${feedback ? localize(`report.${feedback}`) : ""}</p>
        <textarea readonly hidden aria-label=${localize("report.as_text")} .value=${asText(page)}></textarea>
        ${page.parts.map((part) => section(part, page.nothing))}
        <p class="quiet">${page.clean}</p>
      </section>`;
  };
}
