import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid7 } from "../../static/scanner/ids.js";
import { Sightings } from "../../static/scanner/sightings.js";
import { Wedge } from "../../static/scanner/wedge.js";

test("a badge held in view counts once, however long", () => {
  const seen = new Sightings(3_000);
  assert.equal(seen.isNews("A", 0), true);
  for (let now = 40; now < 20_000; now += 40) assert.equal(seen.isNews("A", now), false);
  assert.equal(seen.isNews("A", 19_960 + 3_000), true);
});

test("another badge counts at once, and so does the first again after it", () => {
  const seen = new Sightings(3_000);
  assert.deepEqual(
    [seen.isNews("A", 0), seen.isNews("B", 40), seen.isNews("A", 80)],
    [true, true, true],
  );
});

test("a refusal that was tapped away, or not saved, can be tried again", () => {
  const seen = new Sightings(3_000);
  seen.isNews("A", 0);
  seen.forgive(1_000);
  assert.equal(seen.isNews("A", 1_500), false);
  const other = new Sightings(3_000);
  other.isNews("A", 0);
  other.forgive(1_000);
  assert.equal(other.isNews("A", 1_900), true);
  other.forget();
  assert.equal(other.isNews("A", 1_940), true);
});

/** @param {string} text @param {number} gap @param {{tagName: string} | null} [target] */
function type(text, gap, target = null) {
  /** @type {string[]} */
  const heard = [];
  const wedge = new Wedge((whole) => heard.push(whole));
  const off = { ctrlKey: false, altKey: false, metaKey: false, preventDefault() {} };
  let timeStamp = 1_000;
  for (const key of [...text, "Enter"]) {
    timeStamp += gap;
    wedge.handle({ key, timeStamp, target: /** @type {any} */ (target), ...off });
  }
  return heard;
}

test("a scanner that types is heard, a person is not", () => {
  assert.deepEqual(type("SP04HMASW9NF6YY093S8", 8), ["SP04HMASW9NF6YY093S8"]);
  assert.deepEqual(type("SP04HMASW9NF6YY093S8", 180), []);
  assert.deepEqual(type("SP04", 8), []);
  assert.deepEqual(type("SP04HMASW9NF6YY093S8", 8, { tagName: "INPUT" }), []);
});

test("scan ids are UUIDs of version 7 in the order of time", () => {
  const now = Date.parse("2023-11-20T01:14:00.000Z");
  const id = uuid7(now);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.slice(0, 13).replace("-", ""), 16), now);
  assert.ok(uuid7(now + 1) > id);
});
