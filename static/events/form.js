// Choosing a Bakorwil ticks its regencies and clears the others, choosing an official fills the fields of the
// signatory; the organizer may change them after.

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

const officials = document.querySelector("[data-officials]");
const official = officials?.querySelector("select");

if (officials instanceof HTMLElement && official) {
  officials.hidden = false;
  official.addEventListener("change", () => {
    const chosen = official.selectedOptions[0];
    if (!chosen?.dataset.name) return;
    for (const part of ["name", "title", "rank", "nip"]) {
      const input = document.querySelector(`[name="signatory_${part}"]`);
      if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) {
        input.value = chosen.dataset[part] ?? "";
      }
    }
  });
}
