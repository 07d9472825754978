/** Start the phone app: open the store, pair if needed, then open the gate. */

import { Api } from "./api.js";
import { Feedback } from "./feedback.js";
import { openGate } from "./gate.js";
import { fillWords } from "./page.js";
import { askToPair, takeOffer } from "./pairing.js";
import { openStore } from "./store.js";
import { speak, t } from "./words.js";

/** @typedef {import("./store.js").Store} Store */

const base = document.body.dataset.api ?? "/api/v1";

async function boot() {
  speak(new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("language"));
  fillWords();
  const feedback = new Feedback();
  addEventListener("pointerdown", () => feedback.unlock());
  // The decoder is fetched while the volunteer reads and types.
  const decoder = new Worker(document.body.dataset.decoder ?? "", { type: "module" });
  /** @type {Store} */
  let store;
  try {
    store = await openStore();
  } catch {
    const lead = document.querySelector("[data-t=starting]");
    if (lead) lead.textContent = t("storage_failed");
    return;
  }
  const offer = takeOffer();
  addEventListener("hashchange", () => location.hash.includes("pair=") && location.reload());
  const { device, unsent } = await store.whoAmI();
  if (device && !offer) return openGate(store, { base, decoder, feedback });
  const paired = await askToPair(new Api(base), {
    offer,
    current: device,
    unsent,
    onTouch: () => feedback.unlock(),
  });
  if (paired) await store.enlist(device, paired);
  return openGate(store, { base, decoder, feedback });
}

boot();
