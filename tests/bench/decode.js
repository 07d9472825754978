/**
 * Read frames with zxing-wasm as it comes and with our reader, the same ones; told by decoding.py.
 *
 * In: for each frame a line of JSON {condition, text, width, height}, then its brightness, a byte a point.
 * Out: for each frame a line of JSON.
 */

import { readFileSync } from "node:fs";
import { Reader } from "../../static/scanner/reader.js";
import { prepareZXingModule, readBarcodes } from "../../static/vendor/zxing-wasm/reader/index.js";

/** Node has no ImageData. */
globalThis.ImageData ??= class {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(4 * width * height);
  }
};

/** A still frame is shown again and again, as to a camera: about a second at 25 frames. */
const HELD = 25;

const wasm = "../../static/vendor/zxing-wasm/reader/zxing_reader.wasm";
await prepareZXingModule({
  overrides: { wasmBinary: readFileSync(new URL(wasm, import.meta.url)) },
  fireImmediately: true,
});

async function timed(work) {
  const began = performance.now();
  const text = await work();
  return { text, ms: performance.now() - began };
}

async function judge({ text }, image) {
  const plain = await timed(async () => {
    const [found] = await readBarcodes(image, { formats: ["QRCode"] });
    return found?.isValid ? found.text : null;
  });
  const reader = new Reader(readBarcodes);
  const first = await timed(() => reader.read(image));
  let held = first.text;
  for (let shown = 1; held === null && shown < HELD; shown++) held = await reader.read(image);
  return {
    plain: plain.text === text,
    first: first.text === text,
    held: held === text,
    wrong: [first.text, held].some((read) => read !== null && read !== text),
    plainMs: plain.ms,
    firstMs: first.ms,
  };
}

let rest = Buffer.alloc(0);
let frame = null;
for await (const chunk of process.stdin) {
  rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
  for (;;) {
    if (!frame) {
      const end = rest.indexOf(10);
      if (end < 0) break;
      frame = JSON.parse(rest.subarray(0, end).toString());
      rest = rest.subarray(end + 1);
    }
    const size = frame.width * frame.height;
    if (rest.length < size) break;
    const image = new ImageData(frame.width, frame.height);
    const points = new Uint32Array(image.data.buffer);
    for (let at = 0; at < size; at++) points[at] = 0xff000000 | (rest[at] * 0x010101);
    rest = rest.subarray(size);
    process.stdout.write(
      `${JSON.stringify({ condition: frame.condition, ...(await judge(frame, image)) })}\n`,
    );
    frame = null;
  }
}
