import { BATTERY_NOTES, filed, zigbee, zwave } from "./sources.ts";
import type { Maker } from "./types.ts";

const AA4 = { type: "AA", count: 4 } as const;
const NO_JUMP =
  "https://schlage-res.zendesk.com/hc/en-us/articles/37468159195796-Can-Schlage-Encode-Locks-Be-Jumpstarted-with-a-Battery";
const WRONG_CODES = "https://kc.allegion.com/kb/article/do-schlage-encode-series-locks-report-multiple-failed-code-attempts";

/** Of the Wi-Fi series: the key is the only way in, and the third wrong code in a row disables the keypad. */
const ENCODE = { emergency: ["key"], lockout: { attempts: 3, seconds: 30 } } as const;

export const schlage: Maker = {
  maker: "Schlage",
  match: /\b(schlage|allegion)\b/,
  support: "https://schlage-res.zendesk.com/hc/en-us/articles/37188047627412-Schlage-Warranty-Policy-Claims-and-More",
  every: {
    allowed: ["alkaline"],
    sources: ["https://kc.allegion.com/kb/article/what-type-of-batteries-should-i-use-in-my-schlage-lock"],
  },
  models: [
    { model: "BE369", cells: { type: "9V", count: 1 }, sources: [BATTERY_NOTES, zwave("003b/be369")] },
    {
      model: "BE468",
      cells: AA4,
      sources: [
        "https://www.yemialadeworld.com/how-do-you-open-a-schlage-lock-with-a-dead-battery/",
        zwave("003b/be468"),
        zigbee("schlage"),
      ],
    },
    {
      model: "BE468ZP",
      cells: AA4,
      manual: filed("3707/Connect_QSG_Add_Remove_FDR_Association.pdf"),
      sources: [BATTERY_NOTES, zwave("003b/be468zp")],
    },
    { model: "BE469", match: /^be469nx$/, cells: AA4, sources: [BATTERY_NOTES, zwave("003b/be469")] },
    { model: "BE469ZP", cells: AA4, sources: [BATTERY_NOTES, zwave("003b/be469zp")] },
    { model: "CKPD FE599", match: /^fe599(nx)?$/, cells: AA4, sources: [BATTERY_NOTES, zwave("003b/fe599nx")] },
    {
      model: "Encode BE489WB",
      match: /^(schlage )?encode$|^be489\w*$/,
      cells: AA4,
      ...ENCODE,
      sources: [BATTERY_NOTES, NO_JUMP, WRONG_CODES],
    },
    {
      model: "Encode Plus BE499WB",
      match: /^(schlage )?encode plus$|^be499\w*$/,
      cells: AA4,
      ...ENCODE,
      sources: [BATTERY_NOTES, NO_JUMP, WRONG_CODES],
    },
    {
      model: "Encode Lever FE789WB",
      match: /^(schlage )?encode lever$|^fe789\w*$/,
      ...ENCODE,
      sources: [NO_JUMP, WRONG_CODES],
    },
    { model: "JBE109", manual: filed("4134/J-Series%20UG-f1.pdf"), sources: [zwave("003b/jbe109")] },
    { model: "JFE109", manual: filed("4136/J-Series%20UG-e.pdf"), sources: [zwave("003b/jfe109")] },
    {
      model: "S-6500F",
      manual: filed("4122/Manual%20for%20Schlage%20Z-Wave%20Mortise%20Lock%20v1.1.pdf"),
      sources: [zwave("003b/s-6500f")],
    },
  ],
};
