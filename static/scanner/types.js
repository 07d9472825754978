/**
 * Shapes that travel between the modules of the phone app. Names in snake_case are those of the
 * device API (DESIGN 4.5); nothing here runs.
 *
 * @typedef {"ok"|"duplicate"|"not_entitled"|"wrong_event"|"revoked"|"not_yet_open"|"closed"|"unknown"|"foreign"} Verdict
 * @typedef {"camera"|"typed"|"search"|"scanner"} Method
 *
 * @typedef {object} Badge A badge and its registration as known on this phone.
 * @property {string} pillar
 * @property {string} regency
 * @property {boolean} active
 * @property {boolean} revoked
 *
 * @typedef {object} Arrival
 * @property {string} at ISO 8601, UTC
 * @property {string} gate
 * @property {string} device
 *
 * @typedef {object} Rules What a checkpoint asks; empty lists leave that side open to all.
 * @property {"once"|"once_per_day"|"many"|"in_out"} policy
 * @property {string[]} pillars
 * @property {string[]} regencies
 * @property {string|null} opens_at
 * @property {string|null} closes_at
 *
 * @typedef {Rules & {code: string, name: string}} Checkpoint
 * @typedef {{code: string, name: string}} Gate
 * @typedef {{code: string, name: string, venue: string, timezone: string, starts_at: string, ends_at: string, salt: string}} GatheringEvent
 *
 * @typedef {object} Device This phone as the server knows it, and who holds it.
 * @property {string} device_id
 * @property {string} token
 * @property {string} label
 * @property {GatheringEvent} event
 * @property {Checkpoint} checkpoint
 * @property {Gate} gate
 * @property {string} operator
 * @property {number} clock_offset_ms server clock minus this phone's
 *
 * @typedef {object} Person One row of the roster.
 * @property {number} number
 * @property {string} name
 * @property {string} pillar
 * @property {string} regency
 * @property {string|null} district
 * @property {boolean} active
 *
 * @typedef {object} Labels
 * @property {Record<string, {label: string, color: string}>} pillars
 * @property {Record<string, string>} regencies
 * @property {Record<string, string>} districts
 *
 * @typedef {object} Columns The roster as it travels and as it is stored: one array for each field.
 * @property {number[]} number
 * @property {string[]} hash
 * @property {string[]} name
 * @property {string[]} pillar
 * @property {string[]} regency
 * @property {(string|null)[]} district
 * @property {(0|1)[]} active
 *
 * @typedef {{hash: string[], number: number[]}} RevokedColumns
 * @typedef {{number: number[], at: (string|null)[], gate: string[], device: string[]}} ArrivalColumns
 *
 * @typedef {object} Changes A reply to GET /api/v1/changes.
 * @property {Columns} registrations
 * @property {RevokedColumns} revoked
 * @property {ArrivalColumns} arrivals
 * @property {Labels} labels
 * @property {Checkpoint} checkpoint
 * @property {Gate} gate
 * @property {number} until
 * @property {boolean} more
 * @property {string} server_time
 *
 * @typedef {{columns: Columns, revoked: RevokedColumns, labels: Labels}} RosterBlob
 *
 * @typedef {object} Scan What the server is told of one scan.
 * @property {string} id
 * @property {number} seq
 * @property {string|null} code
 * @property {number|null} number
 * @property {string} checkpoint
 * @property {string} scanned_at
 * @property {Verdict} verdict
 * @property {Method} method
 * @property {string} operator
 *
 * @typedef {{number: number, arrival: Arrival & {scan: string}}} LocalArrival What this phone admitted.
 *
 * @typedef {object} Kept All that a phone finds again when its page is opened.
 * @property {Device|null} device
 * @property {RosterBlob|null} roster
 * @property {ArrivalColumns|null} arrivals
 * @property {{until: number, at: number}|null} cursor
 * @property {LocalArrival[]} local
 * @property {LogEntry[]} scans
 * @property {number} unsent
 *
 * @typedef {object} Delta What one reply of the server changes; parts that are null did not change.
 * @property {RosterBlob|null} roster
 * @property {ArrivalColumns|null} arrivals
 * @property {number[]} confirmed
 * @property {Device} device
 * @property {number} until
 * @property {number} at
 *
 * @typedef {object} LogEntry What this phone remembers of its own scan; never the code.
 * @property {string} id
 * @property {number} seq
 * @property {number|null} number
 * @property {string} scanned_at
 * @property {Verdict} verdict
 * @property {Method} method
 * @property {string|null} undone_at
 *
 * @typedef {{order: number, kind: "scan", event: string, scan: Scan} | {order: number, kind: "undo", event: string, id: string, reason: string}} OutboxEntry
 *
 * @typedef {object} Outcome What the screen shows.
 * @property {Verdict|"unsaved"} verdict
 * @property {Person|null} person
 * @property {Arrival|null} arrival
 * @property {string|null} scanId
 */

export {};
