/**
 * Open a person's sealed row with the code on their badge. Pure; twin of checkin/scans/sealing.py, pinned
 * by tests/vectors/sealing.json. It cannot seal: a phone never needs to.
 */

const NONCE = 6;
const INFO = new TextEncoder().encode("sapa-pilar/row/key");

/**
 * @param {string} salt hex
 * @param {string} code
 * @param {Uint8Array<ArrayBuffer>} sealed nonce, ciphertext and tag
 * @returns {Promise<{name: string, pillar: string, regency: string} | null>} null where the code is another one
 */
export async function unseal(salt, code, sealed) {
  const season = Uint8Array.from(salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const secret = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(code),
    "HKDF",
    false,
    ["deriveKey"],
  );
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: season, info: INFO },
    secret,
    { name: "AES-GCM", length: 256 },
    false,
    ["decrypt"],
  );
  const iv = new Uint8Array(12);
  iv.set(sealed.subarray(0, NONCE));
  try {
    const row = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.subarray(NONCE));
    const [name, pillar, regency] = new TextDecoder().decode(row).split("\t");
    return { name, pillar, regency };
  } catch {
    return null;
  }
}
