// Home Assistant 2026.11 asks the Z-Wave server for API schema 51, which the npm package does not speak yet (3.10.2: schema 50).
// All that 51 adds to what a client reads is the optional list `endpointGroups` of a node, which no lock has.
// So this relay names the newer schema to the client and the older one to the server, and changes nothing else.
import { WebSocket, WebSocketServer } from "ws";

export function relaySchema({ host, port, target, offered = 51, spoken = 50 }) {
  const relay = new WebSocketServer({ host, port, maxPayload: 2 ** 28 });
  relay.on("connection", (client) => {
    const server = new WebSocket(target, { maxPayload: 2 ** 28 });
    const early = [];
    client.on("message", (data) => {
      const text = data
        .toString()
        .replace(`"schemaVersion": ${offered}`, `"schemaVersion":${spoken}`)
        .replace(`"schemaVersion":${offered}`, `"schemaVersion":${spoken}`);
      if (server.readyState === WebSocket.OPEN) server.send(text);
      else early.push(text);
    });
    server.on("open", () => early.splice(0).forEach((text) => server.send(text)));
    server.on("message", (data) => {
      let text = data.toString();
      if (text.includes('"type":"version"')) text = text.replace(`"maxSchemaVersion":${spoken}`, `"maxSchemaVersion":${offered}`);
      client.send(text);
    });
    server.on("close", () => client.close());
    client.on("close", () => server.close());
    server.on("error", () => client.close());
    client.on("error", () => server.close());
  });
  return relay;
}
