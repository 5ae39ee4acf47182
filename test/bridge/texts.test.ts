import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES, numberWords } from "../../src/bridge/texts.ts";

const VALUES = [
  0,
  1,
  9.96,
  0.04,
  0.05,
  0.25,
  12,
  12.34,
  99.95,
  100,
  999.96,
  1_000,
  1_234.5,
  65_536,
  1_000_000,
  -3.25,
  -1_500,
  1 / 3,
];

for (const language of LANGUAGES)
  test(`numbers are written as Node's own formatter writes them: ${language}`, () => {
    const { format } = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    for (const value of VALUES) assert.equal(numberWords(value, language), format(value));
  });
