"""Rows that wait for a human: what they say, and which of them a later file answers.

A row sent twice waits once. What a human decided of a row is not asked again when the same row comes again.
A name alone answers nothing: a second trait must agree, and only someone who comes in anew is taken for
the one who waited.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum, auto
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.roster.changes import draft_from
from checkin.roster.contacts import same_account
from checkin.roster.draft import PersonDraft
from checkin.roster.models import ImportRow, RosterImport
from checkin.roster.names import name_key, same_person_plausible
from checkin.roster.nik import distance
from checkin.roster.outcome import Outcome, PlannedRow

NEAR_NIK = 2


class Decision(StrEnum):
    """How a row for review ended."""

    ACCEPTED = auto()
    CORRECTED = auto()
    MERGED = auto()
    REJECTED = auto()
    ANSWERED = auto()
    SUPERSEDED = auto()
    REPEATED = auto()


BY_HUMAN = (Decision.ACCEPTED, Decision.CORRECTED, Decision.MERGED, Decision.REJECTED)
LASTING = (*BY_HUMAN, Decision.ANSWERED)


def payload(row: PlannedRow, cells: Sequence[str]) -> str:
    """Return what is kept, sealed, of a row for review."""
    kept = {name: value for name, value in asdict(row.judged.draft).items() if value}
    same = [row.same_as.sheet, row.same_as.row] if row.same_as else None
    return json.dumps({"draft": kept, "cells": cells, "same_as": same}, default=str)


def draft_of(row: ImportRow) -> PersonDraft:
    """Return what a kept row says of a person."""
    kept = json.loads(row.payload) if row.payload else {}
    return draft_from({"name": "", **kept.get("draft", kept)})


@dataclass(frozen=True)
class Print:
    """What equal rows have in common, wherever they stand.

    Only the digest is kept, sealed, as `imprint`: a new data key can index it anew without anybody keeping
    what a rejected row said. Rows from before there was one are indexed by the `older` fingerprint.
    """

    imprint: str
    fingerprint: str
    older: str


def print_of(row: PlannedRow, nik: str) -> Print:
    """Return the print of a row; `nik` as it was written."""
    draft = row.judged.draft
    said = (draft.pillar, draft.regency_code, draft.account, draft.phone)
    text = "|".join([name_key(draft.name), nik, *(s or "" for s in said)])
    imprint = sha256(text.encode()).hexdigest()
    return Print(imprint, blind_index(imprint), blind_index(text))


def settled_before(session: Session, event: Event, prints: Iterable[Print]) -> dict[Print, str]:
    """Return the reasons of decisions already made about such rows."""
    rows = session.execute(
        select(ImportRow.fingerprint, ImportRow.reason)
        .join(RosterImport, RosterImport.id == ImportRow.import_id)
        .where(
            RosterImport.event_id == event.id,
            RosterImport.state == "applied",
            ImportRow.decision.in_(LASTING),
        )
    )
    wanted = {known: one for one in prints for known in (one.fingerprint, one.older)}
    return {wanted[found]: reason or "" for found, reason in rows if found in wanted}


def waiting_rows(session: Session, event: Event, only_regency: str | None) -> list[ImportRow]:
    """Return the event's rows that wait, oldest file first."""
    query = (
        select(ImportRow)
        .join(RosterImport, RosterImport.id == ImportRow.import_id)
        .where(
            RosterImport.event_id == event.id,
            RosterImport.state == "applied",
            ImportRow.outcome == Outcome.REVIEW.value,
            ImportRow.decision.is_(None),
        )
        .order_by(RosterImport.applied_at, RosterImport.id, ImportRow.sheet, ImportRow.row)
    )
    if only_regency:
        query = query.where(RosterImport.only_regency == only_regency)
    return list(session.scalars(query))


def answer(
    waiting: Sequence[ImportRow],
    plan_rows: Sequence[PlannedRow],
    *,
    prints: Collection[Print],
    codes: dict[int, str],
    previous: UUID | None,
) -> list[tuple[ImportRow, Decision]]:
    """Return which waiting rows a file answers, and how; `codes` are row codes by `id` of a planned row."""
    named = {row_code(row.id): row for row in waiting}
    again = {known for one in prints for known in (one.fingerprint, one.older)}
    found = {row.id: (row, Decision.SUPERSEDED) for row in waiting if row.fingerprint in again}
    for planned in plan_rows:
        row = named.get(codes.get(id(planned), ""))
        if row and planned.outcome is not Outcome.REFUSED:
            waits = planned.outcome is Outcome.REVIEW
            found[row.id] = (row, Decision.SUPERSEDED if waits else Decision.ANSWERED)
    sound = _Sound(plan_rows)
    for row in waiting:
        if row.id not in found and sound.takes(draft_of(row), newer=row.import_id == previous):
            found[row.id] = (row, Decision.ANSWERED)
    return list(found.values())


def row_code(row_id: UUID) -> str:
    """Return what an error sheet calls a row."""
    return f"R-{row_id.hex[-12:].upper()}"


class _Sound:
    """The rows of a file that came in, each able to answer one row that waited."""

    def __init__(self, rows: Sequence[PlannedRow]) -> None:
        self.niks: dict[str, list[PlannedRow]] = defaultdict(list)
        self.names: dict[str, list[PlannedRow]] = defaultdict(list)
        for row in rows:
            if row.outcome in (Outcome.REVIEW, Outcome.REFUSED):
                continue
            self.niks[row.judged.draft.nik or ""].append(row)
            if row.adds:
                self.names[name_key(row.judged.draft.name)].append(row)

    def takes(self, draft: PersonDraft, *, newer: bool) -> bool:
        """Say whether a row answers `draft`; `newer`: this file is the next version of its list."""
        for row in self.niks.get(draft.nik or "-", ()):
            now = row.judged.draft
            agree = same_account(draft.account, now.account) and draft.pillar == now.pillar
            if same_person_plausible(draft.name, now.name) and (newer or agree):
                return True
        same_name = self.names.get(name_key(draft.name), [])
        for row in same_name:
            if _also_agrees(draft, row.judged.draft):
                same_name.remove(row)
                return True
        return False


def _also_agrees(before: PersonDraft, now: PersonDraft) -> bool:
    if before.nik and now.nik and distance(before.nik, now.nik) > NEAR_NIK:
        return False
    traits = ("phone", "account", "birth_date", "district_code", "member_no")
    return any(getattr(before, t) and getattr(before, t) == getattr(now, t) for t in traits)
