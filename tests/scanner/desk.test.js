import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { codeHash } from "../../static/scanner/codes.js";
import { findPeople } from "../../static/scanner/names.js";
import { CODES, changes, FakeApi, readyPhone, SALT, START, switchOn } from "./phone.js";

const SPARE = CODES[0];
const BUDI = { name: "Budi Santoso", pillar: "PKH", regency: "35.16", district: null };

/** @type {Awaited<ReturnType<typeof readyPhone>>} */
let phone;
beforeEach(async () => {
  phone = await readyPhone();
  const people = phone.station.roster.toColumns();
  const hash = ["aa".repeat(10), await codeHash(SALT, CODES[1]), ""];
  const spares = { hash: [await codeHash(SALT, SPARE)], digest: "d" };
  phone.api.answers.push(changes({ until: 2, registrations: { ...people, hash }, spares }));
  await phone.sync.run({ now: true });
  phone.api.calls = [];
});
afterEach(() => phone.store.wipe());

test("a walk-in with a spare badge is let in without a network, and found by name", async () => {
  phone.api.down = true;
  const outcome = await phone.station.welcome(BUDI, { code: SPARE, method: "camera" });
  assert.deepEqual([outcome.verdict, outcome.person?.name], ["ok", "Budi Santoso"]);
  assert.equal(findPeople(phone.station.roster, "budi", 5)[0].name, "Budi Santoso");
  assert.equal((await phone.station.read(SPARE, "camera")).verdict, "duplicate");
  const after = await switchOn(new FakeApi(), { now: START + 5_000 });
  assert.equal((await after.station.read(SPARE, "camera")).verdict, "duplicate");
  assert.equal(findPeople(after.station.roster, "santoso", 5).length, 1);
});

test("walk-in, scan and undo reach the server in this order", async () => {
  phone.api.down = true;
  const { scanId } = await phone.station.welcome(BUDI, { code: SPARE, method: "typed" });
  await phone.station.undo(scanId ?? "", "salah");
  phone.api.down = false;
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.api.calls.map(([call]) => call),
    ["walk_in", "scans", "undo", "changes"],
  );
  assert.equal(phone.api.walkIns[0].spare, SPARE);
  assert.equal(phone.api.scans[0].hash, await codeHash(SALT, SPARE));
  assert.equal(phone.api.undos[0].undone_at, new Date(START).toISOString());
});

test("a walk-in without a badge is sent by the number the server gives", async () => {
  phone.api.down = true;
  await phone.station.welcome(BUDI, null);
  phone.api.down = false;
  await phone.sync.run({ now: true });
  const [{ number, code, hash, method }] = phone.api.scans;
  assert.deepEqual([number, code, hash, method], [41, undefined, undefined, "search"]);
  assert.equal(phone.station.roster.findByNumber(41)?.name, "Budi Santoso");
  assert.equal(phone.station.arrivals.of(41)?.device, "HP-05");
  assert.equal(phone.station.log[0].number, 41);
  assert.equal(findPeople(phone.station.roster, "budi", 5).length, 1);
  const after = await switchOn(new FakeApi());
  assert.equal(after.station.log[0].number, 41);
  assert.deepEqual(after.station.newcomers, []);
});

test("a refused walk-in is told by name, and its scan does not hold up the rest", async () => {
  phone.api.down = true;
  await phone.station.welcome(BUDI, null);
  await phone.station.checkIn(2);
  Object.assign(phone.api, { down: false, refuses: true });
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.troubles.notices.map(({ kind, what }) => [kind, what]),
    [["walk_in", "Budi Santoso"]],
  );
  assert.deepEqual(
    phone.api.scans.map(({ number }) => number),
    [2],
  );
  assert.equal(phone.outbox.count, 0);
});

test("only a known, unused spare badge can be handed out", async () => {
  const asked = (text) => phone.station.spareOf(text);
  assert.deepEqual(await asked(SPARE), { code: SPARE });
  assert.deepEqual(await asked(CODES[1]), { problem: "spare_taken" });
  assert.deepEqual(await asked("SP000000000000000132"), { problem: "spare_unknown" });
  assert.deepEqual(await asked("https://example.org"), { problem: "spare_foreign" });
  await phone.station.welcome(BUDI, { code: SPARE, method: "camera" });
  assert.deepEqual(await asked(SPARE), { problem: "spare_taken" });
});

test("a spare badge at a gate is unknown, and says that it is a spare", async () => {
  const outcome = await phone.station.read(SPARE, "camera");
  assert.deepEqual([outcome.verdict, outcome.spare], ["unknown", SPARE]);
});

test("a supervisor's word lets in, with the reason and what the rules said", async () => {
  phone.station.device.checkpoint = { ...phone.station.device.checkpoint, pillars: ["TKSK"] };
  assert.equal((await phone.station.read(CODES[1], "camera")).verdict, "not_entitled");
  const outcome = await phone.station.override("Surat tugas ditunjukkan");
  assert.deepEqual([outcome.verdict, outcome.overridden], ["not_entitled", true]);
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.api.scans.map(({ verdict, override }) => [verdict, override]),
    [
      ["not_entitled", undefined],
      ["not_entitled", "Surat tugas ditunjukkan"],
    ],
  );
  assert.equal(phone.station.admitted, 1);
});

test("each operator has a count of their own on a shared phone", async () => {
  await phone.station.checkIn(1);
  phone.station.device = { ...phone.station.device, operator: "Budi" };
  await phone.station.checkIn(2);
  assert.deepEqual([phone.station.admitted, phone.station.ownAdmitted], [2, 1]);
  assert.deepEqual(
    phone.station.log.map(({ operator }) => operator),
    ["Rini", "Budi"],
  );
});
