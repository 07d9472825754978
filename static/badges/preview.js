// Show the first sheet of the chosen print as soon as a choice changes; the server draws what the press prints.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-preview]"));
const picture = /** @type {HTMLImageElement | null} */ (document.querySelector("#pratinjau"));
const none = /** @type {HTMLElement | null} */ (document.querySelector("#pratinjau-kosong"));

/** @param {HTMLFormElement} from */
function address(from) {
  const query = new URLSearchParams();
  for (const name of ["layout", "pillar", "regency", "unprinted"]) {
    const value = new FormData(from).get(name);
    if (typeof value === "string" && value) query.set(name, value);
  }
  return `${from.dataset.preview}?${query}`;
}

if (form && picture && none) {
  picture.addEventListener("load", () => {
    picture.classList.remove("is-loading");
    picture.hidden = false;
    none.hidden = true;
  });
  picture.addEventListener("error", () => {
    picture.hidden = true;
    none.hidden = false;
  });
  form.addEventListener("change", () => {
    picture.classList.add("is-loading");
    picture.src = address(form);
  });
}
