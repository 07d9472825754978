/**
 * What the server has not acknowledged yet, in the order in which it happened: walk-ins, scans, undos.
 * Held in memory beside the disk, so that a delta arriving meanwhile is never taken for a confirmation.
 *
 * @import { Arrival, ArrivalBlob, Errand, Newcomer, LogEntry, OutboxEntry, Scan } from "./types.js"
 * @import { Store } from "./store.js"
 */

export class Outbox {
  #store;
  #device;
  /** @type {OutboxEntry[]} */ #entries;

  /**
   * @param {Store} store
   * @param {string} device id of the present pairing
   * @param {OutboxEntry[]} entries what earlier sessions left
   */
  constructor(store, device, entries) {
    this.#store = store;
    this.#device = device;
    this.#entries = entries;
  }

  /** How much waits to be sent. */
  get count() {
    return this.#entries.length;
  }

  /** What waits, for the export. */
  get entries() {
    return this.#entries;
  }

  /** @param {string} device */
  countOf(device) {
    return this.#entries.filter((entry) => entry.device === device).length;
  }

  /** @param {string} scan */
  isPending(scan) {
    return this.#entries.some((entry) =>
      entry.kind === "scan" ? entry.scan.id === scan : entry.kind === "undo" && entry.id === scan,
    );
  }

  /**
   * Write a scan down; when this has resolved the disk has it.
   * @param {Omit<Scan, "seq">} scan
   * @param {{number: number | null, hash: string | null, practice?: boolean}} badge
   * @param {Arrival | null} arrival
   * @returns {Promise<LogEntry>}
   */
  async record(scan, badge, arrival) {
    const { entry, errand } = await this.#store.record(scan, this.#device, badge, arrival);
    this.#entries.push(errand);
    return entry;
  }

  /**
   * @param {LogEntry} entry
   * @param {string} reason
   * @param {ArrivalBlob} arrivals
   */
  async undo(entry, reason, arrivals) {
    const undone_at = /** @type {string} */ (entry.undone_at);
    const errand = /** @type {Errand} */ ({ kind: "undo", id: entry.id, reason, undone_at });
    this.#entries.push(await this.#store.undo(entry, this.#device, errand, arrivals));
  }

  /** @param {Errand} walkIn @param {Newcomer[]} newcomers */
  async welcome(walkIn, newcomers) {
    this.#entries.push(await this.#store.welcome(this.#device, walkIn, newcomers));
  }

  /**
   * A newcomer got a number, or was refused: scans that waited for it can go, or never will.
   * @param {number} newcomer
   * @param {number | null} number
   * @param {Newcomer[]} newcomers
   * @param {LogEntry[]} log entries of the newcomer, renamed
   */
  async promote(newcomer, number, newcomers, log) {
    const waiting = this.#entries.filter(
      (entry) => entry.kind === "scan" && entry.newcomer === newcomer,
    );
    for (const entry of waiting) {
      if (entry.kind !== "scan" || number === null) continue;
      if (entry.scan.hash === undefined) entry.scan.number = number;
      delete entry.newcomer;
    }
    const renamed = number === null ? null : { before: newcomer, number };
    await this.#store.promote(newcomers, log, number === null ? [] : waiting, renamed);
    const nameless = waiting.filter((entry) => entry.kind === "scan" && !entry.scan.hash);
    if (number === null) await this.acknowledge(nameless);
  }

  /**
   * Return what a pairing sends next, in order: a run of scans up to `limit`, or one of the others.
   * @param {string} device
   * @param {number} limit
   * @returns {OutboxEntry[]}
   */
  next(device, limit) {
    const own = this.#entries.filter((entry) => entry.device === device).slice(0, limit);
    const other = own.findIndex((entry) => entry.kind !== "scan");
    if (other === 0) return own.slice(0, 1);
    return other === -1 ? own : own.slice(0, other);
  }

  /** @param {OutboxEntry[]} entries exactly what the server has answered for */
  async acknowledge(entries) {
    const gone = new Set(entries.map((entry) => entry.order));
    await this.#store.acknowledge([...gone]);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry.order));
  }
}
