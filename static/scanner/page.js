/** The smallest tools for the page: find an element, fill in the words, build a row. */

import { currentLanguage, t } from "./words.js";

/** @typedef {import("./words.js").Word} Word */

/**
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return /** @type {E} */ (found);
}

/**
 * @param {string} id
 * @param {string} text
 */
export function write(id, text) {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {string} id
 * @param {boolean} visible
 */
export function show(id, visible) {
  element(id).hidden = !visible;
}

/** Put the words of the current language wherever `data-t` asks for them. */
export function fillWords() {
  document.documentElement.lang = currentLanguage();
  document.title = `${t("app")} · Sapa Pilar`;
  for (const target of document.querySelectorAll("[data-t]")) {
    target.textContent = t(/** @type {Word} */ (target.getAttribute("data-t")));
  }
  for (const target of document.querySelectorAll("[data-t-label]")) {
    target.setAttribute("aria-label", t(/** @type {Word} */ (target.getAttribute("data-t-label"))));
  }
}

/**
 * @param {string} name
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function build(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/**
 * @param {string} name a symbol of templates/scanner/_icons.html
 * @param {string} [className]
 */
export function icon(name, className = "") {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("class", `icon ${className}`);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  made.append(use);
  return made;
}

/** @param {"starting" | "pairing" | "loading" | "scanning" | "ended"} state */
export function enter(state) {
  if (document.body.dataset.state !== state) performance.mark(state);
  document.body.dataset.state = state;
}
