import type { Chemistry } from "../fact.ts";

/** Sizes by their common names. `pack`: a rechargeable battery of the maker's own shape, or one that is built in. */
export const CELL_TYPES = ["AA", "AAA", "CR123A", "CR2", "9V", "pack"] as const;

/**
 * Ways in when the lock's own power is gone. `9v`: a 9 V battery held against contacts outside. `usb_c`: a power bank.
 * `key`: a mechanical key. `backup_pack`: a second battery inside that takes over by itself.
 */
export const EMERGENCIES = ["9v", "usb_c", "key", "backup_pack"] as const;

/** What is known of a lock by its model alone. A field that no source speaks of is left out. */
export interface Traits {
  readonly cells?: { readonly type: (typeof CELL_TYPES)[number]; readonly count: number };
  /** Chemistries that the maker allows, where the maker says so. */
  readonly allowed?: readonly Chemistry[];
  readonly emergency?: readonly (typeof EMERGENCIES)[number][];
  /** How it learns where its bolt ends: in the maker's app, or by itself when power comes back. */
  readonly calibration?: "app" | "self";
  /** As it leaves the factory: wrong codes in a row, and for how many seconds the keypad then takes none. */
  readonly lockout?: { readonly attempts: number; readonly seconds: number };
  /** The maker's manual, or its page on how to reset the lock. */
  readonly manual?: string;
  /** Where the maker's support is reached, https. */
  readonly support?: string;
  readonly sources: readonly string[];
}

export interface Model extends Traits {
  /** As the device registry has it, or as it is sold. Fits by its words, whatever stands between them. */
  readonly model: string;
  /** Other spellings, in words: lower case letters and digits with single spaces. Another integration's, or variants with the same traits. */
  readonly match?: RegExp;
}

export interface Maker {
  readonly maker: string;
  /** Of the manufacturer's words: a maker has as many names as there are integrations. */
  readonly match: RegExp;
  /** What holds for all of the maker's locks, also those that are not listed. */
  readonly every?: Traits;
  /**
   * Of all of the maker's locks. The page itself is the source, or the articles below it that the rows name, unless it is said
   * beside it where the address was seen.
   */
  readonly support?: string;
  /** Brands that share its models. Who supports their other locks is not known. */
  readonly others?: RegExp;
  readonly models: readonly Model[];
}
