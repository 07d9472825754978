/**
 * Find people of the roster by name; the index is built at the first search after a change.
 *
 * @import { Person } from "./types.js"
 * @import { Roster } from "./roster.js"
 */

import { NameIndex } from "./search.js";

/** @type {{roster: Roster | null, version: number, names: NameIndex | null}} */
let index = { roster: null, version: -1, names: null };

/**
 * @param {Roster} roster
 * @param {string} text
 * @param {number} limit
 * @returns {Person[]} best first
 */
export function findPeople(roster, text, limit) {
  if (index.roster !== roster || index.version !== roster.version || !index.names) {
    index = {
      roster,
      version: roster.version,
      names: new NameIndex(roster.toColumns(), roster.labels),
    };
  }
  const found = index.names?.search(text, limit) ?? [];
  return found.flatMap((number) => roster.findByNumber(number) ?? []);
}
