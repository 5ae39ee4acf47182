import { BATTERY_NOTES, certified, filed, zigbee, zwave } from "./sources.ts";
import type { Maker } from "./types.ts";

const AA4 = { type: "AA", count: 4 } as const;
const ALKALINE = {
  allowed: ["alkaline"],
  sources: ["https://www.kwikset.com/support/answers/how-can-i-extend-the-battery-life-of-my-smart-lock"],
} as const;
const KEYED = "https://onlyerrorcodes.com/smart-locks/kwikset/keypad-lockout/";
const KEY = { emergency: ["key"] } as const;

export const kwikset: Maker = {
  maker: "Kwikset",
  match: /\bkwikset\b/,
  support: "https://www.kwikset.com/support",
  models: [
    {
      model: "910",
      match: /^910 smartcode traditional electronic deadbolt( 99100 006)?$|^99100 0(06|45)$|^smartcode deadbolt 5( l)?$/,
      cells: AA4,
      manual: certified("2239/Install_Guide_910_02_27_2017.pdf"),
      sources: [BATTERY_NOTES, zwave("0090/910"), zigbee("kwikset")],
    },
    {
      model: "912",
      match: /^912 smartcode traditional electronic lever( 99120 021)?$|^99120 021$|^smartcode lever 5$/,
      cells: AA4,
      sources: [BATTERY_NOTES, zwave("0090/912"), zigbee("kwikset")],
    },
    { model: "914", cells: AA4, ...KEY, sources: [BATTERY_NOTES, zwave("0090/914"), KEYED] },
    {
      model: "914C",
      match: /^home connect smart lock conversion kit( 99140 139)?$|^99140 139$|^66492 001$|^smartcode( convert gen1( w3)?)?$/,
      cells: AA4,
      ...KEY,
      sources: [BATTERY_NOTES, zwave("0090/914c"), zigbee("kwikset"), KEYED],
    },
    { model: "916", cells: AA4, sources: [BATTERY_NOTES, zwave("0090/916")] },
    {
      model: "99140-031",
      match: /^smartcode traditional electronic deadbolt( 99140 0(02|31))?$|^99140 002$|^smartcode deadbolt 10t?( w3)?( l)?$/,
      cells: AA4,
      sources: [BATTERY_NOTES, zigbee("kwikset")],
    },
    {
      model: "SmartCode 888",
      match: /^888$/,
      cells: AA4,
      ...KEY,
      manual: certified("2176/Install%20Guide%20888%20ENG_Merged.pdf"),
      sources: [BATTERY_NOTES, zwave("0090/smartcode_888"), KEYED],
    },
    {
      model: "HC620",
      match: /^(home connect )?620$/,
      cells: AA4,
      manual: filed("4279/5069372%20Weiser%20GED1800ss.pdf"),
      sources: [BATTERY_NOTES, zwave("0090/hc620")],
    },
    {
      model: "Halo",
      match: /^halo (01|touch)$/,
      cells: AA4,
      ...KEY,
      ...ALKALINE,
      sources: [BATTERY_NOTES, ...ALKALINE.sources, KEYED],
    },
    { model: "Halo Select", match: /^halo select plus$/, ...ALKALINE },
    { model: "Aura", match: /^aura( reach)?$/, ...ALKALINE },
    { model: "Kevo", cells: AA4, sources: [BATTERY_NOTES] },
    {
      model: "Premis",
      allowed: ["alkaline"],
      manual: "https://www.kwikset.com/support/guides/premis-user/battery-faq.html",
      sources: ["https://www.kwikset.com/support/guides/premis-user/battery-faq.html"],
    },
  ],
};

export const weiser: Maker = {
  maker: "Weiser",
  match: /\bweiser\b/,
  // The site of its notice on the end of Kevo: ca.weiserlock.com/support/troubleshooting/support-articles/kevo-app-shutdown.
  support: "https://ca.weiserlock.com/support",
  models: [
    { model: "GED1455", cells: AA4, sources: [BATTERY_NOTES, zwave("0090/ged1455")] },
    {
      model: "GED1800",
      match: /^smartcode 10( 9ged18000 009)?$|^9ged18000 009$|^smartcode deadbolt 10$/,
      cells: AA4,
      sources: [BATTERY_NOTES, zwave("0090/ged1800"), zigbee("weiser")],
    },
    {
      model: "GED2350",
      manual: certified("2377/Install%20Guide%20GED2350%2004242017.pdf"),
      sources: [zwave("0090/ged2350")],
    },
  ],
};

export const baldwin: Maker = {
  maker: "Baldwin",
  match: /\bbaldwin\b/,
  support: "https://www.baldwinhardware.com/support/faqs",
  models: [
    { model: "8225", manual: certified("3353/Baldwin_8225_Product_Manual_5_9.pdf"), sources: [zwave("0090/8225")] },
    { model: "8252", manual: certified("3070/Install_Guide_8285_9_5_2018.pdf"), sources: [zwave("0090/8252")] },
  ],
};
