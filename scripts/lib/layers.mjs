/**
 * The layers of src/ and what each may import. The linter says it while typing (eslint.config.mjs), a contract test reads
 * every import line (test/contract/imports.test.ts).
 */

const HOME_ASSISTANT_TYPES = "home-assistant-js-websocket/dist/types.js";
const ELEMENTS = ["lit", "@mdi/js", "custom-card-helpers", "home-assistant-js-websocket"];

/** In the order core ← adapters ← runtime ← the rest. `packages`: `*` is any, `node:*` what Node brings. */
export const layers = [
  {
    name: "core",
    sees: [],
    packages: [],
    why: "The core decides, in the browser and in Node alike, and is tested with plain values: it imports only itself.",
  },
  {
    name: "translations",
    sees: ["core"],
    packages: [],
    why: "Texts are put together the same way everywhere: they know the core's ids, and nothing that shows them.",
  },
  {
    name: "adapters",
    sees: ["core"],
    packages: [HOME_ASSISTANT_TYPES],
    why: "An adapter turns a home into facts and a remedy into a plan, both as data: it does nothing itself and shows nothing.",
  },
  {
    name: "runtime",
    sees: ["core", "adapters"],
    packages: [HOME_ASSISTANT_TYPES],
    why: "The runtime has no face: card and bridge both stand on it, and it reaches a home through its client port alone.",
  },
  {
    name: "card",
    sees: ["core", "adapters", "runtime", "translations"],
    packages: ELEMENTS,
    why: "The card is what a browser loads: what is for trying it out, for the command line or for the bridge stays out of it.",
  },
  {
    name: "demo",
    sees: ["core", "adapters", "runtime", "translations", "card"],
    packages: ELEMENTS,
    why: "The simulated home runs in the page that shows the card: it has no Node.",
  },
  {
    name: "cli",
    sees: ["core", "adapters", "runtime", "translations", "card", "demo"],
    packages: ["*"],
    why: "The command line does not need the bridge.",
  },
  {
    name: "bridge",
    sees: ["core", "adapters", "runtime", "translations"],
    packages: ["*"],
    why: "The bridge runs in Node without a page: it knows neither the card nor what belongs to it.",
  },
];

/** The layer of a path as it stands below src/, e.g. "core/diagnose.ts". */
export function layerOf(path) {
  return layers.find(({ name }) => path.startsWith(`${name}/`));
}

/** Whether a layer may import a package. */
export function maySeePackage({ packages }, specifier) {
  return packages.some((allowed) => allowed === "*" || specifier === allowed || specifier.startsWith(`${allowed}/`));
}
