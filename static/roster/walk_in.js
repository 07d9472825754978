// Shows only the districts of the chosen regency. The form works without this: districts stand in groups.

const regency = document.querySelector('select[name="regency"]');
const district = document.querySelector('select[name="district"]');

function narrow() {
  if (!(regency instanceof HTMLSelectElement) || !(district instanceof HTMLSelectElement)) return;
  const chosen = regency.selectedOptions[0];
  const name = chosen?.value ? chosen.text : "";
  for (const group of district.querySelectorAll("optgroup")) {
    const home = !group.label || group.label === name;
    group.hidden = !home;
    group.disabled = !home;
  }
  if (district.selectedOptions[0]?.closest("optgroup")?.disabled) district.value = "";
}

if (regency) {
  regency.addEventListener("change", narrow);
  narrow();
}

export {};
