/**
 * Scans and undos of this phone that the server has not acknowledged. Which ones those are is also
 * known in memory, at once, so that a delta arriving meanwhile is never taken for their confirmation.
 *
 * @import { Arrival, ArrivalColumns, LogEntry, OutboxEntry, Scan } from "./types.js"
 * @import { Store } from "./store.js"
 */

export class Outbox {
  #store;
  #event;
  /** @type {Set<string>} */ #pending = new Set();
  #count = 0;

  /**
   * @param {Store} store
   * @param {string} event code of the event this phone is paired to
   */
  constructor(store, event) {
    this.#store = store;
    this.#event = event;
  }

  /** Read what earlier sessions left. */
  async load() {
    const entries = await this.#store.unsent(100_000);
    for (const entry of entries) this.#pending.add(idOf(entry));
    this.#count = entries.length;
  }

  /** How much waits to be sent. */
  get count() {
    return this.#count;
  }

  /** @param {string} scan */
  isPending(scan) {
    return this.#pending.has(scan);
  }

  /**
   * Write a scan down; when this has resolved the disk has it.
   * @param {Omit<Scan, "seq">} scan
   * @param {number | null} number
   * @param {Arrival | null} arrival
   * @returns {Promise<LogEntry>}
   */
  async record(scan, number, arrival) {
    this.#pending.add(scan.id);
    const entry = await this.#store.record(scan, this.#event, number, arrival);
    this.#count += 1;
    return entry;
  }

  /**
   * @param {LogEntry} entry
   * @param {string} reason
   * @param {ArrivalColumns} arrivals
   */
  async undo(entry, reason, arrivals) {
    this.#pending.add(entry.id);
    await this.#store.undo(entry, this.#event, reason, arrivals);
    this.#count += 1;
  }

  /**
   * Return what to send next: up to `limit` scans in order, or one undo. Entries of another event,
   * left from before a new pairing, are not this token's to send.
   * @param {number} limit
   * @returns {Promise<OutboxEntry[]>}
   */
  async next(limit) {
    const all = await this.#store.unsent(100_000); // those of another event must not hide our own
    const own = all.filter((entry) => entry.event === this.#event).slice(0, limit);
    const undo = own.findIndex((entry) => entry.kind === "undo");
    if (undo === 0) return own.slice(0, 1);
    return undo === -1 ? own : own.slice(0, undo);
  }

  /** @param {OutboxEntry[]} entries exactly what the server has answered for */
  async acknowledge(entries) {
    await this.#store.acknowledge(entries.map((entry) => entry.order));
    this.#count = await this.#store.countUnsent();
    const left = new Set((await this.#store.unsent(100_000)).map(idOf));
    for (const entry of entries) if (!left.has(idOf(entry))) this.#pending.delete(idOf(entry));
  }
}

/** @param {OutboxEntry} entry */
const idOf = (entry) => (entry.kind === "scan" ? entry.scan.id : entry.id);
