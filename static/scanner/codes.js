/**
 * Recognise the text on a badge and hash it. Pure; twin of checkin/badges/codes.py, pinned by
 * tests/vectors/codes.json. It can not make codes: a phone never needs to.
 */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const PREFIX = "SP";
export const LENGTH = 20;

const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));
const IGNORED = /[\t\n\r \-\u00a0\u2010-\u2014\u2212]/g;
/** @type {Record<string, string>} */
const ALIKE = { I: "1", L: "1", O: "0" };

/**
 * @typedef {{kind: "valid", code: string}
 *   | {kind: "mistyped", slip: "length"|"alphabet"|"check"}
 *   | {kind: "foreign"}} ParsedCode
 */

/**
 * Say what a scanned or typed text is; spaces, hyphens, case and I/L/O for 1/1/0 do not matter.
 * @param {string} text
 * @returns {ParsedCode}
 */
export function parseCode(text) {
  const folded = text.replace(IGNORED, "").replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const length = [...folded].length;
  if (!folded.startsWith(PREFIX) || Math.abs(length - LENGTH) > 6) {
    return { kind: "foreign" };
  }
  const body = [...folded.slice(PREFIX.length)].map((sign) => ALIKE[sign] ?? sign);
  const values = body.map((sign) => VALUES.get(sign) ?? -1);
  if (values.includes(-1)) return { kind: "mistyped", slip: "alphabet" };
  if (length !== LENGTH) return { kind: "mistyped", slip: "length" };
  if (!isRight(values)) return { kind: "mistyped", slip: "check" };
  return { kind: "valid", code: PREFIX + body.join("") };
}

/**
 * Return what the roster holds in place of a code: 20 hex digits of SHA-256(event salt + code).
 * @param {string} salt hex
 * @param {string} code
 * @returns {Promise<string>}
 */
export async function codeHash(salt, code) {
  const season = Uint8Array.from(salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const text = new TextEncoder().encode(code);
  const bytes = new Uint8Array(season.length + text.length);
  bytes.set(season);
  bytes.set(text, season.length);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 10)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Divide by (x + 1)(x + 2) over GF(32) with x^5 + x^2 + 1; a right code leaves nothing.
 * @param {number[]} values
 */
function isRight(values) {
  let high = 0;
  let low = 0;
  for (const value of values) {
    const twice = (high << 1) ^ (high & 16 ? 0x25 : 0);
    [high, low] = [low ^ twice ^ high, value ^ twice];
  }
  return high === 0 && low === 0;
}
