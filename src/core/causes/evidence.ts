import type { CheckId } from "../checks/index.ts";

/** Why a cause explains some symptoms. */
export interface Reason {
  readonly explains: readonly CheckId[];
  /** One sentence. */
  readonly why: string;
  /** Who says so: a thread, a maker's page, a file. */
  readonly source: string;
  /** What must hold besides, of the edges that ask for it. */
  readonly onlyIf?: string;
}

const OUT_OF_REACH: readonly CheckId[] = ["lock_unreachable", "link_weak", "state_stale"];

/**
 * The evidence for each edge of the graph, for `docs/diagnosis.md` and for those who change the graph. A contract test holds the two
 * together; nothing loads it at run time.
 */
export const EVIDENCE: { readonly [Id in CheckId]?: readonly Reason[] } = {
  sign_in_expired: [
    {
      explains: ["cloud_unreachable", "hub_down", ...OUT_OF_REACH, "interview_incomplete", "update_stuck"],
      why: "Without a sign-in the entry does not load, so nothing is heard of any of its locks.",
      source: "Home Assistant config_entries.py (ConfigEntryAuthFailed); core#140762, #135813",
    },
    {
      explains: ["codes_unsynced", "battery_swap_unconfirmed"],
      why: "Codes cannot go out and levels cannot come in without a sign-in.",
      source: "Home Assistant config_entries.py (ConfigEntryAuthFailed)",
    },
  ],
  cloud_unreachable: [
    {
      explains: [
        "hub_down",
        ...OUT_OF_REACH,
        "interview_incomplete",
        "update_stuck",
        "codes_unsynced",
        "battery_swap_unconfirmed",
      ],
      why: "All that is known of the lock, and all that is sent to it, goes through the maker's servers.",
      source: "manifest.json (iot_class cloud_*); core#175779, #103052",
    },
  ],
  hub_down: [
    {
      explains: [...OUT_OF_REACH, "interview_incomplete", "update_stuck"],
      why: "A lock is heard through its hub alone.",
      source: "Home Assistant's entity model (an entry that is not loaded makes its entities unavailable); core#144779",
    },
    {
      explains: ["codes_unsynced", "battery_swap_unconfirmed"],
      why: "Codes and battery reports wait until the hub is back.",
      source: "lock_code_manager repairs.py (lock_offline)",
    },
  ],
  lock_unreachable: [
    {
      explains: ["state_stale", "link_weak", "interview_incomplete", "update_stuck"],
      why: "A lock that does not answer reports nothing new, and its last figures are those of a fading link.",
      source: "Z-Wave JS docs, troubleshooting/common-issues (a dead lock keeps its state); zwave-js#2700",
    },
    {
      explains: ["codes_unsynced", "battery_swap_unconfirmed"],
      why: "Codes cannot be set and the new level cannot come in while it does not answer.",
      source: "lock_code_manager#1397, #1549; core#182604",
    },
  ],
  supply_lost: [
    {
      explains: ["battery_critical", "battery_low", "battery_draining", "battery_due"],
      why: "A lock that is not charged lives on what is left in it.",
      source: "Nuki support 360015880977 (what its cells' life depends on)",
    },
  ],
  battery_critical: [
    {
      explains: ["battery_low", "battery_due"],
      why: "The same cells, one step further.",
      source: "their checks: the same reading against a lower threshold",
    },
    {
      explains: ["lock_unreachable"],
      why: "Cells at their end, then silence: the lock has died.",
      source: "keymaster#571, core#98306, kwikset-ha#127",
    },
    {
      explains: ["bolt_slow", "bolt_straining", "bolt_jammed", "bolt_jam_suspected", "jams_recurring"],
      why: "Under the motor's load the voltage of weak cells collapses, and the bolt stops before its end.",
      source: "Nuki Hub's README (completionStatus lowMotorVoltage); SmartThings community t/11364",
    },
    {
      explains: ["lock_unresponsive", "keypad_unresponsive", "update_stuck"],
      why: "Weak cells leave too little for motor, keypad or flashing, while the radio still answers.",
      source: "core#49089 (commands refused as LOW_BATTERY), #20161; SwitchBotAPI#418; SwitchBot support 8205078053015",
    },
    {
      explains: ["link_weak"],
      why: "Cells brown out when the radio sends, so that commands get lost.",
      source: "zwave-js#4508 (a lock that acknowledges and answers nothing: its cells are to be changed first)",
      onlyIf: "only commands or round trips are bad, not the signal",
    },
  ],
  battery_low: [
    {
      explains: ["battery_due"],
      why: "The same cells: what is low is due.",
      source: "their checks",
    },
    {
      explains: ["bolt_slow", "bolt_straining"],
      why: "A motor turns slower and stalls earlier at a lower voltage.",
      source: "Nuki Hub's README (battery/lowest voltage, completionStatus lowMotorVoltage)",
    },
    {
      explains: ["bolt_jammed", "bolt_jam_suspected", "jams_recurring", "lock_unresponsive", "keypad_unresponsive"],
      why: "Jams and dead keypads go with cells that are well below the threshold, or that the lock itself calls low.",
      source: "Nuki Hub's README (completionStatus lowMotorVoltage); core#49089; SwitchBotAPI#418",
      onlyIf: "the level is at three quarters of the threshold or below, or the lock's flag says low",
    },
    {
      explains: ["update_stuck"],
      why: "Makers stop an update that the cells may not survive.",
      source: "SwitchBot support 8205078053015 (at least 50 %)",
    },
    {
      explains: ["link_weak"],
      why: "Cells brown out when the radio sends, so that commands get lost.",
      source: "zwave-js#4508 (a lock that acknowledges and answers nothing: its cells are to be changed first)",
      onlyIf: "only commands or round trips are bad, not the signal",
    },
  ],
  battery_silent: [
    {
      explains: ["battery_swap_unconfirmed"],
      why: "A level that is not reported any more cannot show new cells.",
      source: "core#182604, #38907; hass_nuki_bt#98",
    },
  ],
  battery_unsuitable: [
    {
      explains: ["battery_swap_unconfirmed"],
      why: "Rechargeable cells give 1.2 V, which a scale for alkaline ones reads as half empty from the first day.",
      source: "Battery-Notes#1457",
    },
  ],
  keypad_battery_low: [
    {
      explains: ["keypad_unresponsive"],
      why: "A keypad has died hours after its first warning.",
      source: "SwitchBotAPI#418, #430",
      onlyIf: "the emptiest cells are the keypad's or its bridge's",
    },
  ],
  link_weak: [
    {
      explains: ["codes_unsynced"],
      why: "Codes that would not sync were a radio fault: half of the commands timed out.",
      source: "lock_code_manager#1397, #1307, #1549",
    },
    {
      explains: ["update_stuck", "interview_incomplete"],
      why: "Both are long talks in which every message must arrive.",
      source: "zwave-js#6197, #4757 (updates); zwave-js#4508 (interviews)",
    },
    {
      explains: ["lock_unresponsive", "state_stale", "jam_flag_stuck", "battery_silent"],
      why: "Commands or the reports that follow them get lost.",
      source: "zwave-js#4690; Z-Wave JS docs, api/node (timeoutResponse, commandsDroppedTX)",
    },
    {
      explains: ["bolt_slow"],
      why: "The time from command to rest includes the radio both ways: 1.5–1.8 s a round trip on such a link.",
      source: "lock_code_manager#1397",
    },
    {
      explains: ["battery_draining"],
      why: "Each retry costs a transmission at full power.",
      source: "zha-device-handlers#186; nuki_hub#334",
      onlyIf: "the drain alarm suspects retries first",
    },
  ],
  join_insecure: [
    {
      explains: ["lock_unresponsive", "codes_unsynced", "state_stale"],
      why: "Z-Wave locks take bolt and code commands over a secure connection alone.",
      source: "Z-Wave JS docs, troubleshooting/common-issues (lock cannot be controlled); core#54774, zwave-js#3254",
    },
  ],
  integration_outdated: [
    {
      explains: ["hub_down"],
      why: "Home Assistant does not connect to a server that is too old for it.",
      source: "Home Assistant zwave_js/__init__.py (InvalidServerVersion)",
      onlyIf: "the server is what is outdated",
    },
    {
      explains: ["interview_incomplete"],
      why: "Device descriptions come with the driver, so an old one knows less about the model.",
      source: "Z-Wave JS docs, config-files/overview; Home Assistant zwave_js/repairs.py (device_config_file_changed)",
      onlyIf: "server or driver is what is outdated",
    },
  ],
  update_stuck: [
    {
      explains: ["lock_unresponsive", "state_stale"],
      why: "A lock that is being flashed does nothing else.",
      source: "core#78120, #82641; core#178791 (wrong states while it is flashed)",
    },
  ],
  interview_incomplete: [
    {
      explains: ["codes_unsynced", "codes_missing", "battery_silent"],
      why: "What the hub has not asked the lock about, it neither reads nor sets.",
      source: "Z-Wave JS docs, api/node (interview stages); core#172466, lock_code_manager#1251",
    },
  ],
  calibration_missing: [
    {
      explains: ["lock_unreachable"],
      why: "Tedee's entity is unavailable while the lock is not calibrated.",
      source: "Home Assistant tedee/lock.py (available)",
      onlyIf: "Home Assistant has lost the lock's entity",
    },
    {
      explains: ["bolt_jam_suspected", "bolt_jammed", "jams_recurring", "state_stale"],
      why: "A lock that does not know its ends stops short of them, runs against them, or tells the wrong state.",
      source: "core#122588, #140831 (Tedee); core#153037 (SwitchBot); esphome-components-eqiva#22",
    },
    {
      explains: ["lock_unresponsive"],
      why: "An uncalibrated lock refuses commands.",
      source: "core#122588, #140831 (locking fails)",
    },
  ],
  jams_recurring: [
    {
      explains: ["bolt_jammed", "bolt_jam_suspected"],
      why: "The present jam is one of a row, and trying again is not the cure any more.",
      source: "Alarm.com answers, 'Lock has very short battery life' (a bolt that cannot extend reports a jam each time)",
    },
    {
      explains: ["bolt_straining", "bolt_slow"],
      why: "Each jam counts as a failed turn, and its retries take time.",
      source: "Z-Wave JS device database, Schlage BE469 parameter 14",
    },
    {
      explains: ["battery_draining"],
      why: "A stalled motor draws the most.",
      source: "Alarm.com answers, 'Lock has very short battery life'",
      onlyIf: "the drain alarm suspects a stiff bolt first",
    },
  ],
  bolt_jammed: [
    {
      explains: ["bolt_jam_suspected", "state_stale", "lock_unresponsive"],
      why: "A bolt that is stuck does not follow its command.",
      source: "yalexs-ble#283 (motor stall); kwikset-ha#91",
    },
    {
      explains: ["bolt_straining", "bolt_slow"],
      why: "The turns that led to the jam were hard and slow.",
      source: "Nuki Hub's README (maxTurnCurrent, completionStatus motorBlocked)",
    },
  ],
  bolt_jam_suspected: [
    {
      explains: ["state_stale", "lock_unresponsive"],
      why: "A bolt that meets something does not follow its command.",
      source: "lock-manager#85 (a bolt that does not extend fully springs back)",
    },
    {
      explains: ["bolt_straining", "bolt_slow"],
      why: "What the bolt meets costs it effort and time.",
      source: "Nuki Hub's README (maxTurnCurrent)",
    },
  ],
  bolt_straining: [
    {
      explains: ["bolt_slow"],
      why: "More resistance, and so a slower motor.",
      source: "Nuki support 360015880977 (stiffness)",
    },
    {
      explains: ["battery_draining"],
      why: "Each turn costs more charge.",
      source: "Nuki support 360015880977; Alarm.com answers, 'Lock has very short battery life'",
      onlyIf: "the drain alarm suspects a stiff bolt first",
    },
  ],
  bolt_slow: [
    {
      explains: ["battery_draining"],
      why: "The motor runs for longer.",
      source: "Nuki support 360015880977 (stiffness)",
      onlyIf: "the drain alarm suspects a stiff bolt first",
    },
  ],
  lock_unresponsive: [
    {
      explains: ["state_stale", "codes_unsynced"],
      why: "A lock that carries nothing out changes neither its state nor its codes.",
      source: "core#17838, #20161",
    },
  ],
  codes_unsynced: [
    {
      explains: ["codes_missing"],
      why: "The codes exist and have not arrived.",
      source: "keymaster#381",
    },
    {
      explains: ["wrong_codes"],
      why: "A code that has not arrived is refused.",
      source: "keymaster#694",
    },
  ],
  codes_missing: [
    {
      explains: ["wrong_codes"],
      why: "Without any code in it the lock refuses them all.",
      source: "keymaster#555",
    },
  ],
  keypad_locked_out: [
    {
      explains: ["wrong_codes"],
      why: "Wrong codes are what closes a keypad.",
      source: "Z-Wave JS registries, Access Control notification 16; Yale parameters 4 and 7",
    },
  ],
};
