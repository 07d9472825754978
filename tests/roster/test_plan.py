"""Rows against what is registered: nobody lost, nobody twice, whatever the rows say."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.roster.changes import Change
from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.issues import Issue, has_error
from checkin.roster.outcome import Known, Outcome, Plan
from checkin.roster.plan import make_plan

SITI = PersonDraft(
    name="Siti Aminah",
    nik="3516015203829001",
    pillar="PKH",
    regency_code="35.16",
    district_code="35.16.01",
    phone="+6281200010001",
    account="0991000001",
    birth_date=date(1982, 3, 12),
)
BUDI = replace(
    SITI, name="Budi Santoso", nik="3516021203799002", phone="+6281200010002", account="0991000002"
)


def rows(*drafts: PersonDraft, issues: tuple[Issue, ...] = ()) -> list[JudgedRow]:
    return [JudgedRow("PKH", number, draft, issues) for number, draft in enumerate(drafts, 2)]


def plan(*drafts: PersonDraft, known: tuple[Known, ...] = ()) -> Plan:
    return make_plan(rows(*drafts), known)


def registered(draft: PersonDraft, *, here: bool = True) -> Known:
    return Known(person_id=uuid4(), draft=draft, registration_id=uuid4() if here else None)


@pytest.mark.parametrize(
    ("second", "outcome", "issue"),
    [
        (SITI, "duplicate", Issue.DUPLICATE),
        (replace(SITI, name="Sitti Aminah"), "duplicate", Issue.NAME_VARIANT),
        (replace(SITI, phone="+6281200019999"), "duplicate", Issue.PHONE_CONFLICT),
        (replace(SITI, account="991000001"), "duplicate", Issue.DUPLICATE),
        (replace(SITI, account=None), "duplicate", Issue.DUPLICATE),
        (replace(SITI, account="0991009999"), "review", Issue.ACCOUNT_CONFLICT),
        (replace(SITI, name="Budi Santoso"), "review", Issue.DUPLICATE_NAME_CONFLICT),
        (replace(SITI, pillar="TKSK"), "review", Issue.DUPLICATE_MULTI_ROLE),
        (replace(SITI, nik="3516015203829010"), "review", Issue.DUPLICATE_PROBABLE),
        (replace(SITI, nik="3517014505859003", account="1"), "accept", Issue.SAME_NAME),
        (replace(BUDI, phone=SITI.phone), "accept", Issue.PHONE_SHARED),
        (replace(BUDI, account=SITI.account), "accept_flagged", Issue.ACCOUNT_SHARED),
        (BUDI, "accept", None),
    ],
)
@pytest.mark.parametrize("before", ["in the file", "registered"])
def test_a_second_row(second: PersonDraft, outcome: str, issue: Issue | None, before: str) -> None:
    if before == "registered":
        last = plan(second, known=(registered(SITI),)).rows[-1]
    else:
        last = plan(SITI, second).rows[-1]
    assert last.outcome == outcome
    assert issue is None or issue in last.issues


def test_two_tksk_of_one_district_both_come_in_marked() -> None:
    first, second = plan(replace(SITI, pillar="TKSK"), replace(BUDI, pillar="TKSK")).rows
    assert (first.outcome, second.outcome) == (Outcome.ACCEPT, Outcome.ACCEPT_FLAGGED)
    assert Issue.TKSK_SAME_DISTRICT in second.issues


def test_a_person_of_an_earlier_event_is_taken_as_is() -> None:
    known = registered(SITI, here=False)
    (row,) = plan(replace(SITI, pillar="TAGANA"), known=(known,)).rows
    assert row.adds
    assert row.known == known


def test_another_account_than_at_an_earlier_event_waits() -> None:
    known = registered(SITI, here=False)
    (row,) = plan(replace(SITI, account="0991009999"), known=(known,)).rows
    assert row.outcome is Outcome.REVIEW
    assert Issue.ACCOUNT_CONFLICT in row.issues


def test_a_later_file_says_what_is_new_and_an_empty_cell_takes_nothing_away() -> None:
    before = registered(replace(SITI, phone=None, account=None))
    (row,) = plan(SITI, known=(before,)).rows
    assert row.outcome is Outcome.DUPLICATE
    assert row.changes == (
        Change("phone", None, "+6281200010001"),
        Change("account", None, "0991000001"),
    )
    (row,) = plan(replace(SITI, phone="+6281200019999"), known=(registered(SITI),)).rows
    assert row.changes == (Change("phone", SITI.phone, "+6281200019999"),)
    (row,) = plan(replace(SITI, phone=None, birth_date=None), known=(registered(SITI),)).rows
    assert row.changes == ()


def test_only_the_first_row_of_a_file_changes_a_person() -> None:
    made = plan(
        replace(SITI, phone="+6281200019998"),
        replace(SITI, phone="+6281200019999"),
        known=(registered(SITI),),
    )
    assert [len(row.changes) for row in made.rows] == [1, 0]
    assert made.rows[1].same_as == made.rows[0].judged


def test_a_coordinator_plans_the_own_regency_only() -> None:
    other = replace(BUDI, regency_code="35.17")
    known = (registered(replace(SITI, regency_code="35.17")),)
    made = make_plan(rows(SITI, BUDI, other), known, "35.16")
    assert [row.outcome.value for row in made.rows] == ["refused", "accept", "refused"]
    assert made.rows[0].known is None


def test_a_walk_in_without_nik_may_be_who_stands_in_a_later_file() -> None:
    walk_in = registered(PersonDraft(name=SITI.name, pillar="PKH", regency_code="35.16"))
    (row,) = plan(SITI, known=(walk_in,)).rows
    assert (row.outcome.value, row.known) == ("review", walk_in)
    assert Issue.DUPLICATE_PROBABLE in row.issues
    (row,) = plan(replace(SITI, regency_code="35.17"), known=(walk_in,)).rows
    assert row.adds
    assert Issue.SAME_NAME in row.issues


drafts = st.builds(
    PersonDraft,
    name=st.sampled_from(["Siti Aminah", "St. Aminah", "Budi Santoso", "", "Moch. Ali", "=1+1"]),
    nik=st.sampled_from([None, SITI.nik, BUDI.nik, "3516015203829010", "3516015203829002"]),
    pillar=st.sampled_from([None, "PKH", "TAGANA", "TKSK"]),
    regency_code=st.sampled_from([None, "35.16", "35.17"]),
    district_code=st.sampled_from([None, "35.16.01"]),
    phone=st.sampled_from([None, "+6281200010001"]),
    account=st.sampled_from([None, "0991000001", "991000001", "0991000002"]),
)
judged = st.lists(
    st.tuples(drafts, st.lists(st.sampled_from(list(Issue)), max_size=2)), max_size=12
).map(
    lambda found: [
        JudgedRow("A", number, draft, tuple(issues)) for number, (draft, issues) in enumerate(found)
    ]
)


@given(judged, st.lists(drafts, max_size=4, unique_by=lambda draft: draft.nik))
def test_every_row_has_one_outcome_and_nobody_comes_in_twice(
    found: list[JudgedRow], before: list[PersonDraft]
) -> None:
    known = [registered(draft) for draft in before]
    made = make_plan(found, known)
    assert [row.judged for row in made.rows] == found
    assert len(made.added) + len(made.review) + len(made.duplicate) == len(found)
    niks = [row.judged.draft.nik for row in made.added]
    assert None not in niks
    assert len(niks) == len(set(niks))
    assert not set(niks) & {draft.nik for draft in before}
    assert not [row for row in made.added if has_error(row.issues)]
    present = {*niks, *(draft.nik for draft in before)}
    assert all(row.judged.draft.nik in present for row in made.duplicate)


@given(judged)
def test_a_plan_repeated_after_it_was_carried_out_adds_nobody(found: list[JudgedRow]) -> None:
    added = make_plan(found, []).added
    known = [registered(row.judged.draft) for row in added]
    assert make_plan(found, known).added == []
