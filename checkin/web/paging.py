"""Which page of a list a request asks for."""

from flask import request

LAST_PAGE = 100_000  # beyond any list; a number without end would not fit the database


def asked_page() -> int:
    """Return the number in `hal`, from 1 on."""
    return min(max(1, request.args.get("hal", 1, type=int)), LAST_PAGE)
