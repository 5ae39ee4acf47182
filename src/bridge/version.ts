import { readFileSync } from "node:fs";
import { record, text } from "../adapters/home.ts";

/** Put in by the bundler: beside the bundle there is no package.json. */
declare const BUNDLED_VERSION: string | undefined;

/** The version of the bridge, as package.json has it. */
export const VERSION: string =
  typeof BUNDLED_VERSION === "string"
    ? BUNDLED_VERSION
    : (text(record(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")))["version"]) ?? "");
