/**
 * What the browser does around the app: keep the shell for offline use, keep the screen awake, ask for
 * lasting storage. A new build takes over only when the page says that nothing is going on.
 *
 * @import { Outbox } from "./outbox.js"
 * @import { Station } from "./station.js"
 */

/**
 * @param {string} url of the service worker
 * @param {() => boolean} isIdle
 * @param {() => void} onReady called when the shell is kept
 */
export async function keepShell(url, isIdle, onReady) {
  const container = navigator.serviceWorker;
  if (!container) return;
  const first = container.controller === null;
  container.addEventListener("controllerchange", () => {
    onReady();
    if (!first) whenIdle(isIdle, () => location.reload());
  });
  try {
    const registration = await container.register(url);
    const offer = () => {
      if (isIdle() && container.controller) registration.waiting?.postMessage("take over");
    };
    setInterval(offer, 20_000);
    document.addEventListener("visibilitychange", () => document.hidden && offer());
    setInterval(() => registration.update().catch(() => undefined), 30 * 60_000);
  } catch {
    // An untrusted certificate refuses the worker; the red chip on the screen says so.
  }
}

/** @param {() => boolean} isIdle @param {() => void} work */
function whenIdle(isIdle, work) {
  if (isIdle()) return work();
  setTimeout(() => whenIdle(isIdle, work), 500);
}

export function isShellKept() {
  return Boolean(navigator.serviceWorker?.controller);
}

/** @type {{level: number} | null} */
let battery = null;
/** @type {any} */ (globalThis.navigator)
  ?.getBattery?.()
  .then((/** @type {{level: number}} */ found) => {
    battery = found;
  });

/**
 * How this phone is, for the organizers' console; it rides along with what is sent anyway.
 * @param {Station} station
 * @param {Outbox} outbox
 * @param {number} freshAt
 */
export function readState(station, outbox, freshAt) {
  const { device_id } = station.device;
  return {
    waiting: outbox.countOf(device_id),
    battery: battery && Math.round(battery.level * 100),
    roster_at: freshAt ? new Date(freshAt).toISOString() : null,
    next_seq: (station.log.at(-1)?.seq ?? 0) + 1,
    version: document.body.dataset.build ?? "",
  };
}

/** Keep the screen awake while the page is seen. */
export function stayAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
