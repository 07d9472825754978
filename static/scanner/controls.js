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
 * @import { Troubles } from "./troubles.js"
 */

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
 * @property {Troubles} troubles
 * @property {Camera} camera
 * @property {Feedback} feedback
 * @property {(text: string, method: Method) => void} onText
 * @property {() => Promise<void>} onExport
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
function wireKeys({ station, onText, onExport, onChange }) {
  const wedge = new Wedge((text) => {
    if (!isSheetOpen()) onText(text, "scanner");
  });
  document.addEventListener("keydown", (event) => wedge.handle(event));
  addEventListener("pointerdown", () => setTimeout(onChange)); // sound may have come on
  element("ended-go").addEventListener("click", () => location.reload());
  element("ended-export").addEventListener("click", onExport);
  for (const direction of /** @type {const} */ (["in", "out"])) {
    element(`way-${direction}`).addEventListener("click", () => {
      station.direction = direction;
      onChange();
    });
  }
}

/** @param {Parts} parts */
function wireSheets({ station, sync, troubles, camera, onText, onChange }) {
  prepareSheets((open) => camera.pause(open));
  prepareTyping((code) => onText(code, "typed"));
  prepareHistory(station, {
    onUndo: async (entry) => {
      const done = await station.undo(entry.id, t("undo_reason"));
      onChange();
      sync.run({ pull: false });
      return done;
    },
    notices: () => troubles.notices,
    onSeen: async (notice) => {
      await troubles.dismiss(notice);
      onChange();
    },
  });
}

/** @param {Parts} parts */
function wireMenu({ store, station, outbox, sync, camera, feedback, onExport, onChange }) {
  const { device_id } = station.device;
  prepareMenu({
    station,
    unsent: () => outbox.count,
    leftovers: () => {
      const lost = sync.duties.filter((duty) => duty.lost);
      const stuck = lost.reduce((sum, duty) => sum + outbox.countOf(duty.device_id), 0);
      return { waiting: outbox.count - outbox.countOf(device_id) - stuck, lost: stuck };
    },
    freshAt: () => sync.freshAt,
    muted: () => feedback.muted,
    posts: () => sync.posts,
    onOperator: async (operator) => {
      station.device = { ...station.device, operator };
      await store.saveDevice(station.device);
      toast(t("new_operator", { operator }));
      onChange();
    },
    onMove: async (post) => {
      const problem = await sync.move(post);
      if (problem) toast(t("move_failed", { detail: problem }));
      else toast(t("moved", { gate: station.device.gate.name }));
      onChange();
    },
    onSound: () => feedback.mute(!feedback.muted),
    onLanguage: () => {
      speak(currentLanguage() === "id" ? "en" : "id");
      localStorage.setItem("language", currentLanguage());
      fillWords();
      onChange();
    },
    onSync: () => sync.run({ now: true }),
    onExport,
    onLeave: async () => {
      camera.stop();
      sync.stop();
      await store.wipe();
      location.replace(location.pathname);
    },
  });
}
