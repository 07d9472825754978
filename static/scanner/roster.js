/**
 * The people of one event, held in memory: who stands behind a badge hash or a number. Pure data;
 * `store.js` keeps it, `sync.js` feeds it. On a desk phone a row's text is the name; on a gate phone it is
 * the sealed row, which only the badge's own code opens.
 *
 * @import { Changes, Columns, Newcomer, Labels, Person, RosterBlob, RowsBlob } from "./types.js"
 */

import { atLeast, bytesOf, HASH_BYTES, HashTable, Lexicon } from "./packed.js";
import { unseal } from "./sealing.js";

const PARTED = "\n"; // stands in no name

/** @returns {RowsBlob} */
const noRows = () => ({ number: new Int32Array(0), hash: new Uint8Array(0), texts: "" });

/** @returns {RosterBlob} */
export function emptyRoster() {
  return {
    ...noRows(),
    sealed: false,
    active: new Uint8Array(0),
    places: new Uint16Array(0),
    codes: [""],
    revoked: noRows(),
    spares: { hash: [], digest: "" },
    labels: { pillars: {}, regencies: {}, districts: {} },
    invited: { pillars: {}, regencies: {} },
  };
}

/** Badges with what stands behind them; grows, never shrinks. */
class Rows {
  number;
  hash;
  size;
  /** @type {string | string[]} */ #texts;
  #table;

  /** @param {RowsBlob} blob */
  constructor({ number, hash, texts }) {
    this.number = number;
    this.hash = hash;
    this.size = number.length;
    this.#texts = texts;
    this.#table = new HashTable(hash, this.size);
  }

  /** @returns {string[]} parted at the first use, which comes after the first screen */
  get texts() {
    if (typeof this.#texts === "string") {
      this.#texts = this.size === 0 ? [] : this.#texts.split(PARTED);
    }
    return this.#texts;
  }

  /** @param {Uint8Array} hash @returns {number} the row, or -1 */
  find(hash) {
    return this.#table.find(hash);
  }

  /** @param {number} row @param {number} number @param {string} hash @param {string} text */
  put(row, number, hash, text) {
    const texts = this.texts;
    this.size = Math.max(this.size, row + 1);
    this.number = atLeast(this.number, this.size);
    this.hash = atLeast(this.hash, this.size * HASH_BYTES);
    this.number[row] = number;
    texts[row] = text;
    const bytes = bytesOf(hash);
    const known = hash !== "" && this.find(bytes) === row;
    this.hash.set(bytes, row * HASH_BYTES);
    if (hash !== "" && !known) this.#table.add(this.hash, row, this.size);
  }

  /** @returns {RowsBlob} */
  toBlob() {
    return {
      number: this.number.slice(0, this.size),
      hash: this.hash.slice(0, this.size * HASH_BYTES),
      texts: typeof this.#texts === "string" ? this.#texts : this.#texts.join(PARTED),
    };
  }
}

const PLACES = 3; // pillar, regency and district of a row

export class Roster {
  #rows;
  #revoked;
  #active;
  #places;
  #codes;
  /** @type {Int32Array} row + 1 by number */ #rowOf = new Int32Array(0);
  /** @type {Set<string>} */ #spares;
  #spareDigest;
  /** @type {Map<number, Newcomer>} */ #newcomers = new Map();
  /** @type {Labels} */ labels;
  invited;
  isSealed;
  /** Counts up with every change of names, so that a search index knows when it is old. */
  version = 0;

  /** @param {RosterBlob} blob @param {Newcomer[]} [newcomers] registered here, not known to the server yet */
  constructor(blob, newcomers = []) {
    this.#rows = new Rows(blob);
    this.#revoked = new Rows(blob.revoked);
    this.#active = blob.active;
    this.#places = blob.places;
    this.#codes = new Lexicon(blob.codes);
    this.#spares = new Set(blob.spares.hash);
    this.#spareDigest = blob.spares.digest;
    this.labels = blob.labels;
    this.invited = blob.invited;
    this.isSealed = blob.sealed;
    for (const newcomer of newcomers) this.#newcomers.set(newcomer.number, newcomer);
    for (let row = 0; row < this.#rows.size; row++) this.#note(row);
  }

  get size() {
    return this.#rows.size + this.#newcomers.size;
  }

  /** Which spare badges this phone knows, as the server tells them apart. */
  get spareDigest() {
    return this.#spareDigest;
  }

  /**
   * @param {string} hash
   * @param {{salt: string, code: string}} badge opens a sealed row
   * @returns {Promise<{person: Person, revoked: boolean} | null>}
   */
  async findByHash(hash, badge) {
    const bytes = bytesOf(hash);
    const row = this.#rows.find(bytes);
    if (row !== -1) return { person: await this.#open(row, badge), revoked: false };
    for (const newcomer of this.#newcomers.values()) {
      if (newcomer.hash === hash) return { person: newcomer, revoked: false };
    }
    const old = this.#revoked.find(bytes);
    const now = old === -1 ? -1 : this.#rowFor(this.#revoked.number[old]);
    if (now === -1) return null;
    const person = await this.#open(now, badge, this.#revoked.texts[old]);
    return { person, revoked: true };
  }

  /** Do before the first scan what it would have to wait for. */
  warm() {
    return this.#rows.texts.length;
  }

  /** @param {string} hash */
  isSpare(hash) {
    return this.#spares.has(hash);
  }

  /**
   * @param {number} number
   * @returns {Person | null} without a name where rows are sealed
   */
  findByNumber(number) {
    const newcomer = this.#newcomers.get(number);
    if (newcomer) return newcomer;
    const row = this.#rowFor(number);
    return row === -1 ? null : this.#person(row);
  }

  /** @returns {Columns} everybody, for the search by name */
  toColumns() {
    const all = Array.from({ length: this.#rows.size }, (_, row) => this.#person(row));
    const people = [...all, ...this.#newcomers.values()];
    return {
      number: people.map(({ number }) => number),
      hash: [],
      active: people.map(({ active }) => (active ? 1 : 0)),
      name: people.map(({ name }) => name),
      pillar: people.map(({ pillar }) => pillar),
      regency: people.map(({ regency }) => regency),
      district: people.map(({ district }) => district),
    };
  }

  /** @param {Newcomer} newcomer */
  welcome(newcomer) {
    this.#newcomers.set(newcomer.number, newcomer);
    if (newcomer.hash) this.#spares.delete(newcomer.hash);
    this.version += 1;
  }

  /** @param {number} number of a newcomer who has a row of the server's now, or never will */
  dismiss(number) {
    this.#newcomers.delete(number);
    this.version += 1;
  }

  /** Take in a newcomer the server has given a number. @param {Person & {hash: string}} known */
  introduce({ number, hash, name, pillar, regency, district }) {
    const columns = { number: [number], hash: [hash], name: [name], pillar: [pillar] };
    const registrations = { ...columns, regency: [regency], district: [district] };
    const nothing = { hash: [], number: [] };
    this.merge({
      registrations: { ...registrations, active: [1] },
      revoked: nothing,
      labels: { pillars: {}, regencies: {}, districts: {} },
    });
  }

  /**
   * Take a delta in.
   * @param {Pick<Changes, "registrations" | "revoked" | "labels"> & Partial<Changes>} changes
   */
  merge({ registrations: incoming, revoked, labels, spares, invited }) {
    const open = "name" in incoming ? incoming : null;
    const texts = "name" in incoming ? incoming.name : incoming.sealed;
    if (incoming.number.length > 0) this.isSealed = open === null;
    incoming.number.forEach((number, at) => {
      const known = this.#rowFor(number);
      const row = known === -1 ? this.#rows.size : known;
      this.#rows.put(row, number, incoming.hash[at], texts[at]);
      this.#active = atLeast(this.#active, row + 1);
      this.#active[row] = incoming.active[at];
      this.#settle(row, open?.pillar[at], open?.regency[at], open?.district[at]);
      this.#note(row);
      this.#spares.delete(incoming.hash[at]);
    });
    revoked.hash.forEach((hash, at) => {
      const known = this.#revoked.find(bytesOf(hash));
      const row = known === -1 ? this.#revoked.size : known;
      this.#revoked.put(row, revoked.number[at], hash, revoked.sealed?.[at] ?? "");
    });
    for (const kind of /** @type {const} */ (["pillars", "regencies", "districts"])) {
      Object.assign(this.labels[kind], labels[kind]);
    }
    if (spares) {
      this.#spares = new Set(spares.hash);
      this.#spareDigest = spares.digest ?? "";
    }
    if (invited) this.invited = invited;
    if (incoming.number.length > 0) this.version += 1;
  }

  /** @returns {RosterBlob} */
  toBlob() {
    const size = this.#rows.size;
    return {
      ...this.#rows.toBlob(),
      sealed: this.isSealed,
      active: this.#active.slice(0, size),
      places: this.#places.slice(0, size * PLACES),
      codes: this.#codes.words,
      revoked: this.#revoked.toBlob(),
      spares: { hash: [...this.#spares], digest: this.#spareDigest },
      labels: this.labels,
      invited: this.invited,
    };
  }

  /** @param {number} row @param {(string | null | undefined)[]} codes */
  #settle(row, ...codes) {
    this.#places = atLeast(this.#places, (row + 1) * PLACES);
    codes.forEach((code, at) => {
      this.#places[row * PLACES + at] = this.#codes.placeOf(code ?? "");
    });
  }

  /** @param {number} row */
  #note(row) {
    const number = this.#rows.number[row];
    this.#rowOf = atLeast(this.#rowOf, number + 1);
    this.#rowOf[number] = row + 1;
  }

  /** @param {number} number */
  #rowFor(number) {
    return (this.#rowOf[number] ?? 0) - 1;
  }

  /**
   * @param {number} row
   * @param {{salt: string, code: string}} badge
   * @param {string} [text] the row as sealed for a badge that was replaced
   * @returns {Promise<Person>}
   */
  async #open(row, { salt, code }, text = this.#rows.texts[row]) {
    const person = this.#person(row);
    if (!this.isSealed) return person;
    const raw = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return { ...person, ...(await unseal(salt, code, raw)) };
  }

  /** @param {number} row @returns {Person} */
  #person(row) {
    const [pillar, regency, district] = [0, 1, 2].map(
      (at) => this.#codes.words[this.#places[row * PLACES + at]],
    );
    return {
      number: this.#rows.number[row],
      name: this.isSealed ? "" : this.#rows.texts[row],
      pillar,
      regency,
      district: district || null,
      active: this.#active[row] === 1,
    };
  }
}
