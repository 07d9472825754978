/**
 * Decide whether one scan lets one person in. Pure; twin of checkin/scans/decide.py, pinned by
 * tests/vectors/decide.json. Change the three together.
 *
 * @import { Arrival, Badge, Rules, Verdict } from "./types.js"
 */

/**
 * @param {Badge | "unknown" | "wrong_event" | "foreign"} badge
 * @param {Rules} rules
 * @param {string} zone IANA name of the event's zone, which says where a day begins
 * @param {Arrival | null} previous any arrival this phone knows of
 * @param {number} now milliseconds since 1970, by the server's clock as far as known
 * @param {"in" | "out"} [direction] which way the person passes, where a checkpoint counts both
 * @returns {{verdict: Verdict, arrival: Arrival | null}}
 */
export function decide(badge, rules, zone, previous, now, direction = "in") {
  if (typeof badge === "string") return no(badge);
  if (badge.revoked || !badge.active) return no("revoked");
  if (!isEntitled(badge, rules)) return no("not_entitled");
  if (rules.opens_at !== null && now < Date.parse(rules.opens_at)) return no("not_yet_open");
  if (rules.closes_at !== null && now >= Date.parse(rules.closes_at)) return no("closed");
  if (isRepetition(rules.policy, zone, previous, now, direction)) {
    return { verdict: "duplicate", arrival: previous };
  }
  return { verdict: "ok", arrival: null };
}

/**
 * @param {Verdict} verdict
 * @returns {{verdict: Verdict, arrival: null}}
 */
function no(verdict) {
  return { verdict, arrival: null };
}

/**
 * @param {Badge} badge
 * @param {Rules} rules
 */
function isEntitled(badge, rules) {
  return (
    (rules.pillars.length === 0 || rules.pillars.includes(badge.pillar)) &&
    (rules.regencies.length === 0 || rules.regencies.includes(badge.regency))
  );
}

/**
 * @param {Rules["policy"]} policy
 * @param {string} zone
 * @param {Arrival | null} previous
 * @param {number} now
 * @param {"in" | "out"} direction
 */
function isRepetition(policy, zone, previous, now, direction) {
  switch (policy) {
    case "once":
      return previous !== null;
    case "once_per_day":
      return previous !== null && dayOf(Date.parse(previous.at), zone) === dayOf(now, zone);
    case "many":
      return false;
    case "in_out":
      if (direction === "in") return previous?.inside === true;
      return previous === null || previous.inside === false;
  }
}

/**
 * @param {number} instant
 * @param {string} zone
 */
function dayOf(instant, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(instant);
}
