/**
 * Find people by the words of their names, in any order, whatever way Muhammad is written, one letter off
 * too, and by pillar, regency and district beside them. Pure. The rules are those of the server's search
 * (`checkin/roster/search.py`, `names.py`); `tests/vectors/search.json` holds both to one answer.
 *
 * @import { Columns, Labels } from "./types.js"
 */

const WHOLE = 100;
const BEGINNING = 80;
const NEARLY = 60;
const BESIDE = 40;
const MAX_WORDS = 8;
const SHORTEST_BEGINNING = 2;
const SHORTEST_NEARLY = 3;

const TITLES = new Set(
  (
    "H HJ DR DRS DRA DRG IR KH NY TN BAPAK IBU BPK SDR SDRI PROF SE SH ST SP SS MM MH MT ME MA MSI MPD " +
    "SSOS SPD SPDI SKOM SPSI SAG SIP SKM SHI SAP STRSOS AMD AMDKEP SST MKES MAP MSOS SIKOM STP SKEP " +
    "SFARM SSI SPT STHI SEI NS"
  ).split(" "),
);
const APOSTROPHES = /[\u2018\u2019\u02bc\u02bb`\u00b4\u2032']/g;
const DOTTED =
  /(?<![A-Z])(?:S|A|M)\s?\.\s*(?:TR\s*\.\s*SOS|[A-Z]{1,4}(?:\s*\.\s*[A-Z]{1,4})?)\b\.?/g;
const BREAKS = /[.,\-_/()"\s]+/g;
// `St. Fatimah` is Siti; behind the name the same letters are a degree.
const SITI = /^((?:(?:H|HJ|DR|DRA|NY|IBU)\b[.\s]+)*)ST\b[.\s]+(?=\p{L})/iu;
const MUHAMMAD =
  /^(?:M|MO?U?C?K?H|MOHD|MO?U?KH|MO?U?C?K?HA?M+A?D|MO?U?C?K?HAMMAD|MUH|MOH|MOCH|MOKH|MUCH)$/;
const ABBREVIATED = new Map(
  Object.entries({
    ACH: "AHMAD",
    AH: "AHMAD",
    AKH: "AHMAD",
    ACHMAD: "AHMAD",
    AKHMAD: "AHMAD",
    AHMAT: "AHMAD",
    ABD: "ABDUL",
    ABDOEL: "ABDUL",
    ABDL: "ABDUL",
    ST: "SITI",
    SITTI: "SITI",
    ABDULLOH: "ABDULLAH",
  }),
);
const FOLDS =
  "OE>U DJ>J TJ>C SJ>SY NJ>NY CH>KH KH>H DH>D TH>T SH>S SY>S DZ>Z V>F P>F Q>K X>KS Z>S Y>I J>I O>U E>I W>U"
    .split(" ")
    .map((pair) => pair.split(">"));

/** @type {Map<string, string>} */
const folded = new Map();

/** @param {string} word @returns {string} in the spelling that all its spellings share */
function fold(word) {
  const known = folded.get(word);
  if (known !== undefined) return known;
  let text = word
    .toUpperCase()
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "");
  if (MUHAMMAD.test(text)) {
    text = "MUHAMAD";
  } else {
    text = ABBREVIATED.get(text) ?? text;
    for (const [old, now] of FOLDS) text = text.replaceAll(old, now);
    text = text.replace(/(.)\1+/g, "$1");
  }
  folded.set(word, text);
  return text;
}

/** @param {string} text @param {boolean} leading @returns {string[]} without degrees and titles */
function untitled(text, leading) {
  let kept = text.trim();
  if (kept.includes(".")) {
    for (const { 0: degree, index } of [...kept.matchAll(DOTTED)].reverse()) {
      const before = kept.slice(0, index).replace(/^[ .]+|[ .]+$/g, "");
      if (TITLES.has(degree.replace(/[\s.]/g, "")) && (before || !leading)) {
        kept = `${kept.slice(0, index)} ${kept.slice(index + degree.length)}`;
      }
    }
  }
  const words = kept.replace(BREAKS, " ").split(" ").filter(Boolean);
  const rest = words.filter((word, n) => !(TITLES.has(word) && (words.length > 1 || n > 0)));
  return rest.length > 0 ? rest : words;
}

/** @param {string} text @returns {string[]} the words of a name, folded, in their order */
export function wordsOf(text) {
  const upper = text.replace(SITI, "$1SITI ").normalize("NFKC").toUpperCase();
  const [head, ...tail] = upper.replace(APOSTROPHES, "").split(",");
  const words = untitled(head, true);
  for (const part of tail) words.push(...untitled(part, false).filter((word) => !TITLES.has(word)));
  const kept = words.length > 0 ? words : upper.replace(BREAKS, " ").split(" ");
  return kept.map(fold).filter(Boolean);
}

/** @param {string} one @param {string} other @returns {boolean} equal but for one letter */
function isNear(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}

/** @param {Map<string, number[]>} rows @param {string} word @param {number} row */
function note(rows, word, row) {
  const known = rows.get(word);
  if (!known) rows.set(word, [row]);
  else if (known.at(-1) !== row) known.push(row);
}

export class NameIndex {
  /** @type {Map<string, number[]>} rows by a word of the name */ #own = new Map();
  /** @type {Map<string, number[]>} rows by a word beside it */ #beside = new Map();
  /** @type {Uint8Array} */ #lengths;
  /** @type {Float64Array} place of a row among the numbers */ #places;
  /** @type {Map<number, number>} */ #rowOf;
  /** @type {Columns} */ #columns;

  /** @param {Columns} columns @param {Labels} [labels] what the codes of pillars and places read as */
  constructor(columns, labels = { pillars: {}, regencies: {}, districts: {} }) {
    this.#columns = columns;
    const { number, name } = columns;
    this.#lengths = new Uint8Array(name.length);
    this.#places = new Float64Array(name.length);
    this.#rowOf = new Map(number.map((one, row) => [one, row]));
    const order = number.map((_, row) => row).sort((one, other) => number[one] - number[other]);
    for (const [place, row] of order.entries()) this.#places[row] = place;
    for (const [row, text] of name.entries()) {
      const words = wordsOf(text);
      for (const word of words) note(this.#own, word, row);
      this.#lengths[row] = Math.min(255, words.join(" ").length);
      for (const place of this.#around(row, labels)) {
        for (const word of place.split(/\s+/)) note(this.#beside, fold(word), row);
      }
    }
  }

  /** @param {number} row @param {Labels} labels @returns {string[]} */
  #around(row, { pillars, regencies, districts }) {
    const { pillar, regency, district } = this.#columns;
    const code = district[row];
    return [
      pillars[pillar[row]]?.label ?? pillar[row],
      regencies[regency[row]],
      code ? districts[code] : undefined,
    ].filter((text) => text !== undefined);
  }

  /**
   * Return badge numbers, best first: a typed number, then by likeness, the shorter name, the number.
   * @param {string} text
   * @param {number} limit
   * @returns {number[]}
   */
  search(text, limit) {
    const { number, active } = this.#columns;
    const typed = text.trim().replace(/^#/, "");
    const exact = /^\d{1,9}$/.test(typed) ? this.#rowOf.get(Number(typed)) : undefined;
    const first = exact === undefined ? [] : [exact];
    const words = [...new Set(wordsOf(text).slice(0, MAX_WORDS))];
    const scores = words.map((word) => this.#bearers(word)).sort((a, b) => a.size - b.size);
    const [fewest, ...others] = scores;
    /** @type {number[]} */
    const keys = [];
    for (const [row, score] of fewest ?? []) {
      if (active[row] !== 1 || row === exact) continue;
      let sum = score;
      let fits = true;
      for (const other of others) {
        const more = other.get(row);
        if (more === undefined) {
          fits = false;
          break;
        }
        sum += more;
      }
      if (fits) {
        const likeness = (MAX_WORDS * WHOLE - sum) * 256 + this.#lengths[row];
        keys.push(likeness * 2 ** 24 + this.#places[row]);
      }
    }
    const rowAt = this.#rowsByPlace();
    const best = Float64Array.from(keys).sort().subarray(0, limit);
    const rows = [...first, ...Array.from(best, (key) => rowAt[key % 2 ** 24])];
    return rows.slice(0, limit).map((row) => number[row]);
  }

  /** @type {Int32Array | null} */ #byPlace = null;

  #rowsByPlace() {
    if (!this.#byPlace) {
      this.#byPlace = new Int32Array(this.#places.length);
      for (const [row, place] of this.#places.entries()) this.#byPlace[place] = row;
    }
    return this.#byPlace;
  }

  /** @param {string} word @returns {Map<number, number>} likeness by row; the better overwrites the worse */
  #bearers(word) {
    /** @type {Map<number, number>} */
    const score = new Map();
    /** @param {number[]} rows @param {number} likeness */
    const give = (rows, likeness) => {
      for (const row of rows) score.set(row, Math.max(score.get(row) ?? 0, likeness));
    };
    if (word.length >= SHORTEST_NEARLY) {
      for (const [other, rows] of this.#beside) if (other.startsWith(word)) give(rows, BESIDE);
    }
    for (const [other, rows] of this.#own) {
      if (other === word) give(rows, WHOLE);
      else if (word.length >= SHORTEST_BEGINNING && other.startsWith(word)) give(rows, BEGINNING);
      else if (
        word.length >= SHORTEST_NEARLY &&
        other.length >= SHORTEST_NEARLY &&
        isNear(word, other)
      ) {
        give(rows, NEARLY);
      }
    }
    return score;
  }
}
