import type { Family } from "../../core/check.ts";
import type { CheckId } from "../../core/checks/index.ts";
import type { Finding } from "../../core/diagnose.ts";
import type { RemedyId } from "../../core/remedies/index.ts";
import type { HomeHealth, LockHealth } from "../../runtime/home-health.ts";
import type { Offer } from "../../runtime/offers.ts";
import type { CardConfig } from "../config.ts";
import type { Details } from "../details.ts";
import type { Format } from "../../translations/format.ts";

/** What can be opened of a lock besides its families. */
export type PanelName = "guides" | "care" | "report" | "help";

/** What a person has opened of one lock. */
export interface LockUi {
  /** Null: closed by hand. Undefined: the family of the worst finding. */
  readonly family?: Family | null;
  readonly expanded?: boolean;
  readonly guide?: { readonly remedy: RemedyId; readonly finding: CheckId | undefined } | null;
  /** What is open below the families. */
  readonly panel?: PanelName | null;
  /** The finding of which the person has gone past so many offers. */
  readonly past?: readonly [CheckId, number];
}

/** What a person can do. The views only say that it was done. */
export interface Actions {
  ui(entityId: string, change: LockUi): void;
  take(lock: LockHealth, offer: Offer, finding: Finding | undefined): void;
  confirm(entityId: string): void;
  close(entityId: string): void;
  again(entityId: string): void;
  next(lock: LockHealth): void;
  lookAgain(entityId: string): void;
  moreInfo(entityId: string): void;
}

/** All that a view draws from. */
export interface ViewContext {
  readonly health: HomeHealth;
  readonly format: Format;
  readonly actions: Actions;
  readonly now: number;
  readonly readOnly: boolean;
  readonly config: CardConfig;
  /** The chunk with evidence and guides; undefined until it has come. */
  readonly details: Details | undefined;
  uiOf(entityId: string): LockUi;
}
