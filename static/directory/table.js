// Ticks of the table of people: all of a page at once, and how many are chosen.

document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  const form = box.closest?.(".people-form");
  if (!form) return;
  /** @param {string} selector @returns {HTMLInputElement[]} */
  const boxes = (selector) =>
    [...form.querySelectorAll(selector)].map((one) => /** @type {HTMLInputElement} */ (one));
  const rows = boxes("input[name=n]");
  const [everybody] = boxes("input[name=semua]");
  const [page] = boxes("[data-all]");
  if (box === page || box === everybody) for (const row of rows) row.checked = box.checked;
  if (box === everybody && page) page.checked = box.checked;
  if (box.name === "n") {
    if (page) page.checked = rows.every((row) => row.checked);
    if (!box.checked && everybody) everybody.checked = false;
  }
  form.classList.toggle(
    "has-chosen",
    rows.some((row) => row.checked),
  );
});
