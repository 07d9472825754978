"""A badge is to be printed when it never was, or when it would say something else today."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.badges.state import PrintState, digest, state_of

THEN = datetime(2023, 11, 19, tzinfo=UTC)
NOW_SAYS = digest("Siti", "PKH", "Kota Madiun", 7)


@pytest.mark.parametrize(
    ("printed_at", "printed_as", "state"),
    [
        (None, None, PrintState.NEVER),
        (None, NOW_SAYS, PrintState.NEVER),
        (THEN, None, PrintState.PRINTED),
        (THEN, NOW_SAYS, PrintState.PRINTED),
        (THEN, digest("Siti", "TKSK", "Kota Madiun", 7), PrintState.CHANGED),
    ],
)
def test_knows_the_paper(printed_at: datetime | None, printed_as: str | None, state: str) -> None:
    assert state_of(printed_at, printed_as, NOW_SAYS) == state


words = st.text(max_size=20).filter(lambda text: "\x1f" not in text)
people = st.tuples(words, words, words, st.integers(1, 99))


@given(people, people)
def test_people_differ_as_their_badges_do(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)  # type: ignore[arg-type]
