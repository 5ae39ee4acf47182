import { CONTROLS, words } from "./card-page.ts";

/** What a person with eyes and fingers meets: sizes, overflow and contrast as the browser computes them. */

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const OPAQUE_WHITE: Colour = [255, 255, 255, 1];
/** Half a px: what rounding may do. */
const SLACK = 0.6;

function parse(text: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  // Chromium writes mixed and some other colours in the range of 0 to 1.
  return text.startsWith("color(") ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
}

function over(top: Colour, below: Colour): Colour {
  const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

const faded = ([red, green, blue, alpha]: Colour, opacity: number): Colour => [red, green, blue, alpha * opacity];

function luminance(colour: Colour): number {
  const part = (index: 0 | 1 | 2) => {
    const value = colour[index] / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2);
}

function ratio(a: Colour, b: Colour): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The element in which an element stands, also out of a slot or a shadow root. */
function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function chain(element: Element): Element[] {
  const elements: Element[] = [];
  for (let each: Element | null = element; each; each = parentOf(each)) elements.push(each);
  return elements.reverse();
}

/** Colour of an element's text and of what is behind it, with all tints and transparency on the way. */
function colours(element: Element): { readonly text: Colour; readonly behind: Colour } {
  let behind = OPAQUE_WHITE;
  let opacity = 1;
  const tints: { readonly tint: Colour; readonly of: Element }[] = [];
  const elements = chain(element);
  for (const each of elements) {
    const style = getComputedStyle(each);
    opacity *= Number(style.opacity);
    behind = over(faded(parse(style.backgroundColor), opacity), behind);
    const before = getComputedStyle(each, "::before");
    if (before.content === "none" || before.position !== "absolute" || before.inset !== "0px") continue;
    const tint = faded(parse(before.backgroundColor), Number(before.opacity) * opacity);
    behind = over(tint, behind);
    tints.push({ tint, of: each });
  }
  let text = over(faded(parse(getComputedStyle(element).color), opacity), behind);
  for (const { tint, of } of tints) {
    // A positioned tint lies over text that is not positioned itself.
    const between = elements.slice(elements.indexOf(of) + 1);
    if (!between.some((each) => getComputedStyle(each).position !== "static")) text = over(tint, text);
  }
  return { text, behind };
}

/** For screen readers alone, or not there at all. */
function isHidden(element: Element): boolean {
  const box = element.getBoundingClientRect();
  return element.closest(".sr") !== null || box.width === 0 || box.height === 0;
}

const isOff = (element: Element) => element.closest("[disabled], [inert]") !== null;

function describe(element: Element): string {
  const marks = [...element.attributes]
    .filter(({ name }) => name.startsWith("data-"))
    .map(({ name, value }) => `${name}=${value}`);
  return `<${[element.localName, element.className, ...marks].filter(Boolean).join(" ")}> “${words(element).slice(0, 60)}”`;
}

function ownText(element: Element): string {
  return [...element.childNodes]
    .map((node) => (node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").trim() : ""))
    .join("");
}

/** Text below 4.5 : 1 (3 : 1 where it is large), and signs below 3 : 1. What is switched off may be pale. */
export function paleParts(root: ShadowRoot): string[] {
  const visible = [...root.querySelectorAll("*")].filter((element) => !isHidden(element) && !isOff(element));
  return visible.flatMap((element) => {
    const sign = element.localName === "ha-icon";
    if (!sign && ownText(element) === "") return [];
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    const { text, behind } = colours(element);
    const found = ratio(text, behind);
    return found < (sign || large ? 3 : 4.5) ? `${found.toFixed(2)} ${describe(element)}` : [];
  });
}

/** What sticks out of the card sideways, or is cut off inside of it. */
export function lostParts(root: ShadowRoot): string[] {
  const card = root.querySelector("ha-card")!;
  const { left, right } = card.getBoundingClientRect();
  const scrolls =
    card.scrollWidth > card.clientWidth ? [`the card scrolls sideways: ${card.scrollWidth} in ${card.clientWidth}`] : [];
  const parts = [...card.querySelectorAll("*")].filter((element) => !isHidden(element) && !element.classList.contains("bar"));
  const outside = parts.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.left < left - SLACK || box.right > right + SLACK;
  });
  const cut = parts.filter((element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    const high = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
    return element.clientWidth > 0 && (wide || high);
  });
  return [
    ...scrolls,
    ...outside.map((element) => `outside: ${describe(element)}`),
    ...cut.map((element) => `cut off: ${describe(element)}`),
    ...overlaps(root),
  ];
}

/** Where an element's own text stands, line by line. */
function textBoxes(element: Element): DOMRect[] {
  return [...element.childNodes].flatMap((node) => {
    if (node.nodeType !== Node.TEXT_NODE) return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  });
}

/** Texts that stand on one another. */
function overlaps(root: ShadowRoot): string[] {
  const texts = [...root.querySelectorAll("ha-card *")]
    .filter((element) => ownText(element) !== "" && !isHidden(element))
    .map((element) => ({ element, boxes: textBoxes(element) }));
  return texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap((other) => {
      const touch = one.boxes.some((a) =>
        other.boxes.some(
          (b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4,
        ),
      );
      return touch ? `on one another: ${describe(one.element)} and ${describe(other.element)}` : [];
    }),
  );
}

/** Controls that a finger would miss. */
export function smallTargets(root: ShadowRoot, least = 48): string[] {
  const shown = [...root.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => control.getClientRects().length > 0);
  return shown.flatMap((control) => {
    const { width, height } = control.getBoundingClientRect();
    return height < least - SLACK || width < least - SLACK
      ? `${width.toFixed(0)} × ${height.toFixed(0)} ${describe(control)}`
      : [];
  });
}

/** Text alone becomes larger, as by the setting of a phone. The result makes it as it was. */
export function enlargeText(root: ShadowRoot, factor: number): () => void {
  const sizes = [...root.querySelectorAll<HTMLElement>("ha-card, ha-card *")].map((element) => {
    const { fontSize, lineHeight } = getComputedStyle(element);
    return { element, size: parseFloat(fontSize) * factor, line: parseFloat(lineHeight) * factor };
  });
  for (const { element, size, line } of sizes) {
    element.style.fontSize = `${size}px`;
    if (!Number.isNaN(line)) element.style.lineHeight = `${line}px`;
  }
  return () => {
    for (const { element } of sizes) {
      element.style.removeProperty("font-size");
      element.style.removeProperty("line-height");
    }
  };
}
