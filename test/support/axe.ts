// Puts itself into the window: it is no module.
import "axe-core";
import type { ElementContext, RunOptions, AxeResults } from "axe-core";

interface Axe {
  run(context: ElementContext, options: RunOptions): Promise<AxeResults>;
  configure(spec: object): void;
}

/**
 * What axe has against an element. Rules of whole pages do not apply to a card. Tints are pseudo-elements, behind which axe
 * cannot see: it looks at what is under them, and `paleParts` at the sum.
 */
export async function axeFindings(element: Element): Promise<string[]> {
  const { axe } = window as unknown as { axe: Axe };
  axe.configure({ checks: [{ id: "color-contrast", options: { ignorePseudo: true } }] });
  const { violations, passes } = await axe.run(element, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { region: { enabled: false }, "heading-order": { enabled: false } },
  });
  if (passes.length === 0) throw new Error("axe has looked at nothing");
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}
