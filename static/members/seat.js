// Asks for a regency only where the role has one. The form works without this: the server lets it go.

const role = document.querySelector('select[name="role"]');
const regency = document.querySelector('select[name="regency"]');
const row = regency?.closest(".mb-3");

function show() {
  if (role instanceof HTMLSelectElement && row instanceof HTMLElement) {
    row.hidden = role.value !== "coordinator";
  }
}

role?.addEventListener("change", show);
show();

export {};
