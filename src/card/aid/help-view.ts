import type { TemplateResult } from "lit/html.js";
import { questionsFor } from "../../core/answers/index.ts";
import type { QuestionId } from "../../core/answers/index.ts";
import type { Traits } from "../../core/models/types.ts";
import type { AidKit, Panel } from "./kit.ts";

/**
 * Makes the panel of questions and answers: those first that matter for this lock now. Each is a native disclosure, so that keyboard and
 * screen reader know it. `traitsOf`: what is known of a lock's model.
 */
export function createHelpView(kit: AidKit, traitsOf?: (entityId: string) => Partial<Traits> | undefined): Panel {
  const { html, localize } = kit;

  const styles = html`<style>
    .help,
    .help .group {
      display: grid;
      gap: 4px;
    }
    .help h4 {
      margin: 8px 0 0;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
      font-weight: 500;
      color: var(--quiet);
    }
    .help summary {
      display: flex;
      align-items: center;
      min-height: 48px;
      font-weight: 500;
      cursor: pointer;
      overflow-wrap: anywhere;
      list-style: none;
    }
    .help summary::-webkit-details-marker {
      display: none;
    }
    .help summary::before {
      content: "+";
      flex: none;
      width: 24px;
      text-align: center;
      font-size: calc(18 * var(--u));
      color: var(--quiet);
    }
    .help details[open] summary::before {
      content: "–";
    }
    .help details + details {
      border-top: 1px solid var(--line);
    }
    .help details p {
      padding: 0 24px 12px;
      line-height: calc(20 * var(--u));
    }
  </style>`;

  const question = (id: QuestionId): TemplateResult =>
    html`<details data-question=${id}>
      <summary>${localize(`help.${id}.question`)}</summary>
      <p>${localize(`help.${id}.text`)}</p>
    </details>`;

  const group = (title: string, ids: readonly QuestionId[]) =>
    ids.length === 0
      ? []
      : html`<h4>${localize(`help_panel.${title}`)}</h4>
          <div class="group" data-group=${title}>${ids.map(question)}</div>`;

  return (_context, { entityId, snapshot, diagnosis }) => {
    const { relevant, others } = questionsFor({ snapshot, diagnosis, traits: traitsOf?.(entityId) });
    return html`${styles}
      <section class="help" data-panel="help" aria-label=${localize("help_panel.title")}>
        ${group("first", relevant)} ${group("others", others)}
      </section>`;
  };
}
