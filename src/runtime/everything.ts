import { pastOf } from "../adapters/companions/history/past.ts";
import { traitsOfLock } from "../adapters/companions/models.ts";
import { readers } from "../adapters/index.ts";
import { checks } from "../core/checks/index.ts";
import { diagnose } from "../core/everything.ts";
import { remedies } from "../core/remedies/index.ts";
import type { Knowledge } from "./knowledge.ts";

/** All that Lock Health knows. The card loads it after its first drawing; it shares nothing with the entry. */
export const everything: Knowledge = { readers, checks, diagnose, remedies, past: pastOf, traits: traitsOfLock };
