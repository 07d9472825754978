/** Turn camera frames into pixels for the decoder. Runs in the worker. */

/** @type {OffscreenCanvasRenderingContext2D | null} */
let canvas = null;

/**
 * @param {VideoFrame | ImageBitmap} frame
 * @returns {Promise<ImageData>}
 */
export async function grab(frame) {
  if ("format" in frame && /^(I420|NV12)/.test(frame.format ?? "")) return grabLuma(frame);
  return grabCanvas(frame);
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
