// Keys of the review queue, "select all", and a question before what takes much back. All works without this.

/** @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.matches("textarea, select") ||
      (target instanceof HTMLInputElement && target.type !== "checkbox"))
  );
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key)) return;
  const pressed = document.querySelector(`[data-key="${key}"]`);
  const focusing = document.querySelector(`[data-focus-key="${key}"]`);
  const focused =
    focusing instanceof HTMLElement ? document.querySelector(focusing.dataset.focus ?? "") : null;
  if (pressed instanceof HTMLElement) {
    event.preventDefault();
    pressed.click();
  } else if (focused instanceof HTMLElement) {
    event.preventDefault();
    focused.focus();
  }
});

const all = document.querySelector("[data-check-all]");
if (all instanceof HTMLInputElement) {
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll('input[name="nomor"]')) {
      if (box instanceof HTMLInputElement) box.checked = all.checked;
    }
  });
}

document.querySelector("[data-correcting]")?.scrollIntoView({ block: "center" });
