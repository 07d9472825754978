/**
 * Send a run of outbox entries and read the answer: what is acknowledged, or why nothing is.
 *
 * @import { Api } from "./api.js"
 * @import { OutboxEntry } from "./types.js"
 */

const FINAL = [403, 404, 409, 422];
const REFUSED_WHOLE = [400, 413, 422];

/**
 * @param {Api} api
 * @param {OutboxEntry[]} entries scans in order, or one undo
 * @returns {Promise<{kind: "done", answered: OutboxEntry[]} | {kind: "too_large"} | {kind: "failed", status: number}>}
 */
export async function send(api, entries) {
  const [first] = entries;
  if (first.kind === "undo") {
    const reply = await api.undoScan(first.id, first.reason);
    // Refused for good, for instance because it is too late: the server's delta tells what holds.
    if (reply.ok || FINAL.includes(reply.status)) return { kind: "done", answered: [first] };
    return { kind: "failed", status: reply.status };
  }
  const scans = entries.flatMap((entry) => (entry.kind === "scan" ? [entry.scan] : []));
  const reply = await api.sendScans({ sent_at: new Date().toISOString(), scans });
  if (reply.ok) {
    const known = new Set(reply.data.results.map((/** @type {{id: string}} */ { id }) => id));
    const answered = entries.filter((entry) => entry.kind === "scan" && known.has(entry.scan.id));
    return { kind: "done", answered };
  }
  if (REFUSED_WHOLE.includes(reply.status) && entries.length > 1) return { kind: "too_large" };
  return { kind: "failed", status: reply.status };
}
