"""In which regency and district a row stands: cells, section, uploader, sheet, title, file name. Pure."""

import re

from checkin.roster.headers import Field
from checkin.roster.issues import Issue
from checkin.roster.places import Gazetteer
from checkin.roster.rows import RosterRow, SheetContext

_SECTION_DISTRICT = re.compile(r"\bKEC(?:AMATAN|\.)?\s*[:.]?\s+([A-Za-z' ]+)", re.I)


class Locator:
    """Finds the places of one sheet's rows."""

    def __init__(
        self, places: Gazetteer, context: SheetContext, uploader: str | None, file_name: str
    ) -> None:
        self._places = places
        self._district = context.district_title
        texts = (context.name, *context.titles, file_name.replace("_", " "))
        said = (places.regency_in(text) for text in texts)
        self._regency = uploader or next((code for code in said if code), None)

    def find(self, row: RosterRow, issues: list[Issue]) -> tuple[str | None, str | None]:
        """Return the codes of regency and district; add what is to be said of them to `issues`."""
        district = row.text(Field.DISTRICT).strip("-") or _district_of(row.section)
        district = district or self._district
        regency = self._find_regency(row, district, issues)
        found = self._places.district_in(regency, district)
        issues += found.issues
        return regency, found.code

    def _find_regency(self, row: RosterRow, district: str, issues: list[Issue]) -> str | None:
        written = row.text(Field.REGENCY).strip("-")
        if written:
            code = self._named(written, district, issues)
        else:
            code = self._places.regency_in(row.section) or self._regency
            code = code or self._home_of(district, issues)
        if code and code not in self._places.invited:
            issues.append(Issue.REGENCY_NOT_IN_EVENT)
        return code

    def _home_of(self, district: str, issues: list[Issue]) -> str | None:
        """Return the one invited regency that has a district of this name."""
        homes = self._places.regencies_with(district, self._places.invited)
        if len(homes) == 1:
            return homes[0]
        issues.append(Issue.REGENCY_AMBIGUOUS)
        return None

    def _named(self, written: str, district: str, issues: list[Issue]) -> str | None:
        places = self._places
        codes = places.regencies_named(written)
        if not codes:
            issues.append(Issue.REGENCY_NOT_IN_EVENT)
        if len(codes) < 2:
            return codes[0] if codes else None
        issues.append(Issue.REGENCY_AMBIGUOUS)
        for candidates in (
            places.regencies_with(district, codes),
            [code for code in codes if places.district_in(code, district).code],
            [code for code in codes if code == self._regency],
            [code for code in codes if code in places.invited],
        ):
            if len(candidates) == 1:
                return candidates[0]
        return None


def _district_of(section: str) -> str:
    found = _SECTION_DISTRICT.search(section)
    return found[1].strip() if found else ""
