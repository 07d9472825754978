// Opening a message marks it as sent: WhatsApp itself tells nobody what became of it.

const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-invitations]"));
const token = /** @type {HTMLInputElement | null} */ (
  document.querySelector("input[name=csrf_token]")
);

/** @param {HTMLAnchorElement} link */
async function markSent(link) {
  const body = new FormData();
  body.set("csrf_token", token?.value ?? "");
  const answer = await fetch(String(link.dataset.sent), { method: "POST", body, keepalive: true });
  const row = link.closest("tr");
  if (!answer.ok || !row) return;
  row.classList.add("is-sent");
  const state = row.querySelector("[data-state]");
  if (state) state.textContent = list?.dataset.word ?? "";
}

list?.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("a[data-sent]");
  if (link instanceof HTMLAnchorElement) markSent(link).catch(() => undefined);
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", async () => {
    const area = document.querySelector(String(/** @type {HTMLElement} */ (button).dataset.copy));
    if (!(area instanceof HTMLTextAreaElement)) return;
    area.select();
    await navigator.clipboard?.writeText(area.value);
    button.textContent = /** @type {HTMLElement} */ (button).dataset.done ?? button.textContent;
  });
}
