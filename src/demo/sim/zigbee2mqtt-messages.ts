import type { EntitySpec } from "./device.ts";

export const BASE = "zigbee2mqtt";
export const BRIDGE_IEEE = "0x00124b0029c1a7e4";

/** A message of the broker, as Home Assistant keeps it. */
export interface Message {
  readonly payload: string;
  readonly qos: 0;
  readonly retain: boolean;
  readonly time: string;
  readonly topic: string;
}

export interface ZigbeeModel {
  readonly vendor: string;
  readonly description: string;
  readonly model: string;
  /** A keypad lock of Yale: low flag, relock time, volume. */
  readonly keypad: boolean;
}

export const YALE_ZIGBEE: ZigbeeModel = { vendor: "Yale", description: "Assure lock SL", model: "YRD256HA20BP", keypad: true };
export const DANALOCK: ZigbeeModel = {
  vendor: "Danalock",
  description: "BT/ZB smartlock",
  model: "V3-BTZB/V3-BTZBE",
  keypad: false,
};

export interface ZigbeeOptions {
  readonly name: string;
  readonly ieee: string;
  readonly model: ZigbeeModel;
  readonly battery: number;
  readonly linkQuality: number;
  /** Somebody has switched on link quality and last seen. */
  readonly watched?: boolean;
  readonly area?: string;
}

/** `at`: epoch ms. */
export function message(topic: string, payload: object, at: number, retain = false): Message {
  return { payload: JSON.stringify(payload), qos: 0, retain, time: new Date(at).toISOString().replace("Z", "+00:00"), topic };
}

/** Messages by entity and topic: what Home Assistant keeps for whoever looks for an error. */
export function debugInfo(
  { ieee, model, name }: ZigbeeOptions,
  entities: readonly EntitySpec[],
  [bridge, availability]: readonly [Message, Message],
  own: readonly Message[],
): object {
  const topic = `${BASE}/${name}`;
  const rows = entities
    .filter(({ off }) => !off)
    .map(({ id, uid, name: entityName, category, deviceClass }) => ({
      entity_id: id,
      subscriptions: [
        { topic: bridge.topic, messages: [bridge] },
        { topic: availability.topic, messages: [availability] },
        { topic, messages: own },
      ],
      discovery_data: {
        topic: `homeassistant/${id.slice(0, id.indexOf("."))}/${ieee}/${uid.slice(ieee.length + 1, -BASE.length - 1)}/config`,
        payload: {
          availability: [bridge, availability].map((each) => ({ topic: each.topic, value_template: "{{ value_json.state }}" })),
          availability_mode: "all",
          device: {
            hw_version: 1,
            identifiers: [`zigbee2mqtt_${ieee}`],
            manufacturer: model.vendor,
            model: model.description,
            model_id: model.model,
            sw_version: "1.0.16",
            via_device: `zigbee2mqtt_bridge_${BRIDGE_IEEE}`,
            name,
          },
          ...(deviceClass === undefined ? {} : { device_class: deviceClass }),
          ...(category === undefined ? {} : { entity_category: category }),
          origin: { name: "Zigbee2MQTT", support_url: "https://www.zigbee2mqtt.io", sw_version: "2.14.1" },
          state_topic: topic,
          unique_id: uid,
          name: entityName,
        },
      },
      transmitted: [],
    }));
  return { entities: rows, triggers: [] };
}
