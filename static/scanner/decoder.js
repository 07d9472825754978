/**
 * The decoding worker: a frame comes in, the text of a QR code goes out. zxing-cpp as WebAssembly.
 *
 * `QRCodeModel2` and not `QRCode`: the family also holds Micro QR and rMQR and gave phantom reads of
 * short numbers. `Plain` text: the default prints control characters as words. A symbol that was
 * located but not read gets a second chance on its region at twice the size.
 */

import { prepareZXingModule, readBarcodes } from "../vendor/zxing-wasm/reader/index.js";
import { enlarge, grab } from "./pixels.js";

const WASM = new URL("../vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;

/** @type {import("../vendor/zxing-wasm/reader/index.js").ReaderOptions} */
const OPTIONS = {
  formats: ["QRCodeModel2"],
  textMode: "Plain",
  tryHarder: true,
  tryDenoise: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 1,
  returnErrors: true,
};

const ready = prepareZXingModule({
  overrides: { locateFile: () => WASM },
  fireImmediately: true,
}).then(
  () => ({ kind: "ready" }),
  (/** @type {unknown} */ error) => ({ kind: "broken", detail: String(error) }),
);

/**
 * @param {ImageData} image
 * @returns {Promise<string | null>}
 */
async function read(image) {
  const [found] = await readBarcodes(image, OPTIONS);
  if (!found) return null;
  if (found.isValid) return found.text;
  const { topLeft, topRight, bottomRight, bottomLeft } = found.position;
  const large = enlarge(image, [topLeft, topRight, bottomRight, bottomLeft]);
  if (!large) return null;
  const [again] = await readBarcodes(large, OPTIONS);
  return again?.isValid ? again.text : null;
}

addEventListener("message", async ({ data }) => {
  if (!data.frame) return postMessage(await ready);
  const start = performance.now();
  try {
    const text = await read(await grab(data.frame));
    postMessage({ kind: "read", text, at: data.at, took: performance.now() - start });
  } catch (error) {
    postMessage({ kind: "read", text: null, at: data.at, took: 0, detail: String(error) });
  }
});
