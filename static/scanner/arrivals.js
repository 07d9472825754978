/**
 * Who has arrived, as far as this phone knows. Pure data.
 *
 * It comes from two sides that are kept apart: `server` is what the last delta said, `local` what this
 * phone admitted and the server has not confirmed yet. A local one wins while it is there.
 *
 * @import { Arrival, ArrivalColumns, LocalArrival } from "./types.js"
 */

export class Arrivals {
  /** @type {Map<number, Arrival>} */ #server = new Map();
  /** @type {Map<number, LocalArrival["arrival"]>} */ #local = new Map();

  /**
   * @param {ArrivalColumns | null} server
   * @param {LocalArrival[]} local
   */
  constructor(server, local) {
    if (server) this.#take(server);
    for (const { number, arrival } of local) this.#local.set(number, arrival);
  }

  get count() {
    let count = this.#server.size;
    for (const number of this.#local.keys()) if (!this.#server.has(number)) count += 1;
    return count;
  }

  /**
   * @param {number} number
   * @returns {Arrival | null}
   */
  of(number) {
    return this.#local.get(number) ?? this.#server.get(number) ?? null;
  }

  /**
   * @param {number} number
   * @param {LocalArrival["arrival"]} arrival
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
   * @param {ArrivalColumns} news
   * @param {(scan: string) => boolean} isPending says which of this phone's scans are not sent yet
   * @returns {number[]} people whose arrival here is the server's from now on
   */
  merge(news, isPending) {
    this.#take(news);
    const confirmed = news.number.filter((number) => {
      const local = this.#local.get(number);
      return local && !isPending(local.scan);
    });
    for (const number of confirmed) this.#local.delete(number);
    return confirmed;
  }

  /** @returns {ArrivalColumns} the server's side, to be stored */
  toColumns() {
    const known = [...this.#server];
    return {
      number: known.map(([number]) => number),
      at: known.map(([, arrival]) => arrival.at),
      gate: known.map(([, arrival]) => arrival.gate),
      device: known.map(([, arrival]) => arrival.device),
    };
  }

  /** @param {ArrivalColumns} columns */
  #take({ number, at, gate, device }) {
    number.forEach((one, row) => {
      const moment = at[row];
      if (moment === null) this.#server.delete(one);
      else this.#server.set(one, { at: moment, gate: gate[row], device: device[row] });
    });
  }
}
