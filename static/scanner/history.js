/**
 * The sheet with this phone's last scans, which can be taken back for a minute.
 *
 * @import { LogEntry } from "./types.js"
 * @import { Station } from "./station.js"
 */

import { build, element, icon, write } from "./page.js";
import { toneOf } from "./verdict.js";
import { clock, t } from "./words.js";

const LAST = 10;

/**
 * @param {Station} station
 * @param {(entry: LogEntry) => Promise<boolean>} onUndo says whether there was still time
 */
export function prepareHistory(station, onUndo) {
  const sheet = /** @type {HTMLDialogElement} */ (element("history"));
  const fill = () => {
    const last = station.log.slice(-LAST).reverse();
    element("history-rows").replaceChildren(...last.map((entry) => logRow(entry, station, undo)));
    write("history-note", last.length === 0 ? t("history_none") : "");
  };
  /** @param {LogEntry} entry */
  const undo = async (entry) => {
    const done = await onUndo(entry);
    fill();
    if (!done) write("history-note", t("undo_late"));
  };
  element("open-history").addEventListener("click", () => {
    fill();
    sheet.showModal();
    const timer = setInterval(fill, 5_000);
    sheet.addEventListener("close", () => clearInterval(timer), { once: true });
  });
}

/**
 * @param {LogEntry} entry
 * @param {Station} station
 * @param {(entry: LogEntry) => void} undo
 */
function logRow(entry, station, undo) {
  const person = entry.number === null ? null : station.roster.findByNumber(entry.number);
  const tone = toneOf(entry.verdict);
  const word = entry.undone_at ? t("undone") : t(entry.verdict === "ok" ? "let_in" : entry.verdict);
  const time = clock(entry.scanned_at, station.device.event.timezone, station.now);
  const row = build("li", entry.undone_at ? "gone" : "", icon(tone, tone));
  row.append(
    build(
      "div",
      "who",
      build("strong", "", person?.name ?? t("stranger")),
      build("small", "", `${time} · ${word}`),
    ),
  );
  if (station.canUndo(entry)) {
    const button = build("button", "", t("undo"));
    button.addEventListener("click", () => undo(entry));
    row.append(button);
  }
  return row;
}
