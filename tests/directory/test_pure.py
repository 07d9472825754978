"""What is asked of the table, runs of numbers, whom an action concerns, the file: by tables."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.audit import runs
from checkin.directory import export
from checkin.directory.asked import USUAL, Asked, read
from checkin.directory.choosing import Action, Chosen, Without, sort
from checkin.ids import RegistrationId, uuid7


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([3], "3"), ([1, 2, 3, 7], "1-3, 7"), ([9, 1, 2, 2], "1-2, 9")],
)
def test_numbers_are_written_as_runs(numbers: list[int], text: str) -> None:
    assert runs.write(numbers) == text
    assert runs.read(text) == sorted(set(numbers))


@given(st.sets(st.integers(min_value=1, max_value=99_999), max_size=60))
def test_runs_are_read_back(numbers: set[int]) -> None:
    text = runs.write(numbers)
    assert runs.read(text) == sorted(numbers)
    assert all(runs.holds(text, number) for number in numbers)


@pytest.mark.parametrize("text", ["x", "-", "1-", "1-9999999999", "1-x", "٣", "9-1"])
def test_what_is_no_number_is_left_out(text: str) -> None:
    assert runs.read(text) in ([], [1])


def test_everything_asked_comes_back_from_its_address() -> None:
    asked = Asked(
        text="siti", pillar="PKH", regency="35.16", district="35.16.02", state="hadir", checkpoint="siang",
        sort="-nama", columns=("pilar", "hp"), page=3,
    )  # fmt: skip
    assert read(asked.address()) == asked
    assert read({}) == Asked()
    assert Asked().columns == USUAL


@pytest.mark.parametrize("text", ["3516014101809001", "0812 3456 7890", "35.16.01410180"])
def test_no_address_holds_what_may_be_a_personal_number(text: str) -> None:
    asked = Asked(text=text, pillar="PKH")
    assert asked.address() == {"pilar": "PKH"}
    assert asked.filters()["q"] == text


@pytest.mark.parametrize(
    "said",
    [
        {"keadaan": "x"},
        {"urut": "--nama"},
        {"hal": "-1"},
        {"hal": "9" * 99},
        {"kolom": "x"},
        {"q": "\0"},
    ],
)
def test_what_makes_no_sense_narrows_nothing(said: dict[str, str]) -> None:
    assert not read(said).narrowed


def test_the_attendance_is_asked_by_those_who_may_read_it() -> None:
    said = {"keadaan": "hadir", "urut": "hadir", "kolom": "hadir,nik"}
    assert read(said).state == "hadir"
    hidden = read(said, attendance=False)
    assert (hidden.state, hidden.sort, hidden.columns) == ("", "", ("nik",))


def person(**over: object) -> Chosen:
    values = {
        "id": RegistrationId(uuid7()), "number": 1, "status": "active", "cancel_reason": None,
        "pillar": "PKH", "regency": "35.16", "district": "35.16.01", "arrived": False,
    }  # fmt: skip
    return Chosen(**values | over)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "one", "why"),
    [
        (Action.CANCEL, person(), None),
        (Action.CANCEL, person(arrived=True), Without.ARRIVED),
        (Action.CANCEL, person(status="cancelled"), Without.CANCELLED),
        (Action.RESTORE, person(), Without.ACTIVE),
        (
            Action.RESTORE,
            person(status="cancelled", cancel_reason="substituted"),
            Without.SUBSTITUTED,
        ),
        (Action.RESTORE, person(status="cancelled", cancel_reason="erased"), Without.ERASED),
        (Action.RESTORE, person(status="cancelled", cancel_reason="office"), None),
        (Action.PILLAR, person(), Without.SAME),
        (Action.DISTRICT, person(regency="35.17"), Without.ELSEWHERE),
        (Action.PRINT, person(status="waiting"), Without.WAITING),
        (Action.EXPORT, person(status="cancelled"), None),
    ],
)
def test_an_action_leaves_out_whom_it_does_not_concern(
    action: Action, one: Chosen, why: Without | None
) -> None:
    to = {Action.PILLAR: "PKH", Action.DISTRICT: "35.16.02"}.get(action, "")
    found = sort(action, [one], to=to, regency="35.16")
    assert found.without == ({why: 1} if why else {})
    assert len(found.concerned) == (0 if why else 1)


def test_no_cell_of_a_file_is_a_formula() -> None:
    line = export.Line(1, "=1+1", "", "+a", "-b", "@c", *[""] * 9)
    (_head, row) = csv.reader(
        io.StringIO(export.comma_separated([line]).decode("utf-8-sig")), delimiter=";"
    )
    assert row[1:6] == ["'=1+1", "", "'+a", "'-b", "'@c"]
    assert export.workbook([line])[:2] == b"PK"
