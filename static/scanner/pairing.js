/**
 * Turn this phone into a device of one gate: by the code in the address, which leaves the address bar
 * at once, or by a code typed from the organizer's screen.
 *
 * @import { Device } from "./types.js"
 */

import { Api } from "./api.js";
import { element, enter, show, write } from "./page.js";
import { t } from "./words.js";

/** @returns {string | null} the pairing code of the address, which is taken out of it */
export function takeOffer() {
  const code = new URLSearchParams(location.hash.slice(1)).get("pair");
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

/**
 * Ask for the volunteer's name, and for the code where the address had none; resolves when paired, or
 * with null where the volunteer keeps the present duty.
 * @param {Api} api
 * @param {{offer: string | null, current: Device | null, unsent: number, onTouch: () => void}} parts
 * @returns {Promise<Device | null>}
 */
export function askToPair(api, { offer, current, unsent, onTouch }) {
  const code = /** @type {HTMLInputElement} */ (element("pair-code"));
  const name = /** @type {HTMLInputElement} */ (element("pair-name"));
  const form = element("pair");
  write("pair-title", t(offer ? "pair_title" : "pair_none"));
  const lead = [t(offer ? "pair_lead" : "pair_how")];
  if (current) lead.push(t("pair_again", { gate: current.gate.name }));
  if (unsent > 0) lead.push(t("pair_unsent", { n: unsent }));
  write("pair-lead", lead.join(" "));
  show("pair-code-field", !offer);
  show("pair-cancel", current !== null);
  complain("", false);
  code.value = offer ?? "";
  name.value = current?.operator ?? t("pair_default");
  enter("pairing");
  if (!offer) code.focus();
  return new Promise((resolve) => {
    const finish = (/** @type {Device | null} */ device) => {
      form.onsubmit = null;
      resolve(device);
    };
    element("pair-cancel").onclick = () => finish(null);
    form.onsubmit = async (event) => {
      event.preventDefault();
      onTouch();
      busy(true);
      const answer = await pair(api, code.value, name.value.trim() || t("pair_default"));
      busy(false);
      if (!("problem" in answer)) return finish(answer);
      show("pair-code-field", true);
      complain(answer.problem, answer.ofCode);
    };
  });
}

/**
 * Say what is wrong, beneath the field where it can be put right.
 * @param {string} problem
 * @param {boolean} ofCode
 */
function complain(problem, ofCode) {
  write("pair-code-error", ofCode ? problem : "");
  write("pair-error", ofCode ? "" : problem);
  const code = element("pair-code");
  code.setAttribute("aria-invalid", String(ofCode));
  if (ofCode) code.focus();
}

/**
 * @param {Api} api
 * @param {string} code
 * @param {string} name
 * @returns {Promise<Device | {problem: string, ofCode: boolean}>}
 */
async function pair(api, code, name) {
  const asked = Date.now();
  const reply = await api.pair(code.replace(/[^0-9a-z]/gi, "").toUpperCase(), name);
  if (!reply.ok) {
    if (reply.status === 0) return { problem: t("unreachable"), ofCode: false };
    const known = /** @type {const} */ (["pairing_unknown", "pairing_used", "pairing_expired"]);
    const word = known.find((one) => one === reply.code);
    if (word) return { problem: t(word), ofCode: true };
    const detail = reply.detail || String(reply.status);
    return { problem: t("refused", { detail }), ofCode: reply.status === 422 };
  }
  const { device_id, token, label, kind, event, checkpoint, gate, server_time } = reply.data;
  return {
    device_id,
    token,
    label,
    kind: kind ?? "gate",
    event,
    checkpoint: { opens_at: null, closes_at: null, ...checkpoint },
    gate,
    operator: name,
    clock_offset_ms: Math.round(Date.parse(server_time) - (asked + Date.now()) / 2),
  };
}

/** @param {boolean} working */
function busy(working) {
  const button = /** @type {HTMLButtonElement} */ (element("pair-go"));
  button.disabled = working;
  button.textContent = t(working ? "pair_busy" : "pair_go");
}
