const CODES = { red: 31, yellow: 33, green: 32, dim: 2, bold: 1 } as const;
export type Colour = keyof typeof CODES;

/** A cell: its text, and a colour for where colours are shown. */
export type Cell = string | { readonly text: string; readonly colour: Colour | undefined };

const textOf = (cell: Cell | undefined) => (typeof cell === "object" ? cell.text : (cell ?? ""));

/** Text in a colour, where colours are wanted. */
export function paint(text: string, colour: Colour | undefined, on: boolean): string {
  return on && colour !== undefined && text !== "" ? `\u001B[${CODES[colour]}m${text}\u001B[0m` : text;
}

/** What comes from a home is one line without control characters: else a lock's name could steer a terminal. */
export function tame(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
}

/** Made when it is needed: it brings much into memory that a running bridge has no use for. */
let segmenter: Intl.Segmenter | undefined;
const segmentsOf = (text: string) => (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text);

/** Places that a text takes on a line. Wide scripts count twice. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmentsOf(text))
    width += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(segment)
      ? 2
      : 1;
  return width;
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const { segment } of segmentsOf(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Least places that a column is cut to. */
const NARROWEST = 12;

/**
 * Rows in columns, two spaces apart. Where `columns` characters fit on a line, the widest columns are cut until it does;
 * else nothing is.
 */
export function table(
  rows: readonly (readonly Cell[])[],
  { colour = false, columns }: { readonly colour?: boolean; readonly columns?: number | undefined } = {},
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const texts = rows.map((row) => Array.from({ length: count }, (_, column) => tame(textOf(row[column]))));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ""))));
  const total = () => widths.reduce((sum, width) => sum + width, 2 * (count - 1));
  while (columns !== undefined && total() > columns) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= NARROWEST) break;
    widths[widest] = width - 1;
  }
  return texts.map((row, index) => {
    const last = row.findLastIndex((text) => text !== "");
    return row
      .slice(0, last + 1)
      .map((text, column) => {
        const width = widths[column] ?? 0;
        const cell = rows[index]?.[column];
        const shown = cut(text, width);
        const gap = column === last ? "" : " ".repeat(width - widthOf(shown));
        return paint(shown, typeof cell === "object" ? cell.colour : undefined, colour) + gap;
      })
      .join("  ");
  });
}
