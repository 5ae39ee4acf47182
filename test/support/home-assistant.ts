/** The elements of Home Assistant that a dashboard always has, reduced to what the card counts on. */

class HaCard extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = `<style>
      :host { display: block; position: relative; box-sizing: border-box;
        background: var(--ha-card-background, var(--card-background-color, white)); color: var(--primary-text-color);
        border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--divider-color, #e0e0e0));
        border-radius: var(--ha-card-border-radius, 12px); }
    </style><slot></slot>`;
  }
}

/** As large as the real one, and as empty for whoever cannot see it. */
class HaIcon extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = `<style>
      :host { display: inline-flex; width: var(--mdc-icon-size, 24px); height: var(--mdc-icon-size, 24px); fill: currentcolor; }
      svg { display: block; }
    </style><svg viewBox="0 0 24 24" width="100%" height="100%"><circle cx="12" cy="12" r="10"></circle></svg>`;
  }
}

export interface FormField {
  readonly name: string;
  readonly schema?: readonly FormField[];
  readonly selector?: { readonly [kind: string]: unknown };
  readonly title?: string;
  readonly flatten?: boolean;
}

/** Home Assistant's form: shows nothing here, and says what a person would have changed. */
export class HaForm extends HTMLElement {
  hass: unknown;
  data: { readonly [field: string]: unknown } = {};
  schema: readonly FormField[] = [];
  computeLabel: (field: FormField) => string = () => "";
  computeHelper: (field: FormField) => string | undefined = () => undefined;

  /** All fields, those in groups too. */
  get fields(): readonly FormField[] {
    const flat = (fields: readonly FormField[]): FormField[] =>
      fields.flatMap((field) => (field.schema ? flat(field.schema) : field));
    return flat(this.schema);
  }

  /** A person changes fields: the whole data comes with the event, as from the real form. */
  change(fields: { readonly [field: string]: unknown }): void {
    const value = { ...this.data, ...fields };
    this.dispatchEvent(new CustomEvent("value-changed", { detail: { value }, bubbles: true, composed: true }));
  }
}

/** A form field's name, as it stands in the schema. */
export function named(form: HaForm, name: string): FormField {
  const field = form.fields.find((each) => each.name === name);
  if (!field) throw new Error(`no field ${name}; there are: ${form.fields.map((each) => each.name).join(", ")}`);
  return field;
}

export function defineHomeAssistant(): void {
  for (const [tag, element] of Object.entries({ "ha-card": HaCard, "ha-icon": HaIcon, "ha-form": HaForm }))
    if (!customElements.get(tag)) customElements.define(tag, element);
}

/** Home Assistant's own colours and sizes, light and dark, in the page. */
export async function useTheme(): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../../src/demo/page/theme.css", import.meta.url).href;
  const loaded = new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));
  document.head.append(link);
  await loaded;
}
