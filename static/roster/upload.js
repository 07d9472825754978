// The drop zone: shows the chosen file's name and takes a dropped file. The form works without this.

const zone = document.querySelector("[data-drop-zone]");
const input = document.querySelector('input[type="file"]');
const label = document.querySelector("[data-file-name]");

function show() {
  if (!(input instanceof HTMLInputElement) || !zone || !label) return;
  const file = input.files?.[0];
  zone.classList.toggle("has-file", Boolean(file));
  if (file) label.textContent = file.name;
}

if (zone && input instanceof HTMLInputElement) {
  input.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    zone.addEventListener(type, () => zone.classList.remove("is-over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event instanceof DragEvent ? event.dataTransfer?.files : undefined;
    if (files?.length) {
      input.files = files;
      show();
    }
  });
}
