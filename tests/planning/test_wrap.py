"""How far the end of an event is, whatever is known of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checkin.events.stages import Stage
from checkin.planning.checks import State
from checkin.planning.ends import of_end
from checkin.planning.wrap import Ending, ListState, Wrap
from tests.factories import NOW

LIST = ListState(
    label="DH-01/X", title="Daftar hadir", number=1, at=NOW, final=True, current=True, whole=True
)
RUNNING = Ending(
    stage=Stage.RUNNING,
    phones=2,
    debts=(),
    cases=1,
    open_cases=0,
    lists=(),
    changed_at=NOW,
    exported_at=None,
)
CLOSED = replace(RUNNING, stage=Stage.CLOSED)

CASES = [
    (replace(RUNNING, debts=("HP-01: 3 menunggu",)), Wrap.PHONES),
    (replace(RUNNING, open_cases=1), Wrap.CASES),
    (RUNNING, Wrap.CLOSE),
    (replace(RUNNING, lists=(LIST,), exported_at=NOW), Wrap.CLOSE),
    (replace(CLOSED, debts=("HP-01: 3 menunggu",), open_cases=1), Wrap.LISTS),
    (CLOSED, Wrap.LISTS),
    (replace(CLOSED, lists=(replace(LIST, final=False),)), Wrap.LISTS),
    (replace(CLOSED, lists=(replace(LIST, current=False),)), Wrap.LISTS),
    (replace(CLOSED, lists=(replace(LIST, whole=False),)), Wrap.LISTS),
    (replace(CLOSED, lists=(LIST,)), Wrap.EXPORT),
    (replace(CLOSED, lists=(LIST,), exported_at=NOW - timedelta(seconds=1)), Wrap.EXPORT),
    (replace(CLOSED, lists=(LIST,), exported_at=NOW), Wrap.ARCHIVE),
    (replace(CLOSED, stage=Stage.ARCHIVED, lists=(LIST,), exported_at=NOW), None),
]  # fmt: skip


@pytest.mark.parametrize(("ending", "step"), CASES)
def test_the_walk_stands_at_the_first_thing_that_is_not_through(
    ending: Ending, step: Wrap | None
) -> None:
    assert ending.current is step


def test_of_a_closed_event_the_list_says_what_its_end_lacks() -> None:
    found = {check.key: check.state for check in of_end(replace(CLOSED, open_cases=2))}
    assert found == {
        "phones": State.READY,
        "cases": State.LOOK,
        "lists": State.LOOK,
        "export": State.LOOK,
    }
