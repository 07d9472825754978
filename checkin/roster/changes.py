"""What a row says otherwise than the register does, field by field. Pure.

The latest list of an office is right, but an empty cell takes nothing away, and NIK, pillar type and regency
are never changed by a file: those wait for a human (`plan`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from checkin.roster.contacts import same_account, same_bank
from checkin.roster.draft import PersonDraft
from checkin.roster.names import search_key
from checkin.text import mark

LABELS: Mapping[str, str] = {
    "name": mark("Nama"),
    "phone": mark("Nomor HP"),
    "email": mark("Surel"),
    "account": mark("Nomor rekening"),
    "bank": mark("Bank"),
    "account_name": mark("Nama rekening"),
    "birth_date": mark("Tanggal lahir"),
    "birth_place": mark("Tempat lahir"),
    "gender": mark("Jenis kelamin"),
    "member_no": mark("Nomor anggota"),
    "employment_status": mark("Status kepegawaian"),
    "district_code": mark("Kecamatan"),
    "position": mark("Jabatan"),
}
REGISTRATION_FIELDS = frozenset({"district_code", "position"})
SENSITIVE = frozenset({"account"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field, what the register holds and what the row says; dates are ISO texts."""

    field: str
    old: str | None
    new: str


def differences(before: PersonDraft, now: PersonDraft, *, same_event: bool) -> tuple[Change, ...]:
    """Return what taking over the row would change."""
    found = []
    for name in LABELS:
        old, new = text(getattr(before, name)), text(getattr(now, name))
        if new and new != old and _matters(name, before, now):
            found.append(Change(name, old, new))
    if not same_event:
        return tuple(c for c in found if c.field not in REGISTRATION_FIELDS | {"name"})
    return tuple(found)


def text(value: object) -> str | None:
    """Return a field's value as it is kept in JSON."""
    return value.isoformat() if isinstance(value, date) else str(value) if value else None


def draft_from(kept: Mapping[str, object]) -> PersonDraft:
    """Return the draft that was kept as JSON."""
    known = {f.name for f in fields(PersonDraft)}
    values = {name: value for name, value in kept.items() if name in known}
    if isinstance(born := values.get("birth_date"), str):
        values["birth_date"] = date.fromisoformat(born)
    return PersonDraft(**values)  # type: ignore[arg-type]


def _matters(name: str, before: PersonDraft, now: PersonDraft) -> bool:
    if name == "name":
        return _words(before.name) != _words(now.name)
    if name == "account" and before.account and now.account:
        return same_account(before.account, now.account) and len(now.account) > len(before.account)
    if name == "district_code":
        return before.regency_code == now.regency_code
    if name == "bank" and before.bank and now.bank:
        return not same_bank(before.bank, now.bank)
    if name in ("bank", "account_name", "birth_place", "position"):
        old, new = getattr(before, name), getattr(now, name)
        return (old or "").casefold() != (new or "").casefold()
    return True


def _words(name: str) -> str:
    return " ".join(sorted(search_key(name).split()))
