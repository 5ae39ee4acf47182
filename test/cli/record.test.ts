import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asHome } from "../../src/adapters/normalize.ts";
import { outline } from "../../src/cli/judge.ts";
import { HOMES, compare } from "../replay/expected.ts";
import { diagnose } from "./command.ts";
import { serve } from "./home-server.ts";
import { SECRETS, inhabited, withSecretsBeside } from "./personal.ts";

const folder = mkdtempSync(join(tmpdir(), "lock-health-"));
after(() => rmSync(folder, { recursive: true }));

const READS =
  /^(get_config|get_states|auth\/current_user|supported_features|config\/.*\/(list|get)\w*|config_entries\/get|frontend\/subscribe_user_data|repairs\/list_issues|history\/stream|logbook\/event_stream|manifest\/get|zwave_js\/node_status|mqtt\/device\/debug_info|matter\/(node_diagnostics|ping_node)|unsubscribe_events)$/;

for (const name of ["zwave-lockout", "zigbee2mqtt-jam", "matter-gone"])
  test(`records a running home with the findings it has, and without its secrets: ${name}`, async () => {
    const server = await serve(withSecretsBeside(inhabited(name)), SECRETS.token);
    const file = join(folder, `${name}.json`);
    try {
      const { status, out, err } = await diagnose(["--record", server.url, "--out", file], { HA_TOKEN: SECRETS.token });
      assert.equal(err.split("\n")[0], `Recorded 8 locks to ${file}. Look through it before you give it to others.`);
      assert.equal(out, "");
      assert.equal(status, 0);
    } finally {
      server.close();
    }
    const text = readFileSync(file, "utf8");
    for (const [what, secret] of Object.entries(SECRETS)) assert.ok(!text.includes(secret), what);
    assert.ok(!/annabelle|quick|deadbeef|01M82SMG/i.test(text));
    assert.deepEqual(
      server.asked.filter((type) => !READS.test(type)),
      [],
      "it only reads",
    );
    // A recording is judged at its own time, and of this one only the time is another: what is seconds old stays so in the lab's.
    const again = { ...(JSON.parse(text) as object), takenAt: inhabited(name)["takenAt"]! };
    const { found, wanted } = compare(
      again,
      HOMES.find((home) => home.name === name)!,
    );
    assert.deepEqual(found, wanted);
    const read = asHome(again);
    assert.ok(!("problem" in read) && outline(read) !== "");
  });

test("prints the recording where no file is named", async () => {
  const server = await serve(inhabited("generic-cloud"), SECRETS.token);
  try {
    const { status, out } = await diagnose(["--record", server.url], { HA_TOKEN: SECRETS.token });
    assert.equal(status, 0);
    assert.deepEqual(Object.keys(JSON.parse(out) as object).slice(0, 2), ["takenAt", "config"]);
  } finally {
    server.close();
  }
});

test("writes nothing with a token that is refused, and does not show it", async () => {
  const server = await serve(inhabited("generic-cloud"), SECRETS.token);
  const file = join(folder, "refused.json");
  try {
    const { status, out, err } = await diagnose(["--record", server.url, "--out", file], { HA_TOKEN: "wrong-token" });
    assert.equal(status, 2);
    assert.match(err, /Nothing was recorded: Home Assistant refuses the token/);
    assert.ok(!`${out}${err}`.includes("wrong-token"));
    assert.ok(!existsSync(file));
  } finally {
    server.close();
  }
});

test("says so where there is no Home Assistant", async () => {
  const { status, err } = await diagnose(["--record", "http://127.0.0.1:9"], { HA_TOKEN: SECRETS.token });
  assert.equal(status, 2);
  assert.match(err, /Nothing was recorded: there is no Home Assistant at this address/);
});
