/**
 * The people of one event, held in memory: who stands behind a badge hash or a number. Pure data;
 * `store.js` keeps it, `sync.js` feeds it.
 *
 * @import { Changes, Columns, Labels, Person, RosterBlob } from "./types.js"
 */

/** @returns {RosterBlob} */
export function emptyRoster() {
  return {
    columns: { number: [], hash: [], name: [], pillar: [], regency: [], district: [], active: [] },
    revoked: { hash: [], number: [] },
    labels: { pillars: {}, regencies: {}, districts: {} },
  };
}

export class Roster {
  /** @type {RosterBlob} */ blob;
  /** @type {Map<string, number>} */ #rowByHash = new Map();
  /** @type {Map<number, number>} */ #rowByNumber = new Map();
  /** @type {Map<string, number>} */ #revoked = new Map();
  /** Counts up with every change of names, so that a search index knows when it is old. */
  version = 0;

  /** @param {RosterBlob} blob */
  constructor(blob) {
    this.blob = blob;
    blob.columns.hash.forEach((hash, row) => {
      if (hash) this.#rowByHash.set(hash, row);
    });
    blob.columns.number.forEach((number, row) => {
      this.#rowByNumber.set(number, row);
    });
    blob.revoked.hash.forEach((hash, row) => {
      this.#revoked.set(hash, blob.revoked.number[row]);
    });
  }

  get size() {
    return this.blob.columns.number.length;
  }

  /** @returns {Labels} */
  get labels() {
    return this.blob.labels;
  }

  /**
   * @param {string} hash
   * @returns {{person: Person, revoked: boolean} | null}
   */
  findByHash(hash) {
    const row = this.#rowByHash.get(hash);
    if (row !== undefined) return { person: this.#person(row), revoked: false };
    const number = this.#revoked.get(hash);
    const person = number === undefined ? null : this.findByNumber(number);
    return person && { person, revoked: true };
  }

  /**
   * @param {number} number
   * @returns {Person | null}
   */
  findByNumber(number) {
    const row = this.#rowByNumber.get(number);
    return row === undefined ? null : this.#person(row);
  }

  /**
   * Take a delta in.
   * @param {Pick<Changes, "registrations" | "revoked" | "labels">} changes
   */
  merge(changes) {
    this.#takeRegistrations(changes.registrations);
    const { revoked, labels } = this.blob;
    changes.revoked.hash.forEach((hash, at) => {
      const number = changes.revoked.number[at];
      if (!this.#revoked.has(hash)) {
        revoked.hash.push(hash);
        revoked.number.push(number);
      }
      this.#revoked.set(hash, number);
      this.#rowByHash.delete(hash);
    });
    Object.assign(labels.pillars, changes.labels.pillars);
    Object.assign(labels.regencies, changes.labels.regencies);
    Object.assign(labels.districts, changes.labels.districts);
  }

  /** @param {Columns} incoming */
  #takeRegistrations(incoming) {
    const columns = this.blob.columns;
    incoming.number.forEach((number, at) => {
      const known = this.#rowByNumber.get(number);
      const row = known ?? columns.number.length;
      if (known !== undefined) this.#rowByHash.delete(columns.hash[row]);
      columns.number[row] = number;
      columns.hash[row] = incoming.hash[at];
      columns.name[row] = incoming.name[at];
      columns.pillar[row] = incoming.pillar[at];
      columns.regency[row] = incoming.regency[at];
      columns.district[row] = incoming.district[at];
      columns.active[row] = incoming.active[at];
      this.#rowByNumber.set(number, row);
      if (incoming.hash[at]) this.#rowByHash.set(incoming.hash[at], row);
    });
    if (incoming.number.length > 0) this.version += 1;
  }

  /** @param {number} row */
  #person(row) {
    const { number, name, pillar, regency, district, active } = this.blob.columns;
    return {
      number: number[row],
      name: name[row],
      pillar: pillar[row],
      regency: regency[row],
      district: district[row],
      active: active[row] === 1,
    };
  }
}
