"""Every way to tamper with a chain is found at its first entry, and named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.accounts.chain import START, Content, canonical, digest
from checkin.audit.verify import Break, Head, Link, verify

NOW = datetime(2026, 11, 21, 1, 14, tzinfo=UTC)


def content(number: int, **over: object) -> Content:
    said = {
        "id": UUID(int=number),
        "at": NOW + timedelta(seconds=number),
        "actor_kind": "user",
        "actor_id": UUID(int=7),
        "actor_name": "Olga",
        "action": "event.update",
        "event_id": None,
        "subject": f"#{number}",
        "origin": "10.0.0.7",
        "sign_in_id": None,
        "detail": {"b": [1, "é"], "a": None},
    }
    return Content(**said | over)  # type: ignore[arg-type]


def made(count: int, first: int = 1, last: str = START) -> list[Link]:
    links = []
    for number in range(first, first + count):
        said = content(number)
        own = digest(number, last, said)
        links.append(Link(seq=number, previous=last, hash=own, content=said))
        last = own
    return links


def head_of(links: list[Link]) -> Head:
    return Head(count=len(links), hash=links[-1].hash or "") if links else Head(count=0, hash=START)


def renumbered(links: list[Link]) -> list[Link]:
    return [replace(link, seq=number) for number, link in enumerate(links, start=1)]


def changed(links: list[Link], at: int, **over: object) -> list[Link]:
    return [replace(link, **over) if link.seq == at else link for link in links]  # type: ignore[arg-type]


def rehashed(link: Link) -> Link:
    said = replace(link.content, subject="lain")
    return replace(link, content=said, hash=digest(link.seq, link.previous or "", said))


def forged(links: list[Link], at: int) -> list[Link]:
    """Put an entry in at `at`, rightly hashed, and push the others on."""
    before = links[at - 2].hash or "" if at > 1 else START
    said = content(999)
    new = Link(seq=at, previous=before, hash=digest(at, before, said), content=said)
    pushed = [replace(link, seq=link.seq + 1) for link in links[at - 1 :]]
    return [*links[: at - 1], new, *pushed]


def swapped(links: list[Link], one: int, other: int) -> list[Link]:
    a, b = links[one - 1], links[other - 1]
    moved = {one: replace(b, seq=one), other: replace(a, seq=other)}
    return [moved.get(link.seq, link) for link in links]


CASES: dict[str, tuple[Callable[[list[Link]], list[Link]], int, Break]] = {
    "changed": (lambda c: changed(c, 4, content=content(4, subject="lain")), 4, Break.ALTERED),
    "time": (lambda c: changed(c, 1, content=content(1, at=NOW)), 1, Break.ALTERED),
    "origin": (lambda c: changed(c, 9, content=content(9, origin="")), 9, Break.ALTERED),
    "hash only": (lambda c: changed(c, 5, hash="f" * 64), 5, Break.ALTERED),
    "link only": (lambda c: changed(c, 5, previous="f" * 64), 5, Break.ALTERED),
    "hashed anew": (lambda c: [rehashed(x) if x.seq == 4 else x for x in c], 4, Break.ALTERED),
    "last hashed anew": (lambda c: [*c[:-1], rehashed(c[-1])], 9, Break.ALTERED),
    "gone": (lambda c: [x for x in c if x.seq != 4], 4, Break.MISSING),
    "first gone": (lambda c: c[1:], 1, Break.MISSING),
    "several gone": (lambda c: c[:2] + c[6:], 3, Break.MISSING),
    "gone and renumbered": (lambda c: renumbered(c[:3] + c[4:]), 4, Break.MISSING),
    "swapped": (lambda c: swapped(c, 4, 5), 4, Break.REORDERED),
    "swapped far": (lambda c: swapped(c, 2, 8), 2, Break.REORDERED),
    "put in": (lambda c: forged(c, 4), 4, Break.INSERTED),
    "put in first": (lambda c: forged(c, 1), 1, Break.INSERTED),
    "put behind": (lambda c: c + made(1, 10, c[-1].hash or ""), 10, Break.INSERTED),
    "number twice": (lambda c: sorted([*c, c[3]], key=lambda x: x.seq), 4, Break.INSERTED),
    "tail gone": (lambda c: c[:-1], 9, Break.CUT_OFF),
    "all gone": (lambda c: [], 1, Break.CUT_OFF),
}


def test_a_whole_chain_holds() -> None:
    for count in (0, 1, 9):
        links = made(count)
        verdict = verify(links, head_of(links), expected=head_of(links))
        assert (verdict.kind, verdict.entries, verdict.last) == (None, count, head_of(links).hash)


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_found_where_it_begins(name: str) -> None:
    tamper, at, kind = CASES[name]
    links = made(9)
    verdict = verify(tamper(links), head_of(links))
    assert (verdict.broken_at, verdict.kind) == (at, kind)


def test_an_entry_without_a_number_was_put_in() -> None:
    links = made(3)
    assert verify(links, head_of(links), loose=1).kind is Break.INSERTED


def test_a_head_that_is_gone_is_said() -> None:
    assert verify(made(3), None).kind is Break.NO_HEAD


def test_a_line_kept_elsewhere_knows_a_chain_that_was_written_anew() -> None:
    links = made(9)
    kept = Head(count=6, hash=links[5].hash or "")
    assert verify(links, head_of(links), expected=kept).kind is None
    other = [rehashed(links[0])]
    for link in links[1:]:
        last = other[-1].hash or ""
        own = digest(link.seq, last, link.content)
        other.append(replace(link, previous=last, hash=own))
    assert verify(other, head_of(other)).kind is None
    verdict = verify(other, head_of(other), expected=kept)
    assert (verdict.broken_at, verdict.kind) == (6, Break.REWRITTEN)
    short = verify(other[:4], head_of(other[:4]), expected=kept)
    assert (short.broken_at, short.kind) == (5, Break.CUT_OFF)


@given(st.integers(1, 12), st.data())
def test_no_entry_can_be_changed_or_left_out_unseen(count: int, data: st.DataObject) -> None:
    links = made(count)
    at = data.draw(st.integers(1, count))
    text = data.draw(st.text(max_size=5).filter(lambda said: said != f"#{at}"))
    other = changed(links, at, content=content(at, subject=text))
    assert verify(other, head_of(links)).broken_at == at
    assert verify(links[: at - 1] + links[at:], head_of(links)).broken_at == at


def test_the_form_that_is_hashed_is_the_documented_one() -> None:
    said = content(3, sign_in_id=UUID(int=5), event_id=UUID(int=6))
    zero = "00000000-0000-0000-0000-00000000000"
    assert canonical(3, START, said).decode() == (
        f'[3,"{START}","{zero}3","2026-11-21T01:14:03.000000Z","user","{zero}7","Olga","event.update",'
        f'"{zero}6","#3","10.0.0.7","{zero}5",{{"a":null,"b":[1,"\\u00e9"]}}]'
    )
