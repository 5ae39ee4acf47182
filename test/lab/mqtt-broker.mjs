// An MQTT broker on loopback: mosquitto when it is installed, else aedes in this process.
//   MQTT_PORT (1883), MQTT_BROKER (mosquitto | aedes; unset: mosquitto when found), MQTT_STATE_DIR (.state/mqtt)
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { announce } from "./lib/control.mjs";

const HOST = "127.0.0.1";
const port = Number(process.env.MQTT_PORT ?? 1883);
const mosquitto = ["mosquitto", "/usr/sbin/mosquitto"].find((path) => !spawnSync(path, ["-h"]).error);
const kind = process.env.MQTT_BROKER ?? (mosquitto ? "mosquitto" : "aedes");

async function startMosquitto() {
  const stateDir = resolve(process.env.MQTT_STATE_DIR ?? join(import.meta.dirname, ".state", "mqtt"));
  mkdirSync(stateDir, { recursive: true });
  const config = join(stateDir, "mosquitto.conf");
  writeFileSync(
    config,
    `listener ${port} ${HOST}\nallow_anonymous true\npersistence false\nlog_dest stdout\nlog_type error\nlog_type warning\n`,
  );
  const broker = spawn(mosquitto, ["-c", config], { stdio: ["ignore", "inherit", "inherit"] });
  broker.once("exit", (code) => process.exit(code || 1));
  const listening = () =>
    new Promise((answer) => {
      const probe = connect(port, HOST, () => {
        probe.destroy();
        answer(true);
      });
      probe.once("error", () => answer(false));
    });
  while (!(await listening())) await wait(50);
  return () =>
    new Promise((done) => {
      broker.removeAllListeners("exit");
      broker.once("exit", done);
      broker.kill("SIGTERM");
    });
}

async function startAedes() {
  const { Aedes } = await import("aedes");
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  await new Promise((done, fail) => server.once("error", fail).listen(port, HOST, done));
  return () => new Promise((done) => aedes.close(() => server.close(done)));
}

const stop = await (kind === "mosquitto" ? startMosquitto() : startAedes());
announce("mqtt-broker", { broker: kind, url: `mqtt://${HOST}:${port}` }, stop);
