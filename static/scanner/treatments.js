/**
 * Other pictures of the same frame, for a decoder that failed on the plain one. All look at the green
 * channel only, as grey frames come in; every function makes a new picture. Runs in the worker. Pure.
 *
 * Which ones, and in which order, was measured on the frames of tests/bench/frames.py.
 */

const MARGIN = 0.22;
const MAX_REGION = 350;

/**
 * @param {number} width
 * @param {number} height
 * @param {(put: Uint32Array) => void} paint
 */
function picture(width, height, paint) {
  const image = new ImageData(width, height);
  paint(new Uint32Array(image.data.buffer));
  return image;
}

/** @param {number} light */
function grey(light) {
  return 0xff000000 | (light * 0x010101);
}

/**
 * @param {ImageData} image
 * @param {number} left @param {number} top @param {number} width @param {number} height
 * @returns {Uint8Array}
 */
function lightOf(image, left = 0, top = 0, width = image.width, height = image.height) {
  const light = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let from = 4 * ((top + y) * image.width + left) + 1;
    for (const end = to + width; to < end; from += 4) light[to++] = image.data[from];
  }
  return light;
}

/**
 * Twice the size, bilinear.
 * @param {Uint8Array} light @param {number} width @param {number} height
 */
function doubled(light, width, height) {
  return picture(width * 2, height * 2, (put) => {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const below = Math.min(y + 1, height - 1) * width;
      let to = 4 * row;
      for (let x = 0; x < width; x++, to += 2) {
        const next = Math.min(x + 1, width - 1);
        const a = light[row + x];
        const b = light[row + next];
        const c = light[below + x];
        const d = light[below + next];
        put[to] = grey(a);
        put[to + 1] = grey((a + b) >> 1);
        put[to + 2 * width] = grey((a + c) >> 1);
        put[to + 2 * width + 1] = grey((a + b + c + d) >> 2);
      }
    }
  });
}

/**
 * The box around a located symbol at twice its size; null where it is large already.
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
  return doubled(lightOf(image, left, top, width, height), width, height);
}

/**
 * The middle of the frame, where a volunteer aims: five eighths of each side.
 * @param {ImageData} image
 */
export function middle(image) {
  const width = (image.width * 5) >> 3;
  const height = (image.height * 5) >> 3;
  const light = lightOf(
    image,
    (image.width - width) >> 1,
    (image.height - height) >> 1,
    width,
    height,
  );
  return picture(width, height, (put) => {
    for (let at = 0; at < light.length; at++) put[at] = grey(light[at]);
  });
}

/**
 * Twice the size: for codes far away.
 * @param {ImageData} image
 */
export function double(image) {
  return doubled(lightOf(image), image.width, image.height);
}

/**
 * Black or white by the mean of the neighbourhood: for shadow, glare and dim light.
 * @param {ImageData} image
 * @param {number} share side of the neighbourhood as a share of the picture's longer side
 */
export function threshold(image, share = 1 / 24) {
  const { width, height } = image;
  const light = lightOf(image);
  const near = Math.max(4, Math.round((Math.max(width, height) * share) / 2));
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0, sum = 0; x < width; x++) {
      sum += light[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + sum;
    }
  }
  return picture(width, height, (put) => {
    for (let y = 0; y < height; y++) {
      const y0 = Math.max(0, y - near) * (width + 1);
      const y1 = Math.min(height, y + near + 1) * (width + 1);
      const rows = (y1 - y0) / (width + 1);
      for (let x = 0; x < width; x++) {
        const x0 = Math.max(0, x - near);
        const x1 = Math.min(width, x + near + 1);
        const sum = sums[y1 + x1] - sums[y0 + x1] - sums[y1 + x0] + sums[y0 + x0];
        const isDark = light[y * width + x] * rows * (x1 - x0) < sum * 0.95;
        put[y * width + x] = isDark ? 0xff000000 : 0xffffffff;
      }
    }
  });
}

/**
 * Every point the mean of its neighbourhood: for grain and the grid of a screen.
 * @param {ImageData} image
 * @param {number} near reach of the neighbourhood, pixels
 */
export function soften(image, near = 1) {
  const { width, height } = image;
  const once = meansOfRows(lightOf(image), width, height, near);
  const twice = meansOfRows(once, height, width, near);
  return picture(width, height, (put) => {
    for (let at = 0; at < twice.length; at++) put[at] = grey(twice[at]);
  });
}

/**
 * The means along each row, turned by a quarter so that a second call takes the columns.
 * @param {Uint8Array} light @param {number} width @param {number} height @param {number} near
 */
function meansOfRows(light, width, height, near) {
  const turned = new Uint8Array(light.length);
  const count = 2 * near + 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = light[row] * near;
    for (let x = 0; x <= near; x++) sum += light[row + Math.min(x, width - 1)];
    for (let x = 0; x < width; x++) {
      turned[x * height + y] = sum / count;
      sum += light[row + Math.min(x + near + 1, width - 1)] - light[row + Math.max(x - near, 0)];
    }
  }
  return turned;
}

/**
 * Half the size, each point the mean of four: for strong grain and soft edges.
 * @param {ImageData} image
 */
export function halve(image) {
  const width = image.width >> 1;
  const height = image.height >> 1;
  const light = lightOf(image);
  return picture(width, height, (put) => {
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0, at = 2 * y * image.width; x < width; x++, at += 2) {
        const sum =
          light[at] + light[at + 1] + light[at + image.width] + light[at + image.width + 1];
        put[to++] = grey(sum >> 2);
      }
    }
  });
}

/**
 * Edges made steeper, by what a soft copy lacks: for blurred codes.
 * @param {ImageData} image
 * @param {number} near reach of the soft copy, pixels
 * @param {number} amount how much of the difference is added
 */
export function sharpen(image, near = 3, amount = 1.5) {
  const soft = soften(image, near);
  const { width, height } = image;
  return picture(width, height, (put) => {
    for (let at = 0, from = 1; at < put.length; at++, from += 4) {
      const light = image.data[from];
      const wanted = light + amount * (light - soft.data[from]);
      put[at] = grey(wanted < 0 ? 0 : wanted > 255 ? 255 : wanted | 0);
    }
  });
}
