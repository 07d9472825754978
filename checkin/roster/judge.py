"""One row of a sheet -> a draft of a person with all its issues at once. Pure.

Looks at the row and at what its sheet, titles, section and uploader say; other rows and what is
registered are `plan`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checkin.roster import contacts, dates, names, nik
from checkin.roster.cells import text_of
from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.headers import Field
from checkin.roster.issues import Issue
from checkin.roster.locate import Locator
from checkin.roster.pillars import PillarNames, words
from checkin.roster.places import Gazetteer
from checkin.roster.rows import RosterRow, SheetContext


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the judge knows besides the file: places, pillar types, the event's lists, who uploads, today."""

    gazetteer: Gazetteer
    pillars: PillarNames
    invited_pillars: frozenset[str]
    today: date
    file_name: str = ""
    uploader_regency: str | None = None


def judge_rows(contexts: Sequence[SheetContext], around: Circumstances) -> list[JudgedRow]:
    """Return the judgement of every row of the file, in its order."""
    shared = _shared_pillar(contexts, around.pillars)
    judged = []
    for context in contexts:
        sheet = _SheetJudge(context, around, shared)
        judged += [sheet.judge(row) for row in context.rows]
    return judged


def _shared_pillar(contexts: Sequence[SheetContext], pillars: PillarNames) -> str | None:
    """Return the one type that titles of sibling sheets name, where those sheets' names name none."""
    said = {
        code
        for context in contexts
        if context.rows and not pillars.named_in(context.name)
        for code in _only(pillars.named_in(" ; ".join(context.titles)))
    }
    return said.pop() if len(said) == 1 else None


def _only(codes: Sequence[str]) -> Sequence[str]:
    return codes if len(codes) == 1 else ()


class _SheetJudge:
    """Judges the rows of one sheet."""

    def __init__(self, context: SheetContext, around: Circumstances, shared: str | None) -> None:
        self.context = context
        self.around = around
        self.pillar = self._implied_pillar(shared)
        self._locate = Locator(around.gazetteer, context, around.uploader_regency, around.file_name)
        header = context.header
        self.jatim = bool(header and header.account_is_jatim)
        self.has_phone = bool(header and Field.PHONE in header.columns)
        self.has_account = bool(header and Field.ACCOUNT in header.columns)

    def _implied_pillar(self, shared: str | None) -> str | None:
        find = self.around.pillars.named_in
        for text in (self.context.name, *self.context.titles, " ; ".join(self.context.titles)):
            if found := _only(find(text)):
                return found[0]
        file_name = _only(find(self.around.file_name.replace("_", " ")))
        return shared or (file_name[0] if file_name else None)

    def judge(self, row: RosterRow) -> JudgedRow:
        """Return the draft of one row with every issue."""
        issues: list[Issue] = []
        name = row.text(Field.NAME)
        if not name:
            issues.append(Issue.NAME_MISSING)
        elif not names.is_name(name):
            issues.append(Issue.NAME_INVALID)
        number = self._nik(row, issues)
        pillar = self._pillar(row, issues)
        regency, district = self._locate.find(row, issues)
        born, place = self._birth(row)
        sex = _gender(row.text(Field.GENDER))
        if number:
            if born and born not in nik.birth_dates(number):
                issues.append(Issue.NIK_DATE_MISMATCH)
            if sex and sex != nik.gender(number):
                issues.append(Issue.NIK_GENDER_MISMATCH)
            born = born or nik.birth_date(number, self.around.today)
            sex = sex or nik.gender(number)
        phone = contacts.read_phone(row.cell(Field.PHONE))
        account = contacts.read_account(row.cell(Field.ACCOUNT), row.cell(Field.BANK), self.jatim)
        issues += phone.issues if self.has_phone else ()
        issues += account.issues if self.has_account else ()
        draft = PersonDraft(
            name=name[: names.MAX_LENGTH],
            nik=number,
            pillar=pillar,
            regency_code=regency,
            district_code=district,
            phone=phone.e164,
            phone_raw=_short(phone.raw, 60),
            account=account.number,
            bank=_short(account.bank, 60),
            account_name=_short(row.text(Field.ACCOUNT_NAME), 120),
            birth_date=born,
            birth_place=_short(place, 60),
            gender=sex,
            member_no=_short(row.text(Field.MEMBER_NO).strip("-"), 40),
            position=_short(row.text(Field.POSITION), 120),
            employment_status=_short(row.text(Field.EMPLOYMENT), 20),
            email=contacts.read_email(row.text(Field.EMAIL)),
        )
        return JudgedRow(row.sheet, row.number, draft, tuple(dict.fromkeys(issues)))

    def _nik(self, row: RosterRow, issues: list[Issue]) -> str | None:
        reading = nik.read_nik(row.cell(Field.NIK))
        if reading.digits is None and nik.is_nip(row.cell(Field.NIK)):
            other = nik.read_nik(row.cell(Field.NIP))
            if other.digits:
                issues.append(Issue.COLUMNS_SWAPPED)
                return None
        issues += reading.issues
        return reading.digits

    def _pillar(self, row: RosterRow, issues: list[Issue]) -> str | None:
        find = self.around.pillars
        written = row.text(Field.PILLAR)
        if written:
            code = find.recognise(written)
        else:
            section = _only(find.named_in(row.section))
            position = row.text(Field.POSITION)
            code = (section[0] if section else self.pillar) or find.recognise(position)
            code = code or self._companion(row)
        if code not in self.around.invited_pillars:
            issues.append(Issue.PILLAR_UNKNOWN)
        return code

    def _companion(self, row: RosterRow) -> str | None:
        """A sheet that speaks of `pendamping` and of no pillar type means the PKH companions."""
        header = row.context.header
        texts = (*row.context.titles, *(header.titles if header else ()))
        spoken = any("PENDAMPING" in words(text).split() for text in texts)
        return "PKH" if spoken and "PKH" in self.around.invited_pillars else None

    def _birth(self, row: RosterRow) -> tuple[date | None, str]:
        month_first = self.context.month_first
        place = row.text(Field.BIRTH_PLACE)
        both = row.cell(Field.BIRTH_PLACE_DATE)
        if both is None:
            return dates.parse_date(row.cell(Field.BIRTH_DATE), month_first), place
        if not isinstance(both, str):
            return dates.parse_date(both, month_first), place
        stated, born = dates.split_place(text_of(both))
        return dates.parse_date(born, month_first), place or stated


def _gender(text: str) -> str | None:
    first = text.strip().upper()[:1]
    if first in ("L", "P") and text.strip().upper() != "PRIA":
        return first
    return {"PRIA": "L", "WANITA": "P", "W": "P"}.get(text.strip().upper())


def _short(text: str | None, length: int) -> str | None:
    return text[:length] if text else None
