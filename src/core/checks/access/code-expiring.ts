import { cannotTell, defineCheck, fail, pass } from "../../check.ts";

const DAY = 24 * 3_600_000;

/**
 * Time before its end at which a code is worth a word: three days, in which a new one can still be set and a fault still be seen
 * (Seam programs its codes three days ahead for the same reason; access codes, troubleshooting guide).
 */
const AHEAD = 3 * DAY;

/**
 * A code in use ends soon. `today`: within 24 h. `soon`: within three days. Once it has ended there is nothing to warn of: most codes
 * end because somebody meant them to.
 */
export const codeExpiring = defineCheck({
  id: "code_expiring",
  family: "access",
  severity: "warning",
  needs: ["code_ends"],
  remedies: ["guide_code_manager", "ask_administrator"],
  evaluate({ code_ends: ends }, { takenAt }) {
    const left = ends - takenAt;
    if (Number.isNaN(left)) return cannotTell("untrusted", ["code_ends"]);
    if (left <= 0 || left > AHEAD) return pass;
    return left <= DAY
      ? fail(["code_ends"], { variant: "today" })
      : fail(["code_ends"], { variant: "soon", measures: { days: Math.ceil(left / DAY) } });
  },
});
