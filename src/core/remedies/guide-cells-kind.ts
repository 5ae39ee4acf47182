import { defineGuide } from "../remedy.ts";

/** Cells of a kind that the maker does not allow. */
export const guideCellsKind = defineGuide("guide_cells_kind", 3);
