import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";

checkRows("join_insecure", [
  ["not known", {}, "not_applicable"],
  ["joined with encryption", { joined_securely: true }, "pass"],
  ["joined without", { joined_securely: false }, "fail - error"],
  ["unavailable", { joined_securely: unavailable("refused") }, "unknown unavailable"],
]);
