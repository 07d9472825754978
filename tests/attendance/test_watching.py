"""One answer for all who watch: made once in a while, never twice at once, never of a failure."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from checkin.attendance.watching import KEPT, Shared


def test_a_value_is_made_once_until_it_is_old() -> None:
    now, made = [0.0], []
    shared: Shared[int] = Shared(1.0, lambda: now[0])

    def make() -> int:
        made.append(now[0])
        return len(made)

    assert [shared.get("a", make), shared.get("a", make), shared.get("b", make)] == [1, 1, 2]
    now[0] = 0.99
    assert shared.get("a", make) == 1
    now[0] = 1.0
    assert shared.get("a", make) == 3


def test_those_who_ask_at_once_wait_for_one() -> None:
    began, go, made = threading.Event(), threading.Event(), []
    shared: Shared[int] = Shared(60.0, lambda: 0.0)

    def make() -> int:
        began.set()
        go.wait(20)
        made.append(1)
        return 7

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(shared.get, "a", make)
        began.wait(20)
        rest = [pool.submit(shared.get, "a", make) for _ in range(7)]
        go.set()
        assert {job.result(20) for job in [first, *rest]} == {7}
    assert len(made) == 1


def test_a_failure_is_not_kept() -> None:
    shared: Shared[int] = Shared(60.0, lambda: 0.0)
    with pytest.raises(ZeroDivisionError):
        shared.get("a", lambda: 1 // 0)
    assert shared.get("a", lambda: 5) == 5


def test_old_keys_go() -> None:
    shared: Shared[int] = Shared(60.0, lambda: 0.0)
    for key in range(KEPT + 50):
        shared.get(key, lambda key=key: key)
    assert len(shared._slots) <= KEPT


def test_who_asks_while_a_new_one_is_made_gets_the_one_before() -> None:
    began, go, now = threading.Event(), threading.Event(), [0.0]
    shared: Shared[str] = Shared(1.0, lambda: now[0])
    assert shared.get("a", lambda: "old") == "old"
    now[0] = 1.5

    def make() -> str:
        began.set()
        go.wait(20)
        return "new"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.get, "a", make)
        began.wait(20)
        assert shared.get("a", lambda: "another") == "old"
        now[0] = 2.5  # twice too old: better wait
        waits = pool.submit(shared.get, "a", lambda: "another")
        go.set()
        assert (first.result(20), waits.result(20)) == ("new", "another")
