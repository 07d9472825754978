/**
 * What a desk and a supervisor can do beside scanning: find a name, register somebody new with a spare
 * badge, let in against the rules. A gate phone has none of it, here or at the server.
 *
 * @import { Method, Outcome } from "./types.js"
 * @import { Station } from "./station.js"
 */

import { prepareSearch } from "./finder.js";
import { prepareOverride } from "./override.js";
import { element, show } from "./page.js";
import { prepareWalkIn } from "./walkin.js";

/** @typedef {(text: string, method: Method) => void} Take */

export class Desk {
  #walkIn;
  #override;
  /** @type {Take | null} */ #wanting = null;

  /** @param {Station} station @param {(outcome: Promise<Outcome>) => void} onOutcome */
  constructor(station, onOutcome) {
    const card = prepareSearch(station, (number) => onOutcome(station.checkIn(number)));
    this.#override = prepareOverride(station, onOutcome);
    this.#walkIn = prepareWalkIn(station, {
      onPerson: card,
      onScan: (take, cancel) => this.#want(take, cancel),
      onDone: onOutcome,
    });
    element("open-walkin").addEventListener("click", () => this.#walkIn());
  }

  /**
   * Take a code that a form waits for.
   * @param {string} text
   * @param {Method} method
   * @returns {boolean} whether one did
   */
  takes(text, method) {
    const take = this.#wanting;
    if (!take) return false;
    this.#stopWanting();
    take(text, method);
    return true;
  }

  /** Do what the verdict screen offered. @param {Outcome} outcome */
  also(outcome) {
    if (outcome.spare) this.#walkIn(outcome.spare);
    else this.#override(outcome);
  }

  /** @param {Take} take @param {() => void} cancel */
  #want(take, cancel) {
    this.#wanting = take;
    show("wanted", true);
    element("wanted-cancel").onclick = () => {
      this.#stopWanting();
      cancel();
    };
  }

  #stopWanting() {
    this.#wanting = null;
    show("wanted", false);
  }
}
