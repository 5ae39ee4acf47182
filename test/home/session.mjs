// A websocket session of one user with Home Assistant: `call` for one answer, with `onEvent` for a stream.
import WebSocket from "ws";

export class Session {
  #id = 0;
  #waiting = new Map();
  #listeners = new Map();

  static async open(url, token) {
    const session = new Session();
    session.socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`, { maxPayload: 2 ** 28 });
    await new Promise((resolve, reject) => {
      session.socket.on("error", reject);
      session.socket.on("close", () => session.#lose());
      session.socket.on("message", (data) => {
        for (const message of [JSON.parse(data)].flat()) {
          if (message.type === "auth_required") session.socket.send(JSON.stringify({ type: "auth", access_token: token }));
          else if (message.type === "auth_ok") resolve();
          else if (message.type === "auth_invalid") reject(new Error(message.message));
          else session.#take(message);
        }
      });
    });
    return session;
  }

  #take({ id, type, event, success, result, error }) {
    if (type === "event") this.#listeners.get(id)?.(event);
    if (type !== "result") return;
    const { resolve, reject } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (success) resolve?.(result);
    else reject?.(Object.assign(new Error(`${error.code}: ${error.message}`), { code: error.code }));
  }

  #lose() {
    for (const { reject } of this.#waiting.values()) reject(new Error("the connection to Home Assistant was lost"));
    this.#waiting.clear();
  }

  call(type, data = {}, onEvent) {
    const id = ++this.#id;
    if (onEvent) this.#listeners.set(id, onEvent);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, type, ...data }));
    });
  }

  service(domain, service, data = {}, target, returnResponse = false) {
    return this.call("call_service", { domain, service, service_data: data, target, return_response: returnResponse });
  }

  close() {
    this.socket.close();
  }
}
