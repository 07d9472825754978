import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NameIndex, wordsOf } from "../../static/scanner/search.js";

/** @typedef {{name: string, pillar: string, regency: string, district: string}} Told */

const { people, cases } = JSON.parse(
  readFileSync(new URL("../vectors/search.json", import.meta.url), "utf8"),
);

/** @param {Told[]} told @param {number[]} [cancelled] */
function indexOf(told, cancelled = []) {
  /** @param {keyof Told} field @returns {Record<string, string>} */
  const names = (field) => Object.fromEntries(told.map((one) => [one[field], one[field]]));
  const pillars = Object.values(names("pillar")).map((label) => [label, { label, color: "" }]);
  return new NameIndex(
    {
      number: told.map((_, row) => row + 1),
      hash: [],
      active: told.map((_, row) => (cancelled.includes(row + 1) ? 0 : 1)),
      name: told.map(({ name }) => name),
      pillar: told.map(({ pillar }) => pillar),
      regency: told.map(({ regency }) => regency),
      district: told.map(({ district }) => district || null),
    },
    {
      pillars: Object.fromEntries(pillars),
      regencies: names("regency"),
      districts: names("district"),
    },
  );
}

const index = indexOf(people);

for (const { typed, found } of cases) {
  test(`"${typed}" finds as on the server`, () => {
    assert.deepEqual(index.search(typed, 100), found);
  });
}

test("names are taken apart without titles, marks and old spelling", () => {
  assert.deepEqual(wordsOf("H. Djoko Soegeng, S.Pd.I."), wordsOf("joko SUGENG"));
  assert.deepEqual(wordsOf("Nur \u2018Aini  Ma\u2019ruf"), wordsOf("nur aini maruf"));
});

test("a number finds its badge first, also a cancelled one", () => {
  const some = indexOf(people, [3, 8]);
  assert.deepEqual(some.search("8", 10), [8]);
  assert.deepEqual(some.search("#3", 10), [3]);
  assert.deepEqual(some.search("siti aminah", 10), [4]);
  assert.deepEqual(some.search("99", 10), []);
});

test("no more is returned than was asked for", () => {
  assert.equal(index.search("si", 2).length, 2);
});

const field = JSON.parse(
  readFileSync(new URL("../roster/samples/search_cases.json", import.meta.url), "utf8"),
);

test("the field's own cases are found within their rank, and soon", () => {
  /** @type {string[][]} */ const rows = field.roster;
  const real = indexOf(
    rows.map(([, name, pillar, regency, district]) => ({
      name,
      pillar,
      regency: field.regencies[regency],
      district,
    })),
  );
  for (const [typed, within, ids, regency] of field.searches) {
    const asked = regency ? `${typed} ${field.regencies[regency]}` : typed;
    for (const one of [typed, asked]) {
      const found = real.search(one, within).map((number) => rows[number - 1][0]);
      for (const id of ids) assert.ok(found.includes(id), `${one}: ${id}`);
    }
  }
});

test("20,000 names are searched in an instant", () => {
  const many = Array.from({ length: 20_000 }, (_, row) => ({
    ...people[row % people.length],
    name: `${people[row % people.length].name.split(",")[0]} ${row.toString(36)}`,
  }));
  const big = indexOf(many);
  const start = performance.now();
  assert.equal(big.search("moh yoyok", 20).length, 20);
  assert.ok(performance.now() - start < 500);
});
