/**
 * Who has arrived, as far as this phone knows. Pure data.
 *
 * It comes from two sides that are kept apart: the server's, as the last delta said, and this phone's own
 * arrivals that the server has not confirmed yet. An own one wins while it is there.
 *
 * @import { Arrival, ArrivalBlob, ArrivalColumns, LocalArrival } from "./types.js"
 */

import { atLeast, Lexicon } from "./packed.js";

const ABSENT = 0;

/** @returns {ArrivalBlob} */
const nobody = () => ({
  at: new Float64Array(0),
  inside: new Uint8Array(0),
  places: new Uint16Array(0),
  words: [""],
});

export class Arrivals {
  /** @type {Float64Array} milliseconds by number */ #at;
  /** @type {Uint8Array} */ #inside;
  /** @type {Uint16Array} gate and device by number */ #places;
  #words;
  #arrived = 0;
  #within = 0;
  /** @type {Map<number, LocalArrival["arrival"]>} */ #local = new Map();

  /**
   * @param {ArrivalBlob | null} server
   * @param {LocalArrival[]} local
   */
  constructor(server, local) {
    const { at, inside, places, words } = server ?? nobody();
    this.#at = at;
    this.#inside = inside;
    this.#places = places;
    this.#words = new Lexicon(words);
    for (let number = 0; number < at.length; number++) {
      if (at[number] === ABSENT) continue;
      this.#arrived += 1;
      this.#within += inside[number];
    }
    for (const { number, arrival } of local) this.#local.set(number, arrival);
  }

  get count() {
    let count = this.#arrived;
    for (const number of this.#local.keys()) if (!this.#at[number]) count += 1;
    return count;
  }

  /** How many are inside, where people go in and out. */
  get inside() {
    let count = this.#within;
    for (const [number, { inside }] of this.#local) {
      count += Number(inside !== false) - (this.#at[number] ? this.#inside[number] : 0);
    }
    return count;
  }

  /**
   * @param {number} number
   * @returns {Arrival | null}
   */
  of(number) {
    return this.#local.get(number) ?? this.#ofServer(number);
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
    if (this.#ofServer(number)?.device === device) this.#put(number, ABSENT, 0, "", "");
  }

  /** A newcomer has got a number. @param {number} before @param {number} number */
  rename(before, number) {
    const arrival = this.#local.get(before);
    this.#local.delete(before);
    if (arrival) this.#local.set(number, arrival);
  }

  /**
   * Take a delta in.
   * @param {ArrivalColumns} news
   * @param {(scan: string) => boolean} isPending says which of this phone's scans are not sent yet
   * @returns {number[]} people whose arrival here is the server's from now on
   */
  merge({ number, at, gate, device, inside }, isPending) {
    number.forEach((one, row) => {
      const moment = at[row];
      const when = moment === null ? ABSENT : Date.parse(moment);
      this.#put(one, when, (inside?.[row] ?? 1) ? 1 : 0, gate[row], device[row]);
    });
    const confirmed = number.filter((one) => {
      const local = this.#local.get(one);
      return local && !isPending(local.scan);
    });
    for (const one of confirmed) this.#local.delete(one);
    return confirmed;
  }

  /** @returns {ArrivalBlob} the server's side, to be stored */
  toBlob() {
    return {
      at: this.#at.slice(),
      inside: this.#inside.slice(),
      places: this.#places.slice(),
      words: this.#words.words,
    };
  }

  /** @param {number} number @returns {Arrival | null} */
  #ofServer(number) {
    const at = this.#at[number];
    if (!at) return null;
    const [gate, device] = [0, 1].map((side) => this.#words.words[this.#places[2 * number + side]]);
    const inside = this.#inside[number] === 1;
    return { at: new Date(at).toISOString(), gate, device, inside };
  }

  /** @param {number} number @param {number} at @param {0 | 1} inside @param {string} gate @param {string} device */
  #put(number, at, inside, gate, device) {
    this.#at = atLeast(this.#at, number + 1);
    this.#inside = atLeast(this.#inside, number + 1);
    this.#places = atLeast(this.#places, 2 * number + 2);
    this.#arrived += Number(at !== ABSENT) - Number(this.#at[number] !== ABSENT);
    const within = at === ABSENT ? 0 : inside;
    this.#within += within - this.#inside[number];
    this.#at[number] = at;
    this.#inside[number] = within;
    this.#places[2 * number] = this.#words.placeOf(gate);
    this.#places[2 * number + 1] = this.#words.placeOf(device);
  }
}
