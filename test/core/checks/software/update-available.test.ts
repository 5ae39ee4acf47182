import { unavailable } from "../../../../src/core/fact.ts";
import type { Firmware } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";

const firmware = (more: Partial<Firmware>): { readonly firmware: Firmware } => ({
  firmware: {
    installed: "10.7",
    latest: "10.8",
    skipped: false,
    inProgress: false,
    percent: undefined,
    installable: true,
    ...more,
  },
});

checkRows("update_available", [
  ["no update entity", {}, "not_applicable"],
  ["newer, installable", firmware({}), "fail installable warning", { measures: { installed: "10.7", latest: "10.8" } }],
  ["newer, installs elsewhere", firmware({ installable: false }), "fail elsewhere warning"],
  ["the same", firmware({ latest: "10.7" }), "pass"],
  ["skipped", firmware({ skipped: true }), "pass"],
  ["under way", firmware({ inProgress: true }), "not_applicable"],
  ["what is installed is not known", firmware({ installed: undefined }), "unknown unavailable"],
  ["what is newest is not known", firmware({ latest: undefined }), "unknown unavailable"],
  ["unavailable", { firmware: unavailable("unavailable") }, "unknown unavailable"],
  [
    "numbers for versions",
    wild({ firmware: { installed: 10.7, latest: 10.8, skipped: false, inProgress: false, installable: true } }),
    "unknown unavailable",
  ],
  ["nothing in it", wild({ firmware: {} }), "unknown unavailable"],
]);
