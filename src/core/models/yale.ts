import { BATTERY_NOTES, certified, filed, zigbee, zwave } from "./sources.ts";
import type { Maker } from "./types.ts";

const AA4 = { type: "AA", count: 4 } as const;
/** As Yale's Z-Wave locks leave the factory: parameters 4 and 7 of the device database's template. */
const LOCKOUT = { lockout: { attempts: 5, seconds: 60 } } as const;
const BY_MODEL = "https://www.smarthomeperfected.com/open-yale-lock-with-dead-battery/";
/** With a cylinder; the device database says which have one. */
const KEYED = { emergency: ["key"] } as const;
/** Of other continents: the maker's page by country. The site of its terms, www.yalehome.com/global/en/privacy-and-legal-center. */
const ABROAD = { support: "https://www.yalehome.com/global/en" } as const;
/** Without a cylinder: contacts below the keypad. */
const KEYLESS = { emergency: ["9v"] } as const;
const UNITY =
  "https://www.yalehome.com.au/en/faq/smart-locks/yale-unity-entrance-lock/faq/what-happens-if-my-lock-battery-is-flat-and-i-cannot-enter-the-home/";

export const yale: Maker = {
  maker: "Yale",
  match: /\b(yale|august|assa abloy|lockwood|nest)\b/,
  // Of North America, where most of these are sold. The site of its answers, such as
  // support.shopyalehome.com/en_us/how-to-factory-reset-your-assure-lock-2-BJwB9go0q.
  support: "https://support.shopyalehome.com/",
  others: /\b(august|assa abloy|lockwood|nest)\b/,
  models: [
    { model: "YRD110", ...LOCKOUT, sources: [zwave("0129/yrd110")] },
    { model: "YRD120", ...LOCKOUT, sources: [zwave("0129/yrd120")] },
    {
      model: "YRD136",
      ...LOCKOUT,
      manual: certified("3446/YRD136%20FINAL-compressed%20(1).pdf"),
      sources: [zwave("0129/yrd136")],
    },
    {
      model: "YRD156",
      ...LOCKOUT,
      manual: certified("3170/YRD156_YaleRealLivingAssureDeadbolt_Z-WavePlus_SystemIntegratorsGuide.pdf"),
      sources: [zwave("0129/yrd156")],
    },
    {
      model: "YRD210",
      match: /^yrd210 (pb db|ha 605)$/,
      cells: AA4,
      ...LOCKOUT,
      sources: [BATTERY_NOTES, zwave("0129/yrd210"), zigbee("yale")],
    },
    {
      model: "YRD216 / YRC216",
      match: /^yrc216 zw3$|^yrd216 (pbdb|ha2 619)$/,
      ...LOCKOUT,
      manual: certified("1971/WGA6ZWManual.pdf"),
      sources: [zwave("0129/yrd216-zw2"), zwave("0129/yrc216-zw3"), zigbee("yale")],
    },
    {
      model: "YRD216-ZW3",
      ...KEYED,
      ...LOCKOUT,
      sources: [zwave("0129/yrd216-zw3"), BY_MODEL],
    },
    {
      model: "YRD220 / YRD240",
      match: /^yrd220 (240 tsdb|yrd221)$/,
      cells: AA4,
      ...LOCKOUT,
      sources: [BATTERY_NOTES, zwave("0129/yrd220"), zigbee("yale")],
    },
    {
      model: "YRD226 / YRC226 / YRC246 / YRD256 / YRC256 / YRD446",
      cells: AA4,
      ...LOCKOUT,
      manual: certified("1878/WGA6ZWManual.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yrc_yrd_226_246_256_446-zw2")],
    },
    {
      model: "YRD226-ZW3",
      match: /^yr[dc]226( zw3|l? tsdb)?$|^yrd226ha2619$/,
      cells: AA4,
      ...KEYED,
      ...LOCKOUT,
      sources: [BATTERY_NOTES, zwave("0129/yrd226-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD246",
      match: /^yrd246( tsdb|ha20bp)$/,
      ...KEYLESS,
      sources: [zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD256-ZW3",
      match: /^yr[dc]256( zw3|l? tsdb)?$|^(ya)?yrd256ha2(0bp|619)$/,
      cells: AA4,
      ...KEYLESS,
      ...LOCKOUT,
      sources: [BATTERY_NOTES, zwave("0129/yrd256-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD410-ZW3",
      match: /^yrd410( zw2| ts| pb| ble)?$/,
      ...KEYED,
      ...LOCKOUT,
      manual: filed("4649/400%20series%20Keyed.pdf"),
      sources: [zwave("0129/yrd410-zw2"), zwave("0129/yrd410-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD420-ZW3",
      match: /^yrd420( zw2| ts| ble)?$/,
      cells: AA4,
      ...KEYED,
      ...LOCKOUT,
      manual: filed("4651/400%20series%20Keyed.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yrd420-zw2"), zwave("0129/yrd420-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD430-ZW3",
      match: /^yrd430( zw2| ts| pb| ble)?$/,
      ...KEYLESS,
      ...LOCKOUT,
      manual: filed("4650/400%20series%20Keyed.pdf"),
      sources: [zwave("0129/yrd430-zw2"), zwave("0129/yrd430-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD450-ZW3",
      match: /^yrd450( zw2| ts| ble)?$/,
      cells: AA4,
      ...KEYLESS,
      ...LOCKOUT,
      manual: filed("4652/400%20Series%20Key%20Free_2%20(1).pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yrd450-zw2"), zwave("0129/yrd450-zw3"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRD450-F-ZW3",
      match: /^yrd450 f ts$/,
      cells: AA4,
      lockout: { attempts: 3, seconds: 60 },
      sources: [BATTERY_NOTES, zwave("0129/yrd4x0-f-zw3")],
    },
    {
      model: "YRD4X0-F-ZW3",
      match: /^yrd4[123]0 f zw3$/,
      lockout: { attempts: 3, seconds: 60 },
      sources: [zwave("0129/yrd4x0-f-zw3")],
    },
    {
      model: "YRD416",
      ...LOCKOUT,
      manual: certified("3260/YRD416_YaleRealLivingAssureDeadbolt_Z-WavePlus_SystemIntegratorsGuide.pdf"),
      sources: [zwave("0129/yrd416")],
    },
    {
      model: "YRD426-ZW2",
      match: /^yrd426nrsc$|^yrd446( ble tsdb)?$/,
      ...LOCKOUT,
      manual: certified("3251/YRD426_YaleRealLivingAssureDeadbolt_Z-WavePlus_SystemIntegratorsGuide_.pdf"),
      sources: [zwave("0129/yrd446"), zigbee("yale")],
    },
    {
      model: "NF-YRD612-ZW3",
      match: /^nf yrd612 zw2$|^nf yrc612 zw3$/,
      ...KEYED,
      ...LOCKOUT,
      manual: filed("4644/Binder1.pdf"),
      sources: [zwave("0129/nf-yrd612-zw2"), zwave("0129/nf-yrd612-zw3"), BY_MODEL],
    },
    {
      model: "YRD620 / YRC620",
      ...LOCKOUT,
      manual: certified("3439/YRD620%20FINAL.pdf"),
      sources: [zwave("0129/yrd620")],
    },
    {
      model: "YRD622-ZW3",
      match: /^nf yr[dc]622 zw3$|^yrc622 zw3$/,
      ...KEYED,
      ...LOCKOUT,
      sources: [zwave("0129/yrd622-zw3"), zwave("0129/nf-yrd622-zw3"), BY_MODEL],
    },
    {
      model: "YRD642-ZW3",
      match: /^yr[dc]642 zw[23]$/,
      ...KEYLESS,
      ...LOCKOUT,
      manual: filed("4647/Binder1.pdf"),
      sources: [zwave("0129/yrd642-zw2"), zwave("0129/yrd642-zw3"), BY_MODEL],
    },
    {
      model: "YRD652-ZW2",
      match: /^yrd652( zw3|l? tsdb|ha20bp)?$/,
      cells: AA4,
      ...KEYLESS,
      ...LOCKOUT,
      manual: filed("4642/Binder1.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yrd652-zw2"), zigbee("yale"), BY_MODEL],
    },
    {
      model: "YRL210 / YRL220",
      match: /^yrl2[12]0$|^yrl220 ts ll$|^yrl 220l$/,
      ...LOCKOUT,
      sources: [zwave("0129/yrl210"), zwave("0129/yrl220"), zigbee("yale")],
    },
    {
      model: "YRL216 / YRL236",
      ...LOCKOUT,
      manual: certified("3129/Assure_Lever_Manual_ZWave_Cert.pdf"),
      sources: [zwave("0129/yrl216")],
    },
    {
      model: "YRL226 / YRL256",
      match: /^yrl2[25]6(l? ts)?$/,
      cells: AA4,
      ...LOCKOUT,
      manual: certified("3114/YRL226-ZW2.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yrl226"), zwave("0129/yrl256"), zigbee("yale")],
    },
    {
      model: "YRM276",
      ...LOCKOUT,
      manual: certified("2911/YRM276_YRM476-INST-FUL%20Rev%20A%20WEB_SystemGuide.pdf"),
      sources: [zwave("0129/yrm276")],
    },
    {
      model: "YRM476",
      match: /^yrm476 ts ble$/,
      ...LOCKOUT,
      manual: certified("2925/YRM276_YRM476-INST-FUL%20Rev%20A%20WEB_SystemGuide.pdf"),
      sources: [zwave("0129/yrm476"), zigbee("yale")],
    },
    {
      model: "NTB612-ZW2",
      match: /^ntb6[1234][02]( zw2)?$/,
      ...LOCKOUT,
      manual: filed("4643/Binder1.pdf"),
      sources: [zwave("0129/ntb612-zw2"), zwave("0129/ntb610"), zwave("0129/ntb620")],
    },
    {
      model: "NTM612-ZW2",
      match: /^ntm6[1234][27] zw2$/,
      ...LOCKOUT,
      manual: filed("4632/ntm612%20manual.pdf"),
      sources: [zwave("0129/ntm612-zw2"), zwave("0129/ntm622-zw2")],
    },
    {
      model: "SD-L1000-CH",
      match: /^conexis l1$/,
      cells: AA4,
      ...ABROAD,
      manual: certified("2535/Instruction%20Manual%20V2a.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/sd-l1000-ch")],
    },
    {
      model: "P-KFCON-MOD-YALE",
      cells: AA4,
      ...ABROAD,
      manual: certified("2576/Instruction%20Manual%20V2b.pdf"),
      sources: [BATTERY_NOTES, zwave("0129/yale_smart_door_lock_z-wave_module")],
    },
    {
      model: "YDM3109",
      ...ABROAD,
      manual: certified("3227/Manual%20for%20YDM3109%20plus.pdf"),
      sources: [zwave("0129/ydm3109")],
    },
    {
      model: "YDM4109+",
      ...ABROAD,
      manual: certified("3449/YDM4109Plus_Quick%20Start%20Guide_190702.pdf"),
      sources: [zwave("0129/ydm4109plus")],
    },
    { model: "MD-04I", match: /^md 0[14]$/, cells: AA4, ...ABROAD, sources: [BATTERY_NOTES] },
    { model: "ASL6_05/101110/MB", cells: AA4, sources: [BATTERY_NOTES] },
    {
      model: "Nest × Yale Lock",
      match: /^nest x yale( lock)?$|^(rb )?yrd540\b/,
      cells: AA4,
      allowed: ["alkaline"],
      emergency: ["9v"],
      manual: "https://support.google.com/googlenest/answer/9218474",
      support: "https://support.google.com/googlenest",
      sources: ["https://support.google.com/googlenest/answer/9227359", "https://support.google.com/googlenest/answer/9231025"],
    },
    {
      model: "Unity Entrance Lock",
      match: /^yale unity entrance lock$/,
      emergency: ["usb_c"],
      support: UNITY,
      sources: [UNITY],
    },
  ],
};
