import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import lit from "eslint-plugin-lit";
import litA11y from "eslint-plugin-lit-a11y";
import wc from "eslint-plugin-wc";
import globals from "globals";
import tseslint from "typescript-eslint";
import { own } from "./scripts/lib/eslint-rules.mjs";
import { layers } from "./scripts/lib/layers.mjs";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** One layer's imports: relative ones by folder, packages by name. */
function layerRules({ name, sees, packages, why }) {
  const hidden = layers.map((other) => other.name).filter((other) => other !== name && !sees.includes(other));
  const patterns = [];
  if (hidden.length > 0) patterns.push({ regex: `^(\\.\\./)+(${hidden.join("|")})/`, message: why });
  if (!packages.includes("*")) {
    const allowed = packages.map((entry) => `${escaped(entry)}(/|$)`).join("|");
    patterns.push({ regex: `^(?!\\.${allowed ? `|${allowed}` : ""})`, message: why });
  }
  return { files: [`src/${name}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

const TIME_IS_AN_ARGUMENT = "Time is an argument: a judgement is about one instant, and tests choose it.";

export default defineConfig(
  globalIgnores(["dist/", "build/", "coverage/", ".cache/", "**/node_modules/", "**/.state/", "**/.out/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" }, plugins: { own }, rules: { "own/describe-disable": "error" } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ["error", "always"],
      "no-console": "off",
      "object-shorthand": "error",
      "prefer-const": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
    },
  },
  { files: ["**/*.mjs", "**/*.js"], languageOptions: { globals: globals.node } },
  {
    // What they hand to a page runs there.
    files: ["scripts/{bench,start}.mjs", "test/{bench,home,homes}/**/*.mjs", "src/demo/**/*.mjs"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
      // Numbers read well in a template; only what prints as [object Object] is a mistake.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `() => doIt()` is how a callback is written here, and `return stop()` how to leave early.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // A home comes from outside: its types say what Home Assistant promises, and the code does not rely on it.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Home Assistant refuses with `{ code, message }`, and so does what stands in for it.
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      // `callWS<Answer>(request)` is Home Assistant's own signature.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Homes are objects by id, as Home Assistant gives them.
      "@typescript-eslint/no-dynamic-delete": "off",
      // Checks, remedies and adapters are records of functions without `this`; Lit binds listeners to their element.
      "@typescript-eslint/unbound-method": "off",
      // The runner awaits what `test` returns.
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: ["test", "describe", "it", "suite"] }] },
      ],
      // An interface may promise a promise where one implementation needs no `await`.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["src/{core,adapters}/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: TIME_IS_AN_ARGUMENT },
        { object: "Math", property: "random", message: "The same home has the same diagnosis, always." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: TIME_IS_AN_ARGUMENT },
      ],
    },
  },
  {
    files: ["src/card/**/*.ts"],
    extends: [lit.configs["flat/recommended"], wc.configs["flat/best-practice"], litA11y.configs.recommended],
    settings: { litHtmlSources: true },
    rules: {
      "lit/lifecycle-super": "error",
      "lit/no-legacy-imports": "error",
      "lit/no-native-attributes": "error",
      "lit/no-this-assign-in-render": "error",
      "lit/no-useless-template-literals": "error",
      "lit/no-value-attribute": "error",
      "lit/prefer-nothing": "error",
      // Home Assistant may load two copies of the card; the second one must not throw.
      "wc/guard-define-call": "error",
    },
  },
  ...layers.map(layerRules),
  {
    files: ["test/**/*.ts"],
    rules: {
      // A test says what must be there by failing when it is not.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      // chai's `expect(x).to.be.true`.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
