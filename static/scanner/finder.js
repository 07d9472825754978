/**
 * The sheets for finding a person by name, with what tells namesakes apart, and for letting in whoever
 * left the badge at home: on a second tap, since a wrong name is one finger away.
 *
 * @import { Person } from "./types.js"
 * @import { Station } from "./station.js"
 * @import { Word } from "./page.js"
 */

import { findPeople } from "./names.js";
import { build, element, write } from "./page.js";
import { numberOf } from "./verdict.js";
import { clock, t } from "./words.js";

const LIMIT = 25;

/**
 * @param {Station} station
 * @param {(number: number) => void} onPick
 */
export function prepareSearch(station, onPick) {
  const field = /** @type {HTMLInputElement} */ (element("search-text"));
  const sheet = /** @type {HTMLDialogElement} */ (element("search"));
  const card = preparePerson(station, onPick);
  const find = () => {
    const found = findPeople(station.roster, field.value, LIMIT + 1);
    const people = found.slice(0, LIMIT);
    const pick = (/** @type {Person} */ person) => {
      sheet.close();
      card(person);
    };
    element("search-found").replaceChildren(
      ...people.map((person) => personRow(person, station, pick)),
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
    sheet.showModal();
    field.focus();
  });
  field.addEventListener("input", find);
  element("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    field.blur();
  });
  return card;
}

/**
 * The sheet with one person, who may be let in without a badge.
 * @param {Station} station
 * @param {(number: number) => void} onPick
 * @returns {(person: Person) => void} opens it
 */
function preparePerson(station, onPick) {
  const sheet = /** @type {HTMLDialogElement} */ (element("person"));
  let number = 0;
  element("person-go").addEventListener("click", () => {
    sheet.close();
    onPick(number);
  });
  return (person) => {
    number = person.number;
    const { tag, facts, arrival } = describe(person, station);
    write("person-name", person.name);
    element("person-facts").replaceChildren(tag, ` · ${facts.join(" · ")}`);
    write("person-in", arrival);
    write("person-lead", t("person_lead", { operator: station.device.operator }));
    sheet.showModal();
    element("person-go").focus();
  };
}

/**
 * @param {Person} person
 * @param {Station} station
 * @param {(person: Person) => void} onPick
 */
export function personRow(person, station, onPick) {
  const { tag, facts, arrival } = describe(person, station);
  const [number, ...place] = facts;
  const pick = build("button", "pick", build("strong", "", person.name));
  pick.setAttribute("type", "button");
  pick.append(build("small", "", tag, ` · ${number}`));
  pick.append(build("small", "", place.join(" · ")));
  if (arrival) pick.append(build("small", "in", arrival));
  pick.addEventListener("click", () => onPick(person));
  return build("li", "whole", pick);
}

/**
 * @param {Person} person
 * @param {Station} station
 */
function describe(person, station) {
  const { pillars, regencies, districts } = station.roster.labels;
  const { invited } = station.roster;
  const pillar = pillars[person.pillar];
  const district = person.district && districts[person.district];
  const label = pillar?.label ?? invited.pillars[person.pillar] ?? person.pillar;
  const tag = build("span", "tag", label);
  tag.style.setProperty("--pillar", pillar?.color ?? "#888");
  const regency = regencies[person.regency] ?? invited.regencies[person.regency];
  const facts = [numberOf(person), district && `Kec. ${district}`, regency ?? person.regency];
  const seen = station.arrivals.of(person.number);
  const time = seen && clock(seen.at, station.device.event.timezone, station.now);
  const arrival = seen ? `${t("search_in", { time: time ?? "" })}, ${seen.gate}` : "";
  return { tag, facts: facts.filter((fact) => typeof fact === "string"), arrival };
}
