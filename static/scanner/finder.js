/**
 * The sheet for finding a person by name, with what tells namesakes apart.
 *
 * @import { Person } from "./types.js"
 * @import { Station } from "./station.js"
 * @import { Word } from "./page.js"
 */

import { build, element, write } from "./page.js";
import { NameIndex } from "./search.js";
import { clock, t } from "./words.js";

const LIMIT = 25;

/**
 * @param {Station} station
 * @param {(number: number) => void} onPick
 */
export function prepareSearch(station, onPick) {
  const field = /** @type {HTMLInputElement} */ (element("search-text"));
  let index = { version: -1, names: /** @type {NameIndex | null} */ (null) };
  const find = () => {
    const { roster } = station;
    if (index.version !== roster.version || !index.names) {
      index = { version: roster.version, names: new NameIndex(roster.blob.columns) };
    }
    const found = index.names?.search(field.value, LIMIT + 1) ?? [];
    const people = found.slice(0, LIMIT).flatMap((number) => roster.findByNumber(number) ?? []);
    element("search-found").replaceChildren(
      ...people.map((person) => personRow(person, station, onPick)),
    );
    const asked = field.value.trim().length > 0;
    /** @type {Word | null} */
    const note = !asked
      ? "search_hint"
      : people.length === 0
        ? "search_none"
        : found.length > LIMIT
          ? "search_more"
          : null;
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
  const arrival = station.arrivals.of(person.number);
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
