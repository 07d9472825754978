/**
 * What the phone keeps in IndexedDB. The only module that opens the database. Every method is one
 * transaction; a scan counts as made when `record` has resolved, which is after the disk has it.
 *
 * @import { Arrival, ArrivalBlob, Delta, Device, Duty, Errand, Newcomer, Kept, LogEntry, Notice, OutboxEntry, Scan } from "./types.js"
 * @import { IDBPDatabase } from "../vendor/idb/index.js"
 */

import { deleteDB, openDB } from "../vendor/idb/index.js";

const NAME = "sapa-pilar";
/** What goes when a phone is paired to another post; errands that wait and their duties stay. */
const OF_DUTY = ["device", "roster", "arrivals", "cursor", "seq", "newcomers"];

/** Append only: the place in the list is the version of the schema. */
const SCHEMA = [
  /** @param {IDBPDatabase} db */
  (db) => {
    db.createObjectStore("single"); // device, roster, arrivals, cursor, seq, newcomers, notices, duties
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
  /** @type {number | null} number of the last scan, as far as this tab knows */ #seq = null;

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
    const [keys, values, local, scans, outbox] = await Promise.all([
      single.getAllKeys(),
      single.getAll(),
      tx.objectStore("local").getAll(),
      tx.objectStore("scans").getAll(),
      tx.objectStore("outbox").getAll(),
    ]);
    const found = Object.fromEntries(keys.map((key, at) => [String(key), values[at]]));
    const { device = null, roster = null, arrivals = null, cursor = null } = found;
    const { newcomers = [], notices = [], duties = [] } = found;
    this.#seq = found.seq ?? 0;
    return { device, roster, arrivals, cursor, newcomers, notices, duties, local, scans, outbox };
  }

  /** @param {Device} device */
  async saveDevice(device) {
    await this.#db.put("single", device, "device");
  }

  /** @param {Notice[]} notices */
  async saveNotices(notices) {
    await this.#db.put("single", notices, "notices");
  }

  /** @param {Duty[]} duties */
  async saveDuties(duties) {
    await this.#db.put("single", duties, "duties");
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
   * @param {string} device
   * @param {{number: number | null, hash: string | null, practice?: boolean}} badge whom it belongs to
   * @param {Arrival | null} arrival given where the person was let in
   * @returns {Promise<{entry: LogEntry, errand: OutboxEntry}>}
   */
  async record(scan, device, badge, arrival) {
    this.#seq ??= await this.#lastSeq();
    try {
      return await this.#record(scan, device, badge, arrival, this.#seq + 1);
    } catch (error) {
      const isTaken = error instanceof DOMException && error.name === "ConstraintError";
      if (!isTaken) throw error;
      this.#seq = await this.#lastSeq(); // another tab of this phone counted on
      return this.#record(scan, device, badge, arrival, this.#seq + 1);
    }
  }

  /** @returns {Promise<number>} */
  async #lastSeq() {
    return (await this.#db.get("single", "seq")) ?? 0;
  }

  /**
   * @param {Omit<Scan, "seq">} scan
   * @param {string} device
   * @param {{number: number | null, hash: string | null, practice?: boolean}} badge
   * @param {Arrival | null} arrival
   * @param {number} seq
   */
  async #record(scan, device, { number, hash, practice }, arrival, seq) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const { code: _kept, ...told } = scan;
    const entry = { ...told, seq, number, hash, undone_at: null, ...(practice && { practice }) };
    const errand = /** @type {Omit<OutboxEntry, "order">} */ ({
      kind: "scan",
      device,
      scan: { ...scan, seq },
      ...(number !== null && number < 0 ? { newcomer: number } : {}),
    });
    const adding = tx.objectStore("outbox").add(errand);
    const writes = [tx.objectStore("single").put(seq, "seq"), tx.objectStore("scans").add(entry)];
    if (arrival && number !== null) {
      writes.push(tx.objectStore("local").put({ number, arrival: { ...arrival, scan: scan.id } }));
    }
    const [order] = await Promise.all([adding, ...writes, tx.done]);
    this.#seq = seq;
    return { entry, errand: /** @type {OutboxEntry} */ ({ ...errand, order }) };
  }

  /**
   * @param {LogEntry} entry
   * @param {string} device
   * @param {Errand} errand
   * @param {ArrivalBlob} arrivals the server's arrivals without this one
   * @returns {Promise<OutboxEntry>}
   */
  async undo(entry, device, errand, arrivals) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const adding = tx.objectStore("outbox").add({ ...errand, device });
    tx.objectStore("single").put(arrivals, "arrivals");
    tx.objectStore("scans").put(entry);
    if (entry.number !== null) tx.objectStore("local").delete(entry.number);
    const [order] = await Promise.all([adding, tx.done]);
    return /** @type {OutboxEntry} */ ({ ...errand, device, order });
  }

  /** Put a log entry and its arrival back. @param {LogEntry} entry @param {Arrival} arrival */
  async restore(entry, arrival) {
    const tx = this.#db.transaction(["scans", "local"], "readwrite", STRICT);
    tx.objectStore("scans").put(entry);
    if (entry.number !== null) {
      const local = { number: entry.number, arrival: { ...arrival, scan: entry.id } };
      tx.objectStore("local").put(local);
    }
    await tx.done;
  }

  /**
   * @param {string} device
   * @param {Errand} errand a walk-in
   * @param {Newcomer[]} newcomers all, with this one
   * @returns {Promise<OutboxEntry>}
   */
  async welcome(device, errand, newcomers) {
    const tx = this.#db.transaction(["single", "outbox"], "readwrite", STRICT);
    tx.objectStore("single").put(newcomers, "newcomers");
    const adding = tx.objectStore("outbox").add({ ...errand, device });
    const [order] = await Promise.all([adding, tx.done]);
    return /** @type {OutboxEntry} */ ({ ...errand, device, order });
  }

  /**
   * A newcomer is known to the server, or never will be: rewrite, in one go, what waited for that.
   * @param {Newcomer[]} newcomers those that are left
   * @param {LogEntry[]} log entries with their new number
   * @param {OutboxEntry[]} errands the same
   * @param {{before: number, number: number} | null} renamed
   */
  async promote(newcomers, log, errands, renamed) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    tx.objectStore("single").put(newcomers, "newcomers");
    for (const entry of log) tx.objectStore("scans").put(entry);
    for (const errand of errands) tx.objectStore("outbox").put(errand);
    if (renamed) {
      const local = tx.objectStore("local");
      const kept = await local.get(renamed.before);
      local.delete(renamed.before);
      if (kept) local.put({ ...kept, number: renamed.number });
    }
    await tx.done;
  }

  /** @returns {Promise<OutboxEntry[]>} what waits to be sent, oldest first */
  unsent() {
    return this.#db.getAll("outbox");
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

  /** Forget the people and arrivals, to fetch them anew for another post. @param {Device} device */
  async startOver(device) {
    const tx = this.#db.transaction(["single", "local"], "readwrite", STRICT);
    for (const key of ["roster", "arrivals", "cursor"]) tx.objectStore("single").delete(key);
    tx.objectStore("single").put(device, "device");
    tx.objectStore("local").clear();
    await tx.done;
  }

  /**
   * Forget the people of a phone taken off duty; what it has to hand over, and as whom, stays.
   * @param {Device} device
   * @param {"revoked" | "unknown"} why
   */
  async retire(device, why) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const single = tx.objectStore("single");
    const [duties = [], unsent] = await Promise.all([
      single.get("duties"),
      tx.objectStore("outbox").count(),
    ]);
    for (const key of OF_DUTY) single.delete(key);
    tx.objectStore("local").clear();
    if (why === "revoked") single.put({ ...device, revoked: true }, "device");
    else {
      tx.objectStore("scans").clear();
      if (unsent > 0) single.put([...duties, dutyOf(device, true)], "duties");
    }
    await tx.done;
  }

  /**
   * Begin a new duty. What the old one has not sent is kept under its name; what the server no longer
   * knew how to take, of the same event, is sent under the new one, numbered on.
   * @param {Device | null} old
   * @param {Device} device
   */
  async enlist(old, device) {
    const tx = this.#db.transaction(["single", "scans", "local", "outbox"], "readwrite", STRICT);
    const single = tx.objectStore("single");
    const errands = /** @type {OutboxEntry[]} */ (await tx.objectStore("outbox").getAll());
    /** @type {Duty[]} */
    const known = (await single.get("duties")) ?? [];
    const all = old ? [...known, dutyOf(old, false)] : known;
    const isAdopted = (/** @type {Duty} */ duty) => duty.lost && duty.event === device.event.code;
    const orphans = new Set(all.filter(isAdopted).map(({ device_id }) => device_id));
    let seq = 0;
    for (const errand of errands) {
      if (!orphans.has(errand.device)) continue;
      if (errand.kind === "scan") errand.scan.seq = ++seq;
      tx.objectStore("outbox").put({ ...errand, device: device.device_id });
    }
    const waiting = new Set(errands.map((errand) => errand.device));
    this.#seq = null;
    const left = all.filter((duty) => waiting.has(duty.device_id) && !orphans.has(duty.device_id));
    for (const key of OF_DUTY) single.delete(key);
    single.put(device, "device");
    single.put(seq, "seq");
    single.put(left, "duties");
    tx.objectStore("scans").clear();
    tx.objectStore("local").clear();
    await tx.done;
  }

  /** Delete everything this phone holds. */
  async wipe() {
    this.#db.close();
    await deleteDB(NAME);
  }
}

/** @param {Device} device @param {boolean} lost @returns {Duty} */
function dutyOf({ device_id, token, label, event }, lost) {
  return { device_id, token, label, event: event.code, event_name: event.name, lost };
}
