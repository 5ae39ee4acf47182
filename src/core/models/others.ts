import { BATTERY_NOTES, certified, filed, alliance, zigbee, zwave } from "./sources.ts";
import type { Maker } from "./types.ts";

const PACK = { type: "pack", count: 1 } as const;
const AA4 = { type: "AA", count: 4 } as const;
const AA8 = { type: "AA", count: 8 } as const;
const CR123A4 = { type: "CR123A", count: 4 } as const;
const LOQED_HELP = "https://support.loqed.com/en";
const LOQED = `${LOQED_HELP}/articles`;
const TEDEE_HELP = "https://tedee.freshdesk.com/en/support/solutions";
const TEDEE = `${TEDEE_HELP}/articles/77000467666-basic-configuration`;
const TEDEE_GO = "https://manualspro.net/380870-tedee-02-127-go-smart-lock-user-manual";
const DANALOCK = "https://usermanual.wiki/Z-Wave/DanalockV3ProductManualZWaveV091.768903351/html";
const LEVEL = "https://usa.aviasmart.com/avia-support/normal-battery-life/";
const EUFY_LOCKOUT = "https://service.soundcore.com/article-description/How-Does-Wrong-Try-Protection-Work-on-eufy-Smart-Lock";

const danalock: Maker = {
  maker: "Danalock",
  match: /\b(danalock|poly ?control)\b/,
  // The table of makers' pages in DeviceParameters.html.js (MIT, © piet66).
  support: "https://danalock.com/support/",
  models: [
    {
      model: "Danalock V3-BTZE",
      match: /^v3 btze$|^(danalock )?v3( bt(hk)?)?$/,
      cells: CR123A4,
      allowed: ["lithium"],
      manual: filed("4295/Danalock_V3_Product_manual_Z_Wave_V_0.9.5.pdf"),
      sources: [BATTERY_NOTES, DANALOCK, zwave("010e/danalock_v3-btze")],
    },
    {
      model: "V3-BTZBE",
      match: /^danalock v3 btzbe$|^(danalock )?v3 btzb$|^v3 btzb v3 btzbe$|^bt zb smartlock( v3 btzb v3 btzbe)?$/,
      cells: CR123A4,
      allowed: ["lithium"],
      sources: [BATTERY_NOTES, DANALOCK, zigbee("danalock")],
    },
    {
      model: "BTZW125",
      manual: certified("1238/Danalock%20Product%20manual.pdf"),
      sources: [zwave("010e/btzw125")],
    },
  ],
};

const aqara: Maker = {
  maker: "Aqara",
  match: /\b(aqara|lumi|xiaomi)\b/,
  // The site of its products' pages, such as www.aqara.com/en/support/hub-m2.
  support: "https://www.aqara.com/en/support/",
  others: /\bxiaomi\b/,
  models: [
    { model: "Aqara Smart Lock U50", match: /^(smart lock )?u50$/, cells: AA4, sources: [BATTERY_NOTES] },
    { model: "Aqara Smart Lock U100", match: /^(smart lock )?u100$/, cells: AA4, sources: [BATTERY_NOTES] },
    {
      model: "Aqara Smart Lock U200",
      match: /^(smart lock )?u200$|^(aqara smart lock u200 )?10242$/,
      cells: PACK,
      calibration: "app",
      manual: "https://forum.aqara.com/t/aqara-smart-lock-u200-u200-lite-guide/216784",
      sources: [BATTERY_NOTES, "https://forum.aqara.com/t/aqara-smart-lock-u200-u200-lite-guide/216784"],
    },
    { model: "Aqara Smart Lock U300", match: /^(smart lock )?u300$/, cells: AA4, sources: [BATTERY_NOTES] },
    { model: "Aqara Smart Lock U400", match: /^(smart lock )?u400$|^10244$/, cells: PACK, sources: [BATTERY_NOTES] },
    {
      model: "ZNMS16LM",
      match: /^aqara lock bzacn4( znms16lm)?$/,
      cells: { type: "AA", count: 6 },
      sources: [BATTERY_NOTES],
    },
  ],
};

const tedee: Maker = {
  maker: "Tedee",
  match: /\b(tedee|gerda)\b/,
  support: TEDEE_HELP,
  others: /\bgerda\b/,
  models: [
    {
      model: "Tedee PRO",
      match: /^(lock )?pro$/,
      cells: PACK,
      calibration: "app",
      manual: TEDEE,
      sources: [BATTERY_NOTES, TEDEE],
    },
    {
      model: "Tedee GO",
      match: /^(lock )?go$/,
      cells: { type: "CR123A", count: 3 },
      allowed: ["lithium", "li_ion"],
      calibration: "app",
      manual: TEDEE_GO,
      sources: [BATTERY_NOTES, TEDEE_GO, TEDEE],
    },
  ],
};

const loqed: Maker = {
  maker: "LOQED",
  match: /\bloqed\b/,
  support: LOQED_HELP,
  models: [
    {
      model: "Touch Smart Lock",
      match: /^(loqed )?touch$/,
      cells: AA8,
      allowed: ["alkaline", "nimh"],
      emergency: ["9v"],
      calibration: "self",
      manual: `${LOQED}/6058892-replacing-or-recharging-the-batteries`,
      sources: [
        `${LOQED}/6040337-how-long-do-loqed-batteries-last`,
        `${LOQED}/6040338-how-can-i-enter-if-the-batteries-of-the-lock-are-empty`,
        `${LOQED}/6058892-replacing-or-recharging-the-batteries`,
      ],
    },
  ],
};

const idLock: Maker = {
  maker: "ID Lock",
  match: /\b(id lock|datek)\b/,
  // The product's support in OpenZWave's file of this lock (0373:0001:0003).
  support: "https://idlock.no/kundesenter/",
  models: [
    {
      model: "ID-150",
      match: /^id lock 150$/,
      cells: AA8,
      manual: "https://manuals.online/id-lock/control-unit/fw-16/user-manual/1i8a9",
      sources: [BATTERY_NOTES, zwave("0373/id-150"), zigbee("datek")],
    },
  ],
};

const onesti: Maker = {
  maker: "Onesti",
  match: /\b(onesti|nimly|easyaccess)\b/,
  models: [
    {
      model: "Nimly",
      match: /^nimly(pro|code|touch|in|pro24|shared|codepro)$|^zigbee module for nimly doorlock series( nimly)?$/,
      cells: { type: "AA", count: 3 },
      sources: [BATTERY_NOTES, zigbee("onesti")],
    },
    {
      model: "easyCodeTouch_v1",
      match: /^easycodetouch$|^easyfingertouch$|^zigbee module for easyaccess code touch series$/,
      cells: { type: "AA", count: 3 },
      sources: [BATTERY_NOTES, zigbee("onesti")],
    },
  ],
};

const level: Maker = {
  maker: "Level",
  match: /\blevel\b/,
  // The site of its articles, such as level.co/support/articles/tailpiece-adapters.
  support: "https://level.co/support/",
  models: [
    { model: "Level Bolt", match: /^level bolt matter$/, cells: { type: "CR2", count: 1 }, sources: [BATTERY_NOTES, LEVEL] },
    {
      model: "Level Lock",
      match: /^level lock (touch( edition)?|matter)$/,
      cells: { type: "CR2", count: 1 },
      sources: [LEVEL],
    },
    { model: "Level Lock Pro", cells: { type: "CR2", count: 1 }, sources: [BATTERY_NOTES] },
  ],
};

const ultraloq: Maker = {
  maker: "Ultraloq",
  match: /\b(u tec|ultraloq|xthings)\b/,
  support: "https://support.ultraloq.com/hc/en-us",
  every: {
    manual: "https://support.ultraloq.com/hc/en-us/articles/40568517219225",
    sources: ["https://support.ultraloq.com/hc/en-us/articles/40568517219225"],
  },
  models: [
    { model: "U-BOLT-PRO-ZWAVE", cells: AA4, sources: [BATTERY_NOTES, zwave("0452/u-bolt-pro-zwave")] },
    { model: "Ultraloq Bolt F Matter", match: /^bolt f( matter)?$/, cells: AA8, sources: [BATTERY_NOTES] },
    {
      model: "LATCH7-ZWAVE",
      match: /^latch7( z wave)?$/,
      cells: AA4,
      sources: ["https://manuals.plus/so/ultraloq/latch7-z-wave-smart-lock-manual"],
    },
    {
      model: "Ultraloq UL3",
      match: /^ul3( bt)?$/,
      emergency: ["key"],
      sources: ["https://manualshive.com/en/manual/u-tec/ultraloq-ul3/831574?page=7"],
    },
  ],
};

const lockly: Maker = {
  maker: "Lockly",
  match: /\blockly\b/,
  support: "https://www.support.lockly.com/faq/",
  models: [
    {
      // After three wrong codes it asks for the right one twice; the next wrong one disables the keypad.
      model: "PGD728F ZPU",
      lockout: { attempts: 4, seconds: 600 },
      manual: "https://www.manualslib.com/manual/1536023/Lockly-Secure.html?page=30",
      sources: [zwave("043d/pgd728f_zpu"), "https://www.manualslib.com/manual/1536023/Lockly-Secure.html?page=30"],
    },
  ],
};

const kaadas: Maker = {
  maker: "Kaadas (Alfred, Philips)",
  match: /\b(kaadas|alfred|philips)\b/,
  models: [
    {
      model: "DB1",
      manual: certified("3373/Alfred%20Z-Wave%20Plus%20System%20Integrators%20Guide(DB1)%20V1.2.pdf"),
      sources: [zwave("021d/db1")],
    },
    {
      model: "DB2",
      manual: certified("3324/Alfred%20Z-Wave%20Plus%20System%20Integrators%20Guide%20V5.1.pdf"),
      sources: [zwave("021d/db2")],
    },
    { model: "ML2", manual: filed("4120/ML2%20-%20Product%20Manual_new.pdf"), sources: [zwave("021d/ml2")] },
    {
      model: "DDL240X-15HZW",
      manual: alliance("cert_portal/certs/1010/DDL240X-15HZWManualV2.0.pdf"),
      sources: [zwave("021d/ddl240x_15hzw")],
    },
  ],
};

const eufy: Maker = {
  maker: "eufy",
  match: /\beufy\b/,
  // The site of its articles, such as support.eufy.com/s/article/Using-RTSP-on-eufySecurity-Devices.
  support: "https://support.eufy.com/",
  every: { lockout: { attempts: 5, seconds: 180 }, sources: [EUFY_LOCKOUT] },
  models: [
    { model: "T8506", cells: AA8, sources: [BATTERY_NOTES] },
    { model: "T8530", cells: PACK, sources: [BATTERY_NOTES] },
  ],
};

const single: readonly Maker[] = [
  {
    maker: "Verisure",
    match: /\bverisure\b/,
    models: [{ model: "Lockguard Smartlock", cells: AA4, sources: [BATTERY_NOTES] }],
  },
  {
    maker: "Solity",
    match: /\bsolity\b/,
    models: [{ model: "Solity DoorLock", cells: AA8, sources: [BATTERY_NOTES] }],
  },
  {
    maker: "Bold",
    match: /\bbold\b/,
    // The site of its answers, such as knowledgebase.boldsmartlock.com/en/knowledge/what-happens-if-the-battery-is-low-or-empty.
    support: "https://knowledgebase.boldsmartlock.com/en/knowledge",
    models: [{ model: "Bold Elite", cells: { type: "CR123A", count: 1 }, sources: [BATTERY_NOTES] }],
  },
];

/** Makers with few models. */
export const others: readonly Maker[] = [
  danalock,
  aqara,
  tedee,
  loqed,
  idLock,
  onesti,
  level,
  ultraloq,
  lockly,
  kaadas,
  eufy,
  ...single,
];
