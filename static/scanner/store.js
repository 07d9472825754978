/**
 * What the phone keeps in IndexedDB. The only module that opens the database. Every method is one
 * transaction; a scan counts as made when `record` has resolved, which is after the disk has it.
 *
 * @import { Arrival, ArrivalColumns, Delta, Device, Kept, LogEntry, OutboxEntry, Scan } from "./types.js"
 * @import { IDBPDatabase } from "../vendor/idb/index.js"
 */

import { deleteDB, openDB } from "../vendor/idb/index.js";

const NAME = "sapa-pilar";

/** Append only: the place in the list is the version of the schema. */
const SCHEMA = [
  /** @param {IDBPDatabase} db */
  (db) => {
    db.createObjectStore("single"); // device, roster, arrivals, cursor, seq
    db.createObjectStore("scans", { keyPath: "seq" });
    db.createObjectStore("local", { keyPath: "number" });
    db.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
  },
];

/** @type {IDBTransactionOptions} */
const STRICT = { durability: "strict" };

/** @returns {Promise<Store>} */
export async function openStore() {
  const db = await openDB(NAME, SCHEMA.length, {
    upgrade(fresh, old) {
      for (const step of SCHEMA.slice(old)) step(fresh);
    },
    blocking: (_old, _new, event) => /** @type {IDBDatabase} */ (event.target).close(),
  });
  return new Store(db);
}

export class Store {
  #db;

  /** @param {IDBPDatabase} db */
  constructor(db) {
    this.#db = db;
  }

  /** @returns {Promise<{device: Device | null, unsent: number}>} who this phone is, without the roster */
  async whoAmI() {
    const tx = this.#db.transaction(["single", "outbox"]);
    const [device = null, unsent] = await Promise.all([
      tx.objectStore("single").get("device"),
      tx.objectStore("outbox").count(),
    ]);
    return { device, unsent };
  }

  /** @returns {Promise<Kept>} */
  async load() {
    const tx = this.#db.transaction(["single", "local", "scans", "outbox"]);
    const single = tx.objectStore("single");
    const [device = null, roster = null, arrivals = null, cursor = null, local, scans, unsent] =
      await Promise.all([
        single.get("device"),
        single.get("roster"),
        single.get("arrivals"),
        single.get("cursor"),
        tx.objectStore("local").getAll(),
        tx.objectStore("scans").getAll(),
        tx.objectStore("outbox").count(),
      ]);
    return { device, roster, arrivals, cursor, local, scans, unsent };
  }

  /** @param {Device} device */
  async saveDevice(device) {
    await this.#db.put("single", device, "device");
  }

  /**
   * Store a delta and its cursor together.
   * @param {Delta} delta
   */
  async saveDelta({ roster, arrivals, confirmed, device, until, at }) {
    const tx = this.#db.transaction(["single", "local"], "readwrite", STRICT);
    const single = tx.objectStore("single");
    const writes = [single.put(device, "device"), single.put({ until, at }, "cursor")];
    if (roster) writes.push(single.put(roster, "roster"));
    if (arrivals) writes.push(single.put(arrivals, "arrivals"));
    for (const number of confirmed) tx.objectStore("local").delete(number);
    await Promise.all([...writes, tx.done]);
  }

  /**
   * Write one scan: its number in this phone's series, the log, the arrival, the outbox, or nothing.
   * @param {Omit<Scan, "seq">} scan
   * @param {string} event
   * @param {number | null} number whom the badge belongs to
   * @param {Arrival | null} arrival given where the person was let in
   * @returns {Promise<LogEntry>}
   */
  async record(scan, event, number, arrival) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const seq = ((await tx.objectStore("single").get("seq")) ?? 0) + 1;
    const { id, scanned_at, verdict, method } = scan;
    const entry = { id, seq, number, scanned_at, verdict, method, undone_at: null };
    const writes = [
      tx.objectStore("single").put(seq, "seq"),
      tx.objectStore("scans").put(entry),
      tx.objectStore("outbox").add({ kind: "scan", event, scan: { ...scan, seq } }),
    ];
    if (arrival && number !== null) {
      writes.push(tx.objectStore("local").put({ number, arrival: { ...arrival, scan: id } }));
    }
    await Promise.all([...writes, tx.done]);
    return entry;
  }

  /**
   * @param {LogEntry} entry
   * @param {string} event
   * @param {string} reason
   * @param {ArrivalColumns} arrivals the server's arrivals without this one
   */
  async undo(entry, event, reason, arrivals) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const writes = [
      tx.objectStore("single").put(arrivals, "arrivals"),
      tx.objectStore("scans").put(entry),
      tx.objectStore("outbox").add({ kind: "undo", event, id: entry.id, reason }),
    ];
    if (entry.number !== null) tx.objectStore("local").delete(entry.number);
    await Promise.all([...writes, tx.done]);
  }

  /**
   * @param {number} limit
   * @returns {Promise<OutboxEntry[]>} what waits to be sent, oldest first
   */
  unsent(limit) {
    return this.#db.getAll("outbox", null, limit);
  }

  /** @returns {Promise<number>} */
  countUnsent() {
    return this.#db.count("outbox");
  }

  /** @param {number[]} orders exactly what the server has acknowledged */
  async acknowledge(orders) {
    const tx = this.#db.transaction("outbox", "readwrite", STRICT);
    await Promise.all([...orders.map((order) => tx.store.delete(order)), tx.done]);
  }

  /** Forget the people, the token and the log; scans that wait and the count of scans stay. */
  async forgetRoster() {
    const tx = this.#db.transaction(["single", "scans", "local"], "readwrite", STRICT);
    const single = tx.objectStore("single");
    await Promise.all([
      ...["device", "roster", "arrivals", "cursor"].map((key) => single.delete(key)),
      tx.objectStore("scans").clear(),
      tx.objectStore("local").clear(),
      tx.done,
    ]);
  }

  /** Delete everything this phone holds. */
  async wipe() {
    this.#db.close();
    await deleteDB(NAME);
  }
}
