/**
 * The three sheets over the camera: type a code, find a name, look back at the last scans. They ask
 * the station and hand its answer on; the camera reads nothing while one is open.
 *
 * @import { LogEntry, Outcome, Person } from "./types.js"
 * @import { Station } from "./station.js"
 * @import { Word } from "./page.js"
 */

import { LENGTH, parseCode, PREFIX } from "./codes.js";
import { build, element, icon, write } from "./page.js";
import { NameIndex } from "./search.js";
import { toneOf } from "./verdict.js";
import { clock, t } from "./words.js";

const LIMIT = 25;
const LAST = 10;

/** Let every sheet close by its button and by a tap beside it. @param {() => void} onClose */
export function prepareSheets(onClose) {
  for (const sheet of document.querySelectorAll("dialog")) {
    sheet.addEventListener("close", onClose);
    sheet.addEventListener("click", ({ target }) => {
      const closes = target instanceof Element && target.closest("[data-close]");
      if (target === sheet || closes) sheet.close();
    });
  }
}

/**
 * Read a typed code as printed, or without the SP in front.
 * @param {string} text
 * @returns {{code: string} | {problem: string}}
 */
export function readTyped(text) {
  const parsed = parseCode(text);
  if (parsed.kind === "valid") return { code: parsed.code };
  const prefixed = parseCode(PREFIX + text);
  if (prefixed.kind === "valid") return { code: prefixed.code };
  if (parsed.kind === "foreign") return { problem: t("slip_foreign") };
  const missing = LENGTH - [...text.replace(/[^\p{L}\p{N}]/gu, "")].length;
  if (parsed.slip === "length") {
    const word = missing > 0 ? "slip_length_short" : "slip_length_long";
    return { problem: t(word, { n: Math.abs(missing) }) };
  }
  return { problem: t(parsed.slip === "check" ? "slip_check" : "slip_alphabet") };
}

/** @param {(code: string) => void} onCode */
export function prepareTyping(onCode) {
  const field = /** @type {HTMLInputElement} */ (element("type-code"));
  element("open-type").addEventListener("click", () => {
    field.value = `${PREFIX} `;
    write("type-error", "");
    /** @type {HTMLDialogElement} */ (element("type")).showModal();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  field.addEventListener("input", () => write("type-error", ""));
  element("type-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readTyped(field.value);
    if ("problem" in typed) {
      write("type-error", typed.problem);
      field.setAttribute("aria-invalid", "true");
      return;
    }
    field.removeAttribute("aria-invalid");
    /** @type {HTMLDialogElement} */ (element("type")).close();
    onCode(typed.code);
  });
}

/**
 * @param {() => Station} station
 * @param {(number: number) => void} onPick
 */
export function prepareSearch(station, onPick) {
  const field = /** @type {HTMLInputElement} */ (element("search-text"));
  let index = { version: -1, names: /** @type {NameIndex | null} */ (null) };
  const find = () => {
    const { roster } = station();
    if (index.version !== roster.version || !index.names) {
      index = { version: roster.version, names: new NameIndex(roster.blob.columns) };
    }
    const found = index.names?.search(field.value, LIMIT + 1) ?? [];
    const people = found.slice(0, LIMIT).flatMap((number) => roster.findByNumber(number) ?? []);
    element("search-found").replaceChildren(...people.map((person) => personRow(person, station(), onPick)));
    const asked = field.value.trim().length > 0;
    /** @type {Word | null} */
    const note = !asked ? "search_hint" : people.length === 0 ? "search_none" : found.length > LIMIT ? "search_more" : null;
    write("search-note", note ? t(note) : "");
  };
  element("open-search").addEventListener("click", () => {
    field.value = "";
    find();
    /** @type {HTMLDialogElement} */ (element("search")).showModal();
    field.focus();
  });
  field.addEventListener("input", find);
  element("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    field.blur();
  });
}

/**
 * @param {Person} person
 * @param {Station} station
 * @param {(number: number) => void} onPick
 */
function personRow(person, station, onPick) {
  const { pillars, regencies, districts } = station.roster.labels;
  const pillar = pillars[person.pillar];
  const district = person.district && districts[person.district];
  const tag = build("span", "tag", pillar?.label ?? person.pillar);
  tag.style.setProperty("--pillar", pillar?.color ?? "#888");
  const place = [district && `Kec. ${district}`, regencies[person.regency] ?? person.regency];
  const pick = build("button", "pick", build("strong", "", person.name));
  pick.append(build("small", "", tag, ` · ${t("number", { n: String(person.number) })}`));
  pick.append(build("small", "", place.filter(Boolean).join(" · ")));
  const arrival = station.roster.arrivalOf(person.number);
  if (arrival) {
    const time = clock(arrival.at, station.device.event.timezone, station.now);
    pick.append(build("small", "in", `${t("search_in", { time })}, ${arrival.gate}`));
  }
  pick.addEventListener("click", () => {
    /** @type {HTMLDialogElement} */ (element("search")).close();
    onPick(person.number);
  });
  return build("li", "whole", pick);
}

/**
 * @param {() => Station} station
 * @param {(entry: LogEntry) => Promise<void>} onUndo
 */
export function prepareHistory(station, onUndo) {
  const sheet = /** @type {HTMLDialogElement} */ (element("history"));
  const fill = () => {
    const last = station().log.slice(-LAST).reverse();
    element("history-rows").replaceChildren(...last.map((entry) => logRow(entry, station(), undo)));
    write("history-note", last.length === 0 ? t("history_none") : "");
  };
  /** @param {LogEntry} entry */
  const undo = async (entry) => {
    await onUndo(entry);
    fill();
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
  const word = entry.undone_at ? t("undone") : t(entry.verdict);
  const time = clock(entry.scanned_at, station.device.event.timezone, station.now);
  const row = build("li", entry.undone_at ? "gone" : "", icon(tone, tone));
  row.append(build("div", "who", build("strong", "", person?.name ?? t("stranger")), build("small", "", `${time} · ${word}`)));
  if (station.canUndo(entry)) {
    const button = build("button", "", t("undo"));
    button.addEventListener("click", () => undo(entry));
    row.append(button);
  }
  return row;
}
