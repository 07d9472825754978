"""Who may open which route. Every view declares its access; the guard refuses one that does not.

A declaration is a check run before the view: it returns, or raises `Unauthorized` or `Forbidden`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_login import current_user

from checkin.actor import Actor, Permission, can, require
from checkin.errors import Unauthorized
from checkin.text import mark

View = TypeVar("View", bound=Callable[..., Any])


def guarded(check: Callable[[], None]) -> Callable[[View], View]:
    """Declare that `check` runs before the view."""

    def declare(view: View) -> View:
        view.access = check  # type: ignore[attr-defined]
        return view

    return declare


def _anyone() -> None:
    """Let everybody in."""


def public(view: View) -> View:
    """Declare that anyone may open the view."""
    return guarded(_anyone)(view)


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare that a signed-in user with `permission` may open the view."""
    return guarded(partial(_require_user, permission))


def signed_in(view: View) -> View:
    """Declare that any signed-in user may open the view."""
    return guarded(_require_sign_in)(view)


def current_actor() -> Actor:
    """Return who is asking; raise `Unauthorized` where nobody is."""
    actor: Actor | None = g.get("actor") or getattr(current_user, "actor", None)
    if actor is None:
        raise Unauthorized(mark("Silakan masuk terlebih dahulu."), code="sign_in")
    return actor


def may(permission: str) -> bool:
    """Say whether the reader of a page holds the permission of this name; a template global."""
    actor: Actor | None = g.get("actor") or getattr(current_user, "actor", None)
    return can(actor, Permission(permission))


def _require_sign_in() -> None:
    current_actor()


def _require_user(permission: Permission) -> None:
    require(current_actor(), permission)


def is_declared(app: Flask, endpoint: str) -> bool:
    """Say whether the view behind `endpoint` declares its access."""
    return endpoint == "static" or hasattr(app.view_functions[endpoint], "access")


def guard() -> None:
    """Run the declared check of the requested view; a `before_request` handler."""
    if request.endpoint is None or request.endpoint == "static":
        return
    check: Callable[[], None] = vars(current_app.view_functions[request.endpoint])["access"]
    check()
