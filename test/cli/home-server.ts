import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { text } from "../../src/adapters/home.ts";
import { isObject } from "./personal.ts";
import type { JsonObject } from "./personal.ts";

const STREAMS = new Set(["history/stream", "logbook/event_stream"]);

/** The short names in which the display registry is answered. */
function displayRow({
  entity_id: ei,
  device_id: di,
  platform: pl,
  translation_key: tk,
  area_id: ai,
  entity_category: category,
  hidden: hb,
}: JsonObject): object {
  return { ei, di, pl, tk, ai, hb, ec: category === "config" ? 0 : category === "diagnostic" ? 1 : undefined };
}

/** A Home Assistant made of a recorded home: answers its websocket with what was recorded. */
export async function serve(home: JsonObject, token: string) {
  const asked: string[] = [];
  const rows = (part: string) => Object.values(home[part] as { [id: string]: JsonObject });
  const answers = home["answers"] as { request: JsonObject; result?: unknown; error?: unknown }[];
  const sameTarget = (request: JsonObject, other: JsonObject) =>
    ["device_id", "device_ids", "integration"].every((field) => JSON.stringify(request[field]) === JSON.stringify(other[field]));
  const direct: { readonly [type: string]: (request: JsonObject) => unknown } = {
    get_config: () => ({
      ...(home["config"] as object),
      latitude: 52.370216,
      longitude: 4.895168,
      location_name: "Annabelle Quick",
    }),
    "auth/current_user": () => ({ ...(home["user"] as object), id: "a4c138dead01", name: "Annabelle Quick" }),
    get_states: () => rows("states"),
    "config/entity_registry/list_for_display": () => ({
      entity_categories: { 0: "config", 1: "diagnostic" },
      entities: rows("entities").map(displayRow),
    }),
    "config/device_registry/list": () => rows("devices"),
    "config/entity_registry/get_entries": ({ entity_ids: ids }) =>
      Object.fromEntries((ids as string[]).map((id) => [id, (home["registry"] as JsonObject)[id] ?? null])),
    "config_entries/get": () => home["configEntries"],
    "repairs/list_issues": () => ({ issues: home["issues"] }),
    supported_features: () => null,
  };
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/api/websocket" });
  await once(server, "listening");
  server.on("connection", (socket) => {
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: "auth_required", ha_version: "2026.11.0" });
    socket.on("message", (data: Buffer) => {
      const request = JSON.parse(data.toString()) as JsonObject;
      const { id } = request;
      const type = text(request["type"]) ?? "";
      if (type === "auth")
        return send(request["access_token"] === token ? { type: "auth_ok", ha_version: "2026.11.0" } : { type: "auth_invalid" });
      asked.push(type);
      const answer = answers.find((each) => each.request["type"] === type && sameTarget(each.request, request));
      const found = direct[type]?.(request) ?? answer?.result;
      if (STREAMS.has(type)) {
        send({ id, type: "result", success: true, result: null });
        return isObject(found) && send({ id, type: "event", event: found });
      }
      if (found === undefined)
        return send({
          id,
          type: "result",
          success: false,
          error: answer?.error ?? { code: "unknown_command", message: "Unknown command." },
        });
      return send({ id, type: "result", success: true, result: found });
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
