import { everything } from "../../src/runtime/everything.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAMILIES } from "../../src/core/check.ts";
import { demoHome } from "../../src/demo/demo-home.ts";
import { HomeHealth } from "../../src/runtime/home-health.ts";
import { FakeClock } from "./support.ts";

test("the demo's home has a healthy lock, one of which nothing can be said, and every family failing in some lock", async () => {
  const clock = new FakeClock();
  const home = demoHome(clock);
  const health = new HomeHealth(
    {
      callService: async (domain, service, data, target) => {
        await home.hass.callService(domain, service, { ...data }, target, false);
      },
      callWS: (request) => home.hass.callWS(request),
      subscribe: async (request, onEvent) => {
        const end = await home.hass.connection.subscribeMessage(onEvent, request);
        return () => void end();
      },
    },
    clock,
    everything,
  );
  health.update(home.hass);
  home.onHass((hass) => health.update(hass));
  const lease = health.open({}, () => {});
  await clock.advance(3000);
  const verdicts = Object.fromEntries(
    lease.locks.map(({ name, diagnosis: { verdict } }) => [name, verdict.kind === "finding" ? verdict.finding.id : verdict.kind]),
  );
  assert.deepEqual(verdicts, {
    "Front door": "update_available",
    "Back door": "battery_critical",
    Garage: "lock_unreachable",
    Cellar: "bolt_jammed",
    Shed: "link_weak",
    Patio: "wrong_codes",
    Studio: "healthy",
    Office: "sign_in_expired",
    "Guest house": "unknown",
  });
  const failing = new Set(lease.locks.flatMap(({ diagnosis }) => diagnosis.findings.map(({ family }) => family)));
  assert.deepEqual([...failing].sort(), [...FAMILIES].sort());
  lease.close();
});
