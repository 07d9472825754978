/** Identities made on the phone: UUIDv7 (RFC 9562), so that a scan sent twice is stored once. */

/**
 * @param {number} now milliseconds since 1970
 * @returns {string}
 */
export function uuid7(now) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place++)
    bytes[place] = Math.floor(now / 2 ** (40 - 8 * place)) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
