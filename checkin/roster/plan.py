"""The judged rows of a file against what is registered -> what importing it will do. Pure.

The first sound row of a person wins. Nobody is merged by name: only an equal NIK says "the same person",
and where pillar type, name or account then disagree a human decides, because each person is paid once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.roster import nik as niks
from checkin.roster.changes import differences
from checkin.roster.contacts import same_account
from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.issues import Issue, has_error, has_warning
from checkin.roster.names import name_key, same_person_plausible, same_spelling, search_key
from checkin.roster.outcome import Known, Outcome, Plan, PlannedRow

NEAR_NIK = 2


def make_plan(
    rows: Sequence[JudgedRow], known: Sequence[Known], only_regency: str | None = None
) -> Plan:
    """Return what importing `rows` will do; `known` are the event's people and those with one of its NIKs.

    `only_regency` refuses rows of other regencies, and of people registered from there.
    """
    planner = _Planner(known, only_regency, {row.draft.nik for row in rows if _is_sound(row)})
    return Plan(tuple(planner.take(row) for row in rows))


@dataclass(slots=True)
class _Entry:
    draft: PersonDraft
    known: Known | None = None
    row: JudgedRow | None = None


class _Planner:
    """Remembers who is there while it goes down the rows."""

    def __init__(
        self, known: Sequence[Known], only_regency: str | None, sound: set[str | None]
    ) -> None:
        self.only = only_regency
        self.sound = sound
        self.here: dict[str, _Entry] = {}
        self.elsewhere: dict[str, Known] = {}
        self.names: dict[str, list[_Entry]] = defaultdict(list)
        self.spellings: set[str] = set()
        self.accounts: set[str] = set()
        self.phones: set[str] = set()
        self.districts: set[str] = set()
        for person in known:
            if person.registration_id and not person.returns:
                self._enter(_Entry(person.draft, known=person))
            elif person.draft.nik:
                self.elsewhere[person.draft.nik] = person

    def take(self, row: JudgedRow) -> PlannedRow:
        """Decide one row."""
        draft = row.draft
        if self.only and draft.regency_code not in (None, self.only):
            return PlannedRow(row, Outcome.REFUSED, row.issues)
        entry = self.here.get(draft.nik or "")
        if entry and not {Issue.NAME_MISSING, Issue.NAME_INVALID} & set(row.issues):
            return self._again(row, entry)
        if not _is_sound(row) or draft.nik is None:
            return PlannedRow(row, Outcome.REVIEW, row.issues)
        person = self.elsewhere.get(draft.nik)
        clash = _clash(person.draft, draft, same_event=False) if person else None
        if clash:
            return PlannedRow(row, Outcome.REVIEW, (*row.issues, clash), person)
        like = self._probable(draft)
        if like:
            issues = (*row.issues, Issue.DUPLICATE_PROBABLE)
            return PlannedRow(row, Outcome.REVIEW, issues, like.known, like.row)
        issues = (*row.issues, *self._remarks(draft))
        self._enter(_Entry(draft, known=person, row=row))
        outcome = Outcome.ACCEPT_FLAGGED if has_warning(issues) else Outcome.ACCEPT
        changes = differences(person.draft, draft, same_event=False) if person else ()
        return PlannedRow(row, outcome, issues, person, changes=changes)

    def _again(self, row: JudgedRow, entry: _Entry) -> PlannedRow:
        if self.only and entry.draft.regency_code != self.only:
            return PlannedRow(row, Outcome.REFUSED, (*row.issues, Issue.DUPLICATE))
        clash = _clash(entry.draft, row.draft, same_event=True)
        if clash:
            issues = (*row.issues, clash)
            return PlannedRow(row, Outcome.REVIEW, issues, entry.known, entry.row)
        said = [Issue.DUPLICATE]
        if not same_spelling(entry.draft.name, row.draft.name):
            said.append(Issue.NAME_VARIANT)
        if entry.draft.phone and row.draft.phone not in (None, entry.draft.phone):
            said.append(Issue.PHONE_CONFLICT)
        issues = (*row.issues, *said)
        outdone = not _is_sound(row) and row.draft.nik in self.sound
        if entry.known is None or entry.row is not None or outdone:
            return PlannedRow(row, Outcome.DUPLICATE, issues, entry.known, entry.row)
        changes = differences(entry.draft, row.draft, same_event=True)
        entry.row = row
        return PlannedRow(row, Outcome.DUPLICATE, issues, entry.known, changes=changes)

    def _probable(self, draft: PersonDraft) -> _Entry | None:
        """The same name with a NIK off by a digit or two, or a walk-in of that name who gave none."""
        assert draft.nik
        for entry in self.names.get(_words(draft.name), ()):
            other = entry.draft.nik
            if other and niks.distance(other, draft.nik) <= NEAR_NIK:
                return entry
            if other is None and entry.draft.regency_code == draft.regency_code:
                return entry
        return None

    def _remarks(self, draft: PersonDraft) -> list[Issue]:
        said = []
        if name_key(draft.name) in self.spellings:
            said.append(Issue.SAME_NAME)
        if draft.account and draft.account.lstrip("0") in self.accounts:
            said.append(Issue.ACCOUNT_SHARED)
        if draft.phone and draft.phone in self.phones:
            said.append(Issue.PHONE_SHARED)
        if draft.pillar == "TKSK" and draft.district_code in self.districts:
            said.append(Issue.TKSK_SAME_DISTRICT)
        return said

    def _enter(self, entry: _Entry) -> None:
        draft = entry.draft
        if draft.nik:
            self.here[draft.nik] = entry
        self.names[_words(draft.name)].append(entry)
        self.spellings.add(name_key(draft.name))
        if draft.account:
            self.accounts.add(draft.account.lstrip("0"))
        if draft.phone:
            self.phones.add(draft.phone)
        if draft.pillar == "TKSK" and draft.district_code:
            self.districts.add(draft.district_code)


def _is_sound(row: JudgedRow) -> bool:
    draft = row.draft
    return not has_error(row.issues) and bool(draft.nik and draft.pillar and draft.regency_code)


def _words(name: str) -> str:
    return " ".join(sorted(search_key(name).split()))


def _clash(before: PersonDraft, now: PersonDraft, *, same_event: bool) -> Issue | None:
    """Return why one NIK cannot quietly be one person, or None."""
    if not same_person_plausible(before.name, now.name):
        return Issue.DUPLICATE_NAME_CONFLICT
    if same_event and before.pillar and now.pillar and before.pillar != now.pillar:
        return Issue.DUPLICATE_MULTI_ROLE
    if not same_account(before.account, now.account):
        return Issue.ACCOUNT_CONFLICT
    return None
