/**
 * Milliseconds after a jam's report in which a change of state still belongs to the attempt that jammed: the lab's Z-Wave
 * locks flip to "unlocked" and back within half a second of it, and slow bolts take up to 12 s.
 */
const SAME_ATTEMPT = 15_000;

/** Whether the bolt came to rest elsewhere (`moved`) after its jam was reported (`reported`), both epoch ms: then the report is old. */
export function movedSince(reported: number | undefined, moved: number | undefined): boolean {
  return moved !== undefined && reported !== undefined && moved > reported + SAME_ATTEMPT;
}
