/**
 * The desk's sheet for somebody who is on no list: name, pillar type, regency and a spare badge, with or
 * without a network. Who might be registered already is shown while the name is typed.
 *
 * @import { Method, Outcome, Person } from "./types.js"
 * @import { Station } from "./station.js"
 */

import { personRow } from "./finder.js";
import { findPeople } from "./names.js";
import { build, element, show, write } from "./page.js";
import { readTyped } from "./typing.js";
import { t } from "./words.js";

const ALIKE = 3;
const NAME = /^[^\d_@#$%^&*=<>{}[\]|\\/]{2,}$/u;

/**
 * @param {Station} station
 * @param {{
 *   onPerson: (person: Person) => void,
 *   onScan: (take: (text: string, method: Method) => void, cancel: () => void) => void,
 *   onDone: (outcome: Promise<Outcome>) => void,
 * }} parts `onScan` hands the next code that the camera reads to the form
 * @returns {(spare?: string) => void} opens the sheet
 */
export function prepareWalkIn(station, { onPerson, onScan, onDone }) {
  const sheet = /** @type {HTMLDialogElement} */ (element("walkin"));
  const form = /** @type {HTMLFormElement} */ (element("walkin-form"));
  const [name, pillar, regency, district, spare] = fields();
  /** @type {Method} */
  let method = "typed";
  const tellSpare = async () => {
    const checked = spare.value.trim() ? await checkSpare(station, spare.value) : null;
    const problem = checked && "problem" in checked ? checked.problem : "";
    write("walkin-spare-error", problem);
    spare.setAttribute("aria-invalid", String(problem !== ""));
    return checked;
  };
  const take = (/** @type {string} */ text, /** @type {Method} */ how) => {
    spare.value = text;
    method = how;
    sheet.showModal();
    tellSpare();
  };
  const suggest = () => {
    const words = name.value.trim();
    const alike = words.length < 4 ? [] : findPeople(station.roster, words, ALIKE);
    show("walkin-known", alike.length > 0);
    const pick = (/** @type {Person} */ person) => {
      sheet.close();
      onPerson(person);
    };
    element("walkin-found").replaceChildren(
      ...alike.map((person) => personRow(person, station, pick)),
    );
  };
  name.addEventListener("input", suggest);
  regency.addEventListener("change", () => fillDistricts(station, regency.value, district));
  spare.addEventListener("input", () => {
    method = "typed";
    write("walkin-spare-error", "");
  });
  element("walkin-scan").addEventListener("click", () => {
    sheet.close();
    onScan(take, () => sheet.showModal());
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = problemOf(name.value, pillar.value, regency.value);
    write("walkin-error", wrong);
    if (wrong) return;
    const checked = await tellSpare();
    if (checked && "problem" in checked) return spare.focus();
    sheet.close();
    const person = {
      name: name.value.trim().replace(/\s+/g, " "),
      pillar: pillar.value,
      regency: regency.value,
      district: district.value || null,
    };
    onDone(station.welcome(person, checked && { code: checked.code, method }));
  });
  return (code = "") => {
    form.reset();
    for (const id of ["walkin-error", "walkin-spare-error"]) write(id, "");
    const { invited, labels } = station.roster;
    const types = Object.entries(labels.pillars).map(([key, { label }]) => [key, label]);
    fill(pillar, { ...Object.fromEntries(types), ...invited.pillars });
    fill(regency, { ...labels.regencies, ...invited.regencies });
    fillDistricts(station, "", district);
    spare.value = code;
    method = code ? "camera" : "typed";
    suggest();
    sheet.showModal();
    name.focus();
  };
}

/** @returns {[HTMLInputElement, HTMLSelectElement, HTMLSelectElement, HTMLSelectElement, HTMLInputElement]} */
function fields() {
  const ids = ["name", "pillar", "regency", "district", "spare"];
  return /** @type {any} */ (ids.map((id) => element(`walkin-${id}`)));
}

/** @param {string} name @param {string} pillar @param {string} regency */
function problemOf(name, pillar, regency) {
  if (!name.trim() || !pillar || !regency) return t("walkin_missing");
  return NAME.test(name.trim()) ? "" : t("walkin_short");
}

/**
 * @param {Station} station
 * @param {string} text
 * @returns {Promise<{code: string} | {problem: string}>}
 */
async function checkSpare(station, text) {
  const typed = readTyped(text);
  if ("problem" in typed) return typed;
  const found = await station.spareOf(typed.code);
  return "problem" in found ? { problem: t(found.problem) } : found;
}

/** @param {Station} station @param {string} regency @param {HTMLSelectElement} district */
function fillDistricts(station, regency, district) {
  const own = Object.entries(station.roster.labels.districts).filter(
    ([code]) => regency && code.startsWith(`${regency}.`),
  );
  fill(district, Object.fromEntries(own));
  show("walkin-district-field", own.length > 0);
}

/** @param {HTMLSelectElement} select @param {Record<string, string>} choices */
function fill(select, choices) {
  const options = Object.entries(choices)
    .sort(([, one], [, other]) => one.localeCompare(other, "id"))
    .map(([value, label]) => {
      const option = build("option", "", label);
      option.setAttribute("value", value);
      return option;
    });
  const none = build("option", "", t("walkin_choose"));
  none.setAttribute("value", "");
  select.replaceChildren(none, ...options);
}
