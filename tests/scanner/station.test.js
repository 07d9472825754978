import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { codeHash } from "../../static/scanner/codes.js";
import { CODES, changes, FakeApi, readyPhone, SALT, START, switchOn } from "./phone.js";

/** @type {Awaited<ReturnType<typeof readyPhone>>} */
let phone;
beforeEach(async () => {
  phone = await readyPhone();
});
afterEach(() => phone.store.wipe());

test("a badge on the roster is let in and written down before the answer", async () => {
  phone.api.down = true;
  const outcome = await phone.station.read(CODES[0], "camera");
  assert.equal(outcome.verdict, "ok");
  assert.equal(outcome.person?.name, "Siti Aminah");
  const [entry] = await phone.store.unsent();
  assert.equal(entry.kind, "scan");
  assert.deepEqual(entry.scan, {
    id: outcome.scanId,
    seq: 1,
    hash: await codeHash(SALT, CODES[0]),
    checkpoint: "kedatangan",
    scanned_at: "2023-11-20T01:14:00.000Z",
    verdict: "ok",
    method: "camera",
    operator: "Rini",
  });
  assert.ok(JSON.stringify(entry.scan).length < 300);
});

test("the second time it is a duplicate that says when and where", async () => {
  await phone.station.read(CODES[0], "camera");
  phone.clock.now += 60_000;
  const outcome = await phone.station.read(CODES[0].toLowerCase(), "typed");
  assert.equal(outcome.verdict, "duplicate");
  assert.deepEqual(
    { ...outcome.arrival, scan: undefined },
    {
      at: "2023-11-20T01:14:00.000Z",
      gate: "Pintu 1",
      device: "HP-05",
      inside: true,
      scan: undefined,
    },
  );
  assert.equal(phone.station.admitted, 1);
});

test("what a rehearsal let in counts while it lasts, and no more after its wipe", async () => {
  phone.station.device.practice = true;
  await phone.station.read(CODES[0], "camera");
  await phone.station.read(CODES[1], "camera");
  assert.equal(phone.station.admitted, 2);
  await phone.sync.run({ now: true });
  const at = new Date(phone.clock.now).toISOString();
  const wiped = { number: [1, 2], at: [null, at], gate: ["", "Pintu 1"], device: ["", "HP-05"] };
  phone.api.answers.push(changes({ until: 3, arrivals: wiped, device: { practice: false } }));
  await phone.sync.run({ now: true });
  const [first, second] = phone.station.log;
  // the second stands: the rehearsal had turned into the day itself by then
  assert.deepEqual([phone.station.counts(first), phone.station.counts(second)], [false, true]);
  assert.equal(phone.station.admitted, 1);
  assert.deepEqual([phone.station.canUndo(first), phone.station.canUndo(second)], [false, true]);
});

test("one badge read twice in the same instant is let in once", async () => {
  const outcomes = await Promise.all([
    phone.station.read(CODES[0], "camera"),
    phone.station.read(CODES[0], "scanner"),
  ]);
  assert.deepEqual(outcomes.map(({ verdict }) => verdict).sort(), ["duplicate", "ok"]);
});

test("a name found by search is checked in by number, without a code", async () => {
  const outcome = await phone.station.checkIn(2);
  assert.equal(outcome.verdict, "ok");
  const [{ scan }] = await phone.store.unsent();
  assert.deepEqual([scan.code, scan.number, scan.method], [undefined, 2, "search"]);
});

test("a replaced badge is refused with its holder's name", async () => {
  const outcome = await phone.station.read(CODES[2], "camera");
  assert.equal(outcome.verdict, "revoked");
  assert.equal(outcome.person?.number, 3);
});

test("a well-formed code on no roster is unknown, and kept", async () => {
  const outcome = await phone.station.read("SP000000000000000132", "typed");
  assert.deepEqual([outcome.verdict, outcome.person], ["unknown", null]);
  assert.equal(await phone.store.countUnsent(), 1);
});

test("what is no badge of ours leaves no trace", async () => {
  const outcome = await phone.station.read("https://example.org", "camera");
  assert.equal(outcome.verdict, "foreign");
  assert.equal(await phone.store.countUnsent(), 0);
});

test("a scan can be taken back for a minute, and the person let in again", async () => {
  const { scanId } = await phone.station.read(CODES[0], "camera");
  phone.clock.now += 59_000;
  assert.equal(await phone.station.undo(scanId ?? "", "salah"), true);
  assert.equal(phone.station.admitted, 0);
  assert.equal((await phone.station.read(CODES[0], "camera")).verdict, "ok");
  const kinds = (await phone.store.unsent()).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["scan", "undo", "scan"]);
});

test("after a minute it cannot", async () => {
  const { scanId } = await phone.station.read(CODES[0], "camera");
  phone.clock.now += 60_000;
  assert.equal(await phone.station.undo(scanId ?? "", "salah"), false);
  assert.equal(phone.station.admitted, 1);
});

test("a phone that dies knows on its next start whom it let in, and goes on counting", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  const after = await switchOn(new FakeApi(), { now: START + 5_000 });
  assert.equal(after.outbox.count, 1);
  assert.equal(after.sync.isLoaded, true);
  assert.equal((await after.station.read(CODES[0], "camera")).verdict, "duplicate");
  assert.equal((await after.station.read(CODES[1], "camera")).verdict, "ok");
  const seqs = (await after.store.unsent()).map((entry) => entry.kind === "scan" && entry.scan.seq);
  assert.deepEqual(seqs, [1, 2, 3]);
});

test("what the phone keeps holds no code of the roster's badges, sent or not", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  assert.ok(!JSON.stringify(await phone.store.load()).includes(CODES[0]));
});

test("a disk that refuses is an error, not a green light", async () => {
  const closed = phone.store;
  const record = closed.record.bind(closed);
  closed.record = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await assert.rejects(phone.station.read(CODES[0], "camera"));
  closed.record = record;
  assert.equal((await phone.station.read(CODES[0], "camera")).verdict, "ok");
});
