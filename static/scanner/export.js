/**
 * The phone's log as a signed file, for a phone that can never reach the network. The organizers' console
 * files it like a batch, so handing it in twice, or after some of it was sent, changes nothing. The
 * signature is an HMAC under the hash of the device's token, which only this phone and the server know.
 *
 * @import { Device, Duty, LogEntry, OutboxEntry } from "./types.js"
 */

const FORMAT = "sapa-pilar-log/1";

/**
 * @param {Pick<Device, "device_id" | "label" | "token"> & {event: {code: string}}} device
 * @param {LogEntry[]} log what this pairing scanned, sent or not
 * @param {OutboxEntry[]} waiting what is not sent
 * @param {string} now ISO 8601
 * @returns {Promise<string>} the file
 */
export async function exportLog(device, log, waiting, now) {
  const own = waiting.filter((entry) => entry.device === device.device_id);
  const unsent = new Map(
    own.flatMap((entry) => (entry.kind === "scan" ? [[entry.scan.id, entry.scan]] : [])),
  );
  const logged = new Set(log.map(({ id }) => id));
  const earlier = [...unsent.values()].filter(({ id }) => !logged.has(id));
  const undos = log.filter(({ undone_at }) => undone_at);
  const pendingUndos = own.flatMap((entry) => (entry.kind === "undo" ? [entry] : []));
  const payload = JSON.stringify({
    device_id: device.device_id,
    label: device.label,
    event: device.event.code,
    sent_at: now,
    walk_ins: own.flatMap((entry) => (entry.kind === "walk_in" ? [entry.walkIn] : [])),
    scans: [...earlier, ...log.map((entry) => unsent.get(entry.id) ?? told(entry))],
    undos: [
      ...pendingUndos.map(({ id, reason, undone_at }) => ({ id, reason, undone_at })),
      ...undos
        .filter(({ id }) => !pendingUndos.some((undo) => undo.id === id))
        .map(({ id, undone_at }) => ({ id, reason: "-", undone_at })),
    ],
  });
  const signature = await sign(device.token, payload);
  return JSON.stringify({ format: FORMAT, payload, signature });
}

/** @param {LogEntry} entry */
function told({ undone_at: _undone, practice: _practice, hash, number, ...scan }) {
  if (hash) return { ...scan, hash };
  return number === null ? scan : { ...scan, number };
}

/** @param {string} token @param {string} text @returns {Promise<string>} hex */
async function sign(token, text) {
  const bytes = new TextEncoder();
  const digest = await crypto.subtle.digest("SHA-256", bytes.encode(token));
  const secret = bytes.encode(hex(digest));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", key, bytes.encode(text)));
}

/** @param {ArrayBuffer} buffer */
const hex = (buffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Hand a file to the person: shared where the phone can, else downloaded.
 * @param {string} name
 * @param {string} text
 */
export async function handOut(name, text) {
  const file = new File([text], name, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] }) && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ files: [file], title: name });
      return;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
