// A client of the Z-Wave JS server, in its plain JSON protocol.
import WebSocket from "ws";

export class ZWaveClient {
  #next = 1;
  #pending = new Map();
  #waiters = new Set();
  events = [];

  static async connect(url, schemaVersion = 44) {
    const client = new ZWaveClient();
    await client.#open(url);
    client.schemaVersion = Math.min(schemaVersion, client.version.maxSchemaVersion);
    await client.send("set_api_schema", { schemaVersion: client.schemaVersion });
    return client;
  }

  #open(url) {
    this.socket = new WebSocket(url);
    return new Promise((resolve, reject) => {
      this.socket.once("error", reject);
      this.socket.on("message", (data) => {
        const message = JSON.parse(data);
        if (message.type === "version") {
          this.version = message;
          resolve();
        } else if (message.type === "result") {
          const { done, fail } = this.#pending.get(message.messageId);
          this.#pending.delete(message.messageId);
          if (message.success) done(message.result);
          else
            fail(Object.assign(new Error(message.zwaveErrorMessage ?? message.message ?? message.errorCode), { reply: message }));
        } else if (message.type === "event") {
          this.events.push(message.event);
          for (const waiter of this.#waiters) waiter(message.event);
        }
      });
    });
  }

  send(command, args = {}) {
    const messageId = String(this.#next++);
    this.socket.send(JSON.stringify({ messageId, command, ...args }));
    return new Promise((done, fail) => this.#pending.set(messageId, { done, fail }));
  }

  async listen() {
    this.state = (await this.send("start_listening")).state;
    return this.state;
  }

  event(match, timeoutMs = 10_000) {
    return new Promise((resolve, reject) => {
      const waiter = (event) => {
        if (!match(event)) return;
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(event);
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`no such event within ${timeoutMs} ms: ${match}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  close() {
    this.socket.close();
  }
}

export const valueOf = (node, commandClass, property, propertyKey) =>
  node.values.find((v) => v.commandClass === commandClass && v.property === property && v.propertyKey === propertyKey)?.value;
