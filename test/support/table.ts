import { test } from "node:test";

/** A test for each row, named by its first column. */
export function rows<Row extends readonly [name: string, ...rest: unknown[]]>(
  table: readonly Row[],
  run: (row: Row) => void,
): void {
  for (const row of table) test(row[0], () => run(row));
}
