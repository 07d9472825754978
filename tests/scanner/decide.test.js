import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decide } from "../../static/scanner/decide.js";

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/decide.json", import.meta.url), "utf8"),
);

for (const row of vectors.cases) {
  test(row.case, () => {
    const { zone, ...rules } = row.checkpoint;
    const now = Date.parse(row.now);
    assert.deepEqual(decide(row.badge, rules, zone, row.previous, now, row.direction), {
      verdict: row.verdict,
      arrival: row.arrival,
    });
  });
}
