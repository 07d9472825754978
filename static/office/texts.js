// A place that is clicked is written where the caret stands.

const text = document.querySelector("#text");

for (const button of document.querySelectorAll("[data-place]")) {
  button.addEventListener("click", () => {
    if (!(text instanceof HTMLTextAreaElement && button instanceof HTMLElement)) return;
    text.setRangeText(button.dataset.place ?? "", text.selectionStart, text.selectionEnd, "end");
    text.focus();
  });
}
