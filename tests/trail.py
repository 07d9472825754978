"""Watch every test: whatever a request changes in the database leaves a line in the audit log.

The stories of all tests are the requests. What each of them committed is kept, and judged when the test
ends: rows of a table that is not excepted below were written, so `audit_entries` must be among them. That
every route takes part is `tests/house/test_trail.py`'s to say.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event

WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
LOG = "audit_entries"

# Tables whose rows tell no story of their own, and why.
EXCEPTED: Mapping[str, str] = {
    "attempts": "a counter of wrong codes; what it refuses has its line",
    "refusals": "counts of what has its line, until an hour is over",
    "audit_head": "the end of the log itself",
    "jobs": "work that waits; what it does is recorded where it is done",
}
# Requests that may change one table, or any (*), without a line, and why.
SILENT: Mapping[tuple[str, str], str] = {
    ("scans_api.record", "*"): "scans are the log of the gates: each kept with who, when, where",
    ("scans_api.changes", "*"): "numbers rows for the feed and notes a phone's last contact",
    ("personal.image", "badges"): "the code of a badge is drawn when first asked for, by whomever",
    ("personal.pdf", "badges"): "the same",
    ("privacy_notice.show", "privacy_notices"): "the first reader finds the notice we came with",
    ("signup.form", "privacy_notices"): "the same",
    ("roster.preview", "roster_imports"): "reads a kept file anew, after the people changed",
    (
        "second_factor.set_up",
        "second_factors",
    ): "a secret that waits for its first code is no factor",
}

seen: list[dict[str, Any]] = []


@event.listens_for(Engine, "after_cursor_execute")
def _note(connection: Connection, cursor: Any, statement: str, *_rest: object) -> None:
    match = WRITING.match(statement.lstrip())
    if match and has_request_context() and cursor.rowcount != 0:
        connection.info.setdefault("trail", set()).add(match[1])


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    connection.info.pop("trail", None)


@event.listens_for(Engine, "commit")
def _keep(connection: Connection) -> None:
    written = connection.info.pop("trail", set())
    if written and has_request_context():
        if "trail" not in request.environ:
            request.environ["trail"] = {"who": (request.method, request.endpoint), "what": set()}
            seen.append(request.environ["trail"])
        request.environ["trail"]["what"] |= written


def _left_none(method: str, endpoint: str, written: set[str]) -> list[str]:
    if LOG in written or (endpoint, "*") in SILENT:
        return []
    told = [t for t in written if t not in EXCEPTED and (endpoint, t) not in SILENT]
    return [f"{method} {endpoint}: {', '.join(sorted(told))}"] if told else []


@contextmanager
def watched() -> Iterator[None]:
    """Fail where a request within changed something and left no line."""
    seen.clear()
    yield
    silent = sorted({said for one in seen for said in _left_none(*one["who"], one["what"])})
    assert not silent, "Changed without a line in the audit log:\n" + "\n".join(silent)
