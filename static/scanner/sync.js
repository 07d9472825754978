/**
 * Carry scans to the server and changes back, behind everybody's back. Nothing here is waited for by
 * a scan. One tab at a time works, under a web lock; failures only mean "later".
 *
 * @import { Api } from "./api.js"
 * @import { Changes } from "./types.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 * @import { Store } from "./store.js"
 */

import { send } from "./sending.js";

const BATCH = 200;
const MAX_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;

export class Sync {
  #api;
  #store;
  #station;
  #outbox;
  #pause = 0;
  #notBefore = 0;
  #limit = BATCH;
  /** @type {Promise<void> | null} */ #running = null;
  #again = false;
  #stopped = false;
  #cursor = 0;
  /** When the roster was last in step with the server, milliseconds since 1970; 0 for never. */
  freshAt = 0;
  /** Told after everything that may show on screen. */
  onChange = () => {};
  /** Told when the server does not know this phone any more. */
  onEnd = () => {};

  /**
   * @param {{api: Api, store: Store, station: Station, outbox: Outbox}} parts
   */
  constructor({ api, store, station, outbox }) {
    this.#api = api;
    this.#store = store;
    this.#station = station;
    this.#outbox = outbox;
  }

  get isLoaded() {
    return this.freshAt > 0;
  }

  get isOffline() {
    return this.#pause > 0;
  }

  /** @param {{until: number, at: number}} cursor where an earlier session left off */
  resume({ until, at }) {
    this.#cursor = until;
    this.freshAt = at;
  }

  stop() {
    this.#stopped = true;
  }

  /**
   * Send what waits, then fetch what changed. Calls during a run make one more run after it.
   * @param {{pull?: boolean, now?: boolean}} [wish] `now` ignores the pause after a failure
   * @returns {Promise<void>}
   */
  run({ pull = true, now = false } = {}) {
    if (this.#stopped) return Promise.resolve();
    if (now) this.#notBefore = 0;
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    if (Date.now() < this.#notBefore) return Promise.resolve();
    this.#running = this.#locked(pull).finally(() => {
      this.#running = null;
      this.onChange();
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
      const sent = await send(this.#api, entries);
      if (sent.kind === "failed") {
        this.#failed(sent.status);
        return false;
      }
      this.#reached();
      this.#limit = sent.kind === "too_large" ? Math.ceil(entries.length / 2) : BATCH;
      if (sent.kind === "too_large") continue;
      await this.#outbox.acknowledge(sent.answered);
      this.onChange();
      if (sent.answered.length === 0) return true;
    }
  }

  /** Fetch and store deltas until there are no more. */
  async #pull() {
    for (let more = true; more; ) {
      const asked = Date.now();
      const reply = await this.#api.changes(this.#cursor);
      if (!reply.ok) {
        this.#failed(reply.status);
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
    const { roster, arrivals } = this.#station;
    const device = {
      ...this.#station.device,
      checkpoint: { ...this.#station.device.checkpoint, ...changes.checkpoint },
      gate: changes.gate,
      clock_offset_ms: Math.round(Date.parse(changes.server_time) - middle),
    };
    this.#station.device = device;
    roster.merge(changes);
    const confirmed = arrivals.merge(changes.arrivals, (scan) => this.#outbox.isPending(scan));
    await this.#store.saveDelta({
      roster:
        changes.registrations.number.length + changes.revoked.hash.length ? roster.blob : null,
      arrivals: changes.arrivals.number.length ? arrivals.toColumns() : null,
      confirmed,
      device,
      until: changes.until,
      at: Date.now(),
    });
    this.#cursor = changes.until;
  }

  #reached() {
    this.#pause = 0;
    this.#notBefore = 0;
  }

  /** @param {number} status */
  #failed(status) {
    if (status === 401) {
      this.stop();
      this.onEnd();
    }
    this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS);
    this.#notBefore = Date.now() + this.#pause * (0.75 + Math.random() / 2);
  }
}
