// A virtual Matter door lock (DoorLock and PowerSource clusters), commissionable by its on-network code.
// Run it in the namespace that matter-net.sh makes: ip netns exec lockhealth node matter-lock.mjs
//   MATTER_LOCK_PORT (5540), MATTER_CONTROL_PORT (5576), MATTER_INTERFACE (lab0), MATTER_LOCK_STATE (.state/matter-lock)
import dgram from "node:dgram";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { Endpoint, Environment, LogLevel, Logger, ServerNode } from "@matter/main";
import { DoorLockServer } from "@matter/main/behaviors/door-lock";
import { PowerSourceServer } from "@matter/main/behaviors/power-source";
import { DoorLock, PowerSource } from "@matter/main/clusters";
import { DoorLockDevice } from "@matter/main/devices/door-lock";
import { Status, StatusResponseError } from "@matter/main/types";
import { announce, startControl } from "./lib/control.mjs";

const passcode = 20202021;
const discriminator = 3840;
const port = Number(process.env.MATTER_LOCK_PORT ?? 5540);
const controlPort = Number(process.env.MATTER_CONTROL_PORT ?? 5576);
const lan = process.env.MATTER_INTERFACE ?? "lab0";
const stateDir = resolve(process.env.MATTER_LOCK_STATE ?? join(import.meta.dirname, ".state", "matter-lock"));

if (process.env.MATTER_LOCK_KEEP !== "1") rmSync(stateDir, { recursive: true, force: true });
mkdirSync(stateDir, { recursive: true });
Logger.level = process.env.MATTER_LOG ? LogLevel.DEBUG : LogLevel.WARN;
const { vars } = Environment.default;
vars.set("storage.path", stateDir);
vars.set("mdns.networkInterface", lan);
vars.set("runtime.signals", false);

const steering = { jammed: false, moveMs: 500, silent: false };
const { LockState, AlarmCode } = DoorLock;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// A silent lock is one with a flat battery: no packet in or out, no goodbye, and no answer to a ping of its address.
const { send, emit } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...args) {
  if (!steering.silent) return send.apply(this, args);
  if (typeof args.at(-1) === "function") process.nextTick(args.at(-1), null, 0);
};
dgram.Socket.prototype.emit = function (event, ...args) {
  return steering.silent && event === "message" ? true : emit.call(this, event, ...args);
};
function beSilent(on) {
  if (!networkInterfaces()[lan]) throw new Error(`no interface ${lan}: run it in the namespace`); // these settings are the namespace's own
  steering.silent = on;
  for (const name of ["ipv4/icmp_echo_ignore_all", "ipv6/icmp/echo_ignore_all"])
    writeFileSync(`/proc/sys/net/${name}`, on ? "1" : "0");
}

class LabDoorLock extends DoorLockServer.with("PinCredential", "User", "CredentialOverTheAirAccess") {
  async lockDoor(request) {
    await this.#move();
    return super.lockDoor(request);
  }

  async unlockDoor(request) {
    await this.#move();
    return super.unlockDoor(request);
  }

  async #move() {
    await wait(steering.moveMs);
    if (!steering.jammed) return;
    void reportJam(); // in a transaction of its own: this one is undone by the failure
    throw new StatusResponseError("the bolt is jammed", Status.Failure);
  }
}

const LabBattery = PowerSourceServer.with("Battery", "Replaceable");

const node = await ServerNode.create({
  id: "lab-lock",
  network: { port },
  commissioning: { passcode, discriminator },
  productDescription: { name: "Lab Lock", deviceType: DoorLockDevice.deviceType },
  basicInformation: {
    vendorName: "Lab",
    vendorId: 0xfff1,
    productName: "Virtual Lock",
    productId: 0x8001,
    nodeLabel: "Studio",
    serialNumber: "LAB-0001",
    uniqueId: "lab-0001",
    hardwareVersion: 1,
    hardwareVersionString: "1",
    softwareVersion: 3,
    softwareVersionString: "1.3.0",
  },
});
const lock = await node.add(
  new Endpoint(DoorLockDevice.with(LabDoorLock, LabBattery), {
    id: "lock",
    doorLock: {
      lockType: DoorLock.LockType.DeadBolt,
      lockState: LockState.Locked,
      actuatorEnabled: true,
      operatingMode: DoorLock.OperatingMode.Normal,
      supportedOperatingModes: {
        normal: false,
        vacation: true,
        privacy: true,
        noRemoteLockUnlock: false,
        passage: true,
        alwaysSet: 2047,
      },
      numberOfTotalUsersSupported: 10,
      numberOfPinUsersSupported: 10,
      numberOfCredentialsSupportedPerUser: 2,
      minPinCodeLength: 4,
      maxPinCodeLength: 8,
      requirePinForRemoteOperation: false,
      wrongCodeEntryLimit: 5,
      userCodeTemporaryDisableTime: 60,
    },
    powerSource: {
      status: PowerSource.PowerSourceStatus.Active,
      order: 0,
      description: "Battery",
      batPercentRemaining: 172, // half percents
      batChargeLevel: PowerSource.BatChargeLevel.Ok,
      batReplaceability: PowerSource.BatReplaceability.UserReplaceable,
      batReplacementNeeded: false,
      batReplacementDescription: "4 x AA",
      batQuantity: 4,
    },
  }),
);

const alarm = (alarmCode) => lock.act((agent) => lock.eventsOf(LabDoorLock).doorLockAlarm.emit({ alarmCode }, agent.context));
async function reportJam() {
  await lock.set({ doorLock: { lockState: LockState.NotFullyLocked } });
  await alarm(AlarmCode.LockJammed);
}

const control = await startControl({
  port: controlPort,
  state: () => ({
    commissioned: node.state.commissioning.commissioned,
    manualPairingCode: node.state.commissioning.pairingCodes.manualPairingCode,
    passcode,
    discriminator,
    locks: [
      {
        id: "lock",
        lockState: LockState[lock.stateOf(LabDoorLock).lockState],
        battery: lock.stateOf(LabBattery).batPercentRemaining / 2,
        ...steering,
      },
    ],
  }),
  find: (id) => (id === "lock" ? lock : undefined),
  actions: {
    battery: (_lock, { level }) => {
      const { BatChargeLevel } = PowerSource;
      const batChargeLevel = level <= 5 ? BatChargeLevel.Critical : level <= 15 ? BatChargeLevel.Warning : BatChargeLevel.Ok;
      return lock.set({ powerSource: { batPercentRemaining: level * 2, batChargeLevel, batReplacementNeeded: level <= 5 } });
    },
    jam: (_lock, { on = true }) => {
      steering.jammed = on;
      return on ? reportJam() : lock.set({ doorLock: { lockState: LockState.Locked } });
    },
    travel: (_lock, { ms }) => {
      steering.moveMs = ms;
    },
    bolt: (_lock, { bolt }) => lock.set({ doorLock: { lockState: bolt === "locked" ? LockState.Locked : LockState.Unlocked } }),
    "invalid-pin": () => alarm(AlarmCode.WrongCodeEntryLimit),
    tamper: () => alarm(AlarmCode.FrontEsceutcheonRemoved),
    silent: (_lock, { on = true }) => beSilent(on),
    // shuts down with a goodbye, and starts again
    leave: async (_lock, { on = true }) => {
      await (on ? node.cancel() : node.start());
    },
  },
});

await node.start();
announce("matter-lock", { ...node.state.commissioning.pairingCodes, control: `http://127.0.0.1:${controlPort}` }, async () => {
  if (steering.silent) beSilent(false);
  await node.close();
  control.close();
});
