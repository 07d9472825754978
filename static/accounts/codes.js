// The recovery codes, copied or as a file, without the server: it does not know them any more.

const list = document.getElementById("kode");
const text = () =>
  [...(list?.querySelectorAll("code") ?? [])].map((code) => code.textContent).join("\n");

for (const button of document.querySelectorAll("button[data-codes]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.dataset.codes === "print") return window.print();
    if (button.dataset.codes === "save") return save(button.dataset.file ?? "kode.txt");
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = button.dataset.done ?? "";
    } catch {
      if (list) getSelection()?.selectAllChildren(list); // to be copied by hand
    }
  });
}

/** @param {string} name */
function save(name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${text()}\n`], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export {}; // its names are its own
