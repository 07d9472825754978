/**
 * Wire what a volunteer can touch or type to the gate: camera buttons, scanner keys, sheets, menu.
 *
 * @import { Camera } from "./camera.js"
 * @import { Feedback } from "./feedback.js"
 * @import { Method } from "./types.js"
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 * @import { Store } from "./store.js"
 * @import { Sync } from "./sync.js"
 */

import { prepareSearch } from "./finder.js";
import { prepareHistory } from "./history.js";
import { prepareMenu } from "./menu.js";
import { element, fillWords } from "./page.js";
import { isSheetOpen, prepareSheets } from "./sheets.js";
import { prepareTyping } from "./typing.js";
import { showLights, toast } from "./view.js";
import { Wedge } from "./wedge.js";
import { currentLanguage, speak, t } from "./words.js";

/**
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Station} station
 * @property {Outbox} outbox
 * @property {Sync} sync
 * @property {Camera} camera
 * @property {Feedback} feedback
 * @property {(text: string, method: Method) => void} onText
 * @property {(number: number) => void} onNumber
 * @property {() => void} onChange
 */

/** @param {Parts} parts */
export function wireControls(parts) {
  wireCamera(parts);
  wireKeys(parts);
  wireSheets(parts);
  wireMenu(parts);
}

/** @param {Parts} parts */
function wireCamera({ camera }) {
  element("trouble").addEventListener("click", () => {
    if (document.body.dataset.camera === "broken") location.reload();
    else camera.start();
  });
  element("torch").addEventListener("click", async () => {
    await camera.switchTorch();
    showLights(camera);
  });
  element("zoom").addEventListener("click", async () => {
    await camera.nextZoom();
    showLights(camera);
  });
  element("lens").addEventListener("click", () => camera.nextLens());
}

/** @param {Parts} parts */
function wireKeys({ onText, onChange }) {
  const wedge = new Wedge((text) => {
    if (!isSheetOpen()) onText(text, "scanner");
  });
  document.addEventListener("keydown", (event) => wedge.handle(event));
  addEventListener("pointerdown", () => setTimeout(onChange)); // sound may have come on
  element("ended-go").addEventListener("click", () => location.reload());
}

/** @param {Parts} parts */
function wireSheets({ station, sync, camera, onText, onNumber, onChange }) {
  prepareSheets((open) => camera.pause(open));
  prepareTyping((code) => onText(code, "typed"));
  prepareSearch(station, onNumber);
  prepareHistory(station, async (entry) => {
    const done = await station.undo(entry.id, t("undo_reason"));
    onChange();
    sync.run({ pull: false });
    return done;
  });
}

/** @param {Parts} parts */
function wireMenu({ store, station, outbox, sync, camera, feedback, onChange }) {
  prepareMenu({
    station,
    unsent: () => outbox.count,
    freshAt: () => sync.freshAt,
    muted: () => feedback.muted,
    onOperator: async (operator) => {
      station.device = { ...station.device, operator };
      await store.saveDevice(station.device);
      toast(t("saved"));
    },
    onSound: () => feedback.mute(!feedback.muted),
    onLanguage: () => {
      speak(currentLanguage() === "id" ? "en" : "id");
      localStorage.setItem("language", currentLanguage());
      fillWords();
      onChange();
    },
    onSync: () => sync.run({ now: true }),
    onLeave: async () => {
      camera.stop();
      sync.stop();
      await store.wipe();
      location.replace(location.pathname);
    },
  });
}
