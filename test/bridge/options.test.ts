import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createLog } from "../../src/bridge/log.ts";
import type { LogLevel } from "../../src/bridge/log.ts";
import { OptionsError, readOptions } from "../../src/bridge/options.ts";

const TOKEN = "eyJhbGciOi.a-very-secret-token";
const ENV = { LOCK_HEALTH_HOME_URL: "http://ha:8123", HA_TOKEN: TOKEN, LOCK_HEALTH_MQTT_URL: "mqtt://broker:1883" };

function folder(context: TestContext) {
  const path = mkdtempSync(join(tmpdir(), "lock-health-options-"));
  context.after(() => rmSync(path, { recursive: true }));
  return (name: string, content: string) => {
    const file = join(path, name);
    writeFileSync(file, content);
    return file;
  };
}

async function problems(given: Parameters<typeof readOptions>[0]): Promise<readonly string[]> {
  const error = await readOptions(given).then(
    () => assert.fail("the options were taken"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OptionsError, String(error));
  assert.equal(error.message, error.problems.join("\n"));
  return error.problems;
}

test("what is needed from the environment, all else by default", async () => {
  assert.deepEqual(await readOptions({ env: ENV }), {
    home: { url: "http://ha:8123", token: TOKEN },
    mqtt: { url: "mqtt://broker:1883", discovery_prefix: "homeassistant" },
    topic: "lock_health",
    home_id: "home",
    language: "en",
    data: "./lock-health-data",
    log_level: "info",
    http: { port: 9190, host: "127.0.0.1" },
    battery_low: 20,
    battery_critical: 10,
    daily_ping: false,
    exclude: [],
  });
});

test("the command line over the environment over the file", async (context) => {
  const write = folder(context);
  const yaml = `
home:
  url: https://file.example
  token: ${TOKEN}
mqtt: { url: "mqtts://file:8883", username: bridge, password: "0815" }
http.port: 8000
http.host: 0.0.0.0
language: de
exclude: [lock.shed, lock.garage]
daily_ping: yes
battery_low: 25
`;
  const json = JSON.stringify({
    home: { url: "https://file.example", token: TOKEN },
    mqtt: { url: "mqtts://file:8883" },
    language: "de",
  });
  const options = await readOptions({
    file: write("options.yaml", yaml),
    env: {
      LOCK_HEALTH_HTTP_PORT: "8001",
      LOCK_HEALTH_EXCLUDE: " lock.attic, ",
      LOCK_HEALTH_LANGUAGE: "",
      LOCK_HEALTH_HOME_ID: "lake-1",
    },
    overrides: { "http.port": "8002", http: { host: null } },
  });
  assert.deepEqual(options.home, { url: "https://file.example", token: TOKEN });
  assert.deepEqual(options.mqtt, {
    url: "mqtts://file:8883",
    username: "bridge",
    password: "0815",
    discovery_prefix: "homeassistant",
  });
  assert.deepEqual(options.http, { port: 8002, host: "0.0.0.0" });
  assert.deepEqual(options.exclude, ["lock.attic"]);
  assert.deepEqual([options.language, options.daily_ping, options.battery_low, options.home_id], ["de", true, 25, "lake-1"]);
  assert.equal((await readOptions({ file: write("options.json", json), env: {} })).language, "de");
  assert.equal((await readOptions({ file: write("empty.yaml", ""), env: ENV })).language, "en");
});

test("each wrong value is named with what to write, and no secret is shown", async () => {
  for (const [path, value, words] of [
    ["home.url", "homeassistant.local", /"homeassistant.local": write the address of Home Assistant, such as http/],
    ["home.url", "mqtt://ha", /write the address/],
    ["home.url", `http://me:${TOKEN}@ha:8123`, /"http:\/\/…@ha:8123": write .* without name or password/],
    ["home.token", `${TOKEN} ${TOKEN}`, /not shown.*long-lived access token/],
    ["mqtt.url", "broker:1883", /"broker:1883": write .*mqtt:\/\//],
    ["mqtt.url", `mqtt://me:${TOKEN}@broker`, /mqtt.username and mqtt.password instead/],
    ["mqtt.password", 815, /not shown.*in quotes/],
    ["mqtt.username", 815, /815: write .*in quotes/],
    ["mqtt.ca", "/no/such/file.pem", /write the path of a file/],
    ["mqtt.discovery_prefix", "home/#", /write the discovery prefix/],
    ["topic", "/lock_health", /no wildcard, blank, or slash/],
    ["topic", "lock health", /no wildcard, blank, or slash/],
    ["home_id", "My Home", /lower case letters/],
    ["home_id", "a/b", /lower case letters/],
    ["language", "fr", /"fr": write en or de/],
    ["log_level", "loud", /write trace, debug, info/],
    ["http.port", "80a", /"80a": write a port/],
    ["http.port", 65_536, /65536: write a port/],
    ["http.port", -1, /write a port/],
    ["battery_low", 61, /61: write a whole percentage from 5 to 60/],
    ["battery_low", "20.5", /write a whole percentage/],
    ["battery_critical", 0, /write a whole percentage from 1 to 30/],
    ["battery_critical", 20, /battery_low is 20/],
    ["daily_ping", "sometimes", /write true or false/],
    ["exclude", ["sensor.door"], /write entity ids of locks/],
    ["exclude", "Front Door", /write entity ids of locks/],
  ] as const) {
    const found = await problems({ env: ENV, overrides: { [path]: value } });
    assert.equal(found.length, 1, `${path}: ${found.join(" ")}`);
    assert.ok(found[0]!.startsWith(path), found[0]);
    assert.match(found[0]!, words);
    assert.equal(found[0]!.includes(TOKEN), false, path);
  }
});

test("values at the edges are taken", async () => {
  for (const [path, value] of [
    ["http.port", 0],
    ["http.port", "65535"],
    ["battery_low", 60],
    ["battery_critical", 1],
    ["topic", "homes/lock_health"],
    ["exclude", []],
    ["daily_ping", "on"],
    ["home.url", "ws://supervisor/core/websocket"],
    ["mqtt.url", "wss://broker/mqtt"],
  ] as const)
    await readOptions({ env: ENV, overrides: { [path]: value } });
});

test("all that is wrong is said at once, with where it was written", async (context) => {
  const file = folder(context)("options.yaml", "mqtt:\n  usrname: me\nlanguage: fr\nhttp: 80\nhome_url: x\n");
  const found = await problems({ file, env: { LOCK_HEALTH_HTTP_PRT: "1", LOCK_HEALTH_NODE: "x", LOCK_HEALTH_TOPIC: "#" } });
  for (const words of [
    /^mqtt\.usrname .*options\.yaml.* not an option: did you mean mqtt\.username\?$/,
    /^home_url .*did you mean home\.url\?$/,
    /^http .* has to be a group of options$/,
    /^LOCK_HEALTH_HTTP_PRT .*did you mean LOCK_HEALTH_HTTP_PORT\?$/,
    /^language .*options\.yaml.* is "fr"/,
    /^topic \(LOCK_HEALTH_TOPIC\) is "#"/,
    /^home\.url is missing: write .* or set LOCK_HEALTH_HOME_URL$/,
    /^home\.token is missing: .*HA_TOKEN/,
    /^mqtt\.url is missing: /,
  ])
    assert.equal(found.filter((each) => words.test(each)).length, 1, `${String(words)}\n${found.join("\n")}`);
  assert.equal(found.length, 9, found.join("\n"));
});

test("unknown options and the ones that were meant", async () => {
  for (const [unknown, meant] of [
    ["token", "home.token"],
    ["mqtt.user", "mqtt.username"],
    ["discovery_prefix", "mqtt.discovery_prefix"],
    ["lang", "language"],
    ["loglevel", "log_level"],
    ["batteryLow", "battery_low"],
    ["excludes", "exclude"],
    ["port", "http.port"],
  ] as const)
    assert.match((await problems({ env: ENV, overrides: { [unknown]: "x" } }))[0]!, new RegExp(`did you mean ${meant}\\?`));
});

test("only the ends that are needed must be given", async () => {
  const homeOnly = await readOptions({ env: { LOCK_HEALTH_HOME_URL: "http://ha", HA_TOKEN: TOKEN }, needs: ["home"] });
  assert.equal(homeOnly.mqtt.url, "");
  const brokerOnly = await readOptions({ env: { LOCK_HEALTH_MQTT_URL: "mqtt://broker" }, needs: ["mqtt"] });
  assert.deepEqual(brokerOnly.home, { url: "", token: "" });
  assert.match((await problems({ env: {}, needs: ["mqtt"] })).join(), /^mqtt\.url is missing/);
  assert.match((await problems({ env: { LOCK_HEALTH_MQTT_URL: "x" }, needs: [] })).join(), /^mqtt\.url \(LOCK_HEALTH_MQTT_URL\)/);
});

test("a file that cannot be read is named, its text is not", async (context) => {
  const write = folder(context);
  assert.match((await problems({ file: "/no/such/options.yaml", env: ENV }))[0]!, /options\.yaml cannot be read \(ENOENT\)/);
  const broken = await problems({ file: write("broken.yaml", `topic: a\nhome:\n  token: "${TOKEN}\n`), env: ENV });
  assert.match(broken[0]!, /neither YAML nor JSON: look at line \d/);
  const alias = await problems({ file: write("alias.yaml", `home: { token: *${TOKEN} }\n`), env: ENV });
  assert.equal(`${broken.join()}${alias.join()}`.includes("secret"), false);
  assert.match((await problems({ file: write("list.yaml", "- a\n"), env: ENV })).join(), /The whole .* group of options/);
});

/** A Supervisor that answers like the real one. */
async function supervisor(context: TestContext, mqtt: object | undefined, appOptions?: string) {
  const asked: { readonly path: string | undefined; readonly authorization: string | undefined }[] = [];
  const server = createServer(({ url, headers }, response) => {
    asked.push({ path: url, authorization: headers.authorization });
    response.writeHead(mqtt ? 200 : 400, { "content-type": "application/json" });
    response.end(JSON.stringify(mqtt ? { result: "ok", data: mqtt } : { result: "error", message: "Service not enabled" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const optionsFile = appOptions === undefined ? "/no/such/options.json" : folder(context)("options.json", appOptions);
  return { asked, app: { env: { SUPERVISOR_TOKEN: TOKEN }, supervisor: { url, optionsFile } } };
}

test("an App needs no options at all", async (context) => {
  const mqtt = { host: "core-mosquitto", port: 1883, ssl: false, username: "addons", password: "geheim", protocol: "3.1.1" };
  const { asked, app } = await supervisor(context, mqtt);
  const options = await readOptions(app);
  assert.deepEqual(options.home, { url: `${app.supervisor.url.replace("http", "ws")}/core/websocket`, token: TOKEN });
  assert.deepEqual(options.mqtt, {
    url: "mqtt://core-mosquitto:1883",
    username: "addons",
    password: "geheim",
    discovery_prefix: "homeassistant",
  });
  assert.deepEqual([options.http.host, options.data], ["0.0.0.0", "/data"]);
  assert.deepEqual(asked, [{ path: "/services/mqtt", authorization: `Bearer ${TOKEN}` }]);
});

test("an App's options win over what the Supervisor says", async (context) => {
  const { asked, app } = await supervisor(
    context,
    { host: "core-mosquitto", port: 8883, ssl: true },
    JSON.stringify({ language: "de", mqtt: { url: "", username: "mine" }, http: { port: 0 } }),
  );
  const options = await readOptions(app);
  assert.deepEqual([options.language, options.mqtt.url, options.mqtt.username], ["de", "mqtts://core-mosquitto:8883", "mine"]);
  assert.equal(asked.length, 1);
  const own = await supervisor(context, undefined, JSON.stringify({ mqtt: { url: "mqtt://other" } }));
  assert.equal((await readOptions(own.app)).mqtt.url, "mqtt://other");
  assert.equal(own.asked.length, 0, "not asked when a broker is named");
});

test("an App without a broker is told how to get one", async (context) => {
  const { app } = await supervisor(context, undefined);
  const found = await problems(app);
  assert.equal(found.length, 1);
  assert.match(found[0]!, /^mqtt\.url is missing: .*Mosquitto broker App/);
  assert.equal((await readOptions({ ...app, needs: ["home"] })).mqtt.url, "");
  const away = await problems({ ...app, supervisor: { ...app.supervisor, url: "http://127.0.0.1:1" } });
  assert.match(away[0]!, /Supervisor does not answer/);
  const broken = await supervisor(context, { host: "b", port: 1 }, "{");
  assert.match((await problems(broken.app))[0]!, /options of the App are not JSON/);
});

function written(level: LogLevel, isTTY: boolean) {
  const lines: string[] = [];
  return { lines, log: createLog(level, { isTTY, write: (line) => lines.push(line) }) };
}

test("the log writes no secret, at whatever depth", () => {
  const { lines, log } = written("debug", false);
  const secret = "739146";
  const failed = Object.assign(new Error("refused"), { code: "ECONNREFUSED", token: secret });
  log.info(
    {
      token: secret,
      accessToken: secret,
      mqtt: { password: secret, username: secret, list: [{ pin: secret, pin_code: secret, userCode: secret }] },
      code: secret,
      Authorization: secret,
      changed_by: secret,
      codes: [secret],
      failed,
      lock: "lock.front",
      ping: 3,
    },
    "said",
  );
  assert.equal(lines.length, 1);
  assert.equal(lines[0]!.includes(secret), false, lines[0]);
  const { time, ...line } = JSON.parse(lines[0]!) as { [name: string]: unknown };
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
  assert.equal(line["level"], "info");
  assert.equal(line["msg"], "said");
  assert.equal(line["lock"], "lock.front");
  assert.equal(line["ping"], 3);
  assert.deepEqual(line["failed"], { error: "Error", message: "refused", reason: "ECONNREFUSED" });
});

test("the log has levels, and plain lines on a terminal", () => {
  const { lines, log } = written("warn", true);
  log.info({}, "unsaid");
  log.warn({ lock: "lock.front", after: 3, more: { a: 1 } }, "said");
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^\d\d:\d\d:\d\d warn {2}said lock=lock\.front after=3 more=\{"a":1\}\n$/);
  const circular: { self?: unknown } = {};
  circular.self = circular;
  assert.doesNotThrow(() => log.error(circular, "circular"));
});
