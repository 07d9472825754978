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

/** @param {Outcome["verdict"]} verdict @returns {Tone} */
export function toneOf(verdict) {
  if (verdict === "ok") return "go";
  return verdict === "duplicate" ? "again" : "stop";
}

/**
 * @param {Outcome} outcome
 * @param {Station} station
 * @returns {{word: string, when: string, next: string, pillar: string, regency: string}}
 */
export function sentences({ verdict, person, arrival }, station) {
  const { checkpoint, event } = station.device;
  const { pillars, regencies } = station.roster.labels;
  /** @param {string | null} at */
  const at = (at) => (at ? clock(at, event.timezone, station.now) : "");
  const cancelled = verdict === "revoked" && person?.active === false;
  const key = cancelled ? "cancelled" : verdict;
  const window = key === "not_yet_open" ? checkpoint.opens_at : checkpoint.closes_at;
  return {
    word: t(key),
    when: arrival
      ? t("duplicate_when", {
          when: atClock(arrival.at, event.timezone, station.now),
          gate: arrival.gate,
        })
      : "",
    next:
      key === "ok" || key === "foreign"
        ? ""
        : t(`${key}_next`, { checkpoint: checkpoint.name, time: at(window) }),
    pillar: person ? (pillars[person.pillar]?.label ?? person.pillar) : "",
    regency: person ? (regencies[person.regency] ?? person.regency) : "",
  };
}

export class VerdictScreen {
  #onLeave;
  #timer = 0;

  /** @param {(verdict: string | undefined) => void} onLeave called when a volunteer taps it away */
  constructor(onLeave) {
    this.#onLeave = onLeave;
    element("verdict").addEventListener("click", () => this.#tapped());
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
    const tone = toneOf(verdict);
    const screen = element("verdict");
    screen.hidden = true;
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
    write("verdict-number", person ? t("number", { n: String(person.number) }) : "");
    write("verdict-next", said.next);
    show("verdict-who", person !== null);
    void screen.offsetWidth; // restarts the countdown when green follows green
    screen.hidden = false;
    element("gate").inert = true;
    document.body.dataset.verdict = verdict;
    const name = person ? `${person.name}, ${said.pillar}, ${said.regency}.` : "";
    write("live", `${said.word}. ${said.when} ${arrival?.device ?? ""} ${name} ${said.next}`);
    if (tone === "go") this.#timer = setTimeout(() => this.hide(), GREEN_MS);
    else element("verdict-go").focus({ preventScroll: true });
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

/**
 * @param {Outcome} outcome
 * @param {Station} station
 */
function colorOf({ person }, station) {
  return (person && station.roster.labels.pillars[person.pillar]?.color) || "#888";
}
