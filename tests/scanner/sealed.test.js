import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { codeHash } from "../../static/scanner/codes.js";
import { changes, FakeApi, readyPhone, switchOn } from "./phone.js";

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/sealing.json", import.meta.url), "utf8"),
);
const [SITI, , CORRECTED, KHOIRUL] = vectors.cases;

/** A gate's roster: one person, and one whose badge was replaced. */
const sealed = async () =>
  changes({
    registrations: {
      number: [1, 2],
      hash: [await codeHash(SITI.salt, SITI.code), "ab".repeat(10)],
      sealed: [SITI.sealed, KHOIRUL.sealed],
      active: [1, 1],
    },
    revoked: {
      hash: [await codeHash(KHOIRUL.salt, KHOIRUL.code)],
      number: [2],
      sealed: [KHOIRUL.sealed],
    },
  });

/** @type {Awaited<ReturnType<typeof readyPhone>>} */
let phone;
beforeEach(async () => {
  const api = new FakeApi();
  api.answers.push(await sealed());
  phone = { ...(await switchOn(api)), api };
  await phone.sync.run({ now: true });
});
afterEach(() => phone.store.wipe());

test("a name opens when its badge is scanned, and is written nowhere", async () => {
  phone.api.down = true;
  const outcome = await phone.station.read(SITI.code, "camera");
  assert.deepEqual(
    [outcome.verdict, outcome.person?.name, outcome.person?.pillar],
    ["ok", SITI.name, "PKH"],
  );
  assert.equal(phone.station.personOf(phone.station.log[0])?.name, SITI.name);
  const kept = JSON.stringify([await phone.store.load(), await phone.store.unsent()]);
  for (const secret of [SITI.name, SITI.code, "Siti"]) assert.ok(!kept.includes(secret), secret);
  const after = await switchOn(new FakeApi());
  assert.equal(after.station.personOf(after.station.log[0])?.name, "");
});

test("a replaced badge still shows whose it was", async () => {
  const outcome = await phone.station.read(KHOIRUL.code, "camera");
  assert.deepEqual([outcome.verdict, outcome.person?.name], ["revoked", KHOIRUL.name]);
});

test("rules about pillars hold for what was sealed", async () => {
  phone.station.device.checkpoint = { ...phone.station.device.checkpoint, pillars: ["TKSK"] };
  assert.equal((await phone.station.read(SITI.code, "camera")).verdict, "not_entitled");
});

test("a corrected name takes the place of the old one", async () => {
  const { registrations } = await sealed();
  const one = (list) => list.slice(0, 1);
  phone.api.answers.push(
    changes({
      until: 2,
      registrations: {
        number: [1],
        hash: one(registrations.hash),
        sealed: [CORRECTED.sealed],
        active: [1],
      },
    }),
  );
  await phone.sync.run({ now: true });
  const after = await switchOn(new FakeApi());
  assert.equal((await after.station.read(SITI.code, "camera")).person?.name, CORRECTED.name);
});
