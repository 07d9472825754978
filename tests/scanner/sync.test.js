import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { send } from "../../static/scanner/sending.js";
import { CODES, changes, FakeApi, readyPhone, START, switchOn } from "./phone.js";

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
  const old = phone.station.roster.blob.columns.hash[0];
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
  assert.equal(phone.station.roster.findByHash("ffffffffffffffffffff")?.revoked, false);
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

test("leaving the people behind keeps what is not sent", async () => {
  phone.api.down = true;
  await phone.station.read(CODES[0], "camera");
  await phone.store.forgetRoster();
  const kept = await phone.store.load();
  assert.deepEqual(
    [kept.device, kept.roster, kept.arrivals, kept.scans.length, kept.unsent],
    [null, null, null, 0, 1],
  );
  const after = await switchOn(new FakeApi());
  assert.equal((await after.station.read(CODES[0], "camera")).verdict, "unknown");
  const seqs = (await after.store.unsent(9)).map(
    (entry) => entry.kind === "scan" && entry.scan.seq,
  );
  assert.deepEqual(seqs, [1, 2]);
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
  assert.deepEqual(await send(api, entries.slice(0, 1)), { kind: "failed", status: 413 });
});
