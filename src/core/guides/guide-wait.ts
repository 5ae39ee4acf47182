import { defineSteps } from "../guide/types.ts";

const MINUTE = 60_000;

/**
 * The maker's servers do not answer. Mostly they are down and come back; what can be done at home is to look whether it is the home's
 * own way into the internet or the sign-in. Asking them again and again makes it worse: makers then shut Home Assistant out for hours.
 */
export const wait = defineSteps({
  id: "guide_wait",
  family: "link",
  causes: { maker_down: 60, home_internet: 20, signed_out: 12, asked_too_often: 8 },
  weigh: ({ values }) => ({ signed_out: values.sign_in_pending ? 20 : 1 }),
  test: { kind: "check", checks: ["cloud_unreachable"], within: 10 * MINUTE },
  steps: [
    { id: "other_way", kind: "first", minutes: 0.5 },
    {
      id: "internet",
      kind: "first",
      minutes: 0.5,
      answers: [
        { id: "yes", likely: { home_internet: 0.1 }, otherwise: 0.95 },
        { id: "no", likely: { home_internet: 0.95 }, otherwise: 0.03, to: "router" },
      ],
    },
    {
      id: "app",
      kind: "ask",
      minutes: 1,
      needs: ["phone"],
      answers: [
        { id: "yes", likely: { maker_down: 0.15, home_internet: 0.4 }, otherwise: 0.9 },
        { id: "no", likely: { maker_down: 0.9, home_internet: 0.6 }, otherwise: 0.1 },
        { id: "unsure" },
      ],
    },
    { id: "router", kind: "repair", minutes: 5, harm: 1, cures: { home_internet: 0.7 } },
    { id: "half_hour", kind: "repair", minutes: 30, cures: { maker_down: 0.6, asked_too_often: 0.6 } },
    { id: "sign_in", kind: "repair", minutes: 5, needs: ["administrator"], cures: { signed_out: 0.9 }, sources: ["device_page"] },
    { id: "status_page", kind: "repair", minutes: 60, cures: { maker_down: 0.7 } },
    {
      id: "reload_once",
      kind: "repair",
      minutes: 3,
      harm: 2,
      needs: ["administrator"],
      cures: { asked_too_often: 0.4, signed_out: 0.1 },
      sources: ["device_page"],
    },
  ],
});
