/**
 * How hard a text is to read. English: Flesch–Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, 1975). German: first Wiener
 * Sachtextformel (Bamberger and Vanecek, 1984). Both give the school year that a reader needs; the sixth or seventh is an age of twelve.
 * Syllables are counted by groups of vowels: a word may be off by one, a text is not.
 */

/** Points that end no sentence: abbreviations, and numbers such as 1.5. */
const NO_END = /\b(z|u|d|e|i|ca|bzw|etc|max|min|Nr|g|a|h)\.$/i;

/** A placeholder stands for one short word or number. */
const withoutPlaceholders = (text) => text.replace(/\{\w+\}/g, "7");

/** The sentences of a text. A colon ends none. */
export function sentencesOf(text) {
  const parts = text.split(/(?<=[.!?…][”“’)]?)\s+(?=[^a-zäöüß])/u);
  const sentences = [];
  for (const part of parts) {
    const last = sentences.length - 1;
    if (last >= 0 && NO_END.test(sentences[last])) sentences[last] += ` ${part}`;
    else sentences.push(part);
  }
  return sentences.map((each) => each.trim()).filter(Boolean);
}

/** The words of a text; a number or placeholder is one. */
export function wordsOf(text) {
  return withoutPlaceholders(text).match(/[\p{L}\p{N}]+(?:[’'.,/-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether a text is made of sentences, and is no mere label. */
export function isProse(text) {
  return /[.!?…][”“’)]?$/.test(text) && wordsOf(text).length >= 3;
}

function syllablesInEnglish(word) {
  const plain = word.toLowerCase().replace(/[^a-z]/g, "");
  if (plain.length <= 3) return 1;
  const silent = plain.replace(/(?:[^laeiouy]es|[^t]ed|[^le]e)$/, (end) => end[0]).replace(/^y/, "");
  return Math.max(1, (silent.match(/[aeiouy]{1,2}/g) ?? []).length);
}

function syllablesInGerman(word) {
  return Math.max(1, (word.toLowerCase().match(/ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouäöüy]/g) ?? []).length);
}

const lettersOf = (word) => word.replace(/[^\p{L}]/gu, "").length;
const share = (words, test) => (100 * words.filter(test).length) / words.length;

/** Flesch–Kincaid: the school year that an English text asks for. */
export function englishGrade(sentences) {
  const words = sentences.flatMap(wordsOf);
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesInEnglish(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

/** First Wiener Sachtextformel: the school year that a German text asks for. */
export function germanGrade(sentences) {
  const words = sentences.flatMap(wordsOf);
  if (words.length === 0) return 0;
  const long = share(words, (word) => syllablesInGerman(word) >= 3);
  const wide = share(words, (word) => lettersOf(word) > 6);
  const short = share(words, (word) => syllablesInGerman(word) === 1);
  return 0.1935 * long + 0.1672 * (words.length / sentences.length) + 0.1297 * wide - 0.0327 * short - 0.875;
}
