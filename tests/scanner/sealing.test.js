import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { unseal } from "../../static/scanner/sealing.js";

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/sealing.json", import.meta.url), "utf8"),
);
const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

for (const row of vectors.cases) {
  test(`${row.case}: the badge opens the row`, async () => {
    const { salt, code, name, pillar, regency } = row;
    assert.deepEqual(await unseal(salt, code, bytesOf(row.sealed)), { name, pillar, regency });
  });
}

test("another badge, another event or a changed row opens nothing", async () => {
  const [{ salt, code, sealed }, , , other] = vectors.cases;
  const row = bytesOf(sealed);
  assert.equal(await unseal(salt, other.code, row), null);
  assert.equal(await unseal("ff".repeat(16), code, row), null);
  row[9] ^= 1;
  assert.equal(await unseal(salt, code, row), null);
});
