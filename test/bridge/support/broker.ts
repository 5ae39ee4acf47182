import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { Aedes } from "aedes";

interface Sent {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A real broker that can stop and come back at its address, and notes what it is sent. It speaks MQTT 3.1.1 only. */
export class TestBroker {
  readonly sent: Sent[] = [];
  readonly versions: number[] = [];
  password: string | undefined;
  /** Takes messages, and says nothing more. */
  mute = false;
  private aedes: Aedes | undefined;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const aedes = await Aedes.createBroker();
    aedes.preConnect = (_client, packet, callback) => {
      this.versions.push((packet as { protocolVersion?: number }).protocolVersion ?? 0);
      callback(null, true);
    };
    aedes.authenticate = (_client, _user, password, done) =>
      done(null, this.password === undefined || password?.toString() === this.password);
    aedes.authorizePublish = (_client, { topic, payload, retain }, callback) => {
      this.sent.push({ topic, payload: payload.toString(), retain });
      callback(null);
    };
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
      socket.write = (...all: unknown[]) => this.mute || write(...all);
      aedes.handle(socket);
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
    this.aedes = aedes;
    this.server = server;
    return this;
  }

  async stop(): Promise<void> {
    const { aedes, server } = this;
    this.aedes = undefined;
    this.server = undefined;
    if (!aedes || !server) return;
    const closed = once(server, "close");
    server.close();
    this.cut();
    await Promise.all([new Promise<void>((resolve) => aedes.close(resolve)), closed]);
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Somebody else says something. */
  say(topic: string, payload: string, retain = false): Promise<void> {
    return new Promise((resolve, reject) =>
      this.aedes!.publish({ cmd: "publish", topic, payload, retain, qos: 0, dup: false }, (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }

  /** What the broker keeps, by topic. */
  async retained(): Promise<{ [topic: string]: string }> {
    const kept: { [topic: string]: string } = {};
    // Its types do not know of it.
    const { persistence } = this.aedes as unknown as {
      persistence: { createRetainedStream(pattern: string): AsyncIterable<{ topic: string; payload: Buffer }> };
    };
    for await (const { topic, payload } of persistence.createRetainedStream("#")) kept[topic] = payload.toString();
    return kept;
  }

  of(topic: string): string[] {
    return this.sent.filter((each) => each.topic === topic).map(({ payload }) => payload);
  }
}
