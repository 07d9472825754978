/**
 * Find people by the beginnings of the words of their names, in any order, whatever way Muhammad is
 * written. Pure; an index is built at the first search after a change and scanned from end to end:
 * 20,000 names take a few milliseconds, so there is nothing to keep sorted.
 *
 * @import { Columns } from "./types.js"
 */

const VARIANTS = new Map(
  Object.entries({
    MUHAMMAD:
      "MOH MOCH MUH MUCH MHD MUHAMAD MUHAMMED MOHAMAD MOHAMMAD MOHAMED MOCHAMAD MOCHAMMAD MUCHAMAD MUCHAMMAD M",
    AHMAD: "ACH ACHMAD AKHMAD AKHMED AHMED",
    ABDUL: "ABD ABDOEL",
    SITI: "ST SITTI",
  }).flatMap(([one, others]) => others.split(" ").map((other) => [other, one])),
);

/**
 * @param {string} text
 * @returns {string[]} upper-case words without marks, apostrophes and old spelling
 */
export function wordsOf(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f'\u2018\u2019`\u02bc]/g, "")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean)
    .map((word) => word.replace(/OE/g, "U").replace(/DJ/g, "J").replace(/TJ/g, "C"));
}

/** @param {string} word */
const canonical = (word) => VARIANTS.get(word) ?? word;

export class NameIndex {
  /** @type {string[]} */ #keys;
  /** @type {Columns} */ #columns;

  /** @param {Columns} columns */
  constructor(columns) {
    this.#columns = columns;
    this.#keys = columns.name.map((name) => {
      const words = wordsOf(name);
      return ` ${[...new Set([...words.map(canonical), ...words])].join(" ")} `;
    });
  }

  /**
   * Return badge numbers, best first: a typed number, then whole words before beginnings of words.
   * @param {string} text
   * @param {number} limit
   * @returns {number[]}
   */
  search(text, limit) {
    const asked = wordsOf(text);
    if (asked.length === 0) return [];
    /** @type {{number: number, rank: number, name: string}[]} */
    const found = [];
    this.#keys.forEach((key, row) => {
      const rank = rankOf(key, asked);
      const number = this.#columns.number[row];
      if (asked.length === 1 && asked[0] === String(number)) {
        found.push({ number, rank: -1, name: "" });
      } else if (rank !== null && this.#columns.active[row] === 1) {
        found.push({ number, rank, name: this.#columns.name[row] });
      }
    });
    found.sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name, "id"));
    return found.slice(0, limit).map(({ number }) => number);
  }
}

/**
 * @param {string} key
 * @param {string[]} asked
 * @returns {number | null} words that are only begun; null where one does not occur at all
 */
function rankOf(key, asked) {
  let begun = 0;
  for (const word of asked) {
    if (key.includes(` ${word} `)) continue;
    const same = VARIANTS.get(word);
    if (same && key.includes(` ${same} `)) continue;
    if (!key.includes(` ${word}`)) return null;
    begun += 1;
  }
  return begun;
}
