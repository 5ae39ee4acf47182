import { expect } from "chai";
import { HOMES, compare } from "./expected.ts";

describe("recorded homes, in the browser", () => {
  for (const home of HOMES)
    it(home.name, async () => {
      const answer = await fetch(new URL(`../homes/${home.name}.json`, import.meta.url));
      const { found, wanted } = compare(await answer.json(), home);
      expect(found).to.deep.equal(wanted);
    });
});
