/** Texts of one language: nested keys, strings with `{name}` in them, and lists of steps. */
export type Texts = { readonly [key: string]: string | readonly string[] | Texts };

export type Params = { readonly [name: string]: string | number | undefined };

export interface Localize {
  /** The text of a key with its parameters put in; empty while there is none: the longer ones come later. */
  (key: string, params?: Params): string;
  /** Whether there is a text of its own for this key. */
  has(key: string): boolean;
  /** The texts of a list, e.g. the steps of a guide. */
  list(key: string): readonly string[];
}

type Found = string | readonly string[] | Texts | undefined;

function lookUp(texts: Texts, key: string): Found {
  let found: Found = texts;
  for (const part of key.split(".")) {
    if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
    found = (found as Texts)[part];
  }
  return found;
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (params[name] === undefined ? whole : String(params[name])));
}

/** Texts of a language from several sources: the first that has a key counts. English comes last. */
export function createLocalize(...sources: readonly Texts[]): Localize {
  // A card asks for the same twenty texts each time it draws: a tenth of that was looking them up.
  const known = new Map<string, Found>();
  const find = (key: string) => {
    if (!known.has(key))
      known.set(
        key,
        sources.map((texts) => lookUp(texts, key)).find((found) => found !== undefined),
      );
    return known.get(key);
  };
  const localize = (key: string, params: Params = {}): string => {
    const found = find(key);
    return typeof found === "string" ? fill(found, params) : "";
  };
  return Object.assign(localize, {
    has: (key: string) => find(key) !== undefined,
    list: (key: string): readonly string[] => {
      const found = find(key);
      return Array.isArray(found) ? (found as readonly string[]) : [];
    },
  });
}
