import type { Attributes } from "../sim/types.ts";

type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], "style" | "children" | "attributes">
> & {
  readonly attributes?: { readonly [name: string]: string };
};

/** Makes an element with properties, attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const { attributes = {}, ...rest } = properties as { attributes?: { [name: string]: string } };
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A group of mutually exclusive choices, as radio buttons that look like a bar. */
export function segments<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  chosen: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const name = `choice-${label.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  const choices = options.map(([value, text]) => {
    const input = make("input", { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => onChoose(value));
    return make("label", {}, input, make("span", {}, text));
  });
  return make("fieldset", { className: "segments" }, make("legend", {}, label), make("div", { className: "bar" }, ...choices));
}

/** A labelled drop-down. */
export function dropDown(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChoose: (value: string) => void,
): HTMLElement {
  const select = make(
    "select",
    {},
    ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)),
  );
  select.addEventListener("change", () => onChoose(select.value));
  return make("label", { className: "field" }, make("span", {}, label), select);
}

/** What an entity is called: a name that is no text is none. */
export function nameOf({ entity_id: id, attributes }: { readonly entity_id: string; readonly attributes: Attributes }): string {
  const { friendly_name: name } = attributes;
  return typeof name === "string" ? name : id;
}

/** A button that stays pressed. */
export function toggle(text: string, pressed: boolean, onToggle: (pressed: boolean) => void): HTMLButtonElement {
  const button = make("button", { type: "button", className: "toggle", attributes: { "aria-pressed": String(pressed) } }, text);
  button.addEventListener("click", () => onToggle(button.getAttribute("aria-pressed") !== "true"));
  return button;
}

export function action(text: string, onClick: () => void): HTMLButtonElement {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", onClick);
  return button;
}
