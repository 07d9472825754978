import assert from "node:assert/strict";
import { test } from "node:test";
import { NameIndex, wordsOf } from "../../static/scanner/search.js";

const NAMES = [
  "Siti Aminah, S.Sos.",
  "Moch. Khoirul Ma'ruf",
  "MUHAMMAD SYAFI'I",
  "Soegeng Djoko Santoso",
  "St. Rahmawati",
  "Nur 'Aini",
  "Abd. Rohman",
  "Siti Rahayu",
];
const names = new NameIndex({
  number: NAMES.map((_, row) => row + 1),
  name: NAMES,
  active: [1, 1, 1, 1, 1, 1, 1, 0],
  hash: [],
  pillar: [],
  regency: [],
  district: [],
});
const find = (/** @type {string} */ text) =>
  names.search(text, 10).map((number) => NAMES[number - 1]);

test("names are taken apart without marks and old spelling", () => {
  assert.deepEqual(wordsOf("H. Djoko Soegeng, S.Pd.I."), ["H", "JOKO", "SUGENG", "S", "PD", "I"]);
  assert.deepEqual(wordsOf("Nur \u2018Aini  Ma\u2019ruf"), ["NUR", "AINI", "MARUF"]);
});

for (const [text, expected] of [
  ["siti am", ["Siti Aminah, S.Sos."]],
  ["aminah siti", ["Siti Aminah, S.Sos."]],
  ["muhammad khoirul", ["Moch. Khoirul Ma'ruf"]],
  ["moh khoi", ["Moch. Khoirul Ma'ruf"]],
  ["moh", ["Moch. Khoirul Ma'ruf", "MUHAMMAD SYAFI'I"]],
  ["mochamad syafii", ["MUHAMMAD SYAFI'I"]],
  ["sugeng joko", ["Soegeng Djoko Santoso"]],
  ["siti rahm", ["St. Rahmawati"]],
  ["abdul", ["Abd. Rohman"]],
  ["nur aini", ["Nur 'Aini"]],
  ["rahayu", []],
  ["zzz", []],
  ["", []],
  [" ,. ", []],
]) {
  test(`"${text}" finds ${expected.length}`, () => assert.deepEqual(find(text), expected));
}

test("a number finds its badge first, also a cancelled one", () => {
  assert.deepEqual(names.search("8", 10), [8]);
});

test("whole words come before beginnings", () => {
  assert.equal(find("siti")[0], "Siti Aminah, S.Sos.");
  assert.deepEqual(names.search("s", 3).length, 3);
});

test("20,000 names are searched in an instant", () => {
  const many = Array.from({ length: 20_000 }, (_, row) => `${NAMES[row % 8]} ${row.toString(36)}`);
  const index = new NameIndex({
    number: many.map((_, row) => row + 1),
    name: many,
    active: many.map(() => 1),
    hash: [],
    pillar: [],
    regency: [],
    district: [],
  });
  const start = performance.now();
  assert.equal(index.search("moh khoirul", 20).length, 20);
  assert.ok(performance.now() - start < 500);
});
