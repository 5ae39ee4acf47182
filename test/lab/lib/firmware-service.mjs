// Answers the driver's question for new firmware, on loopback, in the place of the online service.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { models } from "./zwave-models.mjs";

const hex = (id) => `0x${id.toString(16).padStart(4, "0")}`;
const number = (version) => version.split(".").reduce((sum, part) => sum * 1000 + Number(part), 0);
const image = Buffer.alloc(1200, 0x5a);
const integrity = `sha256:${createHash("sha256").update(image).digest("hex")}`;

export function startFirmwareService(port, host) {
  const newer = (device) => {
    const model = Object.values(models).find(
      (m) =>
        hex(m.manufacturerId) === device.manufacturerId &&
        hex(m.productType) === device.productType &&
        hex(m.productId) === device.productId,
    );
    if (!model || number(device.firmwareVersion) >= number(model.nextFirmware)) return [];
    return [
      {
        version: model.nextFirmware,
        normalizedVersion: `${model.nextFirmware}.0`,
        changelog: `Simulated release ${model.nextFirmware}`,
        channel: "stable",
        downgrade: false,
        files: [{ target: 0, url: `http://${host}:${port}/lock-${model.nextFirmware.replace(".", "-")}.bin`, integrity }],
      },
    ];
  };
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return response.writeHead(200, { "content-type": "application/octet-stream" }).end(image);
    let text = "";
    for await (const chunk of request) text += chunk;
    const answer = JSON.parse(text).devices.map((device) => ({ ...device, updates: newer(device) }));
    response.writeHead(200, { "content-type": "application/json", "cache-control": "max-age=1" }).end(JSON.stringify(answer));
  });
  return new Promise((done, fail) => server.once("error", fail).listen(port, host, () => done(server)));
}
