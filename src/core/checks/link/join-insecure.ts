import { defineCheck, fail, pass } from "../../check.ts";

/** The lock joined its network without encryption: it may refuse commands, and others could send them. */
export const joinInsecure = defineCheck({
  id: "join_insecure",
  family: "link",
  severity: "error",
  needs: ["joined_securely"],
  remedies: ["guide_rejoin", "ask_administrator", "open_device"],
  evaluate({ joined_securely: secure }) {
    return secure ? pass : fail(["joined_securely"]);
  },
});
