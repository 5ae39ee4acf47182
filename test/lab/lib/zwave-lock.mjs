// A simulated Z-Wave door lock: the state it holds, how it answers, and what steering can do to it.
import {
  AssociationCCGet,
  AssociationCCReport,
  AssociationCCSet,
  AssociationCCSupportedGroupingsGet,
  AssociationCCSupportedGroupingsReport,
  BatteryCCGet,
  BatteryCCReport,
  ConfigurationCCGet,
  ConfigurationCCReport,
  ConfigurationCCSet,
  DoorLockCCOperationGet,
  DoorLockCCOperationReport,
  DoorLockCCOperationSet,
  DoorLockMode,
  DoorLockOperationType,
  FirmwareUpdateMetaDataCCGet,
  FirmwareUpdateMetaDataCCMetaDataGet,
  FirmwareUpdateMetaDataCCMetaDataReport,
  FirmwareUpdateMetaDataCCReport,
  FirmwareUpdateMetaDataCCRequestGet,
  FirmwareUpdateMetaDataCCRequestReport,
  FirmwareUpdateMetaDataCCStatusReport,
  FirmwareUpdateRequestStatus,
  FirmwareUpdateStatus,
  KeypadMode,
  NotificationCCGet,
  NotificationCCReport,
  NotificationCCSet,
  Powerlevel,
  PowerlevelCCGet,
  PowerlevelCCReport,
  PowerlevelCCTestNodeGet,
  PowerlevelCCTestNodeReport,
  PowerlevelCCTestNodeSet,
  PowerlevelTestStatus,
  Security2CC,
  Security2CCNonceGet,
  Security2CCNonceReport,
  UserCodeCCSet,
  UserIDStatus,
} from "@zwave-js/cc";
import { BasicDeviceClass, CommandClasses, Duration, SecurityClass, SPANState } from "@zwave-js/core";
import { MockZWaveFrameType, createMockZWaveRequestFrame } from "@zwave-js/testing";

const ACCESS = 0x06;
const SECURITY = 0x07;
const POWER = 0x08;
export const EVENT = {
  manualLock: [ACCESS, 0x01],
  manualUnlock: [ACCESS, 0x02],
  remoteLock: [ACCESS, 0x03],
  remoteUnlock: [ACCESS, 0x04],
  keypadLock: [ACCESS, 0x05],
  keypadUnlock: [ACCESS, 0x06],
  autoLock: [ACCESS, 0x09],
  jammed: [ACCESS, 0x0b],
  keypadDisabled: [ACCESS, 0x10],
  codeLimitExceeded: [ACCESS, 0x13],
  coverRemoved: [SECURITY, 0x03],
  invalidCode: [SECURITY, 0x04],
  replaceBatterySoon: [POWER, 0x0a],
  replaceBatteryNow: [POWER, 0x0b],
};
const eventsByType = {};
for (const [type, event] of Object.values(EVENT)) (eventsByType[type] ??= []).push(event);

const HANDLES = [true, true, true, true];
const FRAGMENT = 40;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The library never reads firmware fragments (only sends them), so the radio needs to be taught.
FirmwareUpdateMetaDataCCReport.from = (raw, context) => {
  const number = raw.payload.readUInt16BE(0);
  return new FirmwareUpdateMetaDataCCReport({
    nodeId: context.sourceNodeId,
    isLast: !!(number & 0x8000),
    reportNumber: number & 0x7fff,
    firmwareData: raw.payload.subarray(2, raw.payload.length - 2),
  });
};

const secure = (ccId, more = {}) => ({ ccId, isSupported: true, secure: true, ...more });

export function capabilities({ manufacturerId, productType, productId, firmwareVersion, userSlots, configuration, powerTest }) {
  return {
    manufacturerId,
    productType,
    productId,
    firmwareVersion,
    isListening: false,
    isFrequentListening: "1000ms",
    isRouting: true,
    supportsBeaming: true,
    supportsSecurity: true,
    basicDeviceClass: BasicDeviceClass["Routing End Node"],
    genericDeviceClass: 0x40, // Entry Control
    specificDeviceClass: 0x03, // Secure Keypad Door Lock
    txDelay: 2,
    securityClasses: new Set([SecurityClass.S2_AccessControl]),
    commandClasses: [
      { ccId: CommandClasses["Z-Wave Plus Info"], isSupported: true, version: 2 },
      { ccId: CommandClasses["Security 2"], isSupported: true, version: 1 },
      secure(CommandClasses.Supervision, { version: 1 }),
      secure(CommandClasses.Version, { version: 2 }),
      secure(CommandClasses["Manufacturer Specific"], { version: 1 }),
      secure(CommandClasses.Association, { version: 1 }),
      secure(CommandClasses.Battery, { version: 1 }),
      ...(powerTest ? [secure(CommandClasses.Powerlevel, { version: 1 })] : []),
      secure(CommandClasses["Firmware Update Meta Data"], { version: 3 }),
      secure(CommandClasses["Door Lock"], {
        version: 4,
        supportedOperationTypes: [DoorLockOperationType.Constant],
        supportedDoorLockModes: [DoorLockMode.Unsecured, DoorLockMode.Secured],
        doorSupported: true,
        boltSupported: true,
        latchSupported: false,
      }),
      secure(CommandClasses["User Code"], {
        version: 1,
        numUsers: userSlots,
        supportedKeypadModes: [KeypadMode.Normal],
        supportedUserIDStatuses: [UserIDStatus.Available, UserIDStatus.Enabled, UserIDStatus.Disabled],
      }),
      secure(CommandClasses.Notification, {
        version: 8,
        supportsV1Alarm: false,
        notificationTypesAndEvents: eventsByType,
      }),
      ...(configuration ? [secure(CommandClasses.Configuration, { version: 1, bulkSupport: false, parameters: [] })] : []),
    ],
  };
}

export class SimulatedLock {
  constructor(node, controller, options) {
    this.node = node;
    this.controller = controller;
    this.name = options.name;
    this.battery = options.battery ?? 100;
    this.travelMs = options.travelMs ?? 600;
    this.secured = options.secured ?? true;
    this.bolt = this.secured ? "locked" : "unlocked";
    this.door = "closed";
    this.jammed = options.jammed ?? false;
    this.silent = false;
    this.loss = 0;
    this.latencyMs = 30;
    this.rssi = options.rssi ?? -60;
    this.nextFirmware = options.nextFirmware;
    this.firmwareFails = false;
    this.configuration = new Map(Object.entries(options.configuration ?? {}).map(([key, value]) => [Number(key), value]));
    this.lifeline = [];
    this.received = 0;
    this.dropped = 0;
    this.firmware = undefined;
    this.#filterFrames();
    node.defineBehavior(...this.#behaviors());
  }

  state() {
    const { name, battery, secured, bolt, door, jammed, silent, loss, latencyMs, rssi, travelMs, received, dropped } = this;
    const codes = {};
    for (const [key, value] of this.node.state) {
      const slot = /^UserCode_userIdStatus_(\d+)$/.exec(key)?.[1];
      if (slot && value) codes[slot] = { status: value, code: String(this.node.state.get(`UserCode_userCode_${slot}`) ?? "") };
    }
    return {
      id: this.node.id,
      name,
      battery,
      secured,
      bolt,
      door,
      jammed,
      silent,
      loss,
      latencyMs,
      rssi,
      travelMs,
      firmware: this.node.capabilities.firmwareVersion,
      firmwareProgress: this.firmware ? this.firmware.received : null,
      codes,
      received,
      dropped,
    };
  }

  // ---- the air: silence, loss and slowness -------------------------------------------------

  #filterFrames() {
    const receive = this.node.onControllerFrame.bind(this.node);
    let owed = 0;
    this.node.onControllerFrame = async (frame) => {
      if (frame.type === MockZWaveFrameType.Request) {
        owed += this.loss;
        const lost = owed >= 1;
        if (lost) owed -= 1;
        if (this.silent || lost) {
          this.dropped++;
          return;
        }
        this.received++;
        if (this.latencyMs > 30) await wait(this.latencyMs);
      }
      return receive(frame);
    };
  }

  // Sends a command the lock was not asked for, encrypted as its answers are. When controller and lock spoke
  // at once, the controller cannot decrypt it and offers a new nonce: then it is sent again, as a real lock would.
  async send(cc) {
    const { node, controller } = this;
    if (this.silent) return;
    const manager = node.securityManagers.securityManager2;
    const isNonce = (frame) => frame.type === MockZWaveFrameType.Request && frame.payload instanceof Security2CCNonceReport;
    for (let attempt = 0; attempt < 3; attempt++) {
      const { type } = manager.getSPANState(controller.ownNodeId);
      if (type !== SPANState.SPAN && type !== SPANState.RemoteEI) {
        const nonce = node.expectControllerFrame(isNonce, { timeout: 1000 });
        await node.sendToController(
          createMockZWaveRequestFrame(new Security2CCNonceGet({ nodeId: controller.ownNodeId }), { ackRequested: false }),
        );
        if (!(await nonce.catch(() => undefined))) continue;
      }
      const refused = node.expectControllerFrame(isNonce, { timeout: 250 }).then(
        () => true,
        () => false,
      );
      await node.sendToController(
        createMockZWaveRequestFrame(Security2CC.encapsulate(cc, node.id, node.securityManagers), { ackRequested: false }),
      );
      if (!(await refused)) return;
    }
  }

  // ---- reports -----------------------------------------------------------------------------

  #batteryReport() {
    return new BatteryCCReport({ nodeId: this.controller.ownNodeId, level: this.battery <= 0 ? "low" : this.battery });
  }

  #operationReport(extra = {}) {
    const mode = this.secured ? DoorLockMode.Secured : DoorLockMode.Unsecured;
    return new DoorLockCCOperationReport({
      nodeId: this.controller.ownNodeId,
      currentMode: mode,
      targetMode: mode,
      duration: new Duration(0, "seconds"),
      outsideHandlesCanOpenDoor: HANDLES,
      insideHandlesCanOpenDoor: HANDLES,
      doorStatus: this.door,
      boltStatus: this.bolt,
      ...extra,
    });
  }

  notify([type, event], parameters) {
    return this.send(
      new NotificationCCReport({
        nodeId: this.controller.ownNodeId,
        notificationType: type,
        notificationEvent: event,
        notificationStatus: 0xff,
        eventParameters: parameters && Uint8Array.from(parameters),
      }),
    );
  }

  // ---- steering ----------------------------------------------------------------------------

  async setBattery(level) {
    const before = this.battery;
    this.battery = level;
    await this.send(this.#batteryReport());
    const over = (event) => this.notify([POWER, 0x00], [event[1]]); // idle: the warning is over
    if (before <= 5 && level > 5) await over(EVENT.replaceBatteryNow);
    if (before <= 15 && level > 15) await over(EVENT.replaceBatterySoon);
    if (level <= 5) await this.notify(EVENT.replaceBatteryNow);
    else if (level <= 15) await this.notify(EVENT.replaceBatterySoon);
  }

  async setBolt({ secured, bolt, door, by }) {
    if (secured !== undefined) {
      this.secured = secured;
      this.bolt = secured ? "locked" : "unlocked";
    }
    if (bolt !== undefined) this.bolt = bolt;
    if (door !== undefined) this.door = door;
    await this.send(this.#operationReport());
    if (by === "hand") await this.notify(this.secured ? EVENT.manualLock : EVENT.manualUnlock);
    if (by === "auto") await this.notify(EVENT.autoLock);
    if (typeof by === "number") await this.notify(this.secured ? EVENT.keypadLock : EVENT.keypadUnlock, [by]);
  }

  // without `tell` it keeps to itself what has become of the jam, as real locks do: its last word stays as it was
  async setJammed(jammed, tell = true) {
    this.jammed = jammed;
    if (!tell) return;
    if (jammed) await this.notify(EVENT.jammed);
    else await this.notify([ACCESS, 0x00], [EVENT.jammed[1]]); // idle: the jam is over
  }

  // ---- answers -----------------------------------------------------------------------------

  async #move(secured, done) {
    await wait(this.travelMs);
    const changed = secured !== this.secured;
    const stuck = this.jammed && changed;
    if (!stuck) {
      this.secured = secured;
      this.bolt = secured ? "locked" : "unlocked";
    }
    await done(!stuck);
    await wait(300); // the controller reads the lock at once when told of the end; do not talk over it
    await this.send(this.#operationReport());
    if (stuck) await this.notify(EVENT.jammed);
    else if (changed) await this.notify(secured ? EVENT.remoteLock : EVENT.remoteUnlock);
  }

  #behaviors() {
    const { controller } = this;
    const nodeId = controller.ownNodeId;
    const reply = (cc) => ({ action: "sendCC", cc });
    const answer = (type, handle) => ({
      handleCC: (_controller, _node, received) => (received instanceof type ? handle(received) : undefined),
    });

    return [
      answer(BatteryCCGet, () => reply(this.#batteryReport())),

      answer(DoorLockCCOperationGet, () => reply(this.#operationReport())),
      answer(DoorLockCCOperationSet, (received) => {
        const supervised = received.isEncapsulatedWith(CommandClasses.Supervision);
        const done = async (moved) => {
          if (supervised) await this.node.sendResponse(received, { action: moved ? "ok" : "fail" });
        };
        void this.#move(received.mode === DoorLockMode.Secured, done);
        return { action: "ok", durationMs: Math.max(1, this.travelMs) };
      }),

      answer(NotificationCCGet, (received) =>
        reply(
          new NotificationCCReport({
            nodeId,
            notificationType: received.notificationType ?? ACCESS,
            notificationEvent: this.jammed && received.notificationType === ACCESS ? EVENT.jammed[1] : 0x00,
            notificationStatus: 0xff,
          }),
        ),
      ),
      answer(NotificationCCSet, () => ({ action: "ok" })),

      answer(AssociationCCSupportedGroupingsGet, () =>
        reply(new AssociationCCSupportedGroupingsReport({ nodeId, groupCount: 1 })),
      ),
      answer(AssociationCCGet, (received) =>
        reply(
          new AssociationCCReport({
            nodeId,
            groupId: received.groupId,
            maxNodes: 5,
            nodeIds: this.lifeline,
            reportsToFollow: 0,
          }),
        ),
      ),
      answer(AssociationCCSet, (received) => {
        this.lifeline = [...new Set([...this.lifeline, ...received.nodeIds])];
        return { action: "ok" };
      }),

      answer(ConfigurationCCGet, (received) => {
        const value = this.configuration.get(received.parameter) ?? 0;
        return reply(new ConfigurationCCReport({ nodeId, parameter: received.parameter, value, valueSize: value > 127 ? 4 : 1 }));
      }),
      answer(ConfigurationCCSet, (received) => {
        this.configuration.set(received.parameter, received.value);
        return { action: "ok" };
      }),

      answer(PowerlevelCCGet, () => reply(new PowerlevelCCReport({ nodeId, powerlevel: Powerlevel["Normal Power"] }))),
      answer(PowerlevelCCTestNodeSet, (received) => {
        const acknowledged = Math.round(received.testFrameCount * (1 - this.loss));
        this.powerTest = {
          testNodeId: received.testNodeId,
          status: PowerlevelTestStatus.Success,
          acknowledgedFrames: acknowledged,
        };
        setTimeout(() => void this.send(new PowerlevelCCTestNodeReport({ nodeId, ...this.powerTest })), 300);
        return { action: "ok" };
      }),
      answer(PowerlevelCCTestNodeGet, () =>
        reply(
          new PowerlevelCCTestNodeReport({
            nodeId,
            ...(this.powerTest ?? { testNodeId: 0, status: PowerlevelTestStatus.Failed, acknowledgedFrames: 0 }),
          }),
        ),
      ),

      answer(UserCodeCCSet, () => {
        if (this.refuseCodes) return { action: "fail" };
        return undefined; // the library's own behavior stores the code
      }),

      answer(FirmwareUpdateMetaDataCCMetaDataGet, () =>
        reply(
          new FirmwareUpdateMetaDataCCMetaDataReport({
            nodeId,
            manufacturerId: this.node.capabilities.manufacturerId,
            firmwareId: 1,
            checksum: 0,
            firmwareUpgradable: true,
            maxFragmentSize: FRAGMENT,
          }),
        ),
      ),
      answer(FirmwareUpdateMetaDataCCRequestGet, () => {
        const low = this.battery <= 15;
        if (!low) {
          this.firmware = { received: 0, next: 1 };
          setTimeout(() => void this.#nextFragment(), 200);
        }
        return reply(
          new FirmwareUpdateMetaDataCCRequestReport({
            nodeId,
            status: low ? FirmwareUpdateRequestStatus.Error_BatteryLow : FirmwareUpdateRequestStatus.OK,
          }),
        );
      }),
      answer(FirmwareUpdateMetaDataCCReport, (received) => {
        if (!this.firmware || received.reportNumber !== this.firmware.next) return { action: "stop" };
        this.firmware.received += received.firmwareData.length;
        this.firmware.next++;
        if (received.isLast) void this.#finishFirmware();
        else void this.#nextFragment();
        return { action: "stop" };
      }),
    ];
  }

  #nextFragment() {
    return this.send(
      new FirmwareUpdateMetaDataCCGet({ nodeId: this.controller.ownNodeId, numReports: 1, reportNumber: this.firmware.next }),
    );
  }

  async #finishFirmware() {
    const failed = this.firmwareFails;
    await wait(200);
    await this.send(
      new FirmwareUpdateMetaDataCCStatusReport({
        nodeId: this.controller.ownNodeId,
        status: failed ? FirmwareUpdateStatus.Error_Checksum : FirmwareUpdateStatus.OK_RestartPending,
        waitTime: failed ? undefined : 2,
      }),
    );
    this.firmware = undefined;
    if (failed) return;
    if (this.nextFirmware) this.node.capabilities.firmwareVersion = this.nextFirmware;
    this.silent = true; // it restarts
    setTimeout(() => {
      this.silent = false;
    }, 1500);
  }
}
