/** The decoding worker: a frame comes in, the text of a QR code goes out. */

import { prepareZXingModule, readBarcodes } from "../vendor/zxing-wasm/reader/index.js";
import { findNative } from "./native.js";
import { grab } from "./pixels.js";
import { Reader } from "./reader.js";

const WASM = new URL("../vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;

const reader = new Reader(readBarcodes);

/** @type {import("./native.js").Detector | null} */
let native = null;

const ready = prepareZXingModule({
  overrides: { locateFile: () => WASM },
  fireImmediately: true,
}).then(
  () => ({ kind: "ready" }),
  (/** @type {unknown} */ error) => ({ kind: "broken", detail: String(error) }),
);

findNative(/** @type {any} */ (globalThis)).then((found) => {
  native = found;
});

/**
 * What Android's own detector reads first; ours looks at what it leaves.
 * @param {VideoFrame | ImageBitmap} frame closed afterwards
 */
async function read(frame) {
  try {
    const text = await readNative(frame);
    if (text !== null) return text;
    return await reader.read(await grab(frame));
  } finally {
    frame.close();
  }
}

/** @param {VideoFrame | ImageBitmap} frame */
async function readNative(frame) {
  if (!native) return null;
  try {
    const [found] = await native.detect(frame);
    return found?.rawValue ?? null;
  } catch {
    native = null;
    return null;
  }
}

addEventListener("message", async ({ data }) => {
  if (!data.frame) return postMessage(await ready);
  const start = performance.now();
  try {
    const text = await read(data.frame);
    postMessage({ kind: "read", text, at: data.at, took: performance.now() - start });
  } catch (error) {
    postMessage({ kind: "read", text: null, at: data.at, took: 0, detail: String(error) });
  }
});
