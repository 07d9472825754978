/** Turn camera frames into pixels for the decoder, and enlarge a part of them. Runs in the worker. */

const MARGIN = 0.22;
const MAX_REGION = 350;

/** @type {OffscreenCanvasRenderingContext2D | null} */
let canvas = null;

/**
 * @param {VideoFrame | ImageBitmap} frame closed afterwards
 * @returns {Promise<ImageData>}
 */
export async function grab(frame) {
  try {
    if ("format" in frame && /^(I420|NV12)/.test(frame.format ?? "")) return await grabLuma(frame);
    return grabCanvas(frame);
  } finally {
    frame.close();
  }
}

/**
 * Copy the brightness plane only: a third cheaper than a canvas, and all a decoder looks at.
 * @param {VideoFrame} frame
 */
async function grabLuma(frame) {
  const planes = new Uint8Array(frame.allocationSize());
  const [luma] = await frame.copyTo(planes);
  const { width, height } = frame.visibleRect ?? {
    width: frame.codedWidth,
    height: frame.codedHeight,
  };
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0, to = 0; y < height; y++) {
    for (let from = luma.offset + y * luma.stride, end = from + width; from < end; from++) {
      pixels[to++] = 0xff000000 | (planes[from] * 0x010101);
    }
  }
  return image;
}

/** @param {VideoFrame | ImageBitmap} frame */
function grabCanvas(frame) {
  const width = "displayWidth" in frame ? frame.displayWidth : frame.width;
  const height = "displayHeight" in frame ? frame.displayHeight : frame.height;
  if (canvas?.canvas.width !== width || canvas.canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  }
  if (!canvas) throw new Error("no 2d canvas in this worker");
  canvas.drawImage(frame, 0, 0);
  return canvas.getImageData(0, 0, width, height);
}

/**
 * Enlarge the box around a located symbol to twice its size, bilinear; null where it is large already.
 * @param {ImageData} image
 * @param {{x: number, y: number}[]} corners
 * @returns {ImageData | null}
 */
export function enlarge(image, corners) {
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const spare =
    MARGIN * Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const left = Math.max(0, Math.floor(Math.min(...xs) - spare));
  const top = Math.max(0, Math.floor(Math.min(...ys) - spare));
  const width = Math.min(image.width, Math.ceil(Math.max(...xs) + spare)) - left;
  const height = Math.min(image.height, Math.ceil(Math.max(...ys) + spare)) - top;
  if (width < 8 || height < 8 || width > MAX_REGION || height > MAX_REGION) return null;
  const large = new ImageData(width * 2, height * 2);
  const to = new Uint32Array(large.data.buffer);
  /** @param {number} x @param {number} y */
  const light = (x, y) => {
    const inX = Math.min(left + x, image.width - 1);
    return image.data[4 * (Math.min(top + y, image.height - 1) * image.width + inX) + 1];
  };
  for (let y = 0, place = 0; y < height * 2; y++) {
    const y0 = y >> 1;
    for (let x = 0; x < width * 2; x++) {
      const x0 = x >> 1;
      let value = light(x0, y0);
      if (x & 1) value = (value + light(x0 + 1, y0)) / 2;
      if (y & 1) {
        const below = light(x0, y0 + 1);
        value = (value + (x & 1 ? (below + light(x0 + 1, y0 + 1)) / 2 : below)) / 2;
      }
      to[place++] = 0xff000000 | (Math.round(value) * 0x010101);
    }
  }
  return large;
}
