// A simulated Zigbee lock as Zigbee2MQTT shows it: its state message, its discovery, and what can happen to it.
const STATE = { locked: "LOCK", unlocked: "UNLOCK" };

export class ZigbeeLock {
  constructor(options) {
    Object.assign(
      this,
      {
        bolt: "locked",
        battery: 100,
        linkquality: 120,
        online: true,
        silent: false,
        jammed: false,
        moveMs: 1500,
        installed: 0x01000010,
        latest: 0x01000010,
        otaMs: 6000,
        otaFails: false,
        updating: false,
        scheduled: false,
        interviewState: "SUCCESSFUL",
        configured: true,
        softwareBuild: "1.0.16",
        lastSeen: new Date(),
        moving: undefined,
      },
      options,
    );
  }

  // the payload of zigbee2mqtt/<friendly name>
  message(extra = {}) {
    return {
      state: STATE[this.bolt],
      lock_state: this.jammed ? "not_fully_locked" : this.bolt,
      battery: this.battery,
      linkquality: this.linkquality,
      last_seen: this.lastSeen.toISOString(),
      jammed: this.jammed,
      ...(this.moving && { moving: this.moving }),
      update: {
        installed_version: this.installed,
        latest_version: this.latest,
        latest_source: this.latest > this.installed ? `http://127.0.0.1/${this.model}.ota` : null,
        latest_release_notes: null,
        state: this.updating ? "updating" : this.scheduled ? "scheduled" : this.latest > this.installed ? "available" : "idle",
        ...(this.updating && { progress: this.updating.progress, remaining: this.updating.remaining }),
      },
      ...extra,
    };
  }

  state() {
    const { ieee, name, bolt, battery, linkquality, online, silent, jammed, moveMs, installed, latest, updating } = this;
    return { id: ieee, name, bolt, battery, linkquality, online, silent, jammed, moveMs, installed, latest, updating };
  }

  device(bridge) {
    return {
      identifiers: [`zigbee2mqtt_${this.ieee}`],
      name: this.name,
      manufacturer: this.vendor,
      model: this.description,
      model_id: this.model,
      sw_version: this.softwareBuild,
      hw_version: 1,
      via_device: bridge,
    };
  }

  // one entry of zigbee2mqtt/bridge/devices
  entry() {
    return {
      ieee_address: this.ieee,
      type: "EndDevice",
      network_address: parseInt(this.ieee.slice(-4), 16),
      supported: true,
      friendly_name: this.name,
      disabled: false,
      definition: {
        source: "native",
        model: this.model,
        vendor: this.vendor,
        description: this.description,
        supports_ota: true,
        exposes: [],
        options: [],
      },
      power_source: "Battery",
      software_build_id: this.softwareBuild,
      date_code: "20250101",
      model_id: this.model,
      manufacturer: this.vendor,
      interviewing: this.interviewState === "IN_PROGRESS",
      interview_completed: this.interviewState === "SUCCESSFUL",
      interview_state: this.interviewState,
      endpoints: {
        1: {
          bindings: [],
          configured_reportings: [],
          clusters: { input: ["genBasic", "genPowerCfg", "closuresDoorLock"], output: ["genOta"] },
          scenes: [],
        },
      },
    };
  }

  // Home Assistant discovery of every entity: component type, object id, payload
  components(base, { transitional }) {
    const topic = `${base}/${this.name}`;
    const value = (key) => `{{ value_json["${key}"] }}`;
    const common = (objectId) => ({ unique_id: `${this.ieee}_${objectId}_${base}`, state_topic: topic });
    const diagnostic = { entity_category: "diagnostic" };
    return [
      [
        "lock",
        "lock",
        {
          ...common("lock"),
          name: null,
          command_topic: `${topic}/set`,
          state_locked: "LOCK",
          state_unlocked: "UNLOCK",
          value_template: value("state"),
          ...(transitional && {
            value_template: "{{ 'JAMMED' if value_json.jammed else value_json.get('moving', value_json.state) }}",
            state_locking: "LOCKING",
            state_unlocking: "UNLOCKING",
            state_jammed: "JAMMED",
          }),
        },
      ],
      [
        "sensor",
        "battery",
        {
          ...common("battery"),
          ...diagnostic,
          device_class: "battery",
          state_class: "measurement",
          unit_of_measurement: "%",
          value_template: value("battery"),
        },
      ],
      [
        "sensor",
        "linkquality",
        {
          ...common("linkquality"),
          ...diagnostic,
          name: "Linkquality",
          icon: "mdi:signal",
          state_class: "measurement",
          unit_of_measurement: "lqi",
          enabled_by_default: false,
          value_template: value("linkquality"),
        },
      ],
      [
        "sensor",
        "last_seen",
        {
          ...common("last_seen"),
          ...diagnostic,
          name: "Last seen",
          icon: "mdi:clock",
          device_class: "timestamp",
          enabled_by_default: false,
          value_template: "{{ value_json.last_seen }}",
        },
      ],
      [
        "sensor",
        "lock_state",
        { ...common("lock_state"), name: "Lock state", icon: "mdi:lock", value_template: value("lock_state") },
      ],
      [
        "event",
        "action",
        {
          ...common("action"),
          name: "Action",
          icon: "mdi:gesture-double-tap",
          event_types: [
            "lock",
            "unlock",
            "manual_lock",
            "manual_unlock",
            "auto_lock",
            "unlock_failure_invalid_pin_or_id",
            "error_jammed",
          ],
          value_template:
            "{{ {'event_type': value_json.action}|tojson if value_json.action is defined and value_json.action else '' }}",
        },
      ],
      [
        "update",
        "update",
        {
          ...common("update"),
          name: null,
          device_class: "firmware",
          entity_category: "config",
          command_topic: `${base}/bridge/request/device/ota_update/update`,
          payload_install: `{"id": "${this.ieee}"}`,
          value_template: `{"latest_version":"{{ value_json['update']['latest_version'] }}","installed_version":"{{ value_json['update']['installed_version'] }}","update_percentage":{{ value_json['update'].get('progress', 'null') }},"in_progress":{{ (value_json['update']['state'] == 'updating')|lower }}}`,
        },
      ],
    ];
  }
}
