import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("cover_removed", [
  ["not known", {}, "not_applicable"],
  ["on its place", { cover_removed: false }, "pass"],
  ["off", { cover_removed: ago(true, HOUR) }, "fail - error", { since: NOW - HOUR }],
  ["unavailable", { cover_removed: unavailable("unavailable") }, "unknown unavailable"],
]);
