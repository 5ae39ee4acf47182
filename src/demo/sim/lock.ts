import { SimDevice } from "./device.ts";
import { wait } from "./store.ts";

/** What can be done to a simulated lock. Which of it a lock knows depends on its integration. */
export const STEERINGS = [
  "silence",
  "drain",
  "batteryNonsense",
  "weakLink",
  "insecureJoin",
  "offerUpdate",
  "stuckUpdate",
  "jam",
  "leaveJamFlag",
  "openDoor",
  "tamper",
  "wrongCodes",
  "loseReadings",
  "turnByHand",
  "useKeypad",
] as const;
export type Steering = (typeof STEERINGS)[number];

export interface UpdateOffer {
  /** The update breaks off on its way. */
  readonly fails?: boolean;
}

/** What is true of the lock itself, whatever Home Assistant shows. */
export interface Situation {
  readonly silent: boolean;
  readonly locked: boolean;
  readonly jammed: boolean;
  /** Percent that its cells really hold. */
  readonly battery: number;
  readonly door?: boolean;
  readonly cover?: boolean;
  readonly weak?: boolean;
  readonly insecure?: boolean;
  readonly mute?: boolean;
}

/** A simulated lock. Steering changes the lock itself; what Home Assistant gets to see of it is up to its integration. */
export abstract class SimLock extends SimDevice {
  abstract readonly entityId: string;
  /** Id of the hub through which it is reached. */
  abstract readonly hubId: string;
  abstract readonly can: readonly Steering[];
  abstract situation(): Situation;

  /**
   * The lock answers nothing any more, as with flat cells or out of range; with `false` it answers again.
   * `forHours`: it has been silent for so long already.
   */
  silence(_on: boolean, _forHours = 0): void {
    this.cannot("silence");
  }

  /** Its cells hold that many percent. */
  drain(_percent: number): void {
    this.cannot("drain");
  }

  /** The bolt is stuck, or free again. */
  jam(_on: boolean): void {
    this.cannot("jam");
  }

  /** The bolt is free and moves, but the lock goes on reporting the jam. */
  leaveJamFlag(): void {
    this.cannot("leaveJamFlag");
  }

  /** Somebody enters three wrong codes; with `lockout` the lock closes its keypad. */
  wrongCodes(_options: { readonly lockout?: boolean } = {}): void {
    this.cannot("wrongCodes");
  }

  openDoor(_on: boolean): void {
    this.cannot("openDoor");
  }

  /** Its cover is off. */
  tamper(_on: boolean): void {
    this.cannot("tamper");
  }

  weakLink(_on: boolean): void {
    this.cannot("weakLink");
  }

  offerUpdate(_offer: UpdateOffer = {}): void {
    this.cannot("offerUpdate");
  }

  /** It joined its network without encryption. */
  insecureJoin(_on: boolean): void {
    this.cannot("insecureJoin");
  }

  /** It reports this level, whatever its cells hold, until it is asked again. */
  batteryNonsense(_value: number): void {
    this.cannot("batteryNonsense");
  }

  /** An update that began 20 minutes ago and does not move. */
  stuckUpdate(): void {
    this.cannot("stuckUpdate");
  }

  /** The lock stays there, but its battery and door tell nothing. */
  loseReadings(_on: boolean): void {
    this.cannot("loseReadings");
  }

  turnByHand(_locked: boolean): void {
    this.cannot("turnByHand");
  }

  /** Somebody opens it with a right code. */
  useKeypad(): void {
    this.cannot("useKeypad");
  }

  protected later(ms: number): Promise<void> {
    return wait(this.store.clock, ms);
  }

  private cannot(steering: Steering): never {
    throw new Error(`${this.title} (${this.platform}) cannot ${steering}. It can: ${this.can.join(", ")}.`);
  }
}
