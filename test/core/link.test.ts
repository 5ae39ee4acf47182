import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Radio } from "../../src/core/fact.ts";
import { rateLink } from "../../src/core/link.ts";
import { rows } from "../support/table.ts";

interface Parts {
  readonly radio?: Radio;
  readonly signal?: number;
  readonly noise?: number;
  readonly link_quality?: number;
  readonly round_trip?: number;
  readonly lost_commands?: number;
}

function rate(parts: Parts) {
  return rateLink(parts);
}

describe("rateLink", () => {
  rows<readonly [name: string, parts: Parts, mark: number | undefined]>(
    [
      ["nothing", {}, undefined],
      ["a radio alone", { radio: "zwave" }, undefined],
      ["Z-Wave 25 dB", { radio: "zwave", signal: -75 }, 10],
      ["Z-Wave 24 dB", { radio: "zwave", signal: -76 }, 8],
      ["Z-Wave 17 dB, what Z-Wave JS asks of a good route", { radio: "zwave", signal: -83 }, 8],
      ["Z-Wave 16 dB", { radio: "zwave", signal: -84 }, 6],
      ["Z-Wave 9 dB", { radio: "zwave", signal: -91 }, 4],
      ["Z-Wave 5 dB", { radio: "zwave", signal: -95 }, 3],
      ["Z-Wave 0 dB", { radio: "zwave", signal: -100 }, 2],
      ["Z-Wave under the noise", { radio: "zwave", signal: -101 }, 1],
      ["Z-Wave in noise", { radio: "zwave", signal: -75, noise: -80 }, 3],
      ["Long Range the same", { radio: "zwave_long_range", signal: -75 }, 10],
      ["Bluetooth -70", { radio: "bluetooth", signal: -70 }, 10],
      ["Bluetooth -71", { radio: "bluetooth", signal: -71 }, 8],
      ["Bluetooth -96", { radio: "bluetooth", signal: -96 }, 1],
      ["Zigbee -80", { radio: "zigbee", signal: -80 }, 5],
      ["Zigbee -81", { radio: "zigbee", signal: -81 }, 4],
      ["Thread -90", { radio: "thread", signal: -90 }, 3],
      ["Wi-Fi -60", { radio: "wifi", signal: -60 }, 10],
      ["unknown radio by the scale of Wi-Fi", { signal: -60 }, 10],
      ["quality 200", { link_quality: 200 }, 10],
      ["quality 199", { link_quality: 199 }, 8],
      ["quality 34", { link_quality: 34 }, 2],
      ["quality 14", { link_quality: 14 }, 1],
      ["quality 255", { link_quality: 255 }, 10],
      ["quality -1 is none", { link_quality: -1 }, undefined],
      ["trip 1200 ms", { round_trip: 1200 }, 10],
      ["trip 1201 ms", { round_trip: 1201 }, 6],
      ["trip 2501 ms", { round_trip: 2501 }, 2],
      ["trip infinite is none", { round_trip: Infinity }, undefined],
      ["1 % lost", { lost_commands: 1 }, 10],
      ["2 % lost", { lost_commands: 2 }, 8],
      ["9 % lost", { lost_commands: 9 }, 6],
      ["one of ten lost, what Z-Wave JS gives 3 for", { lost_commands: 10 }, 3],
      ["two of ten lost", { lost_commands: 20 }, 2],
      ["three of ten lost", { lost_commands: 30 }, 1],
      ["all lost", { lost_commands: 100 }, 1],
      ["more than all lost is none", { lost_commands: 101 }, undefined],
      ["less than none lost is none", { lost_commands: -1 }, undefined],
      ["strong, and commands are lost", { radio: "zwave", signal: -60, lost_commands: 12 }, 3],
      ["the worst part counts", { radio: "zwave", signal: -60, round_trip: 3000 }, 2],
      ["-150 dBm is none", { signal: -150 }, undefined],
    ],
    ([, parts, mark]) => assert.equal(rate(parts)?.mark, mark),
  );

  rows<readonly [name: string, parts: Parts, told: string]>(
    [
      [
        "parts, the worst first",
        { radio: "zwave", signal: -60, link_quality: 40, round_trip: 1400 },
        "link_quality 4, round_trip 6, signal 10",
      ],
    ],
    ([, parts, told]) =>
      assert.equal(
        rate(parts)
          ?.parts.map(({ fact, mark }) => `${fact} ${mark}`)
          .join(", "),
        told,
      ),
  );
});
