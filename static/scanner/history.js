/**
 * The sheet with this phone's last scans, which can be taken back for a minute, and with what the server
 * refused.
 *
 * @import { LogEntry, Notice } from "./types.js"
 * @import { Station } from "./station.js"
 */

import { build, element, icon, write } from "./page.js";
import { toneOf } from "./verdict.js";
import { clock, t } from "./words.js";

const LAST = 10;

/**
 * @param {Station} station
 * @param {{
 *   onUndo: (entry: LogEntry) => Promise<boolean>,
 *   notices: () => Notice[],
 *   onSeen: (notice: Notice) => Promise<void>,
 * }} parts `onUndo` says whether there was still time
 */
export function prepareHistory(station, { onUndo, notices, onSeen }) {
  const sheet = /** @type {HTMLDialogElement} */ (element("history"));
  const fill = () => {
    const last = station.log.slice(-LAST).reverse();
    element("history-rows").replaceChildren(...last.map((entry) => logRow(entry, station, undo)));
    element("notice-rows").replaceChildren(...notices().map((notice) => noticeRow(notice, seen)));
    write("history-note", last.length === 0 ? t("history_none") : "");
  };
  const seen = async (/** @type {Notice} */ notice) => {
    await onSeen(notice);
    fill();
  };
  /** @param {LogEntry} entry */
  const undo = async (entry) => {
    const done = await onUndo(entry);
    fill();
    if (!done) write("history-note", t("undo_late"));
  };
  const open = () => {
    fill();
    sheet.showModal();
    const timer = setInterval(fill, 5_000);
    sheet.addEventListener("close", () => clearInterval(timer), { once: true });
  };
  element("open-history").addEventListener("click", open);
  element("notices").addEventListener("click", open);
}

/** @param {Notice} notice */
export function sentenceOf({ kind, what, detail }) {
  const word = /** @type {const} */ ({
    undo: "undo_refused",
    walk_in: "walk_in_refused",
    scan: "scan_refused",
  })[kind];
  return t(word, { what, detail });
}

/**
 * @param {Notice} notice
 * @param {(notice: Notice) => void} seen
 */
function noticeRow(notice, seen) {
  const text = build("div", "who", build("span", "", sentenceOf(notice)));
  const row = build("li", "refused", icon("stop", "stop"), text);
  const button = build("button", "", t("notices_read"));
  button.addEventListener("click", () => seen(notice));
  row.append(button);
  return row;
}

/**
 * @param {LogEntry} entry
 * @param {Station} station
 * @param {(entry: LogEntry) => void} undo
 */
function logRow(entry, station, undo) {
  const person = station.personOf(entry);
  const tone = toneOf(entry);
  const time = clock(entry.scanned_at, station.device.event.timezone, station.now);
  const stands = station.counts(entry);
  const row = build("li", entry.undone_at || !stands ? "gone" : "", icon(tone, tone));
  const numbered = person && person.number > 0 ? t("number", { n: String(person.number) }) : "";
  const name = person?.name || numbered || t("stranger");
  const word = stands ? wordOf(entry) : t("practised");
  const facts = [time, word, entry.operator].filter(Boolean).join(" · ");
  row.append(build("div", "who", build("strong", "", name), build("small", "", facts)));
  if (station.canUndo(entry)) {
    const button = build("button", "", t("undo"));
    button.setAttribute("aria-label", `${t("undo")}: ${name}`);
    button.addEventListener("click", () => undo(entry));
    row.append(button);
  }
  return row;
}

/** @param {LogEntry} entry */
function wordOf({ verdict, undone_at, override, direction }) {
  if (undone_at) return t("undone");
  if (override) return `${t("overridden")}: ${override}`;
  if (verdict !== "ok") return t(verdict);
  return t(direction === "out" ? "go_out" : "let_in");
}
