"""Sealed rows, by the table shared with the phone and by properties."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from checkin.badges.codes import make_code
from checkin.scans.sealing import seal, unseal

CASES = json.loads((Path(__file__).parents[1] / "vectors/sealing.json").read_text())["cases"]
SALT = bytes(range(16))
codes = st.binary(min_size=10, max_size=10).map(make_code)
words = st.text(st.characters(exclude_characters="\t", exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_rows_are_sealed_as_the_table_says(case: dict[str, str]) -> None:
    row = (case["name"], case["pillar"], case["regency"])
    assert seal(bytes.fromhex(case["salt"]), case["code"], *row) == case["sealed"]


@given(codes, words, words, words)
def test_a_badge_opens_its_own_row(code: str, name: str, pillar: str, regency: str) -> None:
    assert unseal(SALT, code, seal(SALT, code, name, pillar, regency)) == (name, pillar, regency)


@given(codes, codes)
def test_no_other_badge_opens_it(code: str, other: str) -> None:
    sealed = seal(SALT, code, "Siti Aminah", "PKH", "35.16")
    if code != other:
        with pytest.raises(InvalidTag):
            unseal(SALT, other, sealed)


def test_two_rows_of_one_badge_never_share_a_nonce() -> None:
    code = make_code(bytes(10))
    one, other = (seal(SALT, code, name, "PKH", "35.16") for name in ("Siti", "Siti A."))
    assert one[:8] != other[:8]
