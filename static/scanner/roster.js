/**
 * The people of one event, held in memory: who stands behind a badge hash or a number, and who has
 * arrived. Pure data; `store.js` keeps it, `sync.js` feeds it.
 *
 * Arrivals come from two sides and are kept apart: `server` is what the last delta said, `local` what
 * this phone admitted and the server has not confirmed yet. A local one wins while it is there.
 *
 * @import { Arrival, ArrivalColumns, Changes, Columns, Labels, Person, RosterBlob } from "./types.js"
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
  /** @type {Map<number, Arrival>} */ #server = new Map();
  /** @type {Map<number, Arrival & {scan: string}>} */ #local = new Map();
  /** Counts up with every change of names, so that a search index knows when it is old. */
  version = 0;

  /**
   * @param {RosterBlob} blob
   * @param {ArrivalColumns} [arrivals]
   * @param {{number: number, arrival: Arrival & {scan: string}}[]} [local]
   */
  constructor(blob, arrivals, local = []) {
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
    if (arrivals) this.#takeArrivals(arrivals);
    for (const { number, arrival } of local) this.#local.set(number, arrival);
  }

  get size() {
    return this.blob.columns.number.length;
  }

  get arrived() {
    return new Set([...this.#server.keys(), ...this.#local.keys()]).size;
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
   * @param {number} number
   * @returns {Arrival | null}
   */
  arrivalOf(number) {
    return this.#local.get(number) ?? this.#server.get(number) ?? null;
  }

  /**
   * @param {number} number
   * @param {Arrival & {scan: string}} arrival
   */
  admit(number, arrival) {
    this.#local.set(number, arrival);
  }

  /**
   * Forget an arrival of this phone; also what the server knew of it, where it was this phone's.
   * @param {number} number
   * @param {string} scan
   * @param {string} device
   */
  takeBack(number, scan, device) {
    if (this.#local.get(number)?.scan === scan) this.#local.delete(number);
    if (this.#server.get(number)?.device === device) this.#server.delete(number);
  }

  /**
   * Take a delta in.
   * @param {Changes} changes
   * @param {(scan: string) => boolean} isPending says which of this phone's scans are not sent yet
   * @returns {number[]} people whose arrival here is the server's from now on
   */
  merge(changes, isPending) {
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
    this.#takeArrivals(changes.arrivals);
    const confirmed = changes.arrivals.number.filter((number) => {
      const local = this.#local.get(number);
      return local && !isPending(local.scan);
    });
    for (const number of confirmed) this.#local.delete(number);
    return confirmed;
  }

  /** @returns {ArrivalColumns} the server's arrivals, to be stored */
  serverArrivals() {
    const known = [...this.#server];
    return {
      number: known.map(([number]) => number),
      at: known.map(([, arrival]) => arrival.at),
      gate: known.map(([, arrival]) => arrival.gate),
      device: known.map(([, arrival]) => arrival.device),
    };
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

  /** @param {ArrivalColumns} arrivals */
  #takeArrivals(arrivals) {
    arrivals.number.forEach((number, at) => {
      const moment = arrivals.at[at];
      if (moment === null) this.#server.delete(number);
      else this.#server.set(number, { at: moment, gate: arrivals.gate[at], device: arrivals.device[at] });
    });
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
