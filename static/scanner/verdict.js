/**
 * The verdict screen: colour, icon, word, name; what to do next where it is not a yes. Green leaves by
 * itself, the others stay until they are tapped or the next badge is held up.
 *
 * @import { Outcome } from "./types.js"
 * @import { Tone } from "./feedback.js"
 * @import { Station } from "./station.js"
 */

import { build, element, show, write } from "./page.js";
import { atClock, clock, t } from "./words.js";

export const GREEN_MS = 1_000;

/** @param {{verdict: Outcome["verdict"], overridden?: boolean, override?: string}} scan @returns {Tone} */
export function toneOf({ verdict, overridden, override }) {
  if (verdict === "ok" || overridden || override) return "go";
  return verdict === "duplicate" ? "again" : "stop";
}

/**
 * @param {Outcome} outcome
 * @param {Station} station
 * @returns {{word: string, when: string, next: string, pillar: string, regency: string}}
 */
export function sentences({ verdict, person, arrival, direction, spare, overridden }, station) {
  const { checkpoint, event, kind } = station.device;
  const { pillars, regencies } = station.roster.labels;
  /** @param {string | null} at */
  const at = (at) => (at ? clock(at, event.timezone, station.now) : "");
  const key = wordOf({ verdict, person, direction, spare });
  const window = key === "not_yet_open" ? checkpoint.opens_at : checkpoint.closes_at;
  return {
    word: t(overridden ? "overridden" : key),
    when: arrival
      ? t("duplicate_when", {
          when: atClock(arrival.at, event.timezone, station.now),
          gate: arrival.gate,
        })
      : "",
    next:
      key === "ok" || key === "out" || key === "foreign" || overridden
        ? ""
        : t(nextOf(key, kind), { checkpoint: checkpoint.name, time: at(window) }),
    pillar: person ? (pillars[person.pillar]?.label ?? person.pillar) : "",
    regency: person ? (regencies[person.regency] ?? person.regency) : "",
  };
}

/**
 * @param {Pick<Outcome, "verdict" | "person" | "direction" | "spare">} outcome
 */
function wordOf({ verdict, person, direction, spare }) {
  if (verdict === "revoked" && person?.active === false) return "cancelled";
  if (verdict === "unknown" && spare) return "spare";
  if (verdict === "ok" && direction === "out") return "out";
  if (verdict === "duplicate" && direction) return direction === "out" ? "out_again" : "in_again";
  return verdict;
}

/** @param {Exclude<ReturnType<typeof wordOf>, "ok" | "out" | "foreign">} key @param {string} kind */
function nextOf(key, kind) {
  if (kind !== "gate" && key === "unknown") return "unknown_desk";
  return kind !== "gate" && key === "spare" ? "spare_desk" : /** @type {const} */ (`${key}_next`);
}

/**
 * What else may be done about it on this phone.
 * @param {Outcome} outcome
 * @param {Station} station
 * @returns {"spare_go" | "override_go" | null}
 */
export function alsoOf({ verdict, person, spare, overridden }, { device }) {
  if (spare && device.kind !== "gate") return "spare_go";
  const isStopped = verdict !== "ok" && verdict !== "unsaved" && !overridden;
  return person && isStopped && device.kind === "supervisor" ? "override_go" : null;
}

export class VerdictScreen {
  #onLeave;
  #timer = 0;
  #turn = 0;
  /** @type {Outcome | null} */ #outcome = null;

  /**
   * @param {(verdict: string | undefined) => void} onLeave called when a volunteer taps it away
   * @param {(outcome: Outcome) => void} onAlso called for what else may be done about it
   */
  constructor(onLeave, onAlso) {
    this.#onLeave = onLeave;
    element("verdict").addEventListener("click", () => this.#tapped());
    element("verdict-also").addEventListener("click", (event) => {
      event.stopPropagation();
      this.hide();
      if (this.#outcome) onAlso(this.#outcome);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isShown) this.#tapped();
    });
  }

  get isShown() {
    return !element("verdict").hidden;
  }

  /**
   * @param {Outcome} outcome
   * @param {Station} station
   */
  show(outcome, station) {
    clearTimeout(this.#timer);
    const { verdict, person, arrival } = outcome;
    const said = sentences(outcome, station);
    const tone = toneOf(outcome);
    const also = alsoOf(outcome, station);
    this.#outcome = outcome;
    const screen = element("verdict");
    screen.className = `verdict ${tone}`;
    screen.style.setProperty("--stay", `${GREEN_MS}ms`);
    screen.style.setProperty("--pillar", colorOf(outcome, station));
    element("verdict-icon").setAttribute("href", `#i-${tone}`);
    write("verdict-word", said.word);
    element("verdict-when").replaceChildren(
      said.when,
      ...(arrival ? [build("span", "unbroken", arrival.device)] : []),
    );
    write("verdict-name", person?.name ?? "");
    write("verdict-pillar", said.pillar);
    write("verdict-regency", said.regency);
    write("verdict-number", person ? numberOf(person) : "");
    write("verdict-next", said.next);
    show("verdict-who", person !== null);
    show("verdict-also", also !== null);
    if (also) write("verdict-also", t(also));
    this.#turn = 1 - this.#turn; // another name restarts the countdown when green follows green
    screen.dataset.turn = String(this.#turn);
    screen.hidden = false;
    document.body.dataset.verdict = verdict;
    const name = person ? `${person.name}, ${said.pillar}, ${said.regency}.` : "";
    write("live", `${said.word}. ${said.when} ${arrival?.device ?? ""} ${name} ${said.next}`);
    if (tone === "go") this.#timer = setTimeout(() => this.hide(), GREEN_MS);
    // What only hands and ears need waits until the colour is on screen.
    setTimeout(() => {
      element("gate").inert = this.isShown;
      if (this.isShown && tone !== "go") element("verdict-go").focus({ preventScroll: true });
    });
  }

  hide() {
    clearTimeout(this.#timer);
    element("verdict").hidden = true;
    element("gate").inert = false;
    delete document.body.dataset.verdict;
    write("live", "");
  }

  #tapped() {
    const { verdict } = document.body.dataset;
    this.hide();
    this.#onLeave(verdict);
  }
}

/** @param {{number: number}} person @returns {string} */
export function numberOf({ number }) {
  return number > 0 ? t("number", { n: String(number) }) : t("pending_number");
}

/**
 * @param {Outcome} outcome
 * @param {Station} station
 */
function colorOf({ person }, station) {
  return (person && station.roster.labels.pillars[person.pillar]?.color) || "#888";
}
