import { fireEvent } from "custom-card-helpers";
import type { HomeHealth, LockHealth } from "../runtime/home-health.ts";
import type { Localize } from "../translations/localize.ts";
import type { CardConfig } from "./config.ts";
import type { Hass } from "./hass.ts";

/**
 * What the editor is given by the card. It is a chunk of its own that shares nothing with it at run time: a chunk that imported
 * the entry would run it twice, under another address.
 */
export interface EditorKit {
  readonly localize: Localize;
  readonly readConfig: (input: unknown, localize: Localize) => CardConfig;
  readonly homeHealth: (hass: Hass) => HomeHealth;
}

type Schema = { readonly name: string; readonly [field: string]: unknown };

/** Home Assistant's form element, as far as it is used here. */
interface HaForm extends HTMLElement {
  hass: Hass;
  data: object;
  schema: readonly Schema[];
  computeLabel: (schema: Schema) => string;
  computeHelper: (schema: Schema) => string | undefined;
}

/** The form holds one lock's linked entities as a list; the configuration holds them by lock. */
interface FormData {
  readonly [field: string]: unknown;
}

/** What holds where nothing is said. */
const DEFAULTS: { readonly [field: string]: unknown } = {
  battery_low: 20,
  battery_critical: 10,
  battery_months: 12,
  watch_relock: true,
  watch_care: true,
  read_only: false,
};

const locks = { entity: { domain: "lock" } };
const todo = { entity: { domain: "todo" } };

function schemaFor(config: CardConfig, { localize }: EditorKit): Schema[] {
  const layouts = ["full", "compact", "fleet"].map((value) => ({ value, label: localize(`editor.layout_${value}`) }));
  const percent = (min: number, max: number) => ({ number: { min, max, mode: "slider", unit_of_measurement: "%" } });
  const many = { entity: { domain: "lock", multiple: true } };
  return [
    { name: "entity", selector: locks },
    ...(config.entity === undefined
      ? [
          { name: "areas", selector: { area: { multiple: true, entity: { domain: "lock" } } } },
          { name: "entities", selector: many },
          { name: "exclude", selector: many },
        ]
      : [{ name: "linked_entities", selector: { entity: { multiple: true } } }]),
    { name: "layout", selector: { select: { mode: "dropdown", options: layouts } } },
    {
      name: "thresholds",
      type: "expandable",
      flatten: true,
      title: localize("editor.thresholds"),
      schema: [
        { name: "battery_low", selector: percent(5, 60) },
        { name: "battery_critical", selector: percent(1, 30) },
        {
          name: "battery_months",
          selector: { number: { min: 3, max: 60, mode: "box", unit_of_measurement: localize("editor.months") } },
        },
        { name: "watch_relock", selector: { boolean: {} } },
      ],
    },
    {
      name: "care",
      type: "expandable",
      flatten: true,
      title: localize("editor.care"),
      schema: [
        { name: "watch_care", selector: { boolean: {} } },
        { name: "care_list", selector: todo },
        { name: "shopping_list", selector: todo },
        { name: "calendar_entity", selector: { entity: { domain: "calendar" } } },
      ],
    },
    {
      name: "assist",
      type: "expandable",
      flatten: true,
      title: localize("editor.assist"),
      schema: [
        { name: "todo_entity", selector: todo },
        { name: "read_only", selector: { boolean: {} } },
      ],
    },
  ];
}

function toForm(config: CardConfig): FormData {
  const { linked, ...rest } = config;
  const own = config.entity === undefined ? undefined : linked?.[config.entity];
  return { ...DEFAULTS, ...rest, ...(own ? { linked_entities: own } : {}) };
}

/** What the form says as a configuration: empty and default values are left out, options of others are kept. */
function fromForm(form: FormData, before: CardConfig): object {
  const { linked_entities: own, ...rest } = form;
  const entity = typeof rest["entity"] === "string" ? rest["entity"] : undefined;
  // The list belongs to the lock that was chosen when it was shown, and not to one that has just been chosen.
  const shown = entity === before.entity ? entity : undefined;
  const others = Object.entries(before.linked ?? {}).filter(([lock]) => lock !== shown);
  const chosen = Array.isArray(own) ? (own as readonly string[]) : [];
  const linked = Object.fromEntries([...others, ...(shown !== undefined && chosen.length > 0 ? [[shown, chosen] as const] : [])]);
  const said = Object.entries(rest).filter(([field, value]) => {
    const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
    return field !== "linked" && !empty && value !== DEFAULTS[field];
  });
  return { ...Object.fromEntries(said), ...(Object.keys(linked).length > 0 ? { linked } : {}) };
}

/** What was found for the chosen lock, and from which entity: so that nobody has to guess. */
function matched(lock: LockHealth | undefined, { localize }: EditorKit): string {
  if (!lock) return "";
  const found = Object.entries(lock.snapshot.facts).flatMap(([name, fact]) =>
    fact.source !== undefined && fact.source !== lock.entityId ? [`${localize(`fact.${name}`)} (${fact.source})`] : [],
  );
  return found.length === 0 ? localize("editor.matched_none") : localize("editor.matched", { list: found.join(", ") });
}

/** Makes the card's editor: one `ha-form`, and below it what was matched and why. */
export function createEditor(kit: EditorKit): HTMLElement {
  const tag = "lock-health-card-editor";
  if (!customElements.get(tag)) {
    customElements.define(
      tag,
      class extends HTMLElement {
        private current: CardConfig = { type: "custom:lock-health-card" };
        private home: Hass | undefined;
        private form: HaForm | undefined;
        private note: HTMLElement | undefined;

        /** Throws for what the form cannot show: Home Assistant then offers the text editor. */
        setConfig(config: unknown): void {
          this.current = kit.readConfig(config, kit.localize);
          this.draw();
        }

        set hass(hass: Hass) {
          this.home = hass;
          this.draw();
        }

        private draw(): void {
          if (!this.home) return;
          if (!this.form || !this.note) {
            this.form = document.createElement("ha-form") as HaForm;
            this.form.computeLabel = ({ name }) => kit.localize(`editor.${name === "linked_entities" ? "linked" : name}`);
            this.form.computeHelper = ({ name }) => {
              const key = `editor.help_${name === "linked_entities" ? "linked" : name}`;
              return kit.localize.has(key) ? kit.localize(key) : undefined;
            };
            this.form.addEventListener("value-changed", (event) => {
              event.stopPropagation();
              const { value } = (event as CustomEvent<{ value: FormData }>).detail;
              fireEvent(this, "config-changed", { config: fromForm(value, this.current) });
            });
            this.note = document.createElement("p");
            this.note.style.cssText = "color: var(--secondary-text-color); font-size: 13px;";
            this.append(this.form, this.note);
          }
          this.form.hass = this.home;
          this.form.data = toForm(this.current);
          this.form.schema = schemaFor(this.current, kit);
          this.note.textContent = this.matchedNow();
        }

        private matchedNow(): string {
          const { entity } = this.current;
          if (entity === undefined || !this.home) return "";
          const lease = kit.homeHealth(this.home).open({ only: [entity] }, () => {});
          const [lock] = lease.locks;
          lease.close();
          return matched(lock, kit);
        }
      },
    );
  }
  return document.createElement(tag);
}
