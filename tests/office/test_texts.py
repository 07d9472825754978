"""A message says what the office wrote, with what stands for each place; a slip is found when it is saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.errors import Invalid
from checkin.office.texts import BY_NAME, EXAMPLE, PLACES, TEMPLATES, clean, fill, wording


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_the_house_s_own_wording_passes_and_leaves_no_place_open(template) -> None:  # type: ignore[no-untyped-def]
    assert clean(template.name, template.default) == template.default
    filled = fill(template.default, EXAMPLE)
    assert "{" not in filled
    assert EXAMPLE["kegiatan"] in filled


def test_every_place_has_an_example() -> None:
    assert EXAMPLE.keys() == PLACES.keys()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("invitation", "", "text_empty"),
        ("invitation", "Yth. {nama}, tanpa alamat", "text_no_link"),
        ("invitation", "{namanya} {tautan}", "text_place"),
        ("invitation", "{} {tautan}", "text_place"),
        ("invitation", "{nama {tautan}", "text_brackets"),
        ("invitation", "{tautan} }", "text_brackets"),
        ("invitation", "{tautan}" + "x" * 2000, "text_long"),
        ("invitation_subject", "dua\nbaris", "text_lines"),
        ("invitation_subject", "x" * 151, "text_long"),
    ],
)
def test_a_slip_is_refused(name: str, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean(name, text)
    assert refusal.value.code == code


def test_the_office_s_wording_comes_before_the_house_s() -> None:
    assert wording("reminder", {"reminder": "Ingat {tautan}"}) == "Ingat {tautan}"
    assert wording("reminder", {}) == BY_NAME["reminder"].default


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_for_a_place_is_never_read_as_a_place(name: str, link: str) -> None:
    values = {"nama": f"{{tautan}}{name}", "tautan": link}
    assert fill("{nama}|{tautan}", values) == f"{{tautan}}{name}|{link}"
