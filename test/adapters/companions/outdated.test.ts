import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { valueOf } from "../../../src/core/fact.ts";
import { diagnose } from "../../../src/core/everything.ts";
import { MockHome } from "../../support/home.ts";
import { addZwaveLock } from "../../support/locks.ts";
import { HOUR, NOW } from "../../support/snapshot.ts";

const LOCK = "lock.front_door";

function judged(issues: readonly object[]) {
  const home = new MockHome();
  addZwaveLock(home);
  Object.assign(home, { issues });
  const snapshot = home.snapshot(LOCK);
  return { part: valueOf(snapshot.facts.outdated_part), verdict: diagnose(snapshot).verdict };
}

const created = new Date(NOW - HOUR).toISOString();

describe("a server that is too old", () => {
  test("is told, where its integration says so", () => {
    const { part, verdict } = judged([{ domain: "zwave_js", issue_id: "invalid_server_version", created }]);
    assert.equal(part, "server");
    assert.equal(verdict.kind === "finding" && verdict.finding.id, "integration_outdated");
  });

  test("is why its hub is down", () => {
    const home = new MockHome();
    addZwaveLock(home);
    for (const row of [...home.configEntries]) home.entry({ ...row, state: "setup_retry" });
    home.set(LOCK, "unavailable");
    Object.assign(home, { issues: [{ domain: "zwave_js", issue_id: "invalid_server_version", created }] });
    const { findings } = diagnose(home.snapshot(LOCK));
    assert.equal(findings[0]?.id, "integration_outdated");
    assert.ok(findings[0].explains.some(({ id }) => id === "hub_down"));
  });

  test("is not told for another integration's, another issue, or none", () => {
    assert.equal(judged([{ domain: "matter", issue_id: "server_version_version_too_old", created }]).part, undefined);
    assert.equal(judged([{ domain: "zwave_js", issue_id: "device_config_file_changed.x", created }]).part, undefined);
    assert.equal(judged([]).part, undefined);
  });
});
