import type { SimHub } from "./hub.ts";
import { SimLock } from "./lock.ts";
import type { ZwaveModel } from "./zwave-entities.ts";

export const HOME_ID = "3492817056";

/** As zwave_js_server numbers them. */
const NODE_STATUS = { unknown: 0, asleep: 1, awake: 2, dead: 3, alive: 4 } as const;
type NodeStatus = keyof typeof NODE_STATUS;

/** The stages of an interview, and when each is over. */
const STAGES = [
  ["ProtocolInfo", 200],
  ["NodeInfo", 600],
  ["CommandClasses", 3600],
  ["OverwriteConfig", 3800],
] as const;
const INTERVIEW = 4000;
/** A node that does not answer is asked for so long. */
const INTERVIEW_FAILS = 10_000;
/** A command that is not acknowledged fails after so long. */
export const NO_ANSWER = 1100;
const USUAL_ROUND_TRIP = 34.6;

const HOUR = 3_600_000;

export interface ZwaveOptions {
  readonly node: number;
  readonly name: string;
  readonly model: ZwaveModel;
  /** What Home Assistant adds to the entity ids of a second device of the same product. */
  readonly suffix?: string;
  readonly battery: number;
  readonly firmware: string;
  readonly signal?: number;
  /** Statistics that somebody has switched on. */
  readonly statistics?: readonly string[];
  readonly area?: string;
}

/** What any Z-Wave node is to Home Assistant: alive or dead, interviewed or not, and how well it is heard. */
export abstract class ZwaveNode extends SimLock {
  readonly hubId = "zwave";
  protected readonly options: ZwaveOptions;
  protected readonly base: string;
  protected silent = false;
  protected status: NodeStatus = "alive";
  protected secure = true;
  protected signal: number;
  protected roundTrip = USUAL_ROUND_TRIP;
  protected lastSeen: number;
  protected readonly counters = { rx: 812, tx: 794, droppedTx: 3, timeouts: 5 };
  private ready = true;
  private interviewing = false;
  private readonly watchers = new Set<(event: object) => void>();

  constructor(hub: SimHub, controllerId: string, options: ZwaveOptions) {
    const { store } = hub;
    const { model, node } = options;
    super(store, "zwave_js", hub.entryId, {
      id: store.newId(),
      name: model.product,
      nameByUser: options.name,
      manufacturer: model.manufacturer,
      model: model.model,
      swVersion: options.firmware,
      identifiers: [
        ["zwave_js", `${HOME_ID}-${node}-${model.ids}`],
        ["zwave_js", `${HOME_ID}-${node}`],
      ],
      via: controllerId,
      ...(options.area === undefined ? {} : { area: options.area }),
    });
    this.options = options;
    this.base = `${HOME_ID}.${node}`;
    this.signal = this.usualSignal;
    this.lastSeen = store.clock.now();
  }

  private get usualSignal(): number {
    return this.options.signal ?? -62;
  }

  protected get isWeak(): boolean {
    return this.roundTrip > USUAL_ROUND_TRIP;
  }

  /** A dead node's values stay as they were: only a node that is not interviewed has none. */
  protected override available(): boolean {
    return this.ready;
  }

  protected statistics() {
    return {
      commands_rx: () => String(this.counters.rx),
      commands_tx: () => String(this.counters.tx),
      commands_dropped_rx: () => "0",
      commands_dropped_tx: () => String(this.counters.droppedTx),
      timeout_response: () => String(this.counters.timeouts),
      rtt: () => String(this.roundTrip),
      rssi: () => String(this.signal),
      last_seen: () => new Date(this.lastSeen).toISOString().replace(/\.\d+Z$/, "+00:00"),
    };
  }

  /** Every frame that arrives is a sign of life. */
  protected heard(): void {
    this.lastSeen = this.store.clock.now();
    this.counters.rx += 1;
    if (this.status !== "dead") return;
    this.status = "alive";
    if (!this.ready && !this.interviewing) void this.interview();
  }

  /** The driver gives a node up as soon as one command is not acknowledged. */
  protected lost(at?: number): void {
    this.counters.timeouts += 1;
    this.counters.droppedTx += 1;
    this.status = "dead";
    this.publish(at);
  }

  /** The node says of itself what changed: nothing arrives from a silent one. */
  protected report(change: () => void): void {
    change();
    if (this.silent) return;
    this.heard();
    this.publish();
  }

  /** A notification as the logbook tells of it: labels alone. `ago`: ms since it came. */
  protected notice(label: string, event: string, ago = 0): void {
    this.store.log({
      when: (this.store.clock.now() - ago) / 1000,
      name: this.title,
      message: `fired Notification CC 'notification' event '${label}': '${event}'`,
      domain: "zwave_js",
      deviceId: this.device.id,
    });
  }

  /** All values are read anew at the end of an interview. */
  protected abstract rereadAll(): void;

  protected async ping(): Promise<void> {
    this.counters.tx += 1;
    if (this.silent) {
      await this.later(NO_ANSWER);
      if (this.silent) this.lost();
      return;
    }
    await this.later(100);
    this.heard();
    this.publish();
  }

  // ---- steering ------------------------------------------------------------------------------

  /** Nobody notices until the next command, unless there was one since. */
  override silence(on: boolean, forHours = 0): void {
    this.silent = on;
    if (!on || forHours <= 0) return;
    this.lastSeen = Math.min(this.lastSeen, this.store.clock.now() - forHours * HOUR);
    this.lost(this.lastSeen);
  }

  override weakLink(on: boolean): void {
    this.report(() => {
      this.signal = on ? -97 : this.usualSignal;
      this.roundTrip = on ? 1684.2 : USUAL_ROUND_TRIP;
      if (on) this.counters.droppedTx += 14;
    });
  }

  /** It is joined anew, and interviewed as every new node is. */
  override insecureJoin(on: boolean): void {
    this.secure = !on;
    this.refreshInfo();
  }

  // ---- interview -----------------------------------------------------------------------------

  watchInterview(watcher: (event: object) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** Begins an interview. Its progress goes to those who watch it. */
  refreshInfo(): void {
    if (!this.interviewing) void this.interview();
  }

  private tell(event: object): void {
    for (const watcher of [...this.watchers]) watcher(event);
  }

  protected async interview(): Promise<void> {
    this.interviewing = true;
    this.ready = false;
    this.publish();
    this.tell({ event: "interview started" });
    if (this.silent) {
      await this.later(INTERVIEW_FAILS);
      this.interviewing = false;
      if (this.silent) {
        this.lost();
        return this.tell({ event: "interview failed" });
      }
      return this.interview();
    }
    let past = 0;
    for (const [stage, end] of STAGES) {
      for (; past < end; past += 200) {
        await this.later(200);
        this.tell({ event: "interview progress", stage, progress: Math.min(99, Math.round((past / INTERVIEW) * 100)) });
      }
      this.tell({ event: "interview stage completed", stage });
    }
    await this.later(INTERVIEW - past);
    this.ready = true;
    this.interviewing = false;
    this.report(() => this.rereadAll());
    this.tell({ event: "interview completed" });
  }

  // ---- websocket -----------------------------------------------------------------------------

  /** `zwave_js/node_status` */
  nodeStatus(): object {
    return {
      node_id: this.options.node,
      is_routing: true,
      status: NODE_STATUS[this.status],
      is_secure: this.secure,
      ready: this.ready,
      zwave_plus_version: 2,
      highest_security_class: this.secure ? 2 : -1,
      is_controller_node: false,
      has_firmware_update_cc: true,
    };
  }

  /** `zwave_js/node_metadata` */
  nodeMetadata(): object {
    const { node, model, firmware } = this.options;
    return {
      node_id: node,
      ...model.metadata,
      wakeup: null,
      device_database_url: `https://devices.zwave-js.io/?jumpTo=${model.databaseIds}:${firmware}`,
    };
  }
}
