/**
 * Lighthouse over many pages in one browser; told by __main__.py.
 *
 * Arguments: Lighthouse's program, the browser's. In: for each page a line of JSON {url, cookie, speed}.
 * Out: for each page a line of JSON with its scores and what was found.
 */

import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [program, chromePath] = process.argv.slice(2);
const home = dirname(dirname(realpathSync(program)));
const load = (path) => import(pathToFileURL(path));
const { default: lighthouse } = await load(join(home, "core/index.js"));
const { launch } = await load(createRequire(join(home, "package.json")).resolve("chrome-launcher"));

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

async function measure(chrome, { url, cookie, speed }) {
  const found = await lighthouse(url, {
    port: chrome.port,
    logLevel: "silent",
    onlyCategories: speed ? ["performance", ...SIDES] : SIDES,
    extraHeaders: cookie ? { Cookie: cookie } : undefined,
  });
  const { categories, audits, runtimeError } = found.lhr;
  if (runtimeError?.code) return { url, error: runtimeError.message };
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

const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"];
const chrome = await launch({ chromePath, chromeFlags: flags, logLevel: "silent" });
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const page = JSON.parse(line);
    const told = await measure(chrome, page).catch((error) => ({
      url: page.url,
      error: `${error}`,
    }));
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
} finally {
  chrome.kill();
}
