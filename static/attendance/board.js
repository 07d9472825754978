// Keep the board as it is now: ask every two seconds, say from when the figures are, and when the line is gone.

const PAUSE_MS = 2_000; // with the time the server keeps its answer: under three
const PATIENCE_MS = 8_000;

const board = /** @type {HTMLElement} */ (document.querySelector("[data-board]"));
const state = /** @type {HTMLElement} */ (document.getElementById("board-as-of"));
const lost = /** @type {HTMLElement} */ (document.getElementById("board-lost"));
const clock = document.querySelector("[data-clock]");
let tag = board?.dataset.tag;
let asOf = board?.dataset.asOf ?? "";
let ahead = 0; // of this device's clock: the server's
let heardAt = Date.now();

/** @param {HTMLElement} place @param {string} [sentence] @param {Record<string, string>} [words] */
function say(place, sentence = "", words = {}) {
  const text = sentence.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
  if (place.textContent !== text) place.textContent = text;
}

/** @param {number} instant @returns {string} */
function timeOf(instant) {
  const timeZone = state.dataset.zone;
  return new Date(instant + ahead)
    .toLocaleTimeString("id-ID", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .replace(":", ".");
}

/** Put `html` in place; what was open, scrolled or had the focus stays so. @param {string} html */
function replace(html) {
  const parts = () => [
    ...board.querySelectorAll("details, summary, [tabindex], .table-responsive"),
  ];
  const before = parts().map((part) => [
    part.hasAttribute("open"),
    part.scrollLeft,
    part.scrollTop,
    part === document.activeElement,
  ]);
  board.innerHTML = html;
  const after = parts();
  if (after.length !== before.length) return;
  before.forEach(([open, left, top, focused], place) => {
    const part = /** @type {HTMLElement} */ (after[place]);
    part.toggleAttribute("open", Boolean(open));
    part.scrollTo(Number(left), Number(top));
    if (focused) part.focus({ preventScroll: true });
  });
}

/** @param {Response} reply */
async function show(reply) {
  if (reply.status === 200) {
    replace(await reply.text());
    tag = reply.headers.get("ETag") ?? tag;
  }
  asOf = reply.headers.get("Board-As-Of") ?? asOf;
  heardAt = Date.now();
  const told = Date.parse(reply.headers.get("Date") ?? "");
  if (Math.abs(told - heardAt) > 2_000) ahead = told - heardAt;
  say(state, state.dataset.said, { time: asOf });
  say(lost);
}

/** @param {string} [sentence] */
function lose(sentence) {
  say(state);
  say(lost, sentence, { since: timeOf(heardAt), time: asOf });
}

let asking = false;
let timer = 0;

async function refresh() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  let ended = false;
  try {
    const reply = await fetch(/** @type {string} */ (board.dataset.board), {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    ended = reply.type === "opaqueredirect" || [401, 403, 404].includes(reply.status);
    if (ended) lose(state.dataset.ended);
    else if (reply.status === 200 || reply.status === 304) await show(reply);
    else lose(state.dataset.lost);
  } catch {
    lose(state.dataset.lost);
  }
  asking = false;
  if (!ended) next();
}

function next() {
  const pause = PAUSE_MS * (0.85 + Math.random() * 0.15);
  timer = setTimeout(() => (document.hidden ? next() : refresh()), pause);
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/** Light instead of dark: a wall in the sun. */
function brighten() {
  const bright = document.documentElement.toggleAttribute("data-bright");
  document.querySelector("[data-bright]:not(html)")?.setAttribute("aria-pressed", String(bright));
}

if (document.querySelector("[data-wall]")) {
  document.querySelector("[data-full]")?.addEventListener("click", fill);
  document.querySelector("button[data-bright]")?.addEventListener("click", brighten);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = /** @type {Record<string, () => void>} */ ({ f: fill, t: brighten })[
      event.key.toLowerCase()
    ];
    act?.();
  });
}

if (board && state && lost) {
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  addEventListener("online", refresh);
  addEventListener("offline", () => lose(state.dataset.lost));
  next();
  if (clock instanceof HTMLElement) setInterval(() => say(clock, timeOf(Date.now())), 1_000);
}
