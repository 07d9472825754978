// Ticks of the table of people: a page at once, a stretch with the shift key, and how many are chosen.

/** @type {HTMLInputElement | null} */
let last = null; // the tick a stretch begins at
let stretching = false;

/** @param {Element} form @param {string} selector @returns {HTMLInputElement[]} */
const boxes = (form, selector) =>
  [...form.querySelectorAll(selector)].map((one) => /** @type {HTMLInputElement} */ (one));

/** Say how many are chosen; the bar stands out while any is. @param {Element} form */
function tell(form) {
  const chosen = boxes(form, "input[name=n]:checked").length;
  const [everybody] = boxes(form, "input[name=semua]:checked");
  form.classList.toggle("has-chosen", chosen > 0 || everybody !== undefined);
  const said = /** @type {HTMLElement | null} */ (form.querySelector(".people-chosen"));
  if (!said) return;
  const count = everybody?.dataset.total ?? String(chosen);
  said.textContent = count === "0" ? "" : (said.dataset.said ?? "#").replace("#", count);
}

/** Tick all from the last one to this as this is. @param {HTMLInputElement[]} rows @param {HTMLInputElement} box */
function stretch(rows, box) {
  const from = last ? rows.indexOf(last) : -1;
  if (from < 0) return;
  const to = rows.indexOf(box);
  for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1))
    row.checked = box.checked;
}

document.addEventListener("click", (event) => {
  stretching = event.shiftKey;
});

document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  const form = box.closest?.(".people-form");
  if (!form || box.type !== "checkbox") return;
  const rows = boxes(form, "input[name=n]");
  const [everybody] = boxes(form, "input[name=semua]");
  const [page] = boxes(form, "[data-all]");
  if (box === page || box === everybody) for (const row of rows) row.checked = box.checked;
  if (box === everybody && page) page.checked = box.checked;
  if (box.name === "n") {
    if (stretching) stretch(rows, box);
    last = box;
    if (page) page.checked = rows.every((row) => row.checked);
  }
  if (everybody && !rows.every((row) => row.checked)) everybody.checked = false;
  tell(form);
});

// What the browser ticks again on the way back is told as well.
addEventListener("pageshow", () => {
  const form = document.querySelector(".people-form");
  if (form) tell(form);
});
