/**
 * Run a paired phone at its gate: what the camera, a scanner, the keys or a search bring goes to the
 * station, its answer to the screen, and everything else happens behind.
 *
 * @import { Device, Method, Outcome } from "./types.js"
 * @import { End } from "./sync.js"
 * @import { Feedback } from "./feedback.js"
 * @import { Store } from "./store.js"
 */

import { Api } from "./api.js";
import { Arrivals } from "./arrivals.js";
import { Camera } from "./camera.js";
import { wireControls } from "./controls.js";
import { Desk } from "./desk.js";
import { exportLog, handOut } from "./export.js";
import { Outbox } from "./outbox.js";
import { element, enter, write } from "./page.js";
import { emptyRoster, Roster } from "./roster.js";
import { isSheetOpen } from "./sheets.js";
import { isShellKept, keepShell, readState, stayAwake } from "./shell.js";
import { Sightings } from "./sightings.js";
import { Station } from "./station.js";
import { Sync } from "./sync.js";
import { Troubles } from "./troubles.js";
import { toneOf, VerdictScreen } from "./verdict.js";
import { showCamera, showEnded, showLights, showLoading, showStatus, toast } from "./view.js";
import { t } from "./words.js";

const PULL_MS = 10_000;
const PUSH_MS = 15_000;
const STATUS_MS = 5_000;
const CALM_MS = 4_000;
const WARM_MS = 300;

/** @typedef {{base: string, decoder: Worker, feedback: Feedback}} Tools */

/**
 * @param {Store} store holding a paired device
 * @param {Tools} tools
 */
export async function openGate(store, { base, decoder, feedback }) {
  const kept = await store.load();
  const device = /** @type {Device} */ (kept.device);
  const outbox = new Outbox(store, device.device_id, kept.outbox);
  const station = new Station({
    device,
    roster: new Roster(kept.roster ?? emptyRoster(), kept.newcomers),
    arrivals: new Arrivals(kept.arrivals, kept.local),
    outbox,
    log: kept.scans,
    newcomers: kept.newcomers,
  });
  const sync = new Sync({
    apiOf: (token) => new Api(base, token),
    store,
    station,
    outbox,
    state: () => readState(station, outbox, sync.freshAt),
  });
  sync.duties = kept.duties;
  if (kept.cursor) sync.resume(kept.cursor);
  const troubles = new Troubles(store, station, kept.notices);
  await new Gate({ store, station, outbox, sync, troubles, decoder, feedback }).open();
}

class Gate {
  #store;
  #station;
  #outbox;
  #sync;
  #troubles;
  #feedback;
  #camera;
  #desk;
  #sightings = new Sightings();
  #verdicts = new VerdictScreen(
    (verdict) => {
      if (verdict !== "ok") this.#sightings.forgive(performance.now());
    },
    (outcome) => this.#desk.also(outcome),
  );
  #lastAt = 0;

  /** @param {{store: Store, station: Station, outbox: Outbox, sync: Sync, troubles: Troubles, decoder: Worker, feedback: Feedback}} parts */
  constructor({ store, station, outbox, sync, troubles, decoder, feedback }) {
    this.#store = store;
    this.#station = station;
    this.#outbox = outbox;
    this.#sync = sync;
    this.#troubles = troubles;
    this.#feedback = feedback;
    this.#camera = new Camera(element("video"), decoder, {
      onRead: ({ text, at }) => this.#saw(text, at),
      onState: (state) => {
        showCamera(state);
        showLights(this.#camera);
      },
    });
    this.#desk = new Desk(station, (outcome) => this.#answer(outcome));
  }

  async open() {
    this.#sync.onChange = () => this.#status();
    this.#sync.onAnswered = (sent) => this.#troubles.take(sent);
    this.#sync.onEnd = (why) => this.#end(why);
    wireControls({
      store: this.#store,
      station: this.#station,
      outbox: this.#outbox,
      sync: this.#sync,
      troubles: this.#troubles,
      camera: this.#camera,
      feedback: this.#feedback,
      onText: (text, method) => this.#read(text, method),
      onExport: () => this.#export(),
      onChange: () => this.#status(),
    });
    const isIdle = () =>
      !this.#verdicts.isShown && !isSheetOpen() && performance.now() - this.#lastAt > CALM_MS;
    keepShell(document.body.dataset.worker ?? "", isIdle, () => this.#status());
    this.#keepInStep();
    if (this.#station.device.revoked) {
      this.#sync.handOver();
      this.#end("revoked");
      return this.#sync.run({ now: true });
    }
    this.#status();
    stayAwake();
    navigator.storage?.persist?.().catch(() => undefined);
    setTimeout(() => this.#station.roster.warm(), WARM_MS);
    await Promise.all([this.#sync.run({ now: true }), this.#camera.start()]);
  }

  /**
   * A badge in front of the camera. @param {string} text @param {number} at when the frame was taken
   */
  #saw(text, at) {
    if (!this.#sync.isLoaded || !this.#sightings.isNews(text, performance.now())) return;
    if (!this.#desk.takes(text, "camera")) this.#answer(this.#station.read(text, "camera"), at);
  }

  /** @param {string} text @param {Method} method */
  #read(text, method) {
    if (!this.#sync.isLoaded || this.#desk.takes(text, method)) return;
    this.#answer(this.#station.read(text, method));
  }

  /**
   * Show what the station says, once the disk has it.
   * @param {Promise<Outcome>} deciding
   * @param {number} [seenAt] for the measurement of frame to verdict
   */
  async #answer(deciding, seenAt) {
    const outcome = await deciding.catch(() => {
      this.#sightings.forget();
      return /** @type {Outcome} */ ({ verdict: "unsaved", person: null, arrival: null });
    });
    this.#lastAt = performance.now();
    if (outcome.verdict === "foreign") return toast(t("foreign"));
    this.#verdicts.show(outcome, this.#station);
    this.#feedback.signal(toneOf(outcome));
    if (seenAt !== undefined) performance.measure("frame-to-verdict", { start: seenAt });
    this.#status();
    this.#sync.run({ pull: false });
  }

  #status() {
    if (document.body.dataset.state === "ended") return;
    const { isLoaded, isOffline } = this.#sync;
    showStatus({
      station: this.#station,
      outbox: this.#outbox,
      sync: this.#sync,
      offlineReady: isShellKept() && isLoaded,
      notices: this.#troubles.notices.length,
    });
    write("aim", t(this.#feedback.isMute ? "tap_for_sound" : "hint"));
    showLoading(isLoaded ? null : t(isOffline ? "loading_failed" : "loading"));
    enter(isLoaded ? "scanning" : "loading");
  }

  /** Save the log for the organizers: of this duty, and of earlier ones that are not sent. */
  async #export() {
    const { device, log } = this.#station;
    const now = new Date().toISOString();
    const earlier = this.#sync.duties.map((duty) => ({ ...duty, event: { code: duty.event } }));
    for (const duty of [device, ...earlier]) {
      const text = await exportLog(duty, duty === device ? log : [], this.#outbox.entries, now);
      const name = `log-${duty.event.code}-${duty.label}-${now.slice(0, 16).replace(/\D/g, "")}.json`;
      await handOut(name, text);
      toast(t("exported", { name }));
    }
  }

  /**
   * Off duty: tell, forget the people at once, and everything when what is left is handed over.
   * @param {End} why
   */
  async #end(why) {
    this.#camera.stop();
    this.#verdicts.hide();
    for (const sheet of document.querySelectorAll("dialog")) sheet.close();
    const left = this.#outbox.count;
    showEnded(why, left);
    enter("ended");
    if (why === "revoked" && left === 0) await this.#store.wipe();
    else await this.#store.retire(this.#station.device, why);
  }

  /** Send and fetch: at once when the network or the page comes back, else from time to time. */
  #keepInStep() {
    setInterval(() => !document.hidden && this.#sync.run(), PULL_MS);
    setInterval(() => this.#sync.run({ pull: false }), PUSH_MS);
    setInterval(() => this.#status(), STATUS_MS);
    addEventListener("online", () => this.#sync.run({ now: true }));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#sync.run({ now: true });
    });
  }
}
