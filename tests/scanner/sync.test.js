import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { codeHash } from "../../static/scanner/codes.js";
import { send } from "../../static/scanner/sending.js";
import {
  CODES,
  changes,
  DEVICE,
  FakeApi,
  firstRoster,
  readyPhone,
  SALT,
  START,
  switchOn,
} from "./phone.js";

/** @type {Awaited<ReturnType<typeof readyPhone>>} */
let phone;
beforeEach(async () => {
  phone = await readyPhone();
});
afterEach(() => phone.store.wipe());

const arrived = (number, device, at = "2023-11-20T01:10:00.000Z") => ({
  number: [number],
  at: [at],
  gate: ["Pintu 2"],
  device: [device],
});

test("the roster and its cursor are there after a restart", async () => {
  const after = await switchOn(new FakeApi());
  assert.equal(after.station.roster.size, 3);
  assert.equal(after.station.roster.findByNumber(1)?.name, "Siti Aminah");
  const api = new FakeApi();
  await (await switchOn(api)).sync.run({ now: true });
  assert.deepEqual(api.calls, [["changes", 1]]);
});

test("replies are followed while there is more", async () => {
  phone.api.answers.push(changes({ until: 5, more: true }), changes({ until: 9 }));
  await phone.sync.run({ now: true });
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.api.calls.map(([, after]) => after),
    [0, 1, 5, 9],
  );
});

test("scans are sent before changes are fetched, and only the acknowledged leave", async () => {
  await phone.station.read(CODES[0], "camera");
  await phone.station.checkIn(2);
  await phone.sync.run({ now: true });
  assert.equal(phone.outbox.count, 0);
  assert.deepEqual(
    phone.api.scans.map(({ seq }) => seq),
    [1, 2],
  );
  assert.deepEqual(
    phone.api.calls.slice(1).map(([call]) => call),
    ["scans", "changes"],
  );
});

test("a lost reply sends the same scans again under the same ids", async () => {
  await phone.station.read(CODES[0], "camera");
  phone.api.loseReply = true;
  await phone.sync.run({ now: true });
  assert.equal(phone.outbox.count, 1);
  phone.api.loseReply = false;
  await phone.sync.run({ now: true });
  assert.equal(phone.outbox.count, 0);
  assert.equal(phone.api.scans.length, 1);
});

test("after a failure it waits, unless asked at once", async () => {
  phone.api.down = true;
  await phone.sync.run({ now: true });
  assert.equal(phone.sync.isOffline, true);
  const calls = phone.api.calls.length;
  await phone.sync.run();
  assert.equal(phone.api.calls.length, calls);
  phone.api.down = false;
  await phone.sync.run({ now: true });
  assert.equal(phone.sync.isOffline, false);
});

test("500 scans go out in batches of 200, in order", async () => {
  phone.api.down = true;
  for (let n = 0; n < 500; n++) await phone.station.checkIn(1 + (n % 3));
  phone.api.down = false;
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.api.calls.filter(([call]) => call === "scans").map(([, n]) => n),
    [200, 200, 100],
  );
  assert.deepEqual(
    phone.api.scans.map(({ seq }) => seq),
    [...Array(500).keys()].map((n) => n + 1),
  );
});

test("an undo follows its scan", async () => {
  const { scanId } = await phone.station.read(CODES[0], "camera");
  await phone.station.undo(scanId ?? "", "salah");
  await phone.station.checkIn(2);
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.api.calls.slice(1).map(([call]) => call),
    ["scans", "undo", "scans", "changes"],
  );
  assert.equal(phone.outbox.count, 0);
});

test("an arrival at another gate makes the badge a duplicate here", async () => {
  phone.api.answers.push(changes({ until: 2, arrivals: arrived(1, "HP-07") }));
  await phone.sync.run({ now: true });
  const outcome = await phone.station.read(CODES[0], "camera");
  assert.deepEqual([outcome.verdict, outcome.arrival?.device], ["duplicate", "HP-07"]);
});

test("an arrival undone elsewhere opens the gate again, also after a restart", async () => {
  await phone.station.read(CODES[0], "camera");
  await phone.sync.run({ now: true });
  phone.api.answers.push(changes({ until: 2, arrivals: arrived(1, "HP-05") }));
  await phone.sync.run({ now: true });
  assert.equal(phone.station.arrivals.of(1)?.gate, "Pintu 2");
  phone.api.answers.push(changes({ until: 3, arrivals: { ...arrived(1, ""), at: [null] } }));
  await phone.sync.run({ now: true });
  assert.equal(phone.station.arrivals.of(1), null);
  const after = await switchOn(new FakeApi(), { now: START });
  assert.equal((await after.station.read(CODES[0], "camera")).verdict, "ok");
});

test("a delta never takes back an arrival that is not sent yet", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  phone.station.arrivals.merge({ ...arrived(1, ""), at: [null] }, (id) =>
    phone.outbox.isPending(id),
  );
  assert.equal(phone.station.arrivals.of(1)?.device, "HP-05");
});

test("a re-issued badge replaces the old one", async () => {
  const old = await codeHash(SALT, CODES[0]);
  phone.api.answers.push(
    changes({
      until: 2,
      registrations: {
        number: [1],
        hash: ["ffffffffffffffffffff"],
        name: ["Siti Aminah, S.Sos."],
        pillar: ["PKH"],
        regency: ["35.16"],
        district: [null],
        active: [1],
      },
      revoked: { hash: [old], number: [1] },
    }),
  );
  await phone.sync.run({ now: true });
  const outcome = await phone.station.read(CODES[0], "camera");
  assert.deepEqual([outcome.verdict, outcome.person?.name], ["revoked", "Siti Aminah, S.Sos."]);
  const found = await phone.station.roster.findByHash("f".repeat(20), { salt: SALT, code: "" });
  assert.equal(found?.revoked, false);
  assert.equal(phone.station.roster.size, 3);
});

test("the rules and the gate follow the server", async () => {
  const answer = changes({ until: 2 });
  phone.api.answers.push({
    ...answer,
    checkpoint: { ...answer.checkpoint, pillars: ["TKSK"] },
    gate: { code: "pintu-4", name: "Pintu 4" },
  });
  await phone.sync.run({ now: true });
  assert.equal((await phone.station.read(CODES[0], "camera")).verdict, "not_entitled");
  assert.equal((await switchOn(new FakeApi())).station.device.gate.name, "Pintu 4");
});

test("a token that is refused ends the duty and stops the calls", async () => {
  let ended = 0;
  phone.sync.onEnd = () => {
    ended += 1;
  };
  phone.api.answers.push({ ok: false, status: 401, code: "device_revoked" });
  await phone.sync.run({ now: true });
  const calls = phone.api.calls.length;
  await phone.sync.run({ now: true });
  assert.deepEqual([ended, phone.api.calls.length], [1, calls]);
});

test("a new duty keeps what the old one has not sent, and counts from one", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  await phone.store.enlist(DEVICE, { ...DEVICE, device_id: "d2", token: "new", label: "HP-06" });
  const kept = await phone.store.load();
  assert.deepEqual(
    [kept.device?.label, kept.roster, kept.arrivals, kept.scans.length, kept.outbox.length],
    ["HP-06", null, null, 0, 1],
  );
  const api = new FakeApi();
  api.answers.push(await firstRoster());
  const after = await switchOn(api);
  await after.station.read(CODES[1], "camera");
  assert.equal(after.outbox.count, 2);
  await after.sync.run({ now: true });
  assert.deepEqual(
    api.posted.map(({ token, seqs }) => [token, seqs]),
    [
      ["secret", [1]],
      ["new", [1]],
    ],
  );
  assert.deepEqual([after.outbox.count, after.sync.duties], [0, []]);
});

test("what an unknown phone could not send goes under its next name, numbered on", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  await phone.store.retire(DEVICE, "unknown");
  await phone.store.enlist(null, { ...DEVICE, device_id: "d2", token: "new" });
  const api = new FakeApi();
  api.answers.push(await firstRoster());
  const after = await switchOn(api);
  await after.station.checkIn(2);
  await after.sync.run({ now: true });
  assert.deepEqual(
    api.posted.map(({ token, seqs }) => [token, seqs]),
    [["new", [1, 2]]],
  );
});

test("a revoked phone hands over what it has, then knows nothing", async () => {
  const ends = [];
  phone.sync.onEnd = (why) => ends.push([why, phone.outbox.count]);
  phone.api.answers.push({ ok: false, status: 401, code: "device_revoked" });
  await phone.station.read(CODES[0], "camera");
  phone.api.holds = 1; // the network fails just when the last scan is sent
  await phone.sync.run({ now: true });
  assert.deepEqual(ends, []);
  await phone.sync.run({ now: true });
  assert.deepEqual(ends, [["revoked", 0]]);
  assert.equal(phone.api.scans.length, 1);
});

test("another checkpoint or class of phone is learnt from the beginning", async () => {
  phone.api.answers.push(changes({ until: 2, arrivals: arrived(1, "HP-07") }));
  await phone.sync.run({ now: true });
  const lunch = { ...DEVICE.checkpoint, code: "makan", name: "Makan siang" };
  phone.api.answers.push(changes({ until: 3, checkpoint: lunch }), {
    ...(await firstRoster()),
    checkpoint: lunch,
    until: 3,
  });
  await phone.sync.run({ now: true });
  assert.equal(phone.station.device.checkpoint.name, "Makan siang");
  assert.equal((await phone.station.read(CODES[0], "camera")).verdict, "ok");
  assert.deepEqual(phone.api.calls.filter(([call]) => call === "changes").at(-1), ["changes", 0]);
});

test("a quiet phone tells how it is", async () => {
  assert.equal(phone.api.beats, 1);
  await phone.sync.run({ now: true });
  assert.equal(phone.api.beats, 1);
});

test("asking for changes is not telling how it is", async ({ mock }) => {
  const begun = Date.now();
  let later = 0;
  mock.method(Date, "now", () => begun + later);
  for (later of [30_000, 50_000, 70_000]) await phone.sync.run({ now: true });
  assert.equal(phone.api.beats, 2);
});

test("a new phone tells that it has the roster as soon as it has", async () => {
  assert.equal(phone.api.calls.length, 1);
  assert.equal(phone.api.callsBeforeBeat, 1);
});

test("a refused undo is told, and the scan stands again", async () => {
  const { scanId } = await phone.station.read(CODES[0], "camera");
  await phone.station.undo(scanId ?? "", "salah");
  phone.api.refuses = true;
  await phone.sync.run({ now: true });
  assert.deepEqual(
    phone.troubles.notices.map(({ kind, what, detail }) => [kind, what, detail]),
    [["undo", "No. 1", "Lewat."]],
  );
  assert.deepEqual([phone.station.admitted, phone.outbox.count], [1, 0]);
  const after = await switchOn(new FakeApi(), { now: START + 90_000 });
  assert.equal(after.troubles.notices.length, 1);
  assert.equal((await after.station.read(CODES[0], "camera")).verdict, "duplicate");
  await after.troubles.dismiss(after.troubles.notices[0]);
  assert.equal((await switchOn(new FakeApi())).troubles.notices.length, 0);
});

test("a batch refused as a whole is halved until it passes", async () => {
  const entries = [1, 2].map((order) => ({
    order,
    kind: "scan",
    event: "e",
    scan: { id: `${order}` },
  }));
  const api = { sendScans: async () => ({ ok: false, status: 413, code: "" }) };
  assert.deepEqual(await send(api, entries), { kind: "too_large" });
  const alone = await send(api, entries.slice(0, 1));
  assert.deepEqual([alone.kind, alone.answered.length, alone.refused.length], ["done", 1, 1]);
});
