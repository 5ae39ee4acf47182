/**
 * Writes docs/models.md from the data: what is known of each model, and from where. With --print it only prints it, with
 * --check it only compares.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { makers } from "../src/core/models/index.ts";
import { root } from "./lib/root.mjs";

const PATH = join(root, "docs", "models.md");

const CHEMISTRIES = { alkaline: "alkaline", lithium: "lithium", nimh: "NiMH", li_ion: "lithium-ion" };
const EMERGENCIES = { "9v": "9 V battery", usb_c: "USB-C", key: "key", backup_pack: "second battery inside" };
const CALIBRATIONS = { app: "in the app", self: "by itself" };

/** In angle brackets, a link may hold brackets and letters of any script. */
const link = (label, url) => `[${label}](<${url}>)`;

/** A source's short name: the repository and file at GitHub, else the site. */
function sourceName(url) {
  const { host, pathname } = new URL(url);
  if (host !== "github.com") return host.replace(/^www\./, "");
  const [, , repository, ...path] = pathname.split("/");
  return repository === "HA-Battery-Notes"
    ? "Battery Notes"
    : `${repository} ${path.slice(path.indexOf("devices") + 1).join("/")}`;
}

const list = (values, names) => (values ?? []).map((value) => names[value]).join(", ");
const cellsOf = (cells) => (cells ? `${cells.count} × ${cells.type}` : "");
const lockoutOf = (lockout) => (lockout ? `${lockout.attempts} codes, ${lockout.seconds} s` : "");

function columns(model, traits) {
  return [
    model,
    cellsOf(traits.cells),
    list(traits.allowed, CHEMISTRIES),
    list(traits.emergency, EMERGENCIES),
    CALIBRATIONS[traits.calibration] ?? "",
    lockoutOf(traits.lockout),
    [traits.manual && link("manual", traits.manual), traits.support && link("support", traits.support)]
      .filter(Boolean)
      .join(", "),
    traits.sources.map((url) => link(sourceName(url), url)).join(", "),
  ];
}

const row = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
const HEAD = ["model", "cells", "allowed", "way in without power", "calibration", "after wrong codes", "manual", "sources"];

/** Left as it is by the formatter: its columns would be padded to several hundred characters. */
function section({ maker, every, support, models }) {
  const rows = [
    ...(every ? [columns("_every lock of the maker’s_", every)] : []),
    ...models.map(({ model, ...traits }) => columns(model, traits)),
  ];
  const reached = support ? [`Support: ${link(sourceName(support), support)}`, ""] : [];
  return [`## ${maker}`, "", ...reached, "<!-- prettier-ignore -->", ...[HEAD, HEAD.map(() => "---"), ...rows].map(row), ""];
}

/** The page as it is to stand in docs/models.md. */
export async function modelsPage() {
  const count = makers.reduce((sum, { models }) => sum + models.length, 0);
  const text = [
    "# What is known by the model",
    "",
    "Written by `npm run models` from `src/core/models/`: change those, then run it again. A test compares.",
    "",
    `${count} models. An empty field means that no source was found that speaks of it; nothing is guessed. A model fits by the words in Home Assistant's device registry (manufacturer, model, model id), all of them. Figures of cells are mostly from Battery Notes' library: see [credits](credits.md).`,
    "",
    "- **cells**, **allowed**: shown and judged where neither the lock nor a note says so. `pack`: a rechargeable battery of the maker's own shape, or one that is built in.",
    "- **after wrong codes**: as it leaves the factory; an owner may have changed it.",
    "- **support**: where the maker's support is reached, also for its models that are not listed. A row names its own where that differs.",
    "- Faults of a firmware are not kept here: of no model a source was found by which one version has a fault and a newer one has not. Faults that Z-Wave JS knows it works around itself (Yale's module with 33.16), or has no cure for (August ASL-03), and says so on the device's page. A newer version that is offered is `update_available`, whatever it cures.",
    "",
    ...makers.flatMap(section),
  ].join("\n");
  return format(text, { ...(await resolveConfig(PATH)), parser: "markdown" });
}

/** What stands there now. */
export const writtenModels = () => readFile(PATH, "utf8");

if (import.meta.main) {
  const { values } = parseArgs({ options: { print: { type: "boolean" }, check: { type: "boolean" } } });
  const page = await modelsPage();
  if (values.print) process.stdout.write(page);
  else if (!values.check) await writeFile(PATH, page);
  else if (page !== (await writtenModels())) {
    console.error("docs/models.md is not what the data say: run `npm run models`.");
    process.exitCode = 1;
  }
}
