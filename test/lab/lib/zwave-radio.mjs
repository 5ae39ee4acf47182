// What the mock radio of zwave-js does not answer by itself: network management functions
// that the driver needs for route rebuilding, health checks and failed-node removal.
import { SendDataBridgeRequest, SendDataBridgeRequestTransmitReport } from "@zwave-js/serial/serialapi";
import { NoOperationCC } from "@zwave-js/cc";
import { getDefaultSupportedFunctionTypes } from "@zwave-js/testing";
import { RoutingScheme, TransmitStatus, ProtocolDataRate } from "@zwave-js/core";

const FUNCTION = {
  getBackgroundRssi: 0x3b,
  assignReturnRoute: 0x46,
  deleteReturnRoute: 0x47,
  requestNeighborUpdate: 0x48,
  removeFailedNode: 0x61,
  isFailedNode: 0x62,
  getRoutingInfo: 0x80,
};
const REQUEST = 0x00;
const RESPONSE = 0x01;

export const supportedFunctionTypes = [...getDefaultSupportedFunctionTypes(), ...Object.values(FUNCTION)];

function frame(type, functionId, payload) {
  const body = [payload.length + 3, type, functionId, ...payload];
  const checksum = body.reduce((sum, byte) => sum ^ byte, 0xff);
  return Uint8Array.from([0x01, ...body, checksum]);
}

const nodeMask = (nodeIds) => {
  const mask = new Uint8Array(29);
  for (const id of nodeIds) mask[(id - 1) >> 3] |= 1 << ((id - 1) & 7);
  return mask;
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// `locks` maps a node id to the simulated lock; a silent one fails whatever needs its answer.
export function radioBehaviors(locks, { neighborMs = 400 } = {}) {
  const answers = (id) => locks.has(id) && !locks.get(id).silent;
  let queue = Promise.resolve();

  const handlers = {
    [FUNCTION.getBackgroundRssi]: (send) => send(RESPONSE, [0xa4, 0xa5, 0xa6]), // -92 … -90 dBm
    [FUNCTION.getRoutingInfo]: (send, [nodeId]) =>
      send(
        RESPONSE,
        nodeMask([1, ...locks.keys()].filter((id) => id !== nodeId && answers(nodeId) && (id === 1 || answers(id)))),
      ),
    [FUNCTION.isFailedNode]: (send, [nodeId]) => send(RESPONSE, [answers(nodeId) ? 0 : 1]),
    [FUNCTION.requestNeighborUpdate]: async (send, [nodeId, callbackId]) => {
      await send(REQUEST, [callbackId, 0x21]); // started
      await wait(neighborMs);
      await send(REQUEST, [callbackId, answers(nodeId) ? 0x22 : 0x23]); // done / failed
    },
    [FUNCTION.assignReturnRoute]: async (send, [nodeId, , callbackId]) => {
      await send(RESPONSE, [1]);
      await send(REQUEST, [callbackId, answers(nodeId) ? 0 : 1, 0, 1]);
    },
    [FUNCTION.deleteReturnRoute]: async (send, [nodeId, callbackId]) => {
      await send(RESPONSE, [1]);
      await send(REQUEST, [callbackId, answers(nodeId) ? 0 : 1, 0, 1]);
    },
    [FUNCTION.removeFailedNode]: async (send, [nodeId, callbackId], controller) => {
      if (answers(nodeId)) return send(RESPONSE, [0x08]); // refused: not on the failed list
      await send(RESPONSE, [0]);
      const node = controller.nodes.get(nodeId);
      if (node) controller.removeNode(node);
      locks.delete(nodeId);
      await send(REQUEST, [callbackId, 0x01]); // removed
    },
  };

  return [
    {
      onHostData(controller, data) {
        const handler = data[0] === 0x01 && data[2] === REQUEST && handlers[data[3]];
        if (!handler) return;
        const functionId = data[3];
        const payload = [...data.subarray(4, 1 + data[1])];
        controller.ackHostMessage();
        // one at a time, in the background: an answer waits for the host's ACK
        queue = queue
          .then(() => handler((type, bytes) => controller.sendToHost(frame(type, functionId, bytes)), payload, controller))
          .catch((error) => console.error("radio:", error.message));
        return true;
      },
    },
  ];
}

// Adds signal strength to the transmit reports, and keeps one undecodable command from stopping the radio.
export function improveRadio(controller, locks) {
  let target;
  controller.defineBehavior({
    onHostMessage(_controller, message) {
      if (message instanceof SendDataBridgeRequest) target = message.getNodeId();
      return undefined;
    },
  });

  const sendMessageToHost = controller.sendMessageToHost.bind(controller);
  controller.sendMessageToHost = (message, ...rest) => {
    const lock = locks.get(target);
    if (message instanceof SendDataBridgeRequestTransmitReport && message.transmitStatus === TransmitStatus.OK && lock) {
      message = new SendDataBridgeRequestTransmitReport({
        callbackId: message.callbackId,
        transmitStatus: message.transmitStatus,
        txReport: {
          txTicks: Math.round(lock.latencyMs / 10),
          ackRSSI: lock.rssi,
          ackChannelNo: 0,
          txChannelNo: 0,
          routeSchemeState: RoutingScheme.LWR,
          repeaterNodeIds: [],
          beam1000ms: true,
          beam250ms: false,
          routeSpeed: ProtocolDataRate.ZWave_100k,
          routingAttempts: 1,
          measuredNoiseFloor: -92,
        },
      });
    }
    return sendMessageToHost(message, ...rest);
  };

  const sendToNode = controller.sendToNode.bind(controller);
  controller.sendToNode = (node, request) => {
    if (typeof request.payload !== "function") return sendToNode(node, request);
    const parse = request.payload;
    return sendToNode(node, {
      ...request,
      payload: () =>
        parse().catch((error) => {
          console.error(`node ${node.id}: undecoded command (${error.message})`);
          return new NoOperationCC({ nodeId: controller.ownNodeId });
        }),
    });
  };
}
