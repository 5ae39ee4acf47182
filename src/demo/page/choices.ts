/** What a visitor of the demo has chosen. It stands in the address, so that a link opens the same. */
export interface Choices {
  readonly layout: "full" | "compact" | "fleet";
  /** A lock entity, or all of them. */
  readonly show: string;
  readonly dark: boolean;
  readonly lang: "en" | "de";
  readonly width: "320" | "390" | "500" | "full";
  readonly user: "tablet" | "admin";
  readonly speed: 1 | 10;
}

export const ALL = "all";

export const DEFAULTS: Choices = { layout: "full", show: ALL, dark: false, lang: "en", width: "500", user: "tablet", speed: 1 };

/** A choice in an address is used only when it is one that there is. */
function among<T extends string>(value: string | null, known: readonly T[], otherwise: T): T {
  return known.find((each) => each === value) ?? otherwise;
}

/** Reads `#layout=fleet&dark=1&lang=de&width=320`; what is missing or unknown is as by default. */
export function readChoices(hash: string, defaults: Choices = DEFAULTS): Choices {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const entity = given.get("entity");
  return {
    layout: among(given.get("layout"), ["full", "compact", "fleet"], defaults.layout),
    show: entity !== null && /^lock\.[a-z0-9_]+$/.test(entity) ? entity : ALL,
    dark: given.has("dark") ? given.get("dark") !== "0" : defaults.dark,
    lang: among(given.get("lang"), ["en", "de"], defaults.lang),
    width: among(given.get("width"), ["320", "390", "500", "full"], defaults.width),
    user: among(given.get("user"), ["tablet", "admin"], defaults.user),
    speed: given.get("speed") === "10" ? 10 : 1,
  };
}

/** The address for these choices; what is as by default is left out. */
export function writeChoices(choices: Choices): string {
  const hash = new URLSearchParams();
  if (choices.layout !== DEFAULTS.layout) hash.set("layout", choices.layout);
  if (choices.show !== ALL) hash.set("entity", choices.show);
  if (choices.dark) hash.set("dark", "1");
  if (choices.lang !== DEFAULTS.lang) hash.set("lang", choices.lang);
  if (choices.width !== DEFAULTS.width) hash.set("width", choices.width);
  if (choices.user !== DEFAULTS.user) hash.set("user", choices.user);
  if (choices.speed !== DEFAULTS.speed) hash.set("speed", String(choices.speed));
  const text = hash.toString();
  return text === "" ? "" : `#${text}`;
}
