"""Every route that takes more than a GET can leave a line in the audit log, or is excused below.

From each view of the route table the code is followed by name, through services and the handlers of the
jobs that it asks for, until `record` is reached. That the line is then really written, with whatever is
changed, every test of the suite is held to by `tests/trail.py`.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from types import FunctionType
from typing import Any

import pytest
from flask import Flask
from werkzeug.local import LocalProxy

from checkin.accounts.log import record
from checkin.work import HANDLERS
from tests.trail import SILENT
from tests.web.routes import ROUTES, calls

# Nothing is changed for anybody, or it is written down elsewhere.
EXCUSED: Mapping[str, str] = {
    "accounts.choose_language": "the language of this browser's session, in its own cookie",
    "directory.ask": "asks what is to be done with the chosen; changes nothing",
    "directory.search": "turns a search into an address, so that no name stands in a log",
    "privacy.choose": "finds the person whom a request is about, masked; changes nothing",
    "scans_api.record": "scans are a log of their own: each kept with who, when and where",
}
# What leaves the house, or shows identifiers in full: a GET leaves a line, too.
LOOKS = {
    "attendance.edition",
    "attendance.minutes",
    "attendance.people_csv",
    "attendance.scan_log",
    "attendance.spreadsheet",
    "badge_files.free_spares",
    "badge_files.image",
    "badge_files.single",
    "certificates.single",
    "control.conflicts_sheet",
    "invitations.download",
    "roster.error_sheet",
    "upkeep.download",
}


@cache
def mentioned(function: FunctionType) -> tuple[Any, ...]:
    """Return what the names in a function's code stand for, where they are known without running it."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return ()
    local = dict(inspect.getclosurevars(function).nonlocals)
    names = function.__globals__ | local
    return tuple(thing for node in ast.walk(tree) if (thing := resolved(node, names)) is not None)


def resolved(node: ast.AST, names: Mapping[str, Any]) -> Any:
    """Return what a name or a dotted one stands for."""
    match node:
        case ast.Name(id=name):
            found = names.get(name)
            return None if isinstance(found, LocalProxy) else found
        case ast.Attribute(value=inner, attr=name):
            return getattr(resolved(inner, names), name, None)
    return None


def led_to(thing: Any) -> Iterator[FunctionType]:
    """Yield the functions of this program that are behind a name: itself, its methods, a job's handler."""
    if isinstance(thing, str) and thing in HANDLERS:
        thing = HANDLERS[thing]
    thing = inspect.unwrap(thing) if callable(thing) else thing
    if isinstance(thing, FunctionType) and thing.__module__.startswith("checkin"):
        yield thing
    elif inspect.isclass(thing) and thing.__module__.startswith("checkin"):
        yield from (
            inspect.unwrap(one) for one in vars(thing).values() if isinstance(one, FunctionType)
        )


def records(view: Any) -> bool:
    """Say whether `record` can be reached from a view."""
    waiting, known = list(led_to(view)), set()
    while waiting:
        function = waiting.pop()
        if function is record:
            return True
        if function not in known:
            known.add(function)
            waiting += [one for thing in mentioned(function) for one in led_to(thing)]
    return False


def changing(app: Flask) -> list[str]:
    """Return the endpoints that take more than a GET."""
    return sorted({rule.endpoint for rule, method in calls(app) if method != "GET"})


def test_every_route_that_changes_something_can_leave_a_line(app: Flask) -> None:
    mute = [one for one in changing(app) if not records(app.view_functions[one])]
    assert mute == sorted(EXCUSED), (
        "These leave no line in the audit log (or are excused in vain); record what they change, or "
        "argue in EXCUSED of tests/house/test_trail.py"
    )
    assert len(changing(app)) > 100


def test_every_excuse_is_of_a_route(app: Flask) -> None:
    excused = set(EXCUSED) | LOOKS | {endpoint for endpoint, _table in SILENT}
    assert sorted(excused - set(ROUTES)) == []


@pytest.mark.parametrize("endpoint", sorted(LOOKS))
def test_every_look_can_leave_a_line(app: Flask, endpoint: str) -> None:
    assert records(app.view_functions[endpoint])
