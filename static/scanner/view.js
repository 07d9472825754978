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

/** @param {{station: Station, outbox: Outbox, sync: Sync, offlineReady: boolean, notices: number}} parts */
export function showStatus({ station, outbox, sync, offlineReady, notices }) {
  showPost(station);
  const { admitted, ownAdmitted, arrivals, roster } = station;
  const { operator } = station.device;
  write("admitted", t("admitted_count", { n: admitted }));
  const own = ownAdmitted < admitted ? t("admitted_own", { n: ownAdmitted, operator }) : "";
  write("admitted-own", own && ` · ${own}`);
  write("arrived", t("arrived", { n: arrivals.count, total: roster.size }));
  show("inside", station.goesInAndOut);
  if (station.goesInAndOut) write("inside", t("inside", { n: arrivals.inside }));
  write("fresh", t("fresh", { ago: ago(sync.freshAt, Date.now()) }));
  show("practice", station.device.practice === true);
  show("not-ready", !offlineReady);
  show("notices", notices > 0);
  write("notices", t("notices", { n: notices }));
  const waiting = outbox.count > 0;
  const late = waiting || sync.isOffline;
  element("link").classList.toggle("late", late);
  const word = sync.isOffline ? t("offline") : t("online");
  write("link", waiting ? `${word} · ${t("unsent", { n: outbox.count })}` : word);
  document.body.dataset.unsent = String(outbox.count);
  document.body.dataset.ready = offlineReady ? "offline" : "online";
}

/** @param {Station} station */
function showPost({ device, goesInAndOut, direction }) {
  const { gate, checkpoint, operator, kind } = device;
  document.body.dataset.kind = kind;
  write("post-gate", gate.name);
  write("post-checkpoint", [checkpoint.name, operator].filter(Boolean).join(" · "));
  for (const id of ["open-search", "open-walkin"]) show(id, kind !== "gate");
  show("ways", goesInAndOut);
  element("way-in").setAttribute("aria-pressed", String(direction === "in"));
  element("way-out").setAttribute("aria-pressed", String(direction === "out"));
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

/** Take the phone off duty on screen. @param {"revoked" | "unknown"} why @param {number} unsent */
export function showEnded(why, unsent) {
  write("ended-title", t(why === "revoked" ? "ended_title" : "ended_unknown"));
  write("ended-lead", t("ended_lead"));
  const stuck = why === "unknown";
  const word = unsent === 0 ? "ended_done" : stuck ? "ended_unsent" : "ended_handing";
  show("ended-unsent", unsent > 0 || !stuck);
  write("ended-unsent", t(word, { n: unsent }));
  show("ended-export", unsent > 0);
  document.body.dataset.unsent = String(unsent);
}
