/** A plain `hass` object for measuring: locks with their siblings as Z-Wave JS makes them, and many other entities. */

const then = new Date(Date.now() - 3_600_000).toISOString();

function stateObject(entityId, state, attributes = {}) {
  return {
    entity_id: entityId,
    state,
    attributes: { friendly_name: entityId, ...attributes },
    last_changed: then,
    last_updated: then,
    context: { id: "01", parent_id: null, user_id: null },
  };
}

function lockEntities(index) {
  const id = (domain, suffix = "") => `${domain}.bench_${index}${suffix}`;
  return [
    [id("lock"), "locked", {}, {}],
    [id("sensor", "_battery"), "80", { device_class: "battery", unit_of_measurement: "%" }, { entity_category: "diagnostic" }],
    [id("sensor", "_node_status"), "alive", {}, { translation_key: "node_status", entity_category: "diagnostic" }],
    [id("sensor", "_last_seen"), then, { device_class: "timestamp" }, { translation_key: "last_seen" }],
    [id("sensor", "_rtt"), "40", { unit_of_measurement: "ms" }, { translation_key: "rtt" }],
    [id("sensor", "_rssi"), "-62", { device_class: "signal_strength", unit_of_measurement: "dBm" }, {}],
    [id("binary_sensor", "_door"), "off", { device_class: "door" }, {}],
    [id("binary_sensor", "_jammed"), "off", { device_class: "problem" }, {}],
    [id("button", "_ping"), "unknown", {}, { translation_key: "ping" }],
    [id("update", "_firmware"), "off", { device_class: "firmware", installed_version: "1.2", latest_version: "1.2" }, {}],
  ];
}

/** `answers`: what the home answers to a websocket command of a type; the rest is unknown to it. */
const answers = {
  "zwave_js/node_status": { node_id: 5, status: 4, ready: true, is_secure: true, highest_security_class: 2, is_routing: true },
  "repairs/list_issues": { issues: [] },
};

const streams = {
  "config_entries/subscribe": [{ type: null, entry: { entry_id: "bench", domain: "zwave_js", title: "Bench", state: "loaded" } }],
  "logbook/event_stream": { events: [] },
  "history/stream": { states: {} },
};

/** A home with this many locks and this many entities that have nothing to do with them. */
export function makeHass({ locks, others }) {
  const states = {};
  const entities = {};
  const devices = {};
  for (let index = 0; index < locks; index += 1) {
    const deviceId = `device_${index}`;
    devices[deviceId] = {
      id: deviceId,
      name: `Bench ${index}`,
      manufacturer: "Bench",
      model: "Lock",
      identifiers: [["zwave_js", `1-${index + 2}`]],
      connections: [],
      config_entry_id: "bench",
      via_device_id: null,
      area_id: null,
    };
    for (const [entityId, state, attributes, row] of lockEntities(index)) {
      states[entityId] = stateObject(entityId, state, attributes);
      entities[entityId] = { entity_id: entityId, device_id: deviceId, platform: "zwave_js", labels: [], ...row };
    }
  }
  for (let index = 0; index < others; index += 1) {
    const entityId = `sensor.other_${index}`;
    states[entityId] = stateObject(entityId, String(index), { device_class: "temperature", unit_of_measurement: "°C" });
    entities[entityId] = { entity_id: entityId, device_id: `other_${index >> 2}`, platform: "mqtt", labels: [] };
    devices[`other_${index >> 2}`] ??= { id: `other_${index >> 2}`, name: "Other", identifiers: [], connections: [] };
  }
  return {
    states,
    entities,
    devices,
    areas: {},
    floors: {},
    services: {},
    config: { state: "RUNNING", version: "2026.11.0", time_zone: "UTC", components: [] },
    user: { id: "bench", name: "Bench", is_admin: false, is_owner: false },
    locale: { language: "en", number_format: "language", time_format: "language", time_zone: "local" },
    language: "en",
    themes: { darkMode: false },
    connected: true,
    localize: (key) => key,
    formatEntityState: ({ state }) => state,
    formatEntityAttributeValue: ({ attributes }, name) => String(attributes[name]),
    callService: () => Promise.resolve(),
    callWS: ({ type }) =>
      type in answers ? Promise.resolve(answers[type]) : Promise.reject({ code: "unknown_command", message: "Unknown command." }),
    connection: {
      subscribeMessage(callback, { type }) {
        if (!(type in streams)) return Promise.reject({ code: "unknown_command", message: "Unknown command." });
        queueMicrotask(() => callback(streams[type]));
        return Promise.resolve(() => Promise.resolve());
      },
      addEventListener: () => {},
      removeEventListener: () => {},
    },
  };
}

/** The same home after some entities have changed: what has not is the same object, as the frontend keeps it. */
export function changed(hass, changes) {
  const states = { ...hass.states };
  const now = new Date().toISOString();
  for (const [entityId, state] of Object.entries(changes))
    states[entityId] = { ...states[entityId], state, last_changed: now, last_updated: now };
  return { ...hass, states };
}
