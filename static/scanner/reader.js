/**
 * Read the QR code in one frame after another. Runs in the worker, and under node for tests.
 *
 * `QRCodeModel2` and not `QRCode`: the family also holds Micro QR and rMQR and gave phantom reads of
 * short numbers. `Plain` text: the default prints control characters as words. A symbol that was
 * located but not read gets a second chance on its region at twice the size. Of the frames that gave
 * nothing every few get one more try on another picture of the same, the next of a row of treatments,
 * so that a badge held up for a second meets all of them.
 */

import { double, enlarge, halve, middle, sharpen, soften, threshold } from "./treatments.js";

/**
 * @import { ReadResult, ReaderOptions } from "../vendor/zxing-wasm/reader/index.js"
 * @typedef {(image: ImageData, options: ReaderOptions) => Promise<ReadResult[]>} ReadBarcodes
 */

/** @type {ReaderOptions} */
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

/**
 * Best first, as measured on the frames of tests/bench/frames.py.
 * @type {((image: ImageData) => ImageData)[]}
 */
export const TREATMENTS = [
  (image) => double(sharpen(soften(middle(image), 1), 2, 2)),
  (image) => double(middle(image)),
  (image) => sharpen(soften(double(middle(image)), 1), 4, 2),
  (image) => soften(image, 1),
  (image) => threshold(image),
  (image) => sharpen(halve(image), 2, 1.5),
];

/** A first look that takes longer than this is one of a slow phone, where extra tries are rarer. */
const SLOW_MS = 15;
const EVERY_FAST = 2;
const EVERY_SLOW = 4;

export class Reader {
  #readBarcodes;
  #clock;
  #failed = 0;
  #treated = 0;
  #usual = 0;

  /**
   * @param {ReadBarcodes} readBarcodes zxing-wasm's
   * @param {() => number} [clock] milliseconds
   */
  constructor(readBarcodes, clock = () => performance.now()) {
    this.#readBarcodes = readBarcodes;
    this.#clock = clock;
  }

  /**
   * @param {ImageData} image
   * @returns {Promise<string | null>} the text, or null where none could be read
   */
  async read(image) {
    const began = this.#clock();
    let text = await this.#look(image);
    this.#usual += (this.#clock() - began - this.#usual) / 8;
    if (text === null && this.#isTurn()) {
      const treat = TREATMENTS[this.#treated++ % TREATMENTS.length];
      text = await this.#text(treat(image));
    }
    if (text === null) this.#failed += 1;
    else this.#failed = this.#treated = 0;
    return text;
  }

  /** @param {ImageData} image */
  async #look(image) {
    const [found] = await this.#readBarcodes(image, OPTIONS);
    if (!found || found.isValid) return found?.text ?? null;
    const { topLeft, topRight, bottomRight, bottomLeft } = found.position;
    const large = enlarge(image, [topLeft, topRight, bottomRight, bottomLeft]);
    return large && this.#text(large);
  }

  /** @param {ImageData} image */
  async #text(image) {
    const [found] = await this.#readBarcodes(image, OPTIONS);
    return found?.isValid ? found.text : null;
  }

  #isTurn() {
    const every = this.#usual > SLOW_MS ? EVERY_SLOW : EVERY_FAST;
    return this.#failed % every === every - 1;
  }
}
