/**
 * The gate screen around the camera: where this phone stands, what is sent, how fresh the roster is,
 * what is wrong with the camera.
 *
 * @import { Camera } from "./camera.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 * @import { Sync } from "./sync.js"
 */

import { element, show, write } from "./page.js";
import { ago, t } from "./words.js";

/** @param {{station: Station, outbox: Outbox, sync: Sync, offlineReady: boolean}} parts */
export function showStatus({ station, outbox, sync, offlineReady }) {
  const { gate, checkpoint, event } = station.device;
  write("post-gate", gate.name);
  write("post-checkpoint", `${checkpoint.name} · ${event.name}`);
  write("admitted", t("admitted_count", { n: station.admitted }));
  write("arrived", t("arrived", { n: station.arrivals.count, total: station.roster.size }));
  write("fresh", t("fresh", { ago: ago(sync.freshAt, Date.now()) }));
  show("not-ready", !offlineReady);
  const waiting = outbox.count > 0;
  const late = waiting || sync.isOffline;
  element("link").classList.toggle("late", late);
  const word = sync.isOffline ? t("offline") : t("online");
  write("link", waiting ? t("unsent", { n: outbox.count }) : word);
  document.body.dataset.unsent = String(outbox.count);
  document.body.dataset.ready = offlineReady ? "offline" : "online";
}

/** @param {"on" | "off" | "denied" | "none" | "broken"} state */
export function showCamera(state) {
  document.body.dataset.camera = state;
  show("trouble", state !== "on");
  show("aim", state === "on");
  if (state !== "on") write("trouble-text", t(`camera_${state}`));
}

/** @param {Camera} camera */
export async function showLights(camera) {
  show("torch", camera.hasTorch);
  element("torch").setAttribute("aria-pressed", String(camera.torch));
  show("zoom", camera.hasZoom);
  write("zoom-factor", `${camera.zoom}×`);
  show("lens", (await camera.lenses()).length > 1);
}

let timer = 0;

/** @param {string} text told discreetly over the camera picture; it blocks nothing */
export function toast(text) {
  clearTimeout(timer);
  write("toast", text);
  element("toast").classList.add("shown");
  timer = setTimeout(() => element("toast").classList.remove("shown"), 2_200);
}

/** @param {string | null} text what is being waited for, or null when the gate is open */
export function showLoading(text) {
  show("loading", text !== null);
  write("loading-text", text ?? "");
}
