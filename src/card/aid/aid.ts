import type { Traits } from "../../core/models/types.ts";
import { guides } from "../../core/guides/index.ts";
import type { CareOptions } from "../../runtime/care.ts";
import { GuideDesk } from "../../runtime/guide-desk.ts";
import type { HomeHealth } from "../../runtime/home-health.ts";
import type { GuideId } from "../../core/guides/ids.ts";
import type { PanelName, ViewContext } from "../views/context.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { createLocalize } from "../../translations/localize.ts";
import type { Localize, Texts } from "../../translations/localize.ts";
import { findingText, findingTitle, paramsOf, remedyWord } from "../words.ts";
import { createCareView } from "./care-view.ts";
import { createGuideView } from "./guide-view.ts";
import type { GuideView } from "./guide-view.ts";
import type { AidKit, Panel } from "./kit.ts";
import { createHelpView } from "./help-view.ts";
import { createMakersWords } from "./makers-words.ts";
import { createReportView } from "./report-view.ts";
import type { Describe } from "./report-view.ts";

/** What helps a person who has to do something by hand. A bundle of its own: see `AidKit`. */
export interface Aid {
  guide(context: ViewContext, lock: LockHealth, id: GuideId, opening: object): ReturnType<GuideView["guide"]>;
  resume: Panel;
  /** What is open below the families. */
  panel(context: ViewContext, lock: LockHealth, which: PanelName): ReturnType<Panel>;
}

function traitsOf(health: HomeHealth, entityId: string): Partial<Traits> | undefined {
  const ref = health.refOf(entityId);
  return ref && health.knowledge.traits?.(ref);
}

/** What the registry says of the product, for the report, which lets through only what it knows. */
function productOf(health: HomeHealth, entityId: string): ReturnType<Describe> {
  const device = health.refOf(entityId)?.device;
  return {
    manufacturer: device?.manufacturer ?? undefined,
    model: device?.model ?? undefined,
    firmware: device?.sw_version ?? undefined,
    version: health.source.config.version,
  };
}

/** One desk a home: all cards of a page share the guides under way. */
const desks = new WeakMap<HomeHealth, GuideDesk>();

const words = createMakersWords();

/** What the details hand over. `texts`: of the aid, the person's language first. */
export interface AidGiven extends Pick<AidKit, "html" | "icon" | "valueText" | "keepsakes"> {
  readonly localize: Localize;
  readonly texts: readonly Texts[];
}

/** The aid's own texts before the card's. */
function joined(own: Localize, card: Localize): Localize {
  return Object.assign((key: string, params = {}) => (own.has(key) ? own(key, params) : card(key, params)), {
    has: (key: string) => own.has(key) || card.has(key),
    list: (key: string) => (own.has(key) ? own.list(key) : card.list(key)),
  });
}

/** Makes the aid for the cards of one language. */
export function createAid({ localize, texts, ...given }: AidGiven, health: HomeHealth): Aid {
  const kit: AidKit = {
    ...given,
    localize: joined(createLocalize(...texts), localize),
    findingTitle,
    findingText,
    paramsOf,
    remedyWord,
  };
  const desk = desks.get(health) ?? new GuideDesk(health, kit.keepsakes, guides);
  desks.set(health, desk);
  const view = createGuideView(kit, desk, words);
  let options: CareOptions = {};
  const panels: { readonly [Name in PanelName]: Panel } = {
    guides: view.chooser,
    care: createCareView(kit, () => options),
    report: createReportView(kit, (entityId) => productOf(health, entityId)),
    help: createHelpView(kit, (entityId) => traitsOf(health, entityId)),
  };
  return {
    guide: view.guide,
    resume: view.resume,
    panel(context, lock, which) {
      options = context.config;
      return panels[which](context, lock);
    },
  };
}
