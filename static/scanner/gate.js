/**
 * Run a paired phone at its gate: what the camera, a scanner, the keys or a search bring goes to the
 * station, its answer to the screen, and everything else happens behind.
 *
 * @import { Device, Method, Outcome } from "./types.js"
 * @import { Feedback } from "./feedback.js"
 * @import { Store } from "./store.js"
 */

import { Api } from "./api.js";
import { Arrivals } from "./arrivals.js";
import { Camera } from "./camera.js";
import { wireControls } from "./controls.js";
import { showEnded } from "./menu.js";
import { Outbox } from "./outbox.js";
import { element, enter, write } from "./page.js";
import { emptyRoster, Roster } from "./roster.js";
import { isSheetOpen } from "./sheets.js";
import { isShellKept, keepShell, stayAwake } from "./shell.js";
import { Sightings } from "./sightings.js";
import { Station } from "./station.js";
import { Sync } from "./sync.js";
import { toneOf, VerdictScreen } from "./verdict.js";
import { showCamera, showLights, showLoading, showStatus, toast } from "./view.js";
import { t } from "./words.js";

const PULL_MS = 10_000;
const PUSH_MS = 15_000;
const STATUS_MS = 5_000;

/** @typedef {{base: string, decoder: Worker, feedback: Feedback}} Tools */

/**
 * @param {Store} store holding a paired device
 * @param {Tools} tools
 */
export async function openGate(store, { base, decoder, feedback }) {
  const kept = await store.load();
  const device = /** @type {Device} */ (kept.device);
  const roster = new Roster(kept.roster ?? emptyRoster());
  const arrivals = new Arrivals(kept.arrivals, kept.local);
  const outbox = new Outbox(store, device.event.code);
  await outbox.load();
  const station = new Station({ device, roster, arrivals, outbox, log: kept.scans });
  const sync = new Sync({ api: new Api(base, device.token), store, station, outbox });
  if (kept.cursor) sync.resume(kept.cursor);
  await new Gate({ store, station, outbox, sync, decoder, feedback }).open();
}

class Gate {
  #store;
  #station;
  #outbox;
  #sync;
  #feedback;
  #camera;
  #sightings = new Sightings();
  #verdicts = new VerdictScreen((verdict) => {
    if (verdict !== "ok") this.#sightings.forgive(performance.now());
  });

  /** @param {{store: Store, station: Station, outbox: Outbox, sync: Sync, decoder: Worker, feedback: Feedback}} parts */
  constructor({ store, station, outbox, sync, decoder, feedback }) {
    this.#store = store;
    this.#station = station;
    this.#outbox = outbox;
    this.#sync = sync;
    this.#feedback = feedback;
    this.#camera = new Camera(element("video"), decoder, {
      onRead: ({ text, at }) => this.#saw(text, at),
      onState: (state) => {
        showCamera(state);
        showLights(this.#camera);
      },
    });
  }

  async open() {
    this.#sync.onChange = () => this.#status();
    this.#sync.onEnd = () => this.#end();
    wireControls({
      store: this.#store,
      station: this.#station,
      outbox: this.#outbox,
      sync: this.#sync,
      camera: this.#camera,
      feedback: this.#feedback,
      onText: (text, method) => this.#read(text, method),
      onNumber: (number) => this.#answer(this.#station.checkIn(number)),
      onChange: () => this.#status(),
    });
    this.#status();
    stayAwake();
    const isIdle = () => !this.#verdicts.isShown && !isSheetOpen();
    keepShell(document.body.dataset.worker ?? "", isIdle, () => this.#status());
    navigator.storage?.persist?.().catch(() => undefined);
    this.#keepInStep();
    await Promise.all([this.#sync.run({ now: true }), this.#camera.start()]);
  }

  /**
   * A badge in front of the camera. @param {string} text @param {number} at when the frame was taken
   */
  #saw(text, at) {
    if (!this.#sync.isLoaded || !this.#sightings.isNews(text, performance.now())) return;
    this.#answer(this.#station.read(text, "camera"), at);
  }

  /** @param {string} text @param {Method} method */
  #read(text, method) {
    if (this.#sync.isLoaded) this.#answer(this.#station.read(text, method));
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
    if (outcome.verdict === "foreign") return toast(t("foreign"));
    this.#verdicts.show(outcome, this.#station);
    this.#feedback.signal(toneOf(outcome.verdict));
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
    });
    write("aim", t(this.#feedback.isMute ? "tap_for_sound" : "hint"));
    showLoading(isLoaded ? null : t(isOffline ? "loading_failed" : "loading"));
    enter(isLoaded ? "scanning" : "loading");
  }

  /** The server does not know this phone any more: tell, and forget the people. */
  async #end() {
    this.#camera.stop();
    this.#verdicts.hide();
    for (const sheet of document.querySelectorAll("dialog")) sheet.close();
    showEnded(this.#outbox.count);
    enter("ended");
    await this.#store.forgetRoster();
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
