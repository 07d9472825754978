"""Every action that the code records has its sentence; every group and break has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkin.audit.actions import SENTENCES
from checkin.audit.verify import Break
from checkin.audit.words import BREAKS, GROUPS, detail_of, sentence_of

PACKAGE = Path(__file__).parents[2] / "checkin"
# Recorded by a name that a function is handed: where it is called, the action stands in the call.
HANDED = {
    "action",
    "row.action",
    "REMOVED",
    "queries.VERIFY",
    "UNDO",
    "f'{PREFIX}{order.action.name.lower()}'",
}


def recorded() -> Iterator[ast.expr]:
    """Yield what stands for the action in every call of `record`."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) >= 3:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name == "record":
                    yield node.args[2]


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the actions an expression may be; the beginning of one that is put together."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from literals(node.body)
            yield from literals(node.orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield f"{text}*"


def test_every_recorded_action_has_a_sentence() -> None:
    found = {action for node in recorded() for action in literals(node)}
    silent = {
        action
        for action in found
        if action not in SENTENCES
        and not (action.endswith("*") and any(known.startswith(action[:-1]) for known in SENTENCES))
    }
    assert silent == set()
    assert len(found) > 60


def test_actions_that_are_handed_on_are_written_out_somewhere() -> None:
    """A function that records `action` is called with words of the table, or the table has too few."""
    dynamic = {ast.unparse(node) for node in recorded() if not list(literals(node))}
    assert dynamic <= HANDED
    handed = {
        "user.accept", "user.password", "user.activate", "user.deactivate", "member.invite",
        "member.change", "member.accept", "roster.substitute", "roster.substitute_undo",
        "invitations.sent", "invitations.not_sent", "phone.reveal", "edition.fetch",
        "attendance.minutes",
    }  # fmt: skip
    assert handed <= set(SENTENCES)


def test_no_sentence_is_of_an_action_that_nobody_records() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "actions.py"
    )
    stems = (
        "people.",
        "roster.row_",
        "badges.print.",
        "backup.",
        "audit.",
        "mail.",
        "refused.link_",
    )
    unused = {a for a in SENTENCES if f'"{a}"' not in code and not a.startswith(stems)}
    assert unused == set()


@pytest.mark.parametrize("action", SENTENCES)
def test_every_sentence_can_be_filled(action: str) -> None:
    said = sentence_of(action) % {"subject": "#7", "action": action}
    assert "%" not in said
    assert said[0].islower()


def test_every_group_finds_something_and_every_action_is_in_one() -> None:
    for _label, beginnings in GROUPS.values():
        for beginning in beginnings:
            assert any(action.startswith(beginning) for action in SENTENCES), beginning
    everything = tuple(b for _label, beginnings in GROUPS.values() for b in beginnings)
    assert [action for action in SENTENCES if not action.startswith(everything)] == []


def test_every_break_is_explained() -> None:
    assert set(BREAKS) == set(Break)


def test_what_is_empty_is_not_told() -> None:
    assert detail_of(
        {"reason": "", "people": 3, "counts": {"added": 2, "review": 0}, "other": None}
    ) == [
        ("orang", "3"),
        ("jumlah", "baru 2"),
    ]
