import type { Choices } from "./choices.ts";
import { dropDown, segments } from "./dom.ts";

/** What of the choices a page offers: the live page has its own user and clock. */
export interface LookOptions {
  readonly live?: boolean;
}

/** The part of the panel that changes how the card is looked at, not what is. */
export class LookPanel {
  private readonly root: HTMLElement;
  private readonly locks: readonly (readonly [string, string])[];
  private readonly onChoose: (change: Partial<Choices>) => void;
  private readonly options: LookOptions;
  private readonly extra: Node[] = [];

  constructor(
    root: HTMLElement,
    choices: Choices,
    locks: readonly (readonly [string, string])[],
    onChoose: (change: Partial<Choices>) => void,
    options: LookOptions = {},
  ) {
    this.root = root;
    this.locks = locks;
    this.onChoose = onChoose;
    this.options = options;
    this.use(choices);
  }

  append(node: Node): void {
    this.extra.push(node);
    this.root.append(node);
  }

  use(choices: Choices): void {
    const choose = this.onChoose;
    const always = [
      segments(
        "Layout",
        [
          ["full", "Full"],
          ["compact", "Compact"],
          ["fleet", "Fleet"],
        ],
        choices.layout,
        (layout) => choose({ layout }),
      ),
      dropDown("Shows", this.locks, choices.show, (show) => choose({ show })),
      segments(
        "Width",
        [
          ["320", "320"],
          ["390", "390"],
          ["500", "Column"],
          ["full", "Full"],
        ],
        choices.width,
        (width) => choose({ width }),
      ),
      segments(
        "Theme",
        [
          ["light", "Light"],
          ["dark", "Dark"],
        ],
        choices.dark ? "dark" : "light",
        (theme) => choose({ dark: theme === "dark" }),
      ),
      segments(
        "Language",
        [
          ["en", "English"],
          ["de", "Deutsch"],
        ],
        choices.lang,
        (lang) => choose({ lang }),
      ),
    ];
    const simulated = [
      segments(
        "Signed in as",
        [
          ["tablet", "Tablet"],
          ["admin", "Administrator"],
        ],
        choices.user,
        (user) => choose({ user }),
      ),
      segments(
        "Clock",
        [
          ["1", "Real"],
          ["10", "× 10"],
        ],
        String(choices.speed) as "1" | "10",
        (speed) => choose({ speed: speed === "10" ? 10 : 1 }),
      ),
    ];
    this.root.replaceChildren(...always, ...(this.options.live ? [] : simulated), ...this.extra);
  }
}
