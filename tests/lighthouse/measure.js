/**
 * Lighthouse over many pages in one browser; told by __main__.py.
 *
 * Arguments: Lighthouse's program, the browser's. In: for each page a line of JSON {url, cookies}.
 * Out: for each page a line of JSON with its scores and what was found.
 */

import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [program, executablePath] = process.argv.slice(2);
const home = dirname(dirname(realpathSync(program)));
const load = (path) => import(pathToFileURL(path));
const { default: lighthouse } = await load(join(home, "core/index.js"));
const { default: puppeteer } = await load(
  createRequire(join(home, "package.json")).resolve("puppeteer-core"),
);

const METRICS = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
  bytes: "total-byte-weight",
  server: "server-response-time",
};
const SIDES = ["accessibility", "best-practices"];

/** Which audits of a category cost points, and where. */
function faults({ categories, audits }) {
  return SIDES.flatMap((side) =>
    categories[side].auditRefs
      .map(({ id, weight }) => ({ ...audits[id], weight }))
      .filter(({ weight, score }) => weight && score !== null && score < 1)
      .map(({ id, title, details }) => {
        const where = (details?.items ?? []).slice(0, 3).map((item) => {
          return item.node?.snippet ?? item.description ?? item.url ?? JSON.stringify(item);
        });
        return `${id}: ${title}: ${where.join(" | ")}`;
      }),
  );
}

/** Each page in a browser of its own, so that nothing is kept from the one before. */
async function measure(browser, { url, cookies }) {
  const context = await browser.createBrowserContext();
  try {
    if (cookies.length) await context.setCookie(...cookies);
    return await told(url, await context.newPage());
  } finally {
    await context.close();
  }
}

async function told(url, page) {
  const flags = { logLevel: "silent", onlyCategories: ["performance", ...SIDES] };
  const found = await lighthouse(url, flags, undefined, page);
  const { categories, audits, runtimeError } = found.lhr;
  if (runtimeError?.code) return { url, error: runtimeError.message };
  const { pathname } = new URL(found.lhr.finalDisplayedUrl);
  if (pathname !== new URL(url).pathname) return { url, error: `led to ${pathname}` };
  const scores = Object.entries(categories).map(([id, { score }]) => [id, Math.round(100 * score)]);
  const metrics = Object.entries(METRICS).map(([name, id]) => [
    name,
    audits[id]?.numericValue ?? null,
  ]);
  return {
    url,
    version: found.lhr.lighthouseVersion,
    scores: Object.fromEntries(scores),
    metrics: Object.fromEntries(metrics),
    faults: faults(found.lhr),
  };
}

const args = ["--no-sandbox", "--disable-gpu", "--disable-quic"];
const browser = await puppeteer.launch({ executablePath, args, headless: true });
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const page = JSON.parse(line);
    const answer = await measure(browser, page).catch((error) => ({
      url: page.url,
      error: `${error}`,
    }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
} finally {
  await browser.close();
}
