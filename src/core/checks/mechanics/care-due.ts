import { defineCheck, fail, pass } from "../../check.ts";

/**
 * Care that is past its day by the plan (`src/core/care/`). Quiet where the household does not want to hear of it, and where no plan
 * has begun. New cells are told by `battery_due`, which knows more of them.
 */
export const careDue = defineCheck({
  id: "care_due",
  family: "mechanics",
  severity: "warning",
  // A bolt that was oiled in time may jam all the same.
  aside: true,
  needs: ["care_due"],
  remedies: ["open_care"],
  evaluate({ care_due: tasks }, { settings }) {
    const [first] = tasks;
    if (!first || settings.watchCare === false) return pass;
    const since = Math.min(...tasks.map((task) => task.since));
    return fail(["care_due"], {
      since,
      measures: { count: tasks.length },
      ...(tasks.length === 1 ? { variant: first.id } : {}),
    });
  },
});
