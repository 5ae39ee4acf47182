// The bridge as a program of its own, at the lab's broker, with a token of the home's administrator.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { PATIENCE } from "./home.mjs";
import { PORTS } from "./lab.mjs";
import { Part } from "./processes.mjs";
import { SECRETS } from "./setup.mjs";

const ROOT = path.join(import.meta.dirname, "../..");

/** Home Assistant's entities of the bridge, found by their attributes as the card finds them. */
export class BridgeEntities {
  /** All that was told of runs since the session began, so that a short step is not missed between two looks. */
  #told = [];
  #session;

  constructor(home) {
    this.home = home;
  }

  async #listen() {
    const { session } = this.home.admin;
    if (this.#session === session) return;
    this.#session = session;
    await session.call("subscribe_events", { event_type: "state_changed" }, ({ data }) => {
      const { attributes } = data?.new_state ?? {};
      if (attributes?.lock_health === "run") this.#told.push(attributes);
    });
  }

  /** Presses one of the bridge's buttons, as any dashboard lets a plain user do. */
  async press(lock, remedy, session = this.home.tablet.session) {
    await this.#listen();
    const button = await this.offered(lock, remedy);
    const from = Date.now();
    await session.service("button", "press", {}, { entity_id: button.entity_id });
    return { lock, remedy, from };
  }

  /** Waits for the button of a remedy. */
  offered(lock, remedy) {
    return this.home.until(`a button ${remedy}`, () => this.button(lock, remedy), PATIENCE);
  }

  /** Waits until what was pressed has got into one of these phases; answers its attributes, and how long it took. */
  async untilPhase({ lock, remedy, from }, phases, within = PATIENCE) {
    let last;
    const fits = (each) =>
      each?.lock_entity_id === lock && each.remedy === remedy && each.since >= from && phases.includes(each.phase);
    try {
      const found = await this.home.until(
        `${remedy} is ${phases.join(" or ")}`,
        async () => this.#told.find(fits) ?? [(last = (await this.run(lock).catch(() => undefined))?.attributes)].find(fits),
        within,
      );
      return { ...found, took: Date.now() - from };
    } catch (error) {
      throw new Error(`${error.message}; seen: ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** All entities of the bridge that tell about this lock. */
  async of(lock) {
    return (await this.home.call("get_states")).filter(({ attributes }) => attributes.lock_entity_id === lock);
  }

  async one(lock, kind, more = {}) {
    return (await this.of(lock)).find(
      ({ attributes }) =>
        attributes.lock_health === kind && Object.entries(more).every(([name, value]) => attributes[name] === value),
    );
  }

  verdict(lock) {
    return this.one(lock, "verdict");
  }

  run(lock) {
    return this.one(lock, "run");
  }

  button(lock, remedy) {
    return this.one(lock, "button", { remedy });
  }
}

/** Where integrations and code managers show codes, besides those of `setup.mjs`. */
const CODE_STATES = {
  "sensor.patio_pin_code": "918273",
  "text.front_door_slot_1_pin": "564738",
  "input_text.keymaster_garage_pin": "847362",
};

/** All codes that the home and the lab hold, each with the place where it was planted. */
export const planted = () => [...Object.entries(SECRETS), ...Object.entries(CODE_STATES)];

/** Puts codes where others put them: in states, in attributes of a lock's sensor, and in a notification. */
export async function plantCodes(home) {
  for (const [entity, code] of Object.entries(CODE_STATES))
    await fetch(`${home.url}/api/states/${entity}`, {
      method: "POST",
      headers: { authorization: `Bearer ${home.admin.token}`, "content-type": "application/json" },
      body: JSON.stringify({ state: code, attributes: { friendly_name: "Code", code, pin_code: { pin_code: code } } }),
    });
  const message = `The new code is ${Object.values(CODE_STATES)[0]}`;
  await home.admin.session.service("persistent_notification", "create", { title: "Code", message });
}

/** Runs a program to its end; both of its outputs are handed back. */
function outcome(file, args, env) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** A bridge that can be started, killed and started again on the same memory. `preload`: a module that it loads first. */
export function newBridge({ home, out, env = {}, preload }) {
  const data = path.join(out, "bridge");
  fs.rmSync(data, { recursive: true, force: true });
  const options = {
    LOCK_HEALTH_HOME_URL: home.url,
    LOCK_HEALTH_HOME_TOKEN: home.admin.token,
    LOCK_HEALTH_MQTT_URL: `mqtt://127.0.0.1:${PORTS.mqtt}`,
    LOCK_HEALTH_DATA: data,
    LOCK_HEALTH_HTTP_PORT: String(PORTS.metrics),
    ...env,
  };
  const cli = path.join(ROOT, "src/bridge/cli/main.ts");
  const first = preload ? [`--import=${preload}`] : [];
  const part = new Part("bridge", [process.execPath, ...first, "--disable-warning=ExperimentalWarning", cli, "run"], {
    env: options,
    log: path.join(out, "bridge.log"),
    ready: /The bridge runs/,
    within: PATIENCE,
  });
  const node = ["--disable-warning=ExperimentalWarning"];
  return {
    part,
    data,
    options,
    metrics: `http://127.0.0.1:${PORTS.metrics}`,
    /** The command line, with the same options. */
    command: (...args) => outcome(process.execPath, [...node, cli, ...args], options),
    /** All that it has written into its log. */
    logged: () => fs.promises.readFile(part.log, "utf8"),
    /** What is retained under a filter: topics and payloads. */
    async topics(filter) {
      const { connectAsync } = await import("mqtt");
      const client = await connectAsync(options.LOCK_HEALTH_MQTT_URL);
      const found = [];
      client.on("message", (topic, payload) => found.push([topic, payload.toString()]));
      await client.subscribeAsync(filter);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await client.endAsync();
      return found;
    },
  };
}
