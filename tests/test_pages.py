"""Pages of a long list: every row once, in order, and never a page of nothing where there is none."""

from hypothesis import given
from hypothesis import strategies as st

from checkin.pages import cut


@given(st.lists(st.integers(), max_size=60), st.integers(1, 12))
def test_the_pages_together_are_the_list(rows: list[int], size: int) -> None:
    first = cut(rows, 1, size)
    assert first.count >= 1
    pages = [cut(rows, number, size) for number in range(1, first.count + 1)]
    assert [row for page in pages for row in page.rows] == rows
    assert all(page.rows for page in pages[1:])
    assert cut(rows, first.count + 1, size).rows == []
