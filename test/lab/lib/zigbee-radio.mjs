// A simulated Zigbee coordinator with locks in its network, in the place of an adapter of zigbee-herdsman.
import { createRequire } from "node:module";

const resolveFrom = (start) => (name) => createRequire(start)(name);
const local = createRequire(import.meta.url);
const zigbee2mqttFile = local.resolve("zigbee2mqtt/package.json");
const herdsman = resolveFrom(zigbee2mqttFile);
const { Adapter } = herdsman("zigbee-herdsman/dist/adapter/adapter.js");
const { Zcl, Zdo } = herdsman("zigbee-herdsman");

const { CLIENT_TO_SERVER, SERVER_TO_CLIENT } = Zcl.Direction;
const TYPE = { bool: 0x10, uint8: 0x20, uint16: 0x21, enum8: 0x30, text: 0x42 };
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const OTA = { manufacturerCode: 0x101d, imageType: 1 };

// an image in the Zigbee OTA format: the header, and one element with the firmware
export function otaImage(fileVersion, size) {
  const image = Buffer.alloc(56 + 6 + size, 0x5a);
  image.writeUInt32LE(0x0beef11e, 0);
  image.writeUInt16LE(0x0100, 4);
  image.writeUInt16LE(56, 6);
  image.writeUInt16LE(0, 8);
  image.writeUInt16LE(OTA.manufacturerCode, 10);
  image.writeUInt16LE(OTA.imageType, 12);
  image.writeUInt32LE(fileVersion, 14);
  image.writeUInt16LE(2, 18);
  image.write("simulated lock".padEnd(32, "\0"), 20, "ascii");
  image.writeUInt32LE(image.length, 52);
  image.writeUInt16LE(0, 56);
  image.writeUInt32LE(size, 58);
  return image;
}
export const otaIndexEntry = (url, fileVersion) => ({ url, fileVersion, ...OTA });

export const coordinatorIeee = "0x00124b0000000001";

export class RadioLock {
  constructor(options) {
    Object.assign(
      this,
      {
        bolt: "locked",
        battery: 100,
        linkquality: 120,
        silent: false,
        jammed: false,
        moveMs: 800,
        joined: false,
        pairing: true,
        softwareBuild: "1.0.16",
        firmware: 0x01000010,
      },
      options,
    );
  }

  state() {
    const { ieee, name, bolt, battery, linkquality, silent, jammed, moveMs, joined, pairing, firmware } = this;
    return { id: ieee, name, bolt, battery, linkquality, silent, jammed, moveMs, joined, pairing, firmware };
  }

  attribute(clusterId, attributeId) {
    const lockState = this.bolt === "locked" ? 1 : this.bolt === "unlocked" ? 2 : 0;
    const values = {
      0: {
        0: [TYPE.uint8, 3],
        1: [TYPE.uint8, 1],
        2: [TYPE.uint8, 2],
        3: [TYPE.uint8, 1],
        4: [TYPE.text, this.manufacturer],
        5: [TYPE.text, this.model],
        6: [TYPE.text, "20250101"],
        7: [TYPE.enum8, 3],
        0x4000: [TYPE.text, this.softwareBuild],
      },
      1: { 0x20: [TYPE.uint8, 58], 0x21: [TYPE.uint8, this.battery * 2] },
      257: { 0: [TYPE.enum8, lockState], 1: [TYPE.enum8, 0], 2: [TYPE.bool, 1], 0x28: [TYPE.uint8, 20] },
    };
    return values[clusterId]?.[attributeId];
  }
}

export class SimulatedAdapter extends Adapter {
  #sequence = 1;
  #waiters = new Set();

  constructor(settings, locks) {
    super(...settings);
    this.locks = locks;
    this.hasZdoMessageOverhead = false;
    this.manufacturerID = Zcl.ManufacturerCode.TEXAS_INSTRUMENTS;
  }

  async start() {
    return "resumed";
  }
  async stop() {}
  async reset() {}
  async getCoordinatorIEEE() {
    return coordinatorIeee;
  }
  async getCoordinatorVersion() {
    return { type: "simulated", meta: { revision: "1" } };
  }
  async supportsBackup() {
    return false;
  }
  async backup() {
    throw new Error("no backup");
  }
  async getNetworkParameters() {
    const { panID, extendedPanID, channelList } = this.networkOptions;
    return { panID, extendedPanID: `0x${Buffer.from(extendedPanID).toString("hex")}`, channel: channelList[0], nwkUpdateID: 0 };
  }
  async addInstallCode() {}
  async setChannelInterPAN() {}
  async restoreChannelInterPAN() {}
  async sendZclFrameInterPANToIeeeAddr() {}
  async sendZclFrameInterPANBroadcast() {}
  async sendZclFrameToGroup() {}
  async sendZclFrameToAll() {}

  waitFor(address, _endpoint, _frameType, _direction, sequence, clusterId, commandId, _defaultResponse, timeoutMs) {
    const waiter = {
      matches: ({ header, ...frame }) =>
        frame.address === address &&
        frame.clusterID === clusterId &&
        header.isSpecific &&
        header.commandIdentifier === commandId &&
        (sequence === undefined || header.transactionSequenceNumber === sequence),
    };
    const cancel = () => {
      clearTimeout(waiter.timer);
      this.#waiters.delete(waiter);
    };
    const promise = new Promise((resolve, reject) => {
      waiter.resolve = resolve;
      waiter.timer = setTimeout(() => {
        cancel();
        reject(new Error(`Timeout - ${address} - ${clusterId} - ${commandId} after ${timeoutMs}ms`));
      }, timeoutMs);
    });
    this.#waiters.add(waiter);
    return { promise, cancel };
  }

  async permitJoin(seconds) {
    this.openUntil = Date.now() + seconds * 1000;
    this.#joinWhoCan();
  }

  // a lock joins when its person has put it into pairing mode, and the network is open
  #joinWhoCan() {
    if (Date.now() >= (this.openUntil ?? 0)) return;
    for (const lock of this.locks) {
      if (lock.joined || !lock.pairing) continue;
      Object.assign(lock, { joined: true, pairing: false, silent: false });
      this.emit("deviceJoined", { networkAddress: lock.address, ieeeAddr: lock.ieee });
    }
  }

  // it has lost its network: without a word, or saying goodbye
  forget(lock, leaves = false) {
    Object.assign(lock, { joined: false, pairing: false, silent: true });
    if (leaves) this.emit("deviceLeave", { networkAddress: lock.address, ieeeAddr: lock.ieee });
  }

  pair(lock) {
    lock.pairing = true;
    this.#joinWhoCan();
  }

  #lock(ieee, address) {
    const lock = this.locks.find((l) => l.ieee === ieee || l.address === address);
    if (!lock || lock.silent) throw new Error(`Delivery failed for '${ieee}'`);
    return lock;
  }

  async sendZdo(ieee, address, clusterId, payload) {
    const isCoordinator = address === 0;
    if (address >= 0xfff8) return undefined; // broadcast
    if (!isCoordinator) {
      await wait(20);
      this.#lock(ieee, address);
    }
    const { ClusterId, Status } = Zdo;
    const endpoint = payload.at(-1);
    switch (clusterId) {
      case ClusterId.NODE_DESCRIPTOR_REQUEST:
        return [
          Status.SUCCESS,
          {
            nwkAddress: address,
            logicalType: isCoordinator ? 0 : 2,
            fragmentationSupported: false,
            apsFlags: 0,
            frequencyBand: 8,
            capabilities: {
              alternatePANCoordinator: 0,
              deviceType: isCoordinator ? 1 : 0,
              powerSource: isCoordinator ? 1 : 0,
              rxOnWhenIdle: isCoordinator ? 1 : 0,
              reserved1: 0,
              reserved2: 0,
              securityCapability: 0,
              allocateAddress: 1,
            },
            manufacturerCode: 0x101d,
            maxBufSize: 82,
            maxIncTxSize: 82,
            serverMask: { stackComplianceRevision: 22 },
            maxOutTxSize: 82,
            deprecated1: 0,
            tlvs: [],
          },
        ];
      case ClusterId.ACTIVE_ENDPOINTS_REQUEST:
        return [Status.SUCCESS, { nwkAddress: address, endpointList: [1] }];
      case ClusterId.SIMPLE_DESCRIPTOR_REQUEST:
        return [
          Status.SUCCESS,
          {
            nwkAddress: address,
            length: 20,
            endpoint,
            profileId: 0x0104,
            deviceId: isCoordinator ? 5 : 10,
            deviceVersion: 1,
            inClusterList: isCoordinator ? [0, 3, 6, 25] : [0, 1, 3, 9, 10, 257],
            outClusterList: isCoordinator ? [0, 25] : [10, 25],
          },
        ];
      default: // binding and all the rest succeeds
        return [Status.SUCCESS, undefined];
    }
  }

  #receive(lock, frame) {
    const data = frame.toBuffer();
    const payload = {
      clusterID: frame.cluster.ID,
      address: lock.address,
      header: Zcl.Header.fromBuffer(data),
      data,
      endpoint: 1,
      linkquality: lock.linkquality,
      groupID: 0,
      wasBroadcast: false,
      destinationEndpoint: 1,
    };
    setImmediate(() => {
      for (const waiter of this.#waiters) {
        if (!waiter.matches(payload)) continue;
        clearTimeout(waiter.timer);
        this.#waiters.delete(waiter);
        waiter.resolve(payload);
      }
      this.emit("zclPayload", payload);
    });
    return payload;
  }

  // reports attributes, as a lock does by itself
  report(lock, clusterId, ...attributeIds) {
    if (lock.silent || !lock.joined) return;
    const records = attributeIds.map((attrId) => {
      const [dataType, attrData] = lock.attribute(clusterId, attrId);
      return { attrId, dataType, attrData };
    });
    this.#receive(
      lock,
      Zcl.Frame.create(
        Zcl.FrameType.GLOBAL,
        SERVER_TO_CLIENT,
        true,
        undefined,
        this.#sequence++ & 0xff,
        "report",
        clusterId,
        records,
        {},
      ),
    );
  }

  // what happened at the lock: source 0 keypad, 1 radio, 2 by hand; codes of the DoorLock cluster
  operation(lock, source, code, user = 0) {
    if (lock.silent || !lock.joined) return;
    this.#receive(
      lock,
      Zcl.Frame.create(
        Zcl.FrameType.SPECIFIC,
        SERVER_TO_CLIENT,
        true,
        undefined,
        this.#sequence++ & 0xff,
        "operationEventNotification",
        "closuresDoorLock",
        { opereventsrc: source, opereventcode: code, userid: user, pin: Buffer.alloc(0), zigbeelocaltime: 0, data: "" },
        {},
      ),
    );
  }

  alarm(lock, code) {
    if (lock.silent || !lock.joined) return;
    this.#receive(
      lock,
      Zcl.Frame.create(
        Zcl.FrameType.SPECIFIC,
        SERVER_TO_CLIENT,
        true,
        undefined,
        this.#sequence++ & 0xff,
        "alarm",
        "genAlarms",
        { alarmcode: code, clusterid: 257 },
        {},
      ),
    );
  }

  async #move(lock, target) {
    await wait(lock.moveMs);
    if (lock.jammed) {
      lock.bolt = "not fully locked";
      this.report(lock, 257, 0);
      this.alarm(lock, 0);
      return;
    }
    lock.bolt = target;
    this.report(lock, 257, 0);
    this.operation(lock, 1, target === "locked" ? 1 : 2);
  }

  // the lock's side of an over-the-air update: it asks for the image, block by block
  #ask(lock, name, payload) {
    if (lock.silent) return;
    const version = { manufacturerCode: OTA.manufacturerCode, imageType: OTA.imageType };
    this.#receive(
      lock,
      Zcl.Frame.create(
        Zcl.FrameType.SPECIFIC,
        CLIENT_TO_SERVER,
        true,
        undefined,
        this.#sequence++ & 0xff,
        name,
        "genOta",
        { ...version, ...payload },
        {},
      ),
    );
  }

  #block(lock) {
    this.#ask(lock, "imageBlockRequest", {
      fieldControl: 0,
      fileVersion: lock.ota.fileVersion,
      fileOffset: lock.ota.offset,
      maximumDataSize: 50,
    });
  }

  async #update(lock, name, payload) {
    await wait(10);
    if (name === "imageNotify") return this.#ask(lock, "queryNextImageRequest", { fieldControl: 0, fileVersion: lock.firmware });
    if (name === "queryNextImageResponse" && payload.status === 0) {
      lock.ota = { fileVersion: payload.fileVersion, size: payload.imageSize, offset: 0 };
      return this.#block(lock);
    }
    if (name === "imageBlockResponse" && payload.status === 0) {
      lock.ota.offset = payload.fileOffset + payload.dataSize;
      if (lock.ota.offset < lock.ota.size) return this.#block(lock);
      return this.#ask(lock, "upgradeEndRequest", {
        status: lock.otaFails ? Zcl.Status.INVALID_IMAGE : 0,
        fileVersion: lock.ota.fileVersion,
      });
    }
    if (name === "upgradeEndResponse") {
      lock.firmware = lock.ota.fileVersion;
      lock.softwareBuild = "1.0.18";
      await wait(500);
      this.emit("zdoResponse", Zdo.ClusterId.END_DEVICE_ANNOUNCE, [
        Zdo.Status.SUCCESS,
        { nwkAddress: lock.address, eui64: lock.ieee, capabilities: {} },
      ]);
    }
  }

  async sendZclFrameToEndpoint(ieee, address, endpoint, frame, timeout, disableResponse) {
    await wait(30);
    const lock = this.#lock(ieee, address);
    const { header, cluster, command, payload } = frame;
    const answer = (name, body, type = Zcl.FrameType.GLOBAL) =>
      this.#receive(
        lock,
        Zcl.Frame.create(
          type,
          header.frameControl.direction === CLIENT_TO_SERVER ? SERVER_TO_CLIENT : CLIENT_TO_SERVER,
          true,
          header.manufacturerCode,
          header.transactionSequenceNumber,
          name,
          cluster.ID,
          body,
          {},
        ),
      );

    if (header.isGlobal) {
      switch (command.name) {
        case "read":
          return answer(
            "readRsp",
            payload.map(({ attrId }) => {
              const [dataType, attrData] = lock.attribute(cluster.ID, attrId) ?? [];
              return dataType === undefined
                ? { attrId, status: Zcl.Status.UNSUPPORTED_ATTRIBUTE }
                : { attrId, status: 0, dataType, attrData };
            }),
          );
        case "write":
          return answer("writeRsp", [{ status: 0 }]);
        case "configReport":
          return answer("configReportRsp", [{ status: 0 }]);
        default:
          return undefined;
      }
    }
    if (cluster.name === "closuresDoorLock" && ["lockDoor", "unlockDoor"].includes(command.name)) {
      void this.#move(lock, command.name === "lockDoor" ? "locked" : "unlocked");
      return answer(`${command.name}Rsp`, { status: 0 }, Zcl.FrameType.SPECIFIC);
    }
    if (cluster.name === "genOta") {
      void this.#update(lock, command.name, payload);
      return undefined;
    }
    if (disableResponse || header.frameControl.disableDefaultResponse) return undefined;
    return answer("defaultRsp", { cmdId: command.ID, statusCode: 0 });
  }
}

// zigbee-herdsman asks for its adapter here
export function useSimulatedAdapter(locks) {
  const made = {};
  Adapter.create = async (...settings) => (made.adapter = new SimulatedAdapter(settings, locks));
  return made;
}
