import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

globalThis.ImageData ??= class {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(4 * width * height);
  }
};

const { drawProbe, findNative } = await import("../../static/scanner/native.js");
const { Reader, TREATMENTS } = await import("../../static/scanner/reader.js");
const { double, enlarge, halve, middle, soften, threshold } = await import(
  "../../static/scanner/treatments.js"
);
const { prepareZXingModule, readBarcodes } = await import(
  "../../static/vendor/zxing-wasm/reader/index.js"
);

const wasm = "../../static/vendor/zxing-wasm/reader/zxing_reader.wasm";
await prepareZXingModule({
  overrides: { wasmBinary: readFileSync(new URL(wasm, import.meta.url)) },
  fireImmediately: true,
});

/** A camera's frame with the probe in its middle, `light` the brightness of each of its points. */
function scene({ contrast = 1, grain = 0, seed = 1 } = {}) {
  const probe = drawProbe();
  const image = new ImageData(1280, 720);
  const put = new Uint32Array(image.data.buffer);
  const left = (image.width - probe.width) >> 1;
  const top = (image.height - probe.height) >> 1;
  let random = seed;
  for (let y = 0, at = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++, at++) {
      const inside =
        x >= left && x < left + probe.width && y >= top && y < top + probe.height
          ? probe.data[4 * ((y - top) * probe.width + x - left)]
          : 160;
      random = (random * 1103515245 + 12345) % 2 ** 31;
      const noise = (random / 2 ** 31 - 0.5) * grain;
      const light = Math.max(0, Math.min(255, Math.round(40 + inside * contrast + noise)));
      put[at] = 0xff000000 | (light * 0x010101);
    }
  }
  return image;
}

/** What zxing-wasm says, and how often it was asked. */
function counted() {
  const asked = { times: 0 };
  const read = (image, options) => {
    asked.times += 1;
    return readBarcodes(image, options);
  };
  return { asked, read };
}

test("a plain frame is read at the first look", async () => {
  const { asked, read } = counted();
  assert.equal(await new Reader(read).read(scene({ contrast: 0.8 })), "SAPAPILAR");
  assert.equal(asked.times, 1);
});

test("a grainy, dim frame that the first look misses is read while it is held up", async () => {
  const frame = scene({ contrast: 0.12, grain: 60 });
  const reader = new Reader(readBarcodes);
  assert.equal(await reader.read(frame), null);
  let text = null;
  for (let shown = 0; shown < 24 && text === null; shown++) text = await reader.read(frame);
  assert.equal(text, "SAPAPILAR");
});

test("every second failed frame gets one more try, on a slow phone every fourth", async () => {
  for (const [took, every] of [
    [5, 2],
    [80, 4],
  ]) {
    let now = 0;
    const { asked, read } = counted();
    const reader = new Reader(
      (image, options) => {
        now += took;
        return read(image, options);
      },
      () => now,
    );
    const bare = new ImageData(320, 240);
    for (let shown = 0; shown < 10; shown++) await reader.read(bare); // until it knows the phone
    asked.times = 0;
    for (let shown = 0; shown < 24; shown++) await reader.read(bare);
    assert.equal(asked.times, 24 + 24 / every);
  }
});

test("no treatment makes a text out of nothing or loses a clear code", async () => {
  const clear = scene({ contrast: 0.8 });
  const bare = new ImageData(640, 360);
  for (const treat of TREATMENTS) {
    const [found] = await readBarcodes(treat(clear), { formats: ["QRCodeModel2"] });
    assert.equal(found?.text, "SAPAPILAR");
    assert.deepEqual(await readBarcodes(treat(bare), { formats: ["QRCodeModel2"] }), []);
  }
});

test("treatments work on pictures of any size", () => {
  for (const [width, height] of [
    [1, 1],
    [2, 3],
    [33, 17],
  ]) {
    const image = new ImageData(width, height);
    for (const treat of [double, middle, threshold, soften, halve]) {
      if (treat === halve && (width < 2 || height < 2)) continue;
      if (treat === middle && (width < 2 || height < 2)) continue;
      assert.ok(treat(image).width >= 1);
    }
  }
  assert.equal(double(new ImageData(3, 5)).width, 6);
});

test("a region is enlarged with a margin, never beyond the frame, and left alone when large", () => {
  const image = new ImageData(400, 300);
  const box = (x0, y0, x1, y1) => [
    { x: x0, y: y0 },
    { x: x1, y: y0 },
    { x: x1, y: y1 },
    { x: x0, y: y1 },
  ];
  const inner = enlarge(image, box(100, 100, 150, 150));
  assert.deepEqual([inner?.width, inner?.height], [144, 144]);
  const corner = enlarge(image, box(0, 0, 50, 50));
  assert.deepEqual([corner?.width, corner?.height], [122, 122]);
  assert.equal(enlarge(image, box(0, 0, 399, 299)), null);
});

/** A phone of `agent` whose detector answers every picture with `rawValue`. */
function phone(rawValue, { agent = "Linux; Android 14", formats = ["qr_code"] } = {}) {
  return {
    navigator: { userAgent: agent },
    createImageBitmap: async (image) => image,
    BarcodeDetector: class {
      static getSupportedFormats = async () => formats;
      detect = async () => {
        if (rawValue === null) throw new DOMException("no model", "NotSupportedError");
        return rawValue ? [{ rawValue }] : [];
      };
    },
  };
}

test("Android's detector is used only once it has read the bundled picture", async () => {
  assert.ok(await findNative(phone("SAPAPILAR")));
  for (const [rawValue, more] of [
    ["SAPAPILAA"],
    [""],
    [null],
    ["SAPAPILAR", { agent: "Macintosh; Intel Mac OS X" }],
    ["SAPAPILAR", { formats: [] }],
  ]) {
    assert.equal(await findNative(phone(rawValue, more)), null);
  }
  assert.equal(await findNative({ navigator: { userAgent: "Android" } }), null);
});
