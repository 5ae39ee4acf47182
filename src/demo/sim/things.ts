import { SimDevice } from "./device.ts";
import type { EntitySpec } from "./device.ts";
import { SimHub } from "./hub.ts";
import type { Store } from "./store.ts";

/** Everything else in a home: what the card has to pass over. */
export class OtherThings extends SimHub {
  private readonly things: Thing;

  constructor(store: Store) {
    super(store, "others", "Other things", { entryId: "01M5HUE0000000000000000001", domain: "hue", title: "Hue Bridge" });
    this.things = this.add(new Thing(this));
  }

  /** Lets lights and sensors change as in a real home, until the result is called. */
  live(): () => void {
    let cancel: () => void = () => {};
    const tick = () => {
      this.things.change();
      cancel = this.store.clock.after(2500, tick);
    };
    cancel = this.store.clock.after(2500, tick);
    return () => cancel();
  }
}

class Thing extends SimDevice {
  private turn = 0;

  constructor(hub: SimHub) {
    super(hub.store, "hue", hub.entryId, {
      id: hub.store.newId(),
      name: "Hue Bridge",
      manufacturer: "Signify Netherlands B.V.",
      model: "Hue Bridge",
      swVersion: "1.68.1968096020",
      identifiers: [["hue", "001788fffe2a41c7"]],
    });
    const light = (name: string, lit: (turn: number) => boolean): EntitySpec => ({
      id: `light.${name.toLowerCase().replace(/ /g, "_")}`,
      uid: `hue-${name}`,
      name,
      fixed: { supported_features: 40, supported_color_modes: ["brightness"] },
      read: () => (lit(this.turn) ? "on" : "off"),
    });
    const sensor = (name: string, deviceClass: string, unit: string, value: (turn: number) => number): EntitySpec => ({
      id: `sensor.${name.toLowerCase().replace(/ /g, "_")}`,
      uid: `hue-${name}`,
      name,
      deviceClass,
      fixed: { state_class: "measurement", unit_of_measurement: unit },
      read: () => value(this.turn).toFixed(1),
    });
    this.register([
      light("Kitchen ceiling", (turn) => turn % 8 < 4),
      light("Hall", (turn) => turn % 12 < 2),
      light("Bedroom", () => false),
      sensor("Living room temperature", "temperature", "°C", (turn) => 21 + (turn % 5) / 10),
      sensor("Garden temperature", "temperature", "°C", (turn) => 7 + (turn % 9) / 10),
      sensor("Motion sensor battery", "battery", "%", () => 78),
      {
        id: "binary_sensor.hall_motion",
        uid: "hue-motion",
        name: "Hall motion",
        deviceClass: "motion",
        read: () => (this.turn % 6 === 0 ? "on" : "off"),
      },
    ]);
  }

  change(): void {
    this.turn += 1;
    this.publish();
  }

  override handle(action: string): "done" | undefined {
    return action === "homeassistant.update_entity" ? "done" : undefined;
  }
}
