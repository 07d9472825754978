/**
 * The menu sheet: what this phone is, who holds it, where it stands, sound, language, sending now, the
 * backup file, leaving.
 *
 * @import { Post } from "./types.js"
 * @import { Station } from "./station.js"
 * @import { Word } from "./page.js"
 */

import { build, element, show, write } from "./page.js";
import { ago, currentLanguage, t } from "./words.js";

/**
 * @typedef {object} Parts
 * @property {Station} station
 * @property {() => number} unsent
 * @property {() => {waiting: number, lost: number}} leftovers of earlier duties
 * @property {() => number} freshAt
 * @property {() => boolean} muted
 * @property {() => Post[]} posts where this phone may be moved
 * @property {(name: string) => Promise<void>} onOperator
 * @property {(post: Post) => Promise<void>} onMove
 * @property {() => void} onSound
 * @property {() => void} onLanguage
 * @property {() => Promise<void>} onSync
 * @property {() => Promise<void>} onExport
 * @property {() => Promise<void>} onLeave
 */

/** @param {Parts} parts */
export function prepareMenu(parts) {
  const sheet = /** @type {HTMLDialogElement} */ (element("menu"));
  const operator = /** @type {HTMLInputElement} */ (element("operator"));
  const fill = async () => {
    element("menu-facts").replaceChildren(...(await facts(parts)));
    element("menu-sound").setAttribute("aria-pressed", String(!parts.muted()));
    write("menu-language-name", currentLanguage() === "id" ? "English" : "Bahasa Indonesia");
    element("menu-language-name").lang = currentLanguage() === "id" ? "en" : "id";
    fillPosts(parts);
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
  element("menu-export").addEventListener("click", parts.onExport);
  element("menu-move").addEventListener("change", async ({ target }) => {
    const chosen = Number(/** @type {HTMLSelectElement} */ (target).value);
    sheet.close();
    await parts.onMove(parts.posts()[chosen]);
  });
  prepareLeaving(sheet, parts);
}

/**
 * @param {HTMLDialogElement} sheet
 * @param {Parts} parts
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

/** @param {Parts} parts */
function fillPosts({ station, posts }) {
  const { gate, checkpoint, kind } = station.device;
  show("menu-move-field", kind === "supervisor" && posts().length > 1);
  const select = /** @type {HTMLSelectElement} */ (element("menu-move"));
  select.replaceChildren(
    ...posts().map((post, at) => {
      const option = /** @type {HTMLOptionElement} */ (
        build("option", "", `${post.name}, ${post.checkpoint_name}`)
      );
      option.value = String(at);
      option.selected = post.gate === gate.code && post.checkpoint === checkpoint.code;
      return option;
    }),
  );
}

/** @param {Parts} parts */
async function facts({ station, unsent, leftovers, freshAt }) {
  const { device, roster } = station;
  const lasting = (await navigator.storage?.persisted?.()) ?? false;
  const { waiting, lost } = leftovers();
  /** @type {[Word, string][]} */
  const rows = [
    ["event", device.event.name],
    ["place", `${device.gate.name}, ${device.checkpoint.name}`],
    ["device", `${device.label} · ${t(`kind_${device.kind}`)}`],
    ["roster", `${t("people", { n: roster.size })}, ${ago(freshAt(), Date.now())}`],
    ["sending", unsent() > 0 ? t("unsent", { n: unsent() }) : t("all_sent")],
  ];
  if (waiting > 0) rows.push(["sending", t("old_duty", { n: waiting })]);
  if (lost > 0) rows.push(["sending", t("old_duty_lost", { n: lost })]);
  rows.push(["storage", lasting ? t("yes") : t("no")]);
  return rows.flatMap(([word, text]) => [build("dt", "", t(word)), build("dd", "", text)]);
}
