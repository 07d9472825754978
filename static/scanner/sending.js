/**
 * Send a run of outbox entries and read the answer: what is acknowledged, what is refused for good, or
 * why nothing is.
 *
 * @import { Api } from "./api.js"
 * @import { OutboxEntry } from "./types.js"
 */

const FINAL = [400, 403, 404, 409, 410, 422];
const REFUSED_WHOLE = [400, 413, 422];

/**
 * @typedef {{kind: "done", answered: OutboxEntry[], refused: {entry: OutboxEntry, code: string, detail: string}[], data: any}
 *   | {kind: "too_large"}
 *   | {kind: "failed", status: number, code: string}} Sent
 */

/**
 * @param {Api} api
 * @param {OutboxEntry[]} entries scans in order, or one undo, or one walk-in
 * @param {object} [state] how this phone is
 * @returns {Promise<Sent>}
 */
export async function send(api, entries, state) {
  const [first] = entries;
  if (first.kind === "undo") {
    const { id, reason, undone_at } = first;
    return readAlone(first, await api.undoScan(id, { reason, undone_at }));
  }
  if (first.kind === "walk_in") return readAlone(first, await api.walkIn(first.walkIn));
  const scans = entries.flatMap((entry) => (entry.kind === "scan" ? [entry.scan] : []));
  const reply = await api.sendScans({ sent_at: new Date().toISOString(), state, scans });
  if (!reply.ok) {
    const { status, code, detail } = reply;
    if (!REFUSED_WHOLE.includes(status)) return { kind: "failed", status, code };
    if (entries.length > 1) return { kind: "too_large" };
    // One scan must never hold up the others; the log keeps it, and somebody is told.
    return {
      kind: "done",
      answered: entries,
      refused: [{ entry: first, code, detail }],
      data: null,
    };
  }
  /** @type {Map<string, {status: string, detail?: string}>} */
  const results = new Map(
    reply.data.results.map((/** @type {{id: string, status: string}} */ one) => [one.id, one]),
  );
  const answered = entries.filter((entry) => entry.kind === "scan" && results.has(entry.scan.id));
  const refused = answered.flatMap((entry) => {
    const result = entry.kind === "scan" ? results.get(entry.scan.id) : null;
    if (result?.status !== "invalid") return [];
    return [{ entry, code: "invalid", detail: result.detail ?? "" }];
  });
  return { kind: "done", answered, refused, data: reply.data };
}

/**
 * @param {OutboxEntry} entry
 * @param {import("./api.js").Reply} reply
 * @returns {Sent}
 */
function readAlone(entry, reply) {
  if (reply.ok) return { kind: "done", answered: [entry], refused: [], data: reply.data };
  const { status, code, detail } = reply;
  if (!FINAL.includes(status)) return { kind: "failed", status, code };
  return { kind: "done", answered: [entry], refused: [{ entry, code, detail }], data: null };
}
