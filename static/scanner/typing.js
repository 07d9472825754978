/** The sheet for typing the code that is printed below the QR. */

import { LENGTH, PREFIX, parseCode } from "./codes.js";
import { element, write } from "./page.js";
import { t } from "./words.js";

/**
 * Read a typed code as printed, or without the SP in front.
 * @param {string} text
 * @returns {{code: string} | {problem: string}}
 */
export function readTyped(text) {
  const parsed = parseCode(text);
  if (parsed.kind === "valid") return { code: parsed.code };
  const prefixed = parseCode(PREFIX + text);
  if (prefixed.kind === "valid") return { code: prefixed.code };
  if (parsed.kind === "foreign") return { problem: t("slip_foreign") };
  const missing = LENGTH - [...text.replace(/[^\p{L}\p{N}]/gu, "")].length;
  if (parsed.slip === "length") {
    const word = missing > 0 ? "slip_length_short" : "slip_length_long";
    return { problem: t(word, { n: Math.abs(missing) }) };
  }
  return { problem: t(parsed.slip === "check" ? "slip_check" : "slip_alphabet") };
}

/** @param {(code: string) => void} onCode */
export function prepareTyping(onCode) {
  const field = /** @type {HTMLInputElement} */ (element("type-code"));
  element("open-type").addEventListener("click", () => {
    field.value = `${PREFIX} `;
    write("type-error", "");
    /** @type {HTMLDialogElement} */ (element("type")).showModal();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  field.addEventListener("input", () => write("type-error", ""));
  element("type-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readTyped(field.value);
    if ("problem" in typed) {
      write("type-error", typed.problem);
      field.setAttribute("aria-invalid", "true");
      return;
    }
    field.removeAttribute("aria-invalid");
    /** @type {HTMLDialogElement} */ (element("type")).close();
    onCode(typed.code);
  });
}
