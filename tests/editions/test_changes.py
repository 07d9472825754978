"""Two editions are compared row by row, field by field."""

from hypothesis import given
from hypothesis import strategies as st

from checkin.editions.changes import Change, What, differences

rows = st.dictionaries(
    st.sampled_from("123456"),
    st.fixed_dictionaries({"Nama": st.sampled_from("AB"), "Hadir": st.sampled_from(["ya", ""])}),
)


def test_what_came_went_and_changed() -> None:
    before = {"1": {"Nama": "Ani", "Hadir": ""}, "2": {"Nama": "Budi", "Hadir": ""}}
    after = {"2": {"Nama": "Budi", "Hadir": "ya"}, "3": {"Nama": "Cici", "Hadir": ""}}
    assert differences(before, after, "Nama") == [
        Change(What.REMOVED, "1", "Ani"),
        Change(What.CHANGED, "2", "Budi", "Hadir", "", "ya"),
        Change(What.ADDED, "3", "Cici"),
    ]


@given(rows, rows)
def test_no_change_is_told_exactly_where_nothing_differs(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    assert (differences(before, after, "Nama") == []) == (before == after)
    assert len(differences(before, after, "Nama")) == len(differences(after, before, "Nama"))
