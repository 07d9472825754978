/** What all sheets over the camera share: they close by their button and by a tap beside them. */

export function isSheetOpen() {
  return document.querySelector("dialog[open]") !== null;
}

/** @param {(open: boolean) => void} onChange told when a sheet opens or the last one closes */
export function prepareSheets(onChange) {
  for (const sheet of document.querySelectorAll("dialog")) {
    sheet.addEventListener("click", ({ target }) => {
      const closes = target instanceof Element && target.closest("[data-close]");
      if (target === sheet || closes) sheet.close();
    });
  }
  const watch = new MutationObserver(() => onChange(isSheetOpen()));
  watch.observe(document.body, { subtree: true, attributeFilter: ["open"] });
}
