import type { html as Html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Keepsakes } from "../../runtime/keepsakes.ts";
import type { Localize } from "../../translations/localize.ts";
import type { createValues } from "../../translations/values.ts";
import type { icon } from "../icons.ts";
import type { ViewContext } from "../views/context.ts";
import type { findingText, findingTitle, paramsOf, remedyWord } from "../words.ts";

/**
 * What the aid is given by the card: guides, care, report and answers are a chunk of their own, loaded when somebody opens one.
 * It is a bundle with all it needs in itself, except what is handed over here.
 */
export interface AidKit {
  readonly html: typeof Html;
  /** With the texts of the aid. */
  readonly localize: Localize;
  readonly icon: typeof icon;
  readonly findingTitle: typeof findingTitle;
  readonly findingText: typeof findingText;
  readonly paramsOf: typeof paramsOf;
  readonly remedyWord: typeof remedyWord;
  /** A fact's value in words. */
  readonly valueText: ReturnType<typeof createValues>;
  readonly keepsakes: Keepsakes;
}

/** What a person opens of a lock, below its families. */
export type Panel = (context: ViewContext, lock: LockHealth) => TemplateResult | string;
