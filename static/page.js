// What every page of the console does by itself: its menus, its questions, its keys.

const TYPING = "input, textarea, select, [contenteditable]";

/** Close every open menu but the one that holds `inside`. */
function closeMenus(inside) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(inside)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const toggler = event.target.closest?.("[data-menu]");
  if (toggler) {
    const shown = document.getElementById(toggler.dataset.menu).classList.toggle("show");
    toggler.setAttribute("aria-expanded", String(shown));
  }
  closeMenus(event.target);
});

document.addEventListener("focusin", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) menu.querySelector("summary").focus();
    closeMenus(null);
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.(TYPING);
  if (event.key === "/" && plain && !document.querySelector("dialog[open]")) {
    const search = document.querySelector("main input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

/** Show what stands in a `details.ask` as a dialog; without this script it opens in its place. */
function ask(details) {
  const body = details.querySelector(".ask-body");
  const dialog = document.createElement("dialog");
  const heading = body.querySelector("h2, h3");
  if (heading) {
    heading.id ||= `ask-${crypto.randomUUID()}`;
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  dialog.className = "ask-dialog";
  dialog.append(body);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest?.("[data-ask-cancel]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    details.append(body);
    details.open = false;
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest?.("details.ask > summary");
  if (!summary) return;
  event.preventDefault();
  ask(summary.parentElement);
});

// On a narrow screen the tab bar scrolls: bring the present tab into view.
for (const here of document.querySelectorAll(".event-tabs [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Let the keyboard reach what scrolls sideways, as a hand can. */
function reachScrolling() {
  for (const box of document.querySelectorAll(".table-responsive")) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

reachScrolling();
addEventListener("resize", reachScrolling);
document.addEventListener("htmx:after:swap", reachScrolling);
