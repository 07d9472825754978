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
 * @property {boolean} [inside] where people go in and out
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
 * @property {"gate"|"desk"|"supervisor"} kind
 * @property {GatheringEvent} event
 * @property {Checkpoint} checkpoint
 * @property {Gate} gate
 * @property {string} operator
 * @property {number} clock_offset_ms server clock minus this phone's
 * @property {boolean} [practice] nothing scanned now is counted
 * @property {boolean} [revoked] taken off duty; only hands over what it has
 *
 * @typedef {{device_id: string, token: string, label: string, event: string, event_name: string, lost: boolean}} Duty
 *   An earlier pairing of this phone with scans that are not sent; `lost` where the server knows it no more.
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
 * @typedef {Person & {id: string, hash: string | null}} Newcomer
 *   Registered at this desk and not known to the server yet; the number is negative till then.
 *
 * @typedef {object} Columns The roster as it travels to a desk: one array for each field.
 * @property {number[]} number
 * @property {string[]} hash
 * @property {(0|1)[]} active
 * @property {string[]} name
 * @property {string[]} pillar
 * @property {string[]} regency
 * @property {(string|null)[]} district
 *
 * @typedef {Pick<Columns, "number" | "hash" | "active"> & {sealed: string[]}} SealedColumns To a gate.
 *
 * @typedef {{hash: string[], number: number[], sealed?: string[]}} RevokedColumns
 * @typedef {{number: number[], at: (string|null)[], gate: string[], device: string[], inside?: (0|1)[]}} ArrivalColumns
 * @typedef {{pillars: Record<string, string>, regencies: Record<string, string>}} Invited
 * @typedef {{hash: string[], digest?: string}} Spares
 *
 * @typedef {{number: Int32Array, hash: Uint8Array, texts: string}} RowsBlob
 * @typedef {RowsBlob & {sealed: boolean, active: Uint8Array, places: Uint16Array, codes: string[],
 *   revoked: RowsBlob, spares: {hash: string[], digest: string}, labels: Labels, invited: Invited}} RosterBlob
 *   The roster as it is stored: what comes back from the disk without being built again.
 * @typedef {{at: Float64Array, inside: Uint8Array, places: Uint16Array, words: string[]}} ArrivalBlob
 *
 * @typedef {object} Changes A reply to GET /api/v1/changes.
 * @property {Columns | SealedColumns} registrations
 * @property {RevokedColumns} revoked
 * @property {ArrivalColumns} arrivals
 * @property {Labels} labels
 * @property {Invited|null} [invited] what a desk may choose from
 * @property {Spares|null} [spares] null where this phone holds just these
 * @property {Checkpoint} checkpoint
 * @property {Gate} gate
 * @property {Partial<Device>} [device]
 * @property {Post[]} [posts] where a supervisor may move this phone
 * @property {number} until
 * @property {boolean} more
 * @property {string} server_time
 *
 * @typedef {{gate: string, name: string, checkpoint: string, checkpoint_name: string}} Post Where a phone may stand.
 *
 * @typedef {object} Scan What the server is told of one scan: whose badge, by code or hash or number.
 * @property {string} id
 * @property {number} seq
 * @property {string} [code] of a badge that is on no roster here
 * @property {string} [hash]
 * @property {number} [number]
 * @property {string} checkpoint
 * @property {string} scanned_at
 * @property {Verdict} verdict
 * @property {Method} method
 * @property {string} operator
 * @property {Direction} [direction]
 * @property {string} [override] why a supervisor let this one in
 *
 * @typedef {"in" | "out"} Direction
 * @typedef {{number: number, arrival: Arrival & {scan: string}}} LocalArrival What this phone admitted.
 *
 * @typedef {object} Kept All that a phone finds again when its page is opened.
 * @property {Device|null} device
 * @property {RosterBlob|null} roster
 * @property {ArrivalBlob|null} arrivals
 * @property {{until: number, at: number}|null} cursor
 * @property {LocalArrival[]} local
 * @property {LogEntry[]} scans
 * @property {Newcomer[]} newcomers
 * @property {Notice[]} notices
 * @property {Duty[]} duties
 * @property {OutboxEntry[]} outbox
 *
 * @typedef {object} Delta What one reply of the server changes; parts that are null did not change.
 * @property {RosterBlob|null} roster
 * @property {ArrivalBlob|null} arrivals
 * @property {number[]} confirmed
 * @property {Device} device
 * @property {number} until
 * @property {number} at
 *
 * @typedef {object} LogEntry What this phone remembers of its own scan; never the code or a name.
 * @property {string} id
 * @property {number} seq
 * @property {number|null} number
 * @property {string|null} hash
 * @property {string} checkpoint
 * @property {string} scanned_at
 * @property {Verdict} verdict
 * @property {Method} method
 * @property {string} operator
 * @property {Direction} [direction]
 * @property {string} [override]
 * @property {boolean} [practice] scanned in a rehearsal
 * @property {string|null} undone_at
 *
 * @typedef {{id: string, at: string, kind: "undo"|"walk_in"|"scan", what: string, detail: string}} Notice
 *   What the server did not take, to be read by a volunteer.
 *
 * @typedef {object} WalkIn
 * @property {string} id
 * @property {string} name
 * @property {string} pillar
 * @property {string} regency
 * @property {string|null} district
 * @property {string} [spare] code of the spare badge that was handed out
 * @property {string} registered_at
 * @property {string} operator
 *
 * @typedef {{kind: "scan", scan: Scan, newcomer?: number}
 *   | {kind: "undo", id: string, reason: string, undone_at: string}
 *   | {kind: "walk_in", walkIn: WalkIn, newcomer: number}} Errand
 * @typedef {Errand & {order: number, device: string}} OutboxEntry
 *
 * @typedef {object} Outcome What the screen shows.
 * @property {Verdict|"unsaved"} verdict
 * @property {Person|null} person
 * @property {Arrival|null} arrival
 * @property {string|null} scanId
 * @property {Direction} [direction]
 * @property {string} [spare] code of a spare badge nobody has yet
 * @property {boolean} [overridden]
 */

export {};
