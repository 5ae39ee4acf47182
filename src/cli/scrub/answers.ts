import { list, number, record, text } from "../../adapters/home.ts";
import type { Answer, HomeView, Request } from "../../adapters/home.ts";
import { readers } from "../../adapters/index.ts";
import { LockView } from "../../adapters/lock-view.ts";
import type { Fakes } from "./fakes.ts";
import { instant, isTime, isoTime, key, plain, stateWord } from "./values.ts";
import { isWord, replaceTokens } from "./vocabulary.ts";

/** Fields of an answer that stay, by the type of its request: keys, numbers and booleans. */
const FIELDS: { readonly [type: string]: readonly string[] } = {
  "zwave_js/node_status": [
    "node_id",
    "is_routing",
    "status",
    "is_secure",
    "ready",
    "zwave_plus_version",
    "highest_security_class",
    "is_controller_node",
    "has_firmware_update_cc",
  ],
  "matter/node_diagnostics": ["network_type", "node_type", "available"],
  "manifest/get": ["domain", "iot_class", "integration_type"],
};

/** Codes of errors that Home Assistant's websocket gives. */
const ERROR_CODES = new Set(
  "failed home_assistant_error invalid_format node_not_found not_found not_loaded not_ready not_supported service_validation_error timeout unauthorized unknown_command unknown_error".split(
    " ",
  ),
);

/** Answers of a home as they may be shown to others. What comes of a request that is not known here is left out. */
export class Answers {
  private readonly home: HomeView;
  private readonly fakes: Fakes;

  constructor(home: HomeView, fakes: Fakes) {
    this.home = home;
    this.fakes = fakes;
  }

  answer(answer: Answer): Answer[] {
    const request = this.request(answer.request);
    if (!request) return [];
    const at = answer.at === undefined ? {} : { at: answer.at };
    if (answer.error) {
      const code = answer.error.code ?? "";
      return [{ request, error: { code: ERROR_CODES.has(code) ? code : "failed" }, ...at }];
    }
    const result = this.result(answer);
    return result === undefined ? [] : [{ request, result, ...at }];
  }

  /** The request about the fakes; undefined where it is about something else. */
  private request(request: Request): Request | undefined {
    const kept: { [field: string]: unknown } = {};
    for (const name of ["minimal_response", "no_attributes", "significant_changes_only"])
      if (typeof request[name] === "boolean") kept[name] = request[name];
    for (const name of ["start_time", "end_time"]) if (isTime(request[name])) kept[name] = request[name];
    if (key(request["integration"]) !== undefined) kept["integration"] = request["integration"];
    const device = (id: unknown) => this.fakes.devices.get(text(id) ?? "")?.id;
    if (request["device_id"] !== undefined) {
      kept["device_id"] = device(request["device_id"]);
      if (kept["device_id"] === undefined) return undefined;
    }
    if (request["device_ids"] !== undefined) kept["device_ids"] = list(request["device_ids"]).flatMap((id) => device(id) ?? []);
    if (request["entity_ids"] !== undefined)
      kept["entity_ids"] = list(request["entity_ids"]).flatMap((id) => this.fakes.entities.get(text(id) ?? "") ?? []);
    if (request["statistic_ids"] !== undefined)
      kept["statistic_ids"] = list(request["statistic_ids"]).flatMap((id) => this.fakes.entities.get(text(id) ?? "") ?? []);
    if (request["period"] === "day") kept["period"] = "day";
    return { type: request.type, ...kept };
  }

  private result(answer: Answer): unknown {
    const { type } = answer.request;
    switch (type) {
      case "history/stream":
      case "history/history_during_period":
        return { states: this.history(answer.result) };
      case "recorder/statistics_during_period":
        return this.statistics(answer.result);
      case "logbook/event_stream":
      case "logbook/get_events":
        return { events: this.events(answer) };
      case "config/device_registry/list_linked_devices": {
        const linked = list(record(answer.result)["linked_devices"]);
        return { linked_devices: linked.flatMap((id) => this.fakes.devices.get(text(id) ?? "")?.id ?? []) };
      }
      case "matter/ping_node":
        return Object.fromEntries(
          Object.entries(record(answer.result)).map(([address, replied]) => [this.fakes.of("ip", address), replied === true]),
        );
      case "mqtt/device/debug_info":
        return this.messages(answer);
      default:
        return fieldsOf(FIELDS[type], record(answer.result));
    }
  }

  private statistics(result: unknown): { readonly [entityId: string]: unknown } {
    const numbers = (row: unknown) =>
      Object.fromEntries(
        ["start", "mean", "max", "sum"].flatMap((name) => {
          const value = number(record(row)[name]);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    return Object.fromEntries(
      Object.entries(record(result)).flatMap(([entityId, rows]) => {
        const fake = this.fakes.entities.get(entityId);
        return fake === undefined ? [] : [[fake, list(rows).map(numbers)]];
      }),
    );
  }

  private history(result: unknown): { readonly [entityId: string]: unknown } {
    const histories = Object.entries(record(record(result)["states"] ?? result));
    return Object.fromEntries(
      histories.flatMap(([entityId, rows]) => {
        const fake = this.fakes.entities.get(entityId);
        const attributes = this.home.states[entityId]?.attributes ?? {};
        const kept = list(rows).flatMap((row) => {
          const { s, state, lc, lu, last_changed: changed, last_updated: updated } = record(row);
          const at = instant(lc ?? lu ?? changed ?? updated);
          return at === undefined ? [] : [{ s: stateWord(s ?? state, attributes), lu: at / 1000 }];
        });
        return fake === undefined ? [] : [[fake, kept]];
      }),
    );
  }

  /** What the lock's integration wrote about it. Who did something is not in it. */
  private events({ request, result }: Answer): unknown[] {
    const ids = [request["device_id"], ...list(request["device_ids"])];
    const ref = this.fakes.refs.find(({ device }) => device !== undefined && ids.includes(device.id));
    if (!ref) return [];
    const name = this.fakes.ownerOf(ref.entityId);
    const rows = Array.isArray(result) ? result : list(record(result)["events"]);
    return rows.flatMap((row) => {
      const { when, domain, message } = record(row);
      const at = instant(when);
      const told = text(message);
      if (at === undefined || told === undefined || domain !== ref.platform) return [];
      return [{ when: at / 1000, domain, name, message: replaceTokens(told, (token) => (isWord(token) ? token : "…")) }];
    });
  }

  /** What the lock's adapter keeps of its messages, and of that only words, times and measures. */
  private messages({ request, result }: Answer): unknown {
    const ref = this.fakes.refs.find(({ device }) => device?.id === request["device_id"]);
    const want =
      ref &&
      readers
        .adapterFor(ref)
        .wants(new LockView(this.home, ref))
        .find((each) => each.request.type === request.type);
    if (!want?.keep) return undefined;
    const each = (value: unknown, write: (row: { readonly [field: string]: unknown }) => unknown) =>
      list(value).map((row) => write(record(row)));
    return {
      entities: each(record(want.keep(result, undefined, 0))["entities"], ({ subscriptions }) => ({
        subscriptions: each(subscriptions, ({ messages }) => ({
          topic: "device",
          messages: each(messages, (message) => ({ time: isoTime(message["time"]), payload: payloadOf(message["payload"]) })),
        })),
      })),
    };
  }
}

function fieldsOf(names: readonly string[] | undefined, result: { readonly [field: string]: unknown }): unknown {
  const isSafe = (value: unknown) =>
    value === null ||
    typeof value === "boolean" ||
    (typeof value === "number" && Math.abs(value) < 5000) ||
    key(value) !== undefined;
  return names && Object.fromEntries(names.flatMap((name) => (isSafe(result[name]) ? [[name, result[name]]] : [])));
}

const PAYLOAD: { readonly [field: string]: (value: unknown) => unknown } = {
  last_seen: (value) => (instant(value) === undefined ? undefined : value),
  linkquality: (value) => (number(value) === undefined ? undefined : value),
};

function payloadOf(payload: unknown): string {
  let fields: unknown;
  try {
    fields = JSON.parse(text(payload) ?? "");
  } catch {
    // What cannot be read cannot be looked through.
    return "{}";
  }
  return JSON.stringify(
    Object.fromEntries(Object.entries(record(fields)).map(([name, value]) => [name, (PAYLOAD[name] ?? plain)(value)])),
  );
}
