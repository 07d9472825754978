/**
 * Wire the phone app up: open the store, pair if needed, then read badges for the rest of the day.
 *
 * @import { Device, Method, Outcome } from "./types.js"
 */

import { Api } from "./api.js";
import { Camera } from "./camera.js";
import { Feedback } from "./feedback.js";
import { prepareMenu, showEnded } from "./menu.js";
import { Outbox } from "./outbox.js";
import { element, enter, fillWords, write } from "./page.js";
import { askToPair, takeOffer } from "./pairing.js";
import { emptyRoster, Roster } from "./roster.js";
import { prepareHistory, prepareSearch, prepareSheets, prepareTyping } from "./sheets.js";
import { isShellKept, keepShell, stayAwake } from "./shell.js";
import { Sightings } from "./sightings.js";
import { Station } from "./station.js";
import { openStore, Store } from "./store.js";
import { Sync } from "./sync.js";
import { toneOf, VerdictScreen } from "./verdict.js";
import { showCamera, showLights, showLoading, showStatus, toast } from "./view.js";
import { Wedge } from "./wedge.js";
import { currentLanguage, speak, t } from "./words.js";

const PULL_MS = 10_000;
const PUSH_MS = 15_000;
const STATUS_MS = 5_000;

const base = document.body.dataset.api ?? "/api/v1";
const feedback = new Feedback();
feedback.muted = localStorage.getItem("muted") === "yes";

async function boot() {
  speak(new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("language"));
  fillWords();
  addEventListener("pointerdown", () => feedback.unlock());
  /** @type {Store} */
  let store;
  try {
    store = await openStore();
  } catch {
    write("live", t("storage_failed"));
    const lead = document.querySelector("[data-t=starting]");
    if (lead) lead.textContent = t("storage_failed");
    return;
  }
  const offer = takeOffer();
  addEventListener("hashchange", () => location.hash.includes("pair=") && location.reload());
  const { device, unsent } = await store.load();
  if (device && !offer) return openGate(store);
  const paired = await askToPair(new Api(base), {
    offer,
    current: device,
    unsent,
    onTouch: () => feedback.unlock(),
  });
  if (paired) {
    await store.forgetRoster();
    await store.saveDevice(paired);
  }
  return openGate(store);
}

/** @param {Store} store */
async function openGate(store) {
  const kept = await store.load();
  const device = /** @type {Device} */ (kept.device);
  const roster = new Roster(kept.roster ?? emptyRoster(), kept.arrivals ?? undefined, kept.local);
  const outbox = new Outbox(store, device.event.code);
  await outbox.load();
  const station = new Station({ device, roster, outbox, log: kept.scans });
  const sync = new Sync({ api: new Api(base, device.token), store, station, outbox, tell: heard });
  sync.cursor = kept.cursor?.until ?? 0;
  sync.freshAt = kept.cursor?.at ?? 0;
  const status = () => {
    if (document.body.dataset.state === "ended") return;
    const offlineReady = isShellKept() && sync.freshAt > 0;
    showStatus({ station, outbox, sync, offlineReady });
    const loaded = sync.freshAt > 0;
    showLoading(loaded ? null : t(sync.isOffline ? "loading_failed" : "loading"));
    enter(loaded ? "scanning" : "loading");
  };
  const sightings = new Sightings();
  const verdicts = new VerdictScreen((verdict) => {
    if (verdict !== "ok") sightings.forgive(performance.now());
  });

  /** @param {"changed" | "unknown_device" | "revoked"} news */
  async function heard(news) {
    if (news === "changed") return status();
    camera.stop();
    verdicts.hide();
    showEnded(outbox.count);
    enter("ended");
    await store.forgetRoster();
  }

  /**
   * @param {Promise<Outcome>} deciding
   * @param {number} [seenAt] when the camera saw it, for the measurement of frame to verdict
   */
  async function answer(deciding, seenAt) {
    /** @type {Outcome} */
    let outcome;
    try {
      outcome = await deciding;
    } catch {
      sightings.forget();
      outcome = { verdict: "unsaved", person: null, arrival: null, scanId: null };
    }
    if (outcome.verdict === "foreign") return toast(t("foreign"));
    verdicts.show(outcome, station);
    feedback.signal(toneOf(outcome.verdict));
    if (seenAt !== undefined) {
      performance.measure("frame-to-verdict", { start: seenAt, end: performance.now() });
    }
    status();
    sync.run({ pull: false });
  }

  /** @param {string} text @param {Method} method */
  const read = (text, method) => {
    if (sync.freshAt > 0) answer(station.read(text, method));
  };

  const worker = new Worker(new URL("./decoder.js", import.meta.url), { type: "module" });
  const camera = new Camera(/** @type {HTMLVideoElement} */ (element("video")), worker, {
    onRead: ({ text, at }) => {
      if (sync.freshAt === 0 || !sightings.isNews(text, performance.now())) return;
      answer(station.read(text, "camera"), at);
    },
    onState: (state) => {
      showCamera(state);
      showLights(camera);
    },
  });
  const isSheetOpen = () => document.querySelector("dialog[open]") !== null;
  const wedge = new Wedge((text) => {
    if (!isSheetOpen()) read(text, "scanner");
  });
  document.addEventListener("keydown", (event) => wedge.handle(event));
  element("trouble").addEventListener("click", () => camera.start());
  element("torch").addEventListener("click", () => camera.switchTorch().then(() => showLights(camera)));
  element("lens").addEventListener("click", () => camera.nextLens());
  element("ended-go").addEventListener("click", () => location.reload());

  const watch = () => camera.pause(isSheetOpen());
  prepareSheets(() => setTimeout(watch));
  new MutationObserver(watch).observe(document.body, { subtree: true, attributeFilter: ["open"] });
  prepareTyping((code) => read(code, "typed"));
  prepareSearch(() => station, (number) => answer(station.checkIn(number)));
  prepareHistory(() => station, async (entry) => {
    if (!(await station.undo(entry.id, t("undo_reason")))) toast(t("undo_late"));
    status();
    sync.run({ pull: false });
  });
  prepareMenu({
    station: () => station,
    unsent: () => outbox.count,
    freshAt: () => sync.freshAt,
    muted: () => feedback.muted,
    onOperator: async (name) => {
      station.device = { ...station.device, operator: name };
      await store.saveDevice(station.device);
      toast(t("saved"));
    },
    onSound: () => {
      feedback.muted = !feedback.muted;
      localStorage.setItem("muted", feedback.muted ? "yes" : "no");
    },
    onLanguage: () => {
      speak(currentLanguage() === "id" ? "en" : "id");
      localStorage.setItem("language", currentLanguage());
      fillWords();
      status();
    },
    onSync: () => sync.run({ now: true }),
    onLeave: async () => {
      camera.stop();
      await store.wipe();
      location.replace(location.pathname);
    },
  });

  status();
  stayAwake();
  keepShell(document.body.dataset.worker ?? "", () => !verdicts.isShown && !isSheetOpen(), status);
  navigator.storage?.persist?.().catch(() => undefined);
  setInterval(() => !document.hidden && sync.run(), PULL_MS);
  setInterval(() => sync.run({ pull: false }), PUSH_MS);
  setInterval(status, STATUS_MS);
  addEventListener("online", () => sync.run({ now: true }));
  document.addEventListener("visibilitychange", () => !document.hidden && sync.run({ now: true }));
  await Promise.all([sync.run({ now: true }), camera.start()]);
}

boot();
