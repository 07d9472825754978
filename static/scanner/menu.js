/**
 * The menu sheet: what this phone is, who holds it, sound, language, sending now, leaving.
 *
 * @import { Station } from "./station.js"
 * @import { Word } from "./page.js"
 */

import { build, element, show, write } from "./page.js";
import { ago, currentLanguage, t } from "./words.js";

/**
 * @param {{
 *   station: Station,
 *   unsent: () => number,
 *   freshAt: () => number,
 *   muted: () => boolean,
 *   onOperator: (name: string) => Promise<void>,
 *   onSound: () => void,
 *   onLanguage: () => void,
 *   onSync: () => Promise<void>,
 *   onLeave: () => Promise<void>,
 * }} parts
 */
export function prepareMenu(parts) {
  const sheet = /** @type {HTMLDialogElement} */ (element("menu"));
  const operator = /** @type {HTMLInputElement} */ (element("operator"));
  const fill = async () => {
    element("menu-facts").replaceChildren(...(await facts(parts)));
    element("menu-sound").setAttribute("aria-pressed", String(!parts.muted()));
    write("menu-language-name", currentLanguage() === "id" ? "English" : "Bahasa Indonesia");
    element("menu-language-name").lang = currentLanguage() === "id" ? "en" : "id";
  };
  element("open-menu").addEventListener("click", async () => {
    operator.value = parts.station.device.operator;
    await fill();
    sheet.showModal();
  });
  element("operator-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = operator.value.trim();
    if (!name) return;
    await parts.onOperator(name);
    sheet.close();
  });
  element("menu-sound").addEventListener("click", () => {
    parts.onSound();
    fill();
  });
  element("menu-language").addEventListener("click", () => {
    parts.onLanguage();
    fill();
  });
  element("menu-sync").addEventListener("click", async () => {
    await parts.onSync();
    await fill();
  });
  prepareLeaving(sheet, parts);
}

/**
 * @param {HTMLDialogElement} sheet
 * @param {{unsent: () => number, onSync: () => Promise<void>, onLeave: () => Promise<void>}} parts
 */
function prepareLeaving(sheet, { unsent, onSync, onLeave }) {
  const sure = /** @type {HTMLDialogElement} */ (element("sure"));
  element("menu-leave").addEventListener("click", async () => {
    if (unsent() > 0) await onSync();
    const left = unsent();
    write("sure-text", left > 0 ? t("sign_out_unsent", { n: left }) : t("sign_out_sure"));
    sheet.close();
    sure.showModal();
  });
  element("sure-go").addEventListener("click", onLeave);
}

/** @param {{station: Station, unsent: () => number, freshAt: () => number}} parts */
async function facts({ station, unsent, freshAt }) {
  const { device, roster } = station;
  const lasting = (await navigator.storage?.persisted?.()) ?? false;
  /** @type {[Word, string][]} */
  const rows = [
    ["event", device.event.name],
    ["place", `${device.gate.name}, ${device.checkpoint.name}`],
    ["device", device.label],
    ["roster", `${t("people", { n: roster.size })}, ${ago(freshAt(), Date.now())}`],
    ["sending", unsent() > 0 ? t("unsent", { n: unsent() }) : t("all_sent")],
    ["storage", lasting ? t("yes") : t("no")],
  ];
  return rows.flatMap(([word, text]) => [build("dt", "", t(word)), build("dd", "", text)]);
}

/** Take the phone off duty on screen. @param {number} unsent */
export function showEnded(unsent) {
  write("ended-title", t("ended_title"));
  write("ended-lead", t("ended_lead"));
  show("ended-unsent", unsent > 0);
  write("ended-unsent", t("ended_unsent", { n: unsent }));
}
