import WebSocket from "ws";
import { Cleaner, refusal, refuse } from "../proxy.mjs";

/** Something is wrong with the address, the token or the home, said in words for whoever started the page. */
export class HomeProblem extends Error {}

const TIMEOUT = 10_000;

/** Address of a home's websocket. */
export function websocketUrl(home) {
  let url;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(home) ? home : `http://${home}`);
  } catch {
    throw new HomeProblem(`"${home}" is no address. Write it as in your browser, e.g. --home http://homeassistant.local:8123`);
  }
  if (!/^(http|ws)s?:$/.test(url.protocol))
    throw new HomeProblem(`A home is reached by http or https, not by ${url.protocol.slice(0, -1)}.`);
  const path = url.pathname.replace(/\/(api\/websocket)?\/*$/, "");
  return `${url.protocol.replace("http", "ws")}//${url.host}${path}/api/websocket`;
}

function inWords(home, error) {
  switch (error.code) {
    case "ECONNREFUSED":
      return `Nothing answers at ${home}. Is Home Assistant running there, and is the port right?`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `There is no machine by the name in ${home}. Try its IP address.`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${home} cannot be reached from here.`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate of ${home} is not one that this machine trusts. Use the address that your certificate is for, or http inside your network.`;
    default:
      return /Unexpected server response/.test(error.message)
        ? `What answers at ${home} is not Home Assistant (${error.message}).`
        : `${home} cannot be reached: ${error.message}`;
  }
}

/**
 * Opens a signed-in connection to a home. Resolves with the socket and the home's version once the token is accepted.
 * @returns {Promise<{ socket: WebSocket, version: string }>}
 */
export function openHome(home, token) {
  const url = websocketUrl(home);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: TIMEOUT, maxPayload: 2 ** 28 });
    const fail = (words) => {
      clearTimeout(timer);
      socket.terminate();
      reject(new HomeProblem(words));
    };
    const timer = setTimeout(() => fail(`${home} does not answer as Home Assistant does.`), TIMEOUT);
    socket.on("error", (error) => fail(inWords(home, error)));
    socket.on("close", () => fail(`${home} has closed the connection.`));
    const onMessage = (data) => {
      let message;
      try {
        message = JSON.parse(data);
      } catch {
        return fail(`What answers at ${home} is not Home Assistant.`);
      }
      if (message.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
      else if (message.type === "auth_invalid")
        fail("Home Assistant does not accept the token in HA_TOKEN. Make a new one in your profile, under Security.");
      else if (message.type === "auth_ok") {
        clearTimeout(timer);
        socket.removeAllListeners();
        socket.on("error", () => {});
        resolve({ socket, version: message.ha_version });
      }
    };
    socket.on("message", onMessage);
  });
}

/** Joins the page's socket with the home: greets the page in the home's place, and lets pass what may pass. */
export async function joinPage(page, { home, token, allowFixes }) {
  const early = [];
  let upstream;
  const cleaner = new Cleaner();
  const send = (message) => page.readyState === WebSocket.OPEN && page.send(JSON.stringify(message));
  const pass = (text) => {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    // The page signs in with nothing: the token stays here.
    if (message.type === "auth") return;
    const reason = refusal(message, { allowFixes });
    if (reason) return send(refuse(message, reason));
    cleaner.sent(message);
    upstream.send(JSON.stringify(message));
  };
  page.on("message", (data) => (upstream ? pass(data.toString()) : early.push(data.toString())));
  page.on("close", () => upstream?.close());
  page.on("error", () => {});
  send({ type: "auth_required", ha_version: "" });
  try {
    const { socket, version } = await openHome(home, token);
    upstream = socket;
    if (page.readyState !== WebSocket.OPEN) return socket.close();
    socket.on("message", (data) => page.readyState === WebSocket.OPEN && page.send(cleaner.clean(data.toString())));
    socket.on("close", () => page.close(1012, "The home has closed the connection."));
    send({ type: "auth_ok", ha_version: version });
    for (const text of early.splice(0)) pass(text);
  } catch (error) {
    page.close(1013, String(error.message).slice(0, 120));
  }
}
