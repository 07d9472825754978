"""A plan as the JSON that scripts read (the shape at the head of `rosters/check.py`)."""

from collections.abc import Sequence
from typing import Any

from checkin.crypto import mask
from checkin.roster.draft import PersonDraft
from checkin.roster.issues import Issue
from checkin.roster.outcome import Plan, PlannedRow


def as_json(file_name: str, issues: Sequence[Issue], plan: Plan, *, reveal: bool) -> dict[str, Any]:
    """Return the report of one file; NIK and account are masked unless `reveal`."""
    return {
        "file": file_name,
        "issues": [issue.value for issue in issues],
        "counts": {
            "added": len(plan.added),
            "changed": len(plan.changed),
            "unchanged": len(plan.unchanged),
            "review": len(plan.review),
            "duplicate": len(plan.duplicate),
        },
        "rows": [_row(row, reveal) for row in plan.rows],
    }


def refused(file_name: str, code: str) -> dict[str, Any]:
    """Return the report of a file that could not be read as a roster: why, and what no row can have."""
    lacking = [Issue.NAME_MISSING, Issue.NIK_MISSING]
    said = [code.upper(), *(issue.value for issue in lacking)]
    return {"file": file_name, "issues": said, "rows": []}


def _row(row: PlannedRow, reveal: bool) -> dict[str, Any]:
    report: dict[str, Any] = {
        "sheet": row.judged.sheet,
        "row": row.judged.row,
        "outcome": row.outcome.value,
        "issues": [issue.value for issue in row.issues],
        "person": _person(row.judged.draft, reveal),
    }
    if row.same_as:
        report["duplicate_of"] = {"sheet": row.same_as.sheet, "row": row.same_as.row}
    return report


def _person(draft: PersonDraft, reveal: bool) -> dict[str, Any]:
    return {
        "name": draft.name,
        "nik": draft.nik if reveal else mask(draft.nik),
        "pillar": draft.pillar,
        "regency_code": draft.regency_code,
        "district_code": draft.district_code,
        "phone_e164": draft.phone,
        "bank_account": draft.account if reveal else mask(draft.account),
        "birth_date": draft.birth_date.isoformat() if draft.birth_date else None,
        "gender": draft.gender,
    }
