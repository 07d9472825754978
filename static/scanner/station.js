/**
 * One paired phone at its gate: what was read goes in, what the screen shows comes out. Everything is
 * decided from memory and written to disk before it is answered; the network plays no part.
 *
 * @import { Arrival, Device, Direction, Newcomer, LogEntry, Method, Outcome, Person } from "./types.js"
 * @import { Outbox } from "./outbox.js"
 */

import { Arrivals } from "./arrivals.js";
import { codeHash, parseCode } from "./codes.js";
import { decide } from "./decide.js";
import { uuid7 } from "./ids.js";
import { emptyRoster, Roster } from "./roster.js";

export const UNDO_MS = 60_000;
const SAME_MS = 5_000; // between what the server and this phone make of one moment

/**
 * @typedef {object} Read What stands before the gate.
 * @property {string} [code] kept only where this roster does not know the badge
 * @property {string} [hash]
 * @property {Person | null} person
 * @property {boolean} [revoked]
 * @property {Method} method
 * @property {string} [spare]
 */

export class Station {
  /** @type {Device} */ device;
  /** @type {Roster} */ roster;
  /** @type {Arrivals} */ arrivals;
  /** @type {LogEntry[]} oldest first */ log;
  /** @type {Newcomer[]} */ newcomers;
  /** @type {Direction} which way people pass, where they go in and out */ direction = "in";
  /** @type {Map<string, Person>} names that badges have opened, by scan; never written down */
  #revealed = new Map();
  /** @type {Read | null} what the last verdict was about */ #last = null;
  #outbox;
  #clock;
  /** @type {Promise<unknown>} */ #turn = Promise.resolve();

  /**
   * @param {{device: Device, roster: Roster, arrivals: Arrivals, outbox: Outbox, log: LogEntry[], newcomers?: Newcomer[], clock?: () => number}} parts
   */
  constructor({ device, roster, arrivals, outbox, log, newcomers = [], clock = Date.now }) {
    this.device = device;
    this.roster = roster;
    this.arrivals = arrivals;
    this.log = log;
    this.newcomers = newcomers;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /** How many people this phone let in. */
  get admitted() {
    return this.log.filter((entry) => isEntry(entry) && this.counts(entry)).length;
  }

  /** How many of them the present operator did. */
  get ownAdmitted() {
    const { operator } = this.device;
    return this.log.filter(
      (entry) => isEntry(entry) && entry.operator === operator && this.counts(entry),
    ).length;
  }

  /** Whether a scan stands: what a rehearsal let in is wiped at its end, unless it turned into the day. @param {LogEntry} entry */
  counts(entry) {
    if (!entry.practice || this.device.practice) return true;
    const arrival = entry.number === null ? null : this.arrivals.of(entry.number);
    const at = Date.parse(entry.scanned_at) + this.device.clock_offset_ms;
    return arrival?.device === this.device.label && Math.abs(Date.parse(arrival.at) - at) < SAME_MS;
  }

  get goesInAndOut() {
    return this.device.checkpoint.policy === "in_out";
  }

  /** Milliseconds since 1970 by the server's clock, as far as this phone knows it. */
  get now() {
    return this.#clock() + this.device.clock_offset_ms;
  }

  /** Stand at another post, with nothing known about it yet. @param {Device} device */
  move(device) {
    if (device.kind !== this.device.kind) this.roster = new Roster(emptyRoster(), this.newcomers);
    this.device = device;
    this.arrivals = new Arrivals(null, []);
    this.direction = "in";
  }

  /**
   * Answer what was read from a badge. What is no code of ours is answered without a trace.
   * @param {string} text
   * @param {Method} method
   * @returns {Promise<Outcome>}
   */
  read(text, method) {
    return this.#inTurn(async () => {
      const read = await this.#recognise(text, method);
      if (read) return this.#settle(read);
      return { verdict: "foreign", person: null, arrival: null, scanId: null };
    });
  }

  /**
   * Check in a person found by name, whose badge was left at home.
   * @param {number} number
   * @returns {Promise<Outcome>}
   */
  checkIn(number) {
    return this.#inTurn(() =>
      this.#settle({ person: this.roster.findByNumber(number), method: "search" }),
    );
  }

  /**
   * Let in whom the last verdict stopped, on a supervisor's word.
   * @param {string} reason
   * @returns {Promise<Outcome>}
   */
  override(reason) {
    return this.#inTurn(async () => {
      if (!this.#last?.person) throw new Error("nobody stands before the gate");
      return this.#settle(this.#last, reason);
    });
  }

  /**
   * Say whether a code is of a spare badge that can be handed out.
   * @param {string} text
   * @returns {Promise<{code: string} | {problem: "spare_foreign" | "spare_taken" | "spare_unknown"}>}
   */
  async spareOf(text) {
    const read = await this.#recognise(text, "typed");
    if (!read) return { problem: "spare_foreign" };
    if (read.person) return { problem: "spare_taken" };
    return read.spare ? { code: read.spare } : { problem: "spare_unknown" };
  }

  /**
   * Register somebody who is on no list, with the spare badge handed out, and let them in.
   * @param {{name: string, pillar: string, regency: string, district: string | null}} person
   * @param {{code: string, method: Method} | null} spare
   * @returns {Promise<Outcome>}
   */
  welcome(person, spare) {
    return this.#inTurn(async () => {
      const id = uuid7(this.#clock());
      const hash = spare && (await codeHash(this.device.event.salt, spare.code));
      const number = Math.min(0, ...this.newcomers.map((newcomer) => newcomer.number)) - 1;
      const newcomer = { ...person, id, number, hash, active: true };
      const registered_at = new Date(this.#clock()).toISOString();
      const told = { id, ...person, registered_at, operator: this.device.operator };
      const walkIn = spare ? { ...told, spare: spare.code } : told;
      const newcomers = [...this.newcomers, newcomer];
      await this.#outbox.welcome({ kind: "walk_in", walkIn, newcomer: number }, newcomers);
      this.newcomers = newcomers;
      this.roster.welcome(newcomer);
      const method = spare?.method ?? "search";
      return this.#settle(hash ? { hash, person: newcomer, method } : { person: newcomer, method });
    });
  }

  /**
   * The server knows a newcomer now, or has refused it.
   * @param {number} newcomer
   * @param {(Person & {hash: string}) | null} known
   */
  async promote(newcomer, known) {
    const entries = known ? this.log.filter((entry) => entry.number === newcomer) : [];
    for (const entry of entries) entry.number = known?.number ?? null;
    this.newcomers = this.newcomers.filter((one) => one.number !== newcomer);
    await this.#outbox.promote(newcomer, known?.number ?? null, this.newcomers, entries);
    this.roster.dismiss(newcomer);
    if (!known) return;
    this.arrivals.rename(newcomer, known.number);
    this.roster.introduce(known);
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
    await this.#outbox.undo(entry, reason, this.arrivals.toBlob());
    return true;
  }

  /**
   * The server would not take a scan back: it stands, here too.
   * @param {string} id
   * @returns {{entry: LogEntry, arrival: Arrival} | null}
   */
  redo(id) {
    const entry = this.log.find((candidate) => candidate.id === id);
    if (!entry) return null;
    entry.undone_at = null;
    const at = new Date(Date.parse(entry.scanned_at) + this.device.clock_offset_ms).toISOString();
    const arrival = { ...this.#arrival(entry.direction), at };
    if (entry.number !== null && !this.arrivals.of(entry.number)) {
      this.arrivals.admit(entry.number, { ...arrival, scan: id });
    }
    return { entry, arrival };
  }

  /** @param {LogEntry} entry */
  canUndo(entry) {
    const age = this.#clock() - Date.parse(entry.scanned_at);
    return isAccepted(entry) && this.counts(entry) && age < UNDO_MS;
  }

  /** Who a scan was of, as far as this phone may still say. @param {LogEntry} entry @returns {Person | null} */
  personOf(entry) {
    const person = entry.number === null ? null : this.roster.findByNumber(entry.number);
    return person?.name ? person : (this.#revealed.get(entry.id) ?? person);
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

  /**
   * @param {string} text
   * @param {Method} method
   * @returns {Promise<Read | null>}
   */
  async #recognise(text, method) {
    const parsed = parseCode(text);
    if (parsed.kind !== "valid") return null;
    const { code } = parsed;
    const { salt } = this.device.event;
    const hash = await codeHash(salt, code);
    const found = await this.roster.findByHash(hash, { salt, code });
    if (found) return { hash, ...found, method };
    return { code, person: null, method, ...(this.roster.isSpare(hash) ? { spare: code } : {}) };
  }

  /** @param {Direction} [direction] @returns {Arrival} */
  #arrival(direction) {
    const at = new Date(this.now).toISOString();
    const { gate, label } = this.device;
    return { at, gate: gate.name, device: label, inside: direction !== "out" };
  }

  /**
   * @param {Read} read
   * @param {string} [override]
   * @returns {Promise<Outcome>}
   */
  async #settle(read, override) {
    const { person, method } = read;
    const { checkpoint, event, operator } = this.device;
    const previous = person && this.arrivals.of(person.number);
    const badge = person ? { ...person, revoked: read.revoked ?? false } : "unknown";
    const direction = this.goesInAndOut ? this.direction : undefined;
    const { verdict, arrival } = decide(
      badge,
      checkpoint,
      event.timezone,
      previous,
      this.now,
      direction,
    );
    const number = person?.number ?? null;
    const id = uuid7(this.#clock());
    const scan = {
      id,
      ...keyOf(read),
      checkpoint: checkpoint.code,
      scanned_at: new Date(this.#clock()).toISOString(),
      verdict,
      method,
      operator,
      ...(direction && { direction }),
      ...(override && verdict !== "ok" && { override }),
    };
    const admits = verdict === "ok" || override !== undefined;
    const own = admits && number !== null ? this.#passing(previous, direction) : null;
    const { practice } = this.device;
    const whose = { number, hash: read.hash ?? null, practice };
    this.log.push(await this.#outbox.record(scan, whose, own));
    if (own && number !== null) this.arrivals.admit(number, { ...own, scan: id });
    if (person && this.roster.isSealed) this.#revealed.set(id, person);
    this.#last = read;
    return {
      verdict,
      person,
      arrival,
      scanId: id,
      direction,
      spare: read.spare,
      overridden: admits && verdict !== "ok",
    };
  }

  /**
   * The first way in is the arrival; later ones only say on which side somebody is.
   * @param {Arrival | null} previous
   * @param {Direction} [direction]
   */
  #passing(previous, direction) {
    const now = this.#arrival(direction);
    return previous && direction ? { ...previous, inside: now.inside } : now;
  }
}

/** @param {Read} read */
function keyOf({ hash, code, person }) {
  if (hash) return { hash };
  if (code) return { code };
  return person && person.number > 0 ? { number: person.number } : {};
}

/** @param {LogEntry} entry */
const isAccepted = (entry) =>
  (entry.verdict === "ok" || Boolean(entry.override)) && !entry.undone_at;

/** @param {LogEntry} entry */
const isEntry = (entry) => isAccepted(entry) && entry.direction !== "out";
