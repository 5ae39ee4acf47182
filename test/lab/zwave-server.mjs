// The real Z-Wave JS server over the real driver, on the simulated serial port.
//   ZWAVE_SERVER_PORT (3000), ZWAVE_MOCK_PORT (5555), ZWAVE_FIRMWARE_PORT (5557)  where the driver asks for firmware
//   ZWAVE_STATE_DIR (.state/zwave)  caches and log
//   ZWAVE_INNER_PORT (3001)  the server itself; on ZWAVE_SERVER_PORT it is offered with API schema 51 (lib/zwave-schema.mjs)
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { announce } from "./lib/control.mjs";
import { startFirmwareService } from "./lib/firmware-service.mjs";
import { securityKeys } from "./lib/zwave-keys.mjs";
import { relaySchema } from "./lib/zwave-schema.mjs";

const HOST = "127.0.0.1";
const port = Number(process.env.ZWAVE_SERVER_PORT ?? 3000);
const innerPort = Number(process.env.ZWAVE_INNER_PORT ?? port + 1);
const serialPort = Number(process.env.ZWAVE_MOCK_PORT ?? 5555);
const firmwarePort = Number(process.env.ZWAVE_FIRMWARE_PORT ?? 5557);
const stateDir = resolve(process.env.ZWAVE_STATE_DIR ?? join(import.meta.dirname, ".state", "zwave"));

mkdirSync(stateDir, { recursive: true });
const config = join(stateDir, "config.json");
const hex = Object.fromEntries(Object.entries(securityKeys).map(([name, key]) => [name, key.toString("hex")]));
writeFileSync(
  config,
  JSON.stringify(
    {
      securityKeys: hex,
      storage: { cacheDir: join(stateDir, "cache") },
      logConfig: {
        enabled: true,
        level: "debug",
        logToFile: true,
        filename: join(stateDir, "driver"),
        forceConsole: false,
        maxFiles: 1,
      },
      interview: { queryAllUserCodes: false },
      enableSoftReset: true,
    },
    null,
    2,
  ),
);

const firmwareService = await startFirmwareService(firmwarePort, HOST);

const packageDir = dirname(createRequire(import.meta.url).resolve("@zwave-js/server/package.json"));
const server = spawn(
  process.execPath,
  [
    join(packageDir, "dist-esm/bin/server.js"),
    `tcp://${HOST}:${serialPort}`,
    "--config",
    config,
    "--host",
    HOST,
    "--port",
    String(innerPort),
    "--disable-dns-sd",
  ],
  { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ZWAVEJS_FW_SERVICE_URL: `http://${HOST}:${firmwarePort}` } },
);
server.once("exit", (code) => process.exit(code ?? 1));

const listening = () =>
  new Promise((answer) => {
    const probe = connect(innerPort, HOST, () => {
      probe.destroy();
      answer(true);
    });
    probe.once("error", () => answer(false));
  });
while (!(await listening())) await wait(100);
const relay = relaySchema({ host: HOST, port, target: `ws://${HOST}:${innerPort}` });

announce(
  "zwave-server",
  { websocket: `ws://${HOST}:${port}`, pid: server.pid },
  () =>
    new Promise((done) => {
      firmwareService.close();
      relay.close();
      server.removeAllListeners("exit");
      server.once("exit", done);
      server.kill("SIGTERM");
    }),
);
