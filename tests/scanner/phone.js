/** A phone without a browser: the real modules on a fake IndexedDB, and a server in a few lines. */

import "fake-indexeddb/auto";
import { Arrivals } from "../../static/scanner/arrivals.js";
import { codeHash } from "../../static/scanner/codes.js";
import { Outbox } from "../../static/scanner/outbox.js";
import { emptyRoster, Roster } from "../../static/scanner/roster.js";
import { Station } from "../../static/scanner/station.js";
import { openStore } from "../../static/scanner/store.js";
import { Sync } from "../../static/scanner/sync.js";
import { Troubles } from "../../static/scanner/troubles.js";

export const SALT = "000102030405060708090a0b0c0d0e0f";
export const CODES = ["SP04HMASW9NF6YY093S8", "SPKWY5MWEJHS5GDHZHC3", "SP5CESWH50FGTZGV8J1W"];
export const START = Date.parse("2023-11-20T01:14:00.000Z");
const CHECKPOINT = {
  code: "kedatangan",
  name: "Kedatangan",
  policy: "once",
  pillars: [],
  regencies: [],
  opens_at: null,
  closes_at: null,
};

export const DEVICE = {
  device_id: "d1",
  token: "secret",
  label: "HP-05",
  kind: "desk",
  event: {
    code: "bojonegoro-2023",
    name: "Sapa Pilar",
    venue: "GOR",
    timezone: "Asia/Jakarta",
    starts_at: "2023-11-20T01:00:00Z",
    ends_at: "2023-11-20T06:00:00Z",
    salt: SALT,
  },
  checkpoint: CHECKPOINT,
  gate: { code: "pintu-1", name: "Pintu 1" },
  operator: "Rini",
  clock_offset_ms: 0,
};

/** A reply to /changes; `over` replaces parts. */
export function changes(over = {}) {
  return {
    registrations: {
      number: [],
      hash: [],
      name: [],
      pillar: [],
      regency: [],
      district: [],
      active: [],
    },
    revoked: { hash: [], number: [] },
    arrivals: { number: [], at: [], gate: [], device: [] },
    labels: { pillars: {}, regencies: {}, districts: {} },
    checkpoint: CHECKPOINT,
    gate: { code: "pintu-1", name: "Pintu 1" },
    until: 1,
    more: false,
    server_time: new Date(Date.now()).toISOString(),
    ...over,
  };
}

/** The first roster: three people, the third's first badge replaced. */
export async function firstRoster() {
  return changes({
    registrations: {
      number: [1, 2, 3],
      hash: [
        await codeHash(SALT, CODES[0]),
        await codeHash(SALT, CODES[1]),
        "0123456789abcdef0123",
      ],
      name: ["Siti Aminah", "Moch. Khoirul Ma'ruf", "Dewi Lestari"],
      pillar: ["PKH", "TAGANA", "PKH"],
      regency: ["35.16", "35.22", "35.16"],
      district: ["35.16.02", null, "35.16.02"],
      active: [1, 1, 1],
    },
    revoked: { hash: [await codeHash(SALT, CODES[2])], number: [3] },
    labels: {
      pillars: { PKH: { label: "Pendamping PKH", color: "#05a" } },
      regencies: { 35.16: "Kabupaten Mojokerto" },
      districts: { "35.16.02": "Gondang" },
    },
  });
}

/** A server that answers from a list; an empty list means that nobody answers. */
export class FakeApi {
  calls = [];
  scans = [];
  undos = [];
  walkIns = [];
  posted = [];
  beats = 0;
  callsBeforeBeat = 0;
  holds = 0;
  answers = [];
  down = false;
  loseReply = false;

  /** One phone, one token: the server it speaks to is this one. */
  of = (token) => {
    this.token = token;
    return this;
  };

  async changes(after) {
    this.calls.push(["changes", after]);
    if (this.down) return { ok: false, status: 0, code: "unreachable" };
    const answer = this.answers.shift() ?? changes({ until: after });
    return answer.ok === undefined ? { ok: true, data: answer } : answer;
  }

  async sendScans(batch) {
    if (batch.scans.length === 0) {
      this.beats += 1;
      this.callsBeforeBeat = this.calls.length;
    } else this.calls.push(["scans", batch.scans.length]);
    if (this.down) return { ok: false, status: 0, code: "unreachable" };
    if (batch.scans.length > 0 && this.holds-- > 0) return { ok: false, status: 503, code: "" };
    const seqs = batch.scans.map(({ seq }) => seq);
    if (seqs.length > 0) this.posted.push({ token: this.token, seqs });
    for (const scan of batch.scans) {
      if (!this.scans.some(({ id }) => id === scan.id)) this.scans.push(scan);
    }
    if (this.loseReply) return { ok: false, status: 0, code: "unreachable" };
    const results = batch.scans.map(({ id, verdict }) => ({ id, status: "accepted", verdict }));
    return { ok: true, data: { results, stored_through: 0 } };
  }

  async undoScan(id, body) {
    this.calls.push(["undo", id]);
    if (this.down) return { ok: false, status: 0, code: "unreachable" };
    if (this.refuses) return { ok: false, status: 409, code: "undo_too_late", detail: "Lewat." };
    this.undos.push({ id, ...body });
    return { ok: true, data: { id, status: "undone" } };
  }

  async walkIn(body) {
    this.calls.push(["walk_in", body.id]);
    if (this.down) return { ok: false, status: 0, code: "unreachable" };
    if (this.refuses) return { ok: false, status: 422, code: "pillar", detail: "Pilar." };
    this.walkIns.push(body);
    const { name, pillar, regency, district } = body;
    const hash = body.spare ? await codeHash(SALT, body.spare) : "ee".repeat(10);
    return {
      ok: true,
      data: { number: 40 + this.walkIns.length, hash, name, pillar, regency, district },
    };
  }
}

/** Switch a phone on with what its disk holds; `clock.now` is its clock. */
export async function switchOn(api, clock = { now: START }) {
  const store = await openStore();
  const kept = await store.load();
  if (!kept.device) await store.saveDevice(DEVICE);
  const device = kept.device ?? DEVICE;
  const outbox = new Outbox(store, device.device_id, kept.outbox);
  const station = new Station({
    device,
    roster: new Roster(kept.roster ?? emptyRoster(), kept.newcomers),
    arrivals: new Arrivals(kept.arrivals, kept.local),
    outbox,
    log: kept.scans,
    newcomers: kept.newcomers,
    clock: () => clock.now,
  });
  const sync = new Sync({ apiOf: api.of, store, station, outbox });
  sync.duties = kept.duties;
  const troubles = new Troubles(store, station, kept.notices);
  sync.onAnswered = (sent) => troubles.take(sent);
  if (kept.cursor) sync.resume(kept.cursor);
  return { store, outbox, station, sync, troubles, clock };
}

/** A phone that has its roster. */
export async function readyPhone(api = new FakeApi()) {
  api.answers.push(await firstRoster());
  const phone = await switchOn(api);
  await phone.sync.run({ now: true });
  phone.station.device.clock_offset_ms = 0;
  return { ...phone, api };
}
