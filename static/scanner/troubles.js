/**
 * What the server answered with no: told to the volunteers until somebody has read it, and put right here,
 * so that this phone goes on with what really holds.
 *
 * @import { Notice, OutboxEntry } from "./types.js"
 * @import { Station } from "./station.js"
 * @import { Store } from "./store.js"
 */

export class Troubles {
  #store;
  #station;
  /** @type {Notice[]} */ notices;

  /** @param {Store} store @param {Station} station @param {Notice[]} notices unread from before */
  constructor(store, station, notices) {
    this.#store = store;
    this.#station = station;
    this.notices = notices;
  }

  /**
   * Take note of what the server took and refused.
   * @param {{answered: OutboxEntry[], refused: {entry: OutboxEntry, code: string, detail: string}[], data: any}} sent
   */
  async take({ answered, refused, data }) {
    const [first] = answered;
    if (first?.kind === "walk_in") {
      const { district = null } = data ?? {};
      const known = data && { ...data, district, active: true };
      await this.#station.promote(first.newcomer, known);
    }
    for (const { entry, detail } of refused) await this.#tell(entry, detail);
  }

  /** @param {Notice} notice */
  async dismiss(notice) {
    this.notices = this.notices.filter((one) => one !== notice);
    await this.#store.saveNotices(this.notices);
  }

  /** @param {OutboxEntry} entry @param {string} detail */
  async #tell(entry, detail) {
    const at = new Date().toISOString();
    /** @type {Notice} */
    const notice = { id: idOf(entry), at, kind: entry.kind, what: "", detail };
    if (entry.kind === "walk_in") notice.what = entry.walkIn.name;
    if (entry.kind === "undo") {
      const stands = this.#station.redo(entry.id);
      if (stands) {
        const number = stands.entry.number;
        notice.what = number === null ? "" : `No. ${number}`;
        await this.#store.restore(stands.entry, stands.arrival);
      }
    }
    this.notices = [...this.notices, notice];
    await this.#store.saveNotices(this.notices);
  }
}

/** @param {OutboxEntry} entry */
function idOf(entry) {
  if (entry.kind === "scan") return entry.scan.id;
  return entry.kind === "undo" ? entry.id : entry.walkIn.id;
}
