// A real Home Assistant with an administrator and a plain user "Tablet", the lab's locks, and the card as HACS installs it.
// As a module: startHome(options) → Home. By hand, with a lab that runs already (node lab.mjs):
//
//   node home.mjs [--zwave] [--mqtt] [--matter] [--card] [--todo] [--keep]
//
// prints `READY home {url, admin: {token}, tablet: {token}, …}` and runs until SIGTERM.
//   HA_ROOT (~/.cache/lock-health/home-assistant)  where provision.sh has put Home Assistant; homes are in $HA_ROOT/homes
//   HA_CONTAINER=1  starts Home Assistant's official container with Docker in the place of what provision.sh made
//   LOCK_HEALTH_DIST (dist)  the folder with the built card
//   LAB_PORT (6500) the first port of the run, which is Home Assistant's (see lab.mjs)
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PORTS } from "./lab.mjs";
import { Part, endAll } from "./processes.mjs";
import { Session } from "./session.mjs";

const ROOT = path.join(import.meta.dirname, "../..");
const HA_ROOT = process.env.HA_ROOT ?? path.join(os.homedir(), ".cache/lock-health/home-assistant");
const HA_VERSION = process.env.HA_VERSION ?? "2026.11.0";
/** Ms to wait for what has to come, on a busy machine: what a person was promised within a time says so itself. */
export const PATIENCE = 45_000;
export const IN_CONTAINER = process.env.HA_CONTAINER === "1";
const IMAGE = process.env.HA_IMAGE ?? `ghcr.io/home-assistant/home-assistant:${HA_VERSION}`;
/** Where HACS and the built-in Marketplace put a card, below the folder of the configuration. */
const CARD_FOLDER = "www/community/lock-health";
const CARD_URL = "/local/community/lock-health/lock-health-card.js";

const CONFIGURATION = (port) => `
homeassistant:
  name: Test Home
  latitude: 52.0
  longitude: 5.0
  elevation: 0
  unit_system: metric
  time_zone: Europe/Amsterdam
  country: NL
  currency: EUR
http:
  server_host: 127.0.0.1
  server_port: ${port}
recorder:
  commit_interval: 1
logger:
  default: warning
frontend:
config:
api:
history:
logbook:
system_log:
repairs:
my:
person:
script:
automation: !include automations.yaml
input_button:
input_boolean:
`;

// ---- Home Assistant over HTTP: signing in, and config flows ----------------------------------

const clientId = (url) => `${url}/`;

async function request(url, options = {}) {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${options.method ?? "GET"} ${url}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}
const json = (body, token) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify(body),
});

function tokensFor(url, code) {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id: clientId(url) });
  return request(`${url}/auth/token`, { method: "POST", body });
}

async function logIn(url, username, password) {
  const client = { client_id: clientId(url) };
  const flow = await request(
    `${url}/auth/login_flow`,
    json({ ...client, redirect_uri: clientId(url), handler: ["homeassistant", null] }),
  );
  const done = await request(`${url}/auth/login_flow/${flow.flow_id}`, json({ ...client, username, password }));
  return tokensFor(url, done.result);
}

async function onboard(url) {
  const person = { name: "Admin", username: "admin", password: "admin", language: "en" };
  const { auth_code } = await request(`${url}/api/onboarding/users`, json({ client_id: clientId(url), ...person }));
  const tokens = await tokensFor(url, auth_code);
  const steps = [
    ["core_config", {}],
    ["analytics", {}],
    ["integration", { client_id: clientId(url), redirect_uri: clientId(url) }],
  ];
  for (const [step, body] of steps) await request(`${url}/api/onboarding/${step}`, json(body, tokens.access_token));
  return tokens;
}

/** Walks a config flow: `answers` maps a step's id to what a person would enter or choose there. */
async function addIntegration(url, token, handler, answers) {
  const flows = `${url}/api/config/config_entries/flow`;
  let step = await request(flows, json({ handler, show_advanced_options: true }, token));
  for (let turn = 0; turn < 20; turn++) {
    if (step.type === "create_entry") return step.result;
    if (step.type === "abort") throw new Error(`${handler}: ${step.reason}`);
    if (step.type === "progress") {
      await wait(500);
      step = await request(`${flows}/${step.flow_id}`, { headers: { authorization: `Bearer ${token}` } });
      continue;
    }
    const answer = answers[step.step_id];
    if (!answer) throw new Error(`${handler}: no answer for step ${step.step_id} (${JSON.stringify(step).slice(0, 600)})`);
    step = await request(`${flows}/${step.flow_id}`, json(answer, token));
  }
  throw new Error(`${handler}: the flow does not end`);
}

const INTEGRATIONS = {
  zwave: [
    "zwave_js",
    {
      user: { next_step_id: "custom" },
      installation_type: { next_step_id: "intent_custom" },
      on_supervisor: { use_addon: false },
      manual: { url: `ws://127.0.0.1:${PORTS.zwaveServer}` },
    },
  ],
  mqtt: [
    "mqtt",
    { broker: { broker: "127.0.0.1", port: PORTS.mqtt, other_settings: { set_client_cert: false, set_ca_cert: "off" } } },
  ],
  matter: ["matter", { manual: { url: `ws://127.0.0.1:${PORTS.matterServer}/ws` } }],
  todo: ["local_todo", { user: { todo_list_name: "Household" } }],
  calendar: ["local_calendar", { user: { calendar_name: "Upkeep", import: "create_empty" } }],
};

/** Home Assistant calls a Z-Wave lock by its product; people give it the name of its door. By node id. */
const DOORS = { 2: "Front Door", 3: "Back Door", 4: "Garage", 5: "Cellar" };
const PAIRING_CODE = "34970112332";

// ---- the program ------------------------------------------------------------------------------

/** How to start Home Assistant here: in provision.sh's tree, with a Python of this machine's, or as a container. */
function command(name, folder) {
  if (IN_CONTAINER)
    return [
      "docker",
      "run",
      "--rm",
      "--name",
      `lock-health-${name}`,
      "--network",
      "host",
      "--volume",
      `${folder}:/config`,
      IMAGE,
    ];
  const options = ["--skip-pip", "--log-no-color"];
  if (!fs.existsSync(path.join(HA_ROOT, "usr/bin/python3.14")))
    return [path.join(HA_ROOT, "ha/bin/hass"), "-c", folder, ...options];
  // The mounts are the process's own: they end with it, and deleting the tree can never reach the machine's /dev.
  const enter = 'for d in proc dev sys; do mount --rbind /$d "$0/$d" || exit 1; done; exec chroot "$0" "$@"';
  return [
    "unshare",
    "--mount",
    "sh",
    "-c",
    enter,
    HA_ROOT,
    "/usr/bin/env",
    "-i",
    "PATH=/ha/bin:/usr/bin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
    "/ha/bin/hass",
    "-c",
    `/homes/${name}`,
    ...options,
  ];
}

class Home {
  entries = {};

  constructor({ name, port }) {
    this.name = name;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.dir = path.join(HA_ROOT, "homes", name);
    this.log = path.join(this.dir, "run.log");
    this.part = new Part("home-assistant", command(name, this.dir), { log: this.log, ready: null });
  }

  /** Starts the process and waits until it answers, which is before its integrations are there. */
  async boot() {
    await this.part.start();
    for (const end = Date.now() + 180_000; ; await wait(100)) {
      if (
        await fetch(`${this.url}/manifest.json`).then(
          (r) => r.ok,
          () => false,
        )
      )
        return;
      if (!this.part.running || Date.now() > end) throw new Error(`Home Assistant did not start: ${this.log}`);
    }
  }

  async stop() {
    this.admin?.session?.close();
    this.tablet?.session?.close();
    await this.part.stop();
  }

  /** Starts again what `stop` has stopped: same settings, users and tokens. */
  async startAgain() {
    await this.boot();
    this.admin.session = await Session.open(this.url, this.admin.token);
    this.tablet.session = await Session.open(this.url, this.tablet.token);
  }

  /** `between`: what is done while it does not run. */
  async restart(between = async () => {}) {
    await this.stop();
    await between();
    await this.startAgain();
    await this.until("Home Assistant runs", async () => (await this.call("get_config")).state === "RUNNING", 60_000);
  }

  /** A websocket command as administrator. */
  call(type, data, onEvent) {
    return this.admin.session.call(type, data, onEvent);
  }

  /** Waits for something to become true; the value is handed back. */
  async until(what, test, within = PATIENCE) {
    for (const end = Date.now() + within; ; await wait(100)) {
      const value = await test();
      if (value) return value;
      if (Date.now() > end) throw new Error(`not within ${within / 1000} s: ${what}`);
    }
  }

  // ---- people ------------------------------------------------------------------------------

  async signIn(keep) {
    const known = keep && fs.existsSync(path.join(this.dir, ".storage/auth"));
    const tokens = known ? await logIn(this.url, "admin", "admin") : await onboard(this.url);
    const longLived = (session, label) =>
      session.call("auth/long_lived_access_token", { client_name: `${label} ${Date.now()}`, lifespan: 365 });
    const admin = await Session.open(this.url, tokens.access_token);
    this.admin = { token: await longLived(admin, "admin"), session: admin };
    await admin.call("http/config/promote").catch(() => {}); // else Home Assistant takes its port back after five minutes
    const users = await admin.call("config/auth/list");
    if (!users.some((user) => user.name === "Tablet")) {
      const { user } = await admin.call("config/auth/create", { name: "Tablet", group_ids: ["system-users"], local_only: false });
      await admin.call("config/auth_provider/homeassistant/create", { user_id: user.id, username: "tablet", password: "tablet" });
    }
    const tablet = await Session.open(this.url, (await logIn(this.url, "tablet", "tablet")).access_token);
    this.tablet = { token: await longLived(tablet, "tablet"), session: tablet };
  }

  /** Takes out what onboarding adds and what asks the internet: weather, radio stations, a voice. */
  async withoutInternet() {
    const entries = (await this.call("config_entries/get")).filter(({ domain }) =>
      ["met", "radio_browser", "google_translate"].includes(domain),
    );
    for (const { entry_id: id } of entries)
      await request(`${this.url}/api/config/config_entries/entry/${id}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${this.admin.token}` },
      });
  }

  // ---- integrations and locks --------------------------------------------------------------

  /** zwave, mqtt, matter, todo or calendar. */
  async add(key) {
    const [domain, answers] = INTEGRATIONS[key];
    this.entries[key] = await addIntegration(this.url, this.admin.token, domain, answers);
    if (key === "zwave") await this.#nameZwaveLocks();
    return this.entries[key];
  }

  /** Sets up what stands in for an integration from elsewhere: see `stand-ins/`. Answers its config entry. */
  stand(domain, answers) {
    return addIntegration(this.url, this.admin.token, domain, { user: answers });
  }

  /** Takes a stand-in away again. */
  standDown({ entry_id: id }) {
    const headers = { authorization: `Bearer ${this.admin.token}` };
    return request(`${this.url}/api/config/config_entries/entry/${id}`, { method: "DELETE", headers });
  }

  async #nameZwaveLocks() {
    const nodeOf = (device) =>
      /^\d+-(\d+)$/.exec(
        device.identifiers.find(([domain, id]) => domain === "zwave_js" && /^\d+-\d+$/.test(id))?.[1] ?? "",
      )?.[1];
    const doors = await this.until(
      "four Z-Wave locks",
      async () => {
        const found = (await this.call("config/device_registry/list")).filter((device) => DOORS[nodeOf(device)]);
        return found.length === Object.keys(DOORS).length && found;
      },
      60_000,
    );
    for (const device of doors)
      await this.call("config/device_registry/update", { device_id: device.id, name_by_user: DOORS[nodeOf(device)] });
    for (const door of Object.values(DOORS))
      await this.until(`the lock of ${door}`, () => this.lockOf(door).catch(() => undefined), 60_000);
  }

  /** Takes the lab's Matter lock in, as its administrator would with the code on its back. */
  async commissionMatterLock() {
    await this.call("matter/commission", { code: PAIRING_CODE });
    return this.until("lock.studio", () => this.lockOf("Studio").catch(() => undefined), 30_000);
  }

  async deviceOf(name) {
    const device = (await this.call("config/device_registry/list")).find((row) => (row.name_by_user ?? row.name) === name);
    if (!device) throw new Error(`no device is called ${name}`);
    return device;
  }

  /** The entity of a device whose unique id ends so, disabled ones too. */
  async entityOf(name, ending) {
    const { id } = await this.deviceOf(name);
    const rows = (await this.call("config/entity_registry/list")).filter((row) => row.device_id === id);
    const row = rows.find(({ unique_id }) => String(unique_id).endsWith(ending));
    if (!row) throw new Error(`${name} has no entity whose unique id ends with ${ending}`);
    return row.entity_id;
  }

  /** The `lock.*` entity of a device. */
  async lockOf(name) {
    const { id } = await this.deviceOf(name);
    const row = (await this.call("config/entity_registry/list")).find(
      (entity) => entity.device_id === id && entity.entity_id.startsWith("lock."),
    );
    if (!row) throw new Error(`${name} has no lock entity`);
    return row.entity_id;
  }

  /** Switches entities on that are off by default: [device, end of the unique id]. They are there after a restart. */
  async enable(wanted) {
    for (const [device, ending] of wanted)
      await this.call("config/entity_registry/update", { entity_id: await this.entityOf(device, ending), disabled_by: null });
  }

  async state(entityId) {
    return (await this.call("get_states")).find((state) => state.entity_id === entityId);
  }

  // ---- the card and its dashboards ---------------------------------------------------------

  /** Copies the built card to where HACS puts it, and adds or rewrites its one resource. */
  async installCard(dist = process.env.LOCK_HEALTH_DIST ?? path.join(ROOT, "dist")) {
    const target = path.join(this.dir, CARD_FOLDER);
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(dist, target, { recursive: true });
    const version = createHash("sha256")
      .update(fs.readFileSync(path.join(target, "lock-health-card.js")))
      .digest("hex")
      .slice(0, 7);
    const resource = { res_type: "module", url: `${CARD_URL}?v=${version}` };
    const old = (await this.call("lovelace/resources")).find(({ url }) => url.startsWith(CARD_URL));
    if (old) await this.call("lovelace/resources/update", { resource_id: old.id, ...resource });
    else await this.call("lovelace/resources/create", resource);
  }

  /** Makes these cards the tests' dashboard: one view, one column. Answers its address. */
  async dashboard(cards) {
    const path = "lock-tests";
    if (!(await this.call("lovelace/dashboards/list")).some((row) => row.url_path === path))
      await this.call("lovelace/dashboards/create", {
        url_path: path,
        title: "Locks",
        mode: "storage",
        show_in_sidebar: true,
        require_admin: false,
      });
    const view = { title: "Locks", path: "locks", type: "sections", max_columns: 2, sections: [{ type: "grid", cards }] };
    await this.call("lovelace/config/save", { url_path: path, config: { title: "Locks", views: [view] } });
    return `/${path}/locks`;
  }
}

/** What to switch on for the tests: what an administrator who cares for the radio would. */
export const RADIO_ENTITIES = ["Front Door", "Back Door", "Garage", "Cellar"].flatMap((door) => [
  [door, ".statistics_rssi"],
  [door, ".statistics_rtt"],
  [door, ".statistics_last_seen"],
]);

/** A home with users and nothing else: `add`, `installCard` and the rest fill it. */
export async function startHome({ name = "test", port = PORTS.home, keep = false } = {}) {
  const home = new Home({ name, port });
  if (!keep) fs.rmSync(home.dir, { recursive: true, force: true });
  fs.mkdirSync(path.join(home.dir, CARD_FOLDER), { recursive: true }); // Home Assistant serves www only if it was there at its start
  fs.cpSync(path.join(import.meta.dirname, "stand-ins"), path.join(home.dir, "custom_components"), { recursive: true });
  fs.writeFileSync(path.join(home.dir, "configuration.yaml"), CONFIGURATION(port));
  if (!keep) fs.writeFileSync(path.join(home.dir, "automations.yaml"), "[]\n");
  await home.boot();
  try {
    await home.signIn(keep);
    await home.withoutInternet();
    return home;
  } catch (error) {
    await home.stop();
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wants = (name) => process.argv.includes(`--${name}`);
  const keep = wants("keep");
  try {
    const home = await startHome({ name: "by-hand", keep });
    for (const key of ["zwave", "mqtt", "matter", "todo"]) if (wants(key) && !keep) await home.add(key);
    if (wants("matter") && !keep) await home.commissionMatterLock();
    if (wants("card")) {
      await home.installCard();
      await home.dashboard([{ type: "custom:lock-health-card" }]);
    }
    console.log(
      "READY home",
      JSON.stringify({ url: home.url, log: home.log, admin: { token: home.admin.token }, tablet: { token: home.tablet.token } }),
    );
  } catch (error) {
    console.error(error.message);
    await endAll();
    process.exitCode = 1;
  }
}
