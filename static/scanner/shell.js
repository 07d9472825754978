/**
 * What the browser does around the app: keep the shell for offline use, keep the screen awake, ask for
 * lasting storage. A new build takes over only when the page says that nothing is going on.
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
    if (!first) location.reload();
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

export function isShellKept() {
  return Boolean(navigator.serviceWorker?.controller);
}

/** Keep the screen awake while the page is seen. */
export function stayAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
