// Ticks of the table of people: all of a page at once, and how many are chosen.

document.addEventListener("change", (event) => {
  const box = event.target;
  const form = box.closest?.(".people-form");
  if (!form) return;
  const rows = [...form.querySelectorAll("input[name=n]")];
  const everybody = form.querySelector("input[name=semua]");
  const page = form.querySelector("[data-all]");
  if (box === page) for (const row of rows) row.checked = box.checked;
  if (box === everybody) {
    for (const row of rows) row.checked = box.checked;
    page.checked = box.checked;
  }
  if (box.name === "n") {
    page.checked = rows.every((row) => row.checked);
    if (!box.checked) everybody.checked = false;
  }
  form.classList.toggle("has-chosen", rows.some((row) => row.checked));
});
