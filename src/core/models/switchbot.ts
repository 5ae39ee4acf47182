import { BATTERY_NOTES } from "./sources.ts";
import type { Maker } from "./types.ts";

const HELP = "https://support.switch-bot.com/hc/en-us";
const SUPPORT = `${HELP}/articles`;
const KEY = "https://blog.switchbot.jp/product/switchbot-lock-battery/";
const CALIBRATION = "https://homenode.dev/?p=2758";

export const switchbot: Maker = {
  maker: "SwitchBot",
  match: /\bswitchbot\b/,
  support: HELP,
  models: [
    {
      model: "WoLock",
      match: /^(smart )?lock$/,
      cells: { type: "CR123A", count: 2 },
      allowed: ["lithium"],
      emergency: ["key"],
      calibration: "app",
      sources: [BATTERY_NOTES, `${SUPPORT}/9744936851863-Battery-issue-inquiry-for-the-SwitchBot-product`, KEY, CALIBRATION],
    },
    {
      model: "WoLockPro",
      match: /^(smart )?lock pro$/,
      cells: { type: "AA", count: 4 },
      calibration: "app",
      manual: `${SUPPORT}/19289987461911-Introduction-About-Rechargeable-Battery-for-Lock-Pro`,
      sources: [BATTERY_NOTES, CALIBRATION],
    },
    {
      model: "Lock Ultra",
      match: /^smart lock ultra$/,
      cells: { type: "pack", count: 1 },
      emergency: ["backup_pack"],
      calibration: "app",
      manual: `${SUPPORT}/28857399753367`,
      sources: [BATTERY_NOTES, "https://www.manualslib.de/manual/1605615/Switchbot-Lock-Ultra.html?page=10", CALIBRATION],
    },
  ],
};
