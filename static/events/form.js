// Choosing a Bakorwil ticks its regencies and clears the others; the organizer may change them after.

const select = document.querySelector('select[name="bakorwil"]');
const regions = document.querySelectorAll("[data-bakorwil]");

/** @param {string} code */
function tick(code) {
  for (const region of regions) {
    const home = region instanceof HTMLElement && region.dataset.bakorwil === code;
    for (const box of region.querySelectorAll("input")) box.checked = home;
  }
}

if (select instanceof HTMLSelectElement) {
  select.addEventListener("change", () => {
    if (select.value) tick(select.value);
  });
}
