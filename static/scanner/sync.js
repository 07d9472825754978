/**
 * Carry scans to the server and changes back, behind everybody's back. Nothing here is waited for by
 * a scan. One tab at a time works, under a web lock; failures only mean "later".
 *
 * @import { Api } from "./api.js"
 * @import { Changes, OutboxEntry } from "./types.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 * @import { Store } from "./store.js"
 */

const BATCH = 200;
const MAX_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;

export class Sync {
  #api;
  #store;
  #station;
  #outbox;
  #tell;
  #pause = 0;
  #notBefore = 0;
  #limit = BATCH;
  /** @type {Promise<void> | null} */ #running = null;
  #again = false;
  /** Last time the server answered, milliseconds since 1970; 0 for never. */
  contactAt = 0;
  /** Time of the last full picture of the roster. */
  freshAt = 0;
  cursor = 0;

  /**
   * @param {{api: Api, store: Store, station: Station, outbox: Outbox, tell: (news: "changed" | "unknown_device" | "revoked") => void}} parts
   */
  constructor({ api, store, station, outbox, tell }) {
    this.#api = api;
    this.#store = store;
    this.#station = station;
    this.#outbox = outbox;
    this.#tell = tell;
  }

  get isOffline() {
    return this.#pause > 0;
  }

  /**
   * Send what waits, then fetch what changed. Calls during a run make one more run after it.
   * @param {{pull?: boolean, now?: boolean}} [wish] `now` ignores the pause after a failure
   * @returns {Promise<void>}
   */
  run({ pull = true, now = false } = {}) {
    if (now) this.#notBefore = 0;
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    if (Date.now() < this.#notBefore) return Promise.resolve();
    this.#running = this.#locked(pull).finally(() => {
      this.#running = null;
      this.#tell("changed");
      if (this.#again) {
        this.#again = false;
        this.run({ pull: false });
      }
    });
    return this.#running;
  }

  /** @param {boolean} pull */
  async #locked(pull) {
    const work = async () => {
      if ((await this.#push()) && pull) await this.#pull();
    };
    if (!globalThis.navigator?.locks) return work();
    await navigator.locks.request("sapa-pilar-sync", { ifAvailable: true }, (lock) =>
      lock ? work() : undefined,
    );
  }

  /** @returns {Promise<boolean>} whether the server could be reached */
  async #push() {
    for (;;) {
      const entries = await this.#outbox.next(this.#limit);
      if (entries.length === 0) return true;
      const answered = await this.#send(entries);
      if (answered === null) return false;
      await this.#outbox.acknowledge(answered);
      this.#tell("changed");
      if (answered.length === 0) return true;
    }
  }

  /**
   * @param {OutboxEntry[]} entries
   * @returns {Promise<OutboxEntry[] | null>} what the server has answered for; null to try later
   */
  async #send(entries) {
    const [first] = entries;
    if (first.kind === "undo") {
      const reply = await this.#api.undoScan(first.id, first.reason);
      if (reply.ok || [403, 404, 409, 422].includes(reply.status)) {
        this.#reached();
        return [first];
      }
      return this.#failed(reply.status, reply.code);
    }
    const scans = entries.flatMap((entry) => (entry.kind === "scan" ? [entry.scan] : []));
    const reply = await this.#api.sendScans({ sent_at: new Date().toISOString(), scans });
    if (reply.ok) {
      this.#reached();
      this.#limit = BATCH;
      const known = new Set(reply.data.results.map((/** @type {{id: string}} */ r) => r.id));
      return entries.filter((entry) => entry.kind === "scan" && known.has(entry.scan.id));
    }
    if ([400, 413, 422].includes(reply.status) && entries.length > 1) {
      this.#limit = Math.ceil(entries.length / 2);
      return this.#send(entries.slice(0, this.#limit));
    }
    return this.#failed(reply.status, reply.code);
  }

  /** Fetch and store deltas until there are no more. */
  async #pull() {
    for (let more = true; more; ) {
      const asked = Date.now();
      const reply = await this.#api.changes(this.cursor);
      if (!reply.ok) {
        this.#failed(reply.status, reply.code);
        return;
      }
      this.#reached();
      await this.#take(reply.data, (asked + Date.now()) / 2);
      more = reply.data.more;
    }
    this.freshAt = Date.now();
  }

  /**
   * @param {Changes} changes
   * @param {number} middle this phone's clock halfway between question and answer
   */
  async #take(changes, middle) {
    const { roster } = this.#station;
    const device = {
      ...this.#station.device,
      checkpoint: { ...this.#station.device.checkpoint, ...changes.checkpoint },
      gate: changes.gate,
      clock_offset_ms: Math.round(Date.parse(changes.server_time) - middle),
    };
    const confirmed = roster.merge(changes, (scan) => this.#outbox.isPending(scan));
    await this.#store.saveDelta({
      roster: changes.registrations.number.length + changes.revoked.hash.length ? roster.blob : null,
      arrivals: changes.arrivals.number.length ? roster.serverArrivals() : null,
      confirmed,
      device,
      until: changes.until,
      at: Date.now(),
    });
    this.#station.device = device;
    this.cursor = changes.until;
  }

  #reached() {
    this.#pause = 0;
    this.#notBefore = 0;
    this.contactAt = Date.now();
  }

  /**
   * @param {number} status
   * @param {string} code
   * @returns {null}
   */
  #failed(status, code) {
    if (status === 401) this.#tell(code === "device_revoked" ? "revoked" : "unknown_device");
    this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS);
    this.#notBefore = Date.now() + this.#pause * (0.75 + Math.random() / 2);
    return null;
  }
}
