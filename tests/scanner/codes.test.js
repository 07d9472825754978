import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { codeHash, parseCode } from "../../static/scanner/codes.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/codes.json", import.meta.url), "utf8"));

for (const { text, ...expected } of vectors.parse) {
  test(`recognises ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseCode(text), expected);
  });
}

for (const { code } of vectors.make) {
  test(`accepts ${code} as the server made it`, () => {
    assert.deepEqual(parseCode(code), { kind: "valid", code });
  });
}

for (const { salt, code, hash } of vectors.hash) {
  test(`hashes ${code} as the server does`, async () => {
    assert.equal(await codeHash(salt, code), hash);
  });
}
