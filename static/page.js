// What every page of the console does by itself: its menus, its questions, its keys.

const TYPING = "input, textarea, select, [contenteditable]";

/**
 * Return the nearest element around where an event happened that matches.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function around(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * Close every open menu but the one that holds `inside`.
 * @param {EventTarget | null} inside
 */
function closeMenus(inside) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const holds = inside instanceof Node && menu.contains(inside);
    if (!holds) menu.removeAttribute("open");
  }
}

document.addEventListener("click", (event) => {
  const toggler = around(event, "[data-menu]");
  if (toggler) {
    const shown = document.getElementById(toggler.dataset.menu ?? "")?.classList.toggle("show");
    toggler.setAttribute("aria-expanded", String(shown));
  }
  closeMenus(event.target);
});

document.addEventListener("focusin", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    around(event, "details.menu[open]")?.querySelector("summary")?.focus();
    closeMenus(null);
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !around(event, TYPING);
  if (event.key === "/" && plain && !document.querySelector("dialog[open]")) {
    const search = document.querySelector("main input[type=search]");
    if (search instanceof HTMLInputElement) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

/**
 * Show what stands in a `details.ask` as a dialog; without this script it opens in its place.
 * @param {HTMLElement} details
 */
function ask(details) {
  const body = details.querySelector(".ask-body");
  if (!body) return;
  const dialog = document.createElement("dialog");
  const heading = body.querySelector("h2");
  if (heading) dialog.setAttribute("aria-label", heading.textContent ?? "");
  dialog.className = "ask-dialog";
  dialog.append(body);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || around(event, "[data-ask-cancel]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    details.append(body);
    dialog.remove();
    details.querySelector("summary")?.focus();
  });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const details = around(event, "details.ask > summary")?.parentElement;
  if (!details) return;
  event.preventDefault();
  ask(details);
});

// What was sent and refused: begin where the first thing is wrong.
/** @type {HTMLElement | null} */ (document.querySelector("main .is-invalid"))?.focus();

// On a narrow screen bars of tabs scroll: bring the present one into view.
const BARS = ".event-tabs, .nav-pills, .settings-nav";
for (const here of document.querySelectorAll(`:is(${BARS}) [aria-current]`)) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Let the keyboard reach what scrolls sideways, as a hand can. */
const scrolling = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    const box = target.closest(".table-responsive");
    if (box && box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box?.removeAttribute("tabindex");
  }
});

function watchScrolling() {
  for (const box of document.querySelectorAll(".table-responsive")) {
    scrolling.observe(box);
    for (const inside of box.children) scrolling.observe(inside);
  }
}

watchScrolling();
document.addEventListener("htmx:after:swap", watchScrolling);
