import { readFileSync } from "node:fs";
import { record, text } from "../adapters/home.ts";

/** Where an App finds its Supervisor. Tests say something else. */
export interface SupervisorPlace {
  /** Without a slash at the end. */
  readonly url: string;
  readonly optionsFile: string;
}

export const SUPERVISOR: SupervisorPlace = { url: "http://supervisor", optionsFile: "/data/options.json" };

/** Ms within which the Supervisor has to answer: it runs on the same machine. */
const WITHIN = 10_000;

/** What an App has without being told. */
export const appDefaults = ({ url }: SupervisorPlace, token: string) => ({
  "home.url": `${url.replace(/^http/, "ws")}/core/websocket`,
  "home.token": token,
  "http.host": "0.0.0.0",
  data: "/data",
});

/** The options that the household has set for the App; none when it has set none. Throws when the file is no JSON. */
export function appOptions({ optionsFile }: SupervisorPlace): unknown {
  let source;
  try {
    source = readFileSync(optionsFile, "utf8");
  } catch {
    return {};
  }
  return JSON.parse(source);
}

/**
 * The broker that Home Assistant itself uses, as the Supervisor tells it. Rejects, with words for the household, when
 * there is none or the Supervisor does not answer.
 */
export async function appBroker({ url }: SupervisorPlace, token: string): Promise<{ readonly [path: string]: string }> {
  const response = await fetch(`${url}/services/mqtt`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(WITHIN),
  }).catch((error: unknown) => {
    throw new Error("the Supervisor does not answer: restart the App", { cause: error });
  });
  const body: unknown = await response.json().catch(() => undefined);
  const { host, port, ssl, username, password } = record(record(body)["data"]);
  if (!response.ok || text(host) === undefined)
    throw new Error(
      "the Supervisor knows no MQTT broker: install and start the Mosquitto broker App, or write the broker's address into mqtt.url, such as mqtt://192.168.1.10:1883",
    );
  return {
    "mqtt.url": `${ssl === true ? "mqtts" : "mqtt"}://${String(host)}:${Number(port) || (ssl === true ? 8883 : 1883)}`,
    ...(text(username) === undefined ? {} : { "mqtt.username": String(username) }),
    ...(text(password) === undefined ? {} : { "mqtt.password": String(password) }),
  };
}
