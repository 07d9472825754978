/**
 * Small containers for a roster that must be in use a moment after a reload on a slow phone: typed arrays
 * come back from IndexedDB as they were, where 20,000 strings in objects and Maps take a second. Pure.
 */

export const HASH_BYTES = 10;
const FREE = -1;

/**
 * @param {string} hash 20 hex digits; anything else is nobody's
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(hash) {
  const bytes = new Uint8Array(HASH_BYTES);
  for (let place = 0; place < HASH_BYTES; place++) {
    bytes[place] = Number.parseInt(hash.slice(2 * place, 2 * place + 2), 16);
  }
  return bytes;
}

/**
 * Finds rows by badge hash. Hashes are evenly spread, so their first bytes are the place in an open
 * table; a row that got another hash is passed over, since its bytes no longer fit, and never removed.
 */
export class HashTable {
  /** @type {Int32Array} */ #slots = new Int32Array(0);
  /** @type {Uint8Array} */ #hashes;
  #used = 0;

  /** @param {Uint8Array} hashes 10 bytes for each of the rows @param {number} rows */
  constructor(hashes, rows) {
    this.#hashes = hashes;
    this.#build(rows);
  }

  /** @param {Uint8Array} hash @returns {number} the row, or -1 */
  find(hash) {
    const last = this.#slots.length - 1;
    for (let slot = placeOf(hash, 0) & last; ; slot = (slot + 1) & last) {
      const row = this.#slots[slot];
      if (row === FREE || this.#fits(row, hash)) return row;
    }
  }

  /** Take in a row whose hash is new. @param {Uint8Array} hashes @param {number} row @param {number} rows */
  add(hashes, row, rows) {
    this.#hashes = hashes;
    if (2 * (this.#used + 1) > this.#slots.length) this.#build(rows);
    else this.#put(row);
  }

  /** @param {number} rows */
  #build(rows) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(4 * rows + 64))).fill(FREE);
    this.#used = 0;
    for (let row = 0; row < rows; row++) this.#put(row);
  }

  /** @param {number} row */
  #put(row) {
    const last = this.#slots.length - 1;
    let slot = placeOf(this.#hashes, row * HASH_BYTES) & last;
    while (this.#slots[slot] !== FREE) slot = (slot + 1) & last;
    this.#slots[slot] = row;
    this.#used += 1;
  }

  /** @param {number} row @param {Uint8Array} hash */
  #fits(row, hash) {
    for (let place = 0; place < HASH_BYTES; place++) {
      if (this.#hashes[row * HASH_BYTES + place] !== hash[place]) return false;
    }
    return true;
  }
}

/** @param {Uint8Array} bytes @param {number} from */
function placeOf(bytes, from) {
  return bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16);
}

/** Words that come again and again, each kept once; place 0 is the empty word. */
export class Lexicon {
  /** @type {string[]} */ words;
  /** @type {Map<string, number>} */ #places;

  /** @param {string[]} [words] */
  constructor(words = [""]) {
    this.words = words;
    this.#places = new Map(words.map((word, place) => [word, place]));
  }

  /** @param {string} word */
  placeOf(word) {
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    this.#places.set(word, this.words.length);
    return this.words.push(word) - 1;
  }
}

/**
 * @template {Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array} A
 * @param {A} array
 * @param {number} length at least so many places
 * @returns {A} the same, or a longer copy with room to grow
 */
export function atLeast(array, length) {
  if (length <= array.length) return array;
  const Kind = /** @type {new (length: number) => A} */ (array.constructor);
  const longer = new Kind(Math.max(length, Math.ceil(array.length * 1.25), 64));
  longer.set(/** @type {any} */ (array));
  return longer;
}
