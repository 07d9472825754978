import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, atClock, clock, figure, speak, t } from "../../static/scanner/words.js";
import { ENGLISH } from "../../static/scanner/words_en.js";
import { INDONESIAN } from "../../static/scanner/words_id.js";

const places = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(ENGLISH), Object.keys(INDONESIAN));
  for (const [word, sentence] of Object.entries(INDONESIAN)) {
    assert.deepEqual(places(ENGLISH[word]), places(sentence), word);
  }
});

test("times and numbers are written as people write them here", () => {
  speak("id");
  const now = Date.parse("2023-11-20T05:00:00Z");
  assert.equal(clock("2023-11-20T01:14:00Z", "Asia/Jakarta", now), "08.14");
  assert.equal(clock("2023-11-19T01:14:00Z", "Asia/Jakarta", now), "19 Nov 08.14");
  assert.equal(atClock("2023-11-20T01:14:00Z", "Asia/Jakarta", now), "Pukul 08.14");
  assert.equal(atClock("2022-11-20T01:14:00Z", "Asia/Jakarta", now), "20 Nov pukul 08.14");
  assert.equal(figure(1657), "1.657");
  assert.equal(t("arrived", { n: 1120, total: 1657 }), "1.120 dari 1.657 hadir");
  speak("en");
  assert.equal(clock("2023-11-20T01:14:00Z", "Asia/Jakarta", now), "08:14");
  assert.equal(t("arrived", { n: 1120, total: 1657 }), "1,120 of 1,657 arrived");
  speak("id");
});

test("ages are told in words", () => {
  assert.equal(ago(0, 1e12), "belum terunduh");
  assert.equal(ago(1e12 - 59_000, 1e12), "baru saja");
  assert.equal(ago(1e12 - 60_000 * 7, 1e12), "7 menit lalu");
  assert.equal(ago(1e12 - 3_600_000 * 47, 1e12), "47 jam lalu");
  assert.equal(ago(1e12 - 86_400_000 * 3, 1e12), "3 hari lalu");
});
