/**
 * Carry errands to the server and changes back, behind everybody's back. Nothing here is waited for by
 * a scan. One tab at a time works, under a web lock; failures only mean "later". What earlier pairings of
 * this phone left goes first, each under its own name, so that every series of scans stays whole.
 *
 * @import { Api } from "./api.js"
 * @import { Changes, Duty, OutboxEntry, Post } from "./types.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 * @import { Store } from "./store.js"
 */

import { send } from "./sending.js";
import { t } from "./words.js";

const BATCH = 200;
const MAX_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;
const HEARTBEAT_MS = 60_000;

/** @typedef {"revoked" | "unknown"} End */

export class Sync {
  #apiOf;
  #store;
  #station;
  #outbox;
  #state;
  #pause = 0;
  #notBefore = 0;
  #limit = BATCH;
  /** @type {Promise<void> | null} */ #running = null;
  #again = false;
  #stopped = false;
  #cursor = 0;
  #toldAt = 0;
  /** @type {End | null} */ #end = null;
  /** @type {Duty[]} */ duties = [];
  /** @type {Post[]} where this phone may be moved */ posts = [];
  /** When the roster was last in step with the server, milliseconds since 1970; 0 for never. */
  freshAt = 0;
  /** Told after everything that may show on screen. */
  onChange = () => {};
  /** Told when the server takes this phone off duty, and again when it has handed everything over. */
  onEnd = (/** @type {End} */ _end) => {};
  /** Told what the server took, and what it refused for good. @type {(sent: {answered: OutboxEntry[], refused: {entry: OutboxEntry, code: string, detail: string}[], data: any}) => Promise<void>} */
  onAnswered = async () => {};

  /**
   * @param {{apiOf: (token: string) => Api, store: Store, station: Station, outbox: Outbox, state?: () => object}} parts
   */
  constructor({ apiOf, store, station, outbox, state = () => ({}) }) {
    this.#apiOf = apiOf;
    this.#store = store;
    this.#station = station;
    this.#outbox = outbox;
    this.#state = state;
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

  /** Go on handing over what a phone taken off duty still has. */
  handOver() {
    this.#end = "revoked";
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
      const { device_id, token } = this.#station.device;
      for (const duty of this.duties) if (!(await this.#settleDuty(duty))) return;
      const sent = await this.#push(device_id, token);
      if (sent !== "done") return this.#ended(sent);
      if (this.#end) return this.#ended(this.#end);
      if (pull && (!this.isLoaded || (await this.#beat()) === "done")) await this.#pull();
    };
    if (!globalThis.navigator?.locks) return work();
    await navigator.locks.request("sapa-pilar-sync", { ifAvailable: true }, (lock) =>
      lock ? work() : undefined,
    );
  }

  /** @param {Duty} duty @returns {Promise<boolean>} whether to go on */
  async #settleDuty(duty) {
    if (duty.lost) return true;
    const sent = await this.#push(duty.device_id, duty.token);
    if (sent === "failed") return false;
    const left = this.duties.filter((one) => one !== duty);
    this.duties = sent === "done" ? left : [...left, { ...duty, lost: true }];
    await this.#store.saveDuties(this.duties);
    return true;
  }

  /**
   * @param {string} device
   * @param {string} token
   * @returns {Promise<"done" | "failed" | End>}
   */
  async #push(device, token) {
    for (;;) {
      const entries = this.#outbox.next(device, this.#limit);
      if (entries.length === 0) return "done";
      const sent = await send(this.#apiOf(token), entries, this.#state());
      if (sent.kind === "failed") return this.#failed(sent);
      this.#reached();
      if (entries[0].kind === "scan") this.#toldAt = Date.now();
      this.#limit = sent.kind === "too_large" ? Math.ceil(entries.length / 2) : BATCH;
      if (sent.kind === "too_large") continue;
      await this.onAnswered(sent);
      await this.#outbox.acknowledge(sent.answered);
      this.onChange();
      if (sent.answered.length === 0) return "failed";
    }
  }

  /**
   * Stand at another gate, where the server lets this phone.
   * @param {Post} post
   * @returns {Promise<string | null>} what went wrong
   */
  async move({ checkpoint, gate }) {
    const reply = await this.#apiOf(this.#station.device.token).move({ checkpoint, gate });
    if (!reply.ok) return reply.detail || t("unreachable");
    await this.run({ now: true });
    return null;
  }

  /** Tell the server how this phone is, where no scan did for a while; asking for changes tells nothing. */
  async #beat() {
    if (Date.now() - this.#toldAt < HEARTBEAT_MS) return "done";
    const body = { sent_at: new Date().toISOString(), state: this.#state(), scans: [] };
    const reply = await this.#apiOf(this.#station.device.token).sendScans(body);
    if (reply.ok) this.#reached();
    if (reply.ok || reply.status !== 0) this.#toldAt = Date.now();
    // What refuses a heartbeat need not refuse the rest; only silence means that nobody is there.
    return reply.ok || reply.status !== 0 ? "done" : this.#failed(reply);
  }

  /** Fetch and store deltas until there are no more. */
  async #pull() {
    for (let more = true; more; ) {
      const asked = Date.now();
      const { device, roster } = this.#station;
      const reply = await this.#apiOf(device.token).changes(this.#cursor, roster.spareDigest);
      if (!reply.ok) {
        const why = this.#failed(reply);
        if (why !== "failed") await this.#ended(why);
        return;
      }
      this.#reached();
      if (await this.#isMoved(reply.data)) continue;
      await this.#take(reply.data, (asked + Date.now()) / 2);
      more = reply.data.more;
    }
    const isFirst = !this.isLoaded;
    this.freshAt = Date.now();
    if (!isFirst) return;
    this.#toldAt = 0; // the console waits to hear that this phone has its roster
    await this.#beat();
  }

  /**
   * @param {Changes} changes
   * @param {number} middle this phone's clock halfway between question and answer
   */
  async #take(changes, middle) {
    const station = this.#station;
    const { roster, arrivals } = station;
    station.device = {
      ...station.device,
      ...changes.device,
      checkpoint: { ...station.device.checkpoint, ...changes.checkpoint },
      gate: changes.gate,
      clock_offset_ms: Math.round(Date.parse(changes.server_time) - middle),
    };
    this.posts = changes.posts ?? this.posts;
    roster.merge(changes);
    const confirmed = arrivals.merge(changes.arrivals, (scan) => this.#outbox.isPending(scan));
    const { registrations, revoked, spares } = changes;
    const people = registrations.number.length + revoked.hash.length > 0 || spares;
    await this.#store.saveDelta({
      roster: people ? roster.toBlob() : null,
      arrivals: changes.arrivals.number.length ? arrivals.toBlob() : null,
      confirmed,
      device: station.device,
      until: changes.until,
      at: Date.now(),
    });
    this.#cursor = changes.until;
  }

  /**
   * Another checkpoint has other arrivals, another class of phone another roster: then all is asked anew.
   * @param {Changes} changes
   */
  async #isMoved(changes) {
    const { device } = this.#station;
    const { checkpoint, gate } = changes;
    const kind = changes.device?.kind ?? device.kind;
    if (checkpoint.code === device.checkpoint.code && kind === device.kind) return false;
    this.#station.move({ ...device, ...changes.device, kind, checkpoint, gate });
    await this.#store.startOver(this.#station.device);
    this.#cursor = 0;
    return true;
  }

  #reached() {
    this.#pause = 0;
    this.#notBefore = 0;
  }

  /** @param {{status: number, code: string}} reply @returns {"failed" | End} */
  #failed({ status, code }) {
    this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS);
    this.#notBefore = Date.now() + this.#pause * (0.75 + Math.random() / 2);
    if (status !== 401) return "failed";
    return code === "device_revoked" ? "revoked" : "unknown";
  }

  /**
   * Off duty: a revoked phone hands over what it has before it forgets itself, an unknown one cannot.
   * @param {"failed" | End} why
   */
  async #ended(why) {
    if (why === "failed") return;
    const first = this.#end === null;
    this.#end = why;
    const { device_id, token } = this.#station.device;
    if (first && why === "revoked") await this.#push(device_id, token);
    const left = this.#outbox.countOf(device_id);
    if (why === "unknown" || left === 0) this.stop();
    this.onEnd(why);
  }
}
