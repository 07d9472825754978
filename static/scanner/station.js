/**
 * One paired phone at its gate: what was read goes in, what the screen shows comes out. Everything is
 * decided from memory and written to disk before it is answered; the network plays no part.
 *
 * @import { Device, LogEntry, Method, Outcome, Person, Verdict } from "./types.js"
 * @import { Arrivals } from "./arrivals.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Roster } from "./roster.js"
 */

import { codeHash, parseCode } from "./codes.js";
import { decide } from "./decide.js";
import { uuid7 } from "./ids.js";

export const UNDO_MS = 60_000;

export class Station {
  /** @type {Device} */ device;
  /** @type {Roster} */ roster;
  /** @type {Arrivals} */ arrivals;
  /** @type {LogEntry[]} oldest first */ log;
  #outbox;
  #clock;
  /** @type {Promise<unknown>} */ #turn = Promise.resolve();

  /**
   * @param {{device: Device, roster: Roster, arrivals: Arrivals, outbox: Outbox, log: LogEntry[], clock?: () => number}} parts
   */
  constructor({ device, roster, arrivals, outbox, log, clock = Date.now }) {
    this.device = device;
    this.roster = roster;
    this.arrivals = arrivals;
    this.log = log;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /** How many people this phone let in. */
  get admitted() {
    return this.log.filter((entry) => entry.verdict === "ok" && !entry.undone_at).length;
  }

  /** Milliseconds since 1970 by the server's clock, as far as this phone knows it. */
  get now() {
    return this.#clock() + this.device.clock_offset_ms;
  }

  /**
   * Answer what was read from a badge. What is no code of ours is answered without a trace.
   * @param {string} text
   * @param {Method} method
   * @returns {Promise<Outcome>}
   */
  read(text, method) {
    return this.#inTurn(() => this.#read(text, method));
  }

  /**
   * @param {string} text
   * @param {Method} method
   * @returns {Promise<Outcome>}
   */
  async #read(text, method) {
    const parsed = parseCode(text);
    if (parsed.kind !== "valid") {
      return { verdict: "foreign", person: null, arrival: null, scanId: null };
    }
    const found = this.roster.findByHash(await codeHash(this.device.event.salt, parsed.code));
    return this.#settle(parsed.code, found?.person ?? null, found?.revoked ?? false, method);
  }

  /**
   * Check in a person found by name.
   * @param {number} number
   * @returns {Promise<Outcome>}
   */
  checkIn(number) {
    return this.#inTurn(() =>
      this.#settle(null, this.roster.findByNumber(number), false, "search"),
    );
  }

  /**
   * Take back a scan of the last minute.
   * @param {string} id
   * @param {string} reason
   * @returns {Promise<boolean>} whether there was still time
   */
  async undo(id, reason) {
    const entry = this.log.find((candidate) => candidate.id === id);
    if (!entry || !this.canUndo(entry)) return false;
    entry.undone_at = new Date(this.#clock()).toISOString();
    if (entry.number !== null) this.arrivals.takeBack(entry.number, id, this.device.label);
    await this.#outbox.undo(entry, reason, this.arrivals.toColumns());
    return true;
  }

  /**
   * One scan after the other: two of one badge at the same moment must not both be first.
   * @param {() => Promise<Outcome>} work
   * @returns {Promise<Outcome>}
   */
  #inTurn(work) {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** @param {LogEntry} entry */
  canUndo(entry) {
    const age = this.#clock() - Date.parse(entry.scanned_at);
    return entry.verdict === "ok" && !entry.undone_at && age < UNDO_MS;
  }

  /**
   * @param {string | null} code
   * @param {Person | null} person
   * @param {boolean} revoked
   * @param {Method} method
   * @returns {Promise<Outcome>}
   */
  async #settle(code, person, revoked, method) {
    const { checkpoint, event, gate, label, operator } = this.device;
    const previous = person && this.arrivals.of(person.number);
    const badge = person ? { ...person, revoked } : "unknown";
    const { verdict, arrival } = decide(badge, checkpoint, event.timezone, previous, this.now);
    const number = person?.number ?? null;
    const id = uuid7(this.#clock());
    const scan = {
      id,
      code,
      number: code === null ? number : null,
      checkpoint: checkpoint.code,
      scanned_at: new Date(this.#clock()).toISOString(),
      verdict,
      method,
      operator,
    };
    const own =
      verdict === "ok"
        ? { at: new Date(this.now).toISOString(), gate: gate.name, device: label }
        : null;
    this.log.push(await this.#outbox.record(scan, number, own));
    if (own && number !== null) this.arrivals.admit(number, { ...own, scan: id });
    return { verdict, person, arrival, scanId: id };
  }
}
