// Keep the board as it is now: ask every two seconds, say from when the figures are, and when the line is gone.

const PAUSE_MS = 2_000; // with a second in which the server keeps its answer: three
const PATIENCE_MS = 8_000;

const board = /** @type {HTMLElement} */ (document.querySelector("[data-board]"));
const state = /** @type {HTMLElement} */ (document.getElementById("board-as-of"));
let tag = board?.dataset.tag;
let asOf = "";
let since = "";

/** @param {string | undefined} sentence @param {Record<string, string>} words */
function say(sentence, words = {}) {
  const text = (sentence ?? "").replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
  if (state.textContent !== text) state.textContent = text;
}

/** @param {Response} reply */
async function show(reply) {
  asOf = reply.headers.get("Board-As-Of") ?? asOf;
  since = "";
  if (reply.status === 200) {
    const open = board.querySelector("details[open]") !== null;
    board.innerHTML = await reply.text();
    if (open) board.querySelector("details")?.setAttribute("open", "");
    tag = reply.headers.get("ETag") ?? tag;
  }
  state.classList.remove("is-lost");
  say(state.dataset.said, { time: asOf });
}

function lose() {
  since ||= new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  state.classList.add("is-lost");
  say(state.dataset.lost, { since, time: asOf || (state.textContent ?? "") });
}

async function refresh() {
  try {
    const reply = await fetch(/** @type {string} */ (board.dataset.board), {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (reply.status === 200 || reply.status === 304) await show(reply);
    else if (reply.type === "opaqueredirect" || [401, 403, 404].includes(reply.status)) {
      state.classList.add("is-lost");
      return say(state.dataset.ended);
    } else lose();
  } catch {
    lose();
  }
  next();
}

function next() {
  setTimeout(
    () => (document.hidden ? next() : refresh()),
    PAUSE_MS * (0.85 + Math.random() * 0.15),
  );
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "f" || !document.querySelector("[data-wall]")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

if (board && state) {
  asOf = board.dataset.asOf ?? "";
  next();
}
