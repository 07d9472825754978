/**
 * The supervisor's sheet: let somebody in whom the rules stop, with a reason that is kept.
 *
 * @import { Outcome } from "./types.js"
 * @import { Station } from "./station.js"
 */

import { build, element, write } from "./page.js";
import { t } from "./words.js";

const CHOICES = /** @type {const} */ (["override_1", "override_2", "override_3"]);
const SHORTEST = 3;

/**
 * @param {Station} station
 * @param {(outcome: Promise<Outcome>) => void} onDone
 * @returns {(outcome: Outcome) => void} opens the sheet
 */
export function prepareOverride(station, onDone) {
  const sheet = /** @type {HTMLDialogElement} */ (element("override"));
  const reason = /** @type {HTMLInputElement} */ (element("override-reason"));
  element("override-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const why = reason.value.trim();
    if (why.length < SHORTEST) {
      write("override-error", t("override_missing"));
      reason.focus();
      return;
    }
    sheet.close();
    onDone(station.override(why));
  });
  return ({ person }) => {
    reason.value = "";
    write("override-error", "");
    write("override-who", person?.name ?? "");
    element("override-choices").replaceChildren(
      ...CHOICES.map((word) => {
        const choice = build("button", "", t(word));
        choice.setAttribute("type", "button");
        choice.addEventListener("click", () => {
          reason.value = t(word);
          write("override-error", "");
        });
        return choice;
      }),
    );
    sheet.showModal();
  };
}
