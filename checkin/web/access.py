"""Who may open which route. Every view declares its access; the guard refuses one that does not.

A declaration is a check run before the view: it returns, or raises `Unauthorized` or `Forbidden`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app, g, request, session
from flask_login import current_user

from checkin.actor import Actor, Permission, User, can, limit, once_proven, require, require_proof
from checkin.errors import NotFound, Unauthorized
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


def requires(
    permission: Permission, *, limited: bool = False, proof: bool = False
) -> Callable[[View], View]:
    """Declare that a signed-in user with `permission` may open the view.

    `limited` promises that the view shows a coordinator nothing beyond `current_limit(permission)`; a
    view that does not promise it is closed to coordinators. `proof` asks for the second factor, whatever
    the permission: for files that hold identifiers of people whom the asker registers.
    """
    return guarded(partial(_require_user, permission, limited, proof))


def signed_in(view: View) -> View:
    """Declare that any signed-in user may open the view."""
    return guarded(_require_sign_in)(view)


def current_actor() -> Actor:
    """Return who is asking; raise `Unauthorized` where nobody is."""
    actor: Actor | None = g.get("actor") or getattr(current_user, "actor", None)
    if actor is None and "_user_id" in session:
        raise Unauthorized(mark("Sesi Anda sudah berakhir. Silakan masuk lagi."), code="sign_in")
    if actor is None:
        raise Unauthorized(mark("Silakan masuk terlebih dahulu."), code="sign_in")
    return actor


def current_event_id() -> UUID | None:
    """Return the event whose code stands in the address; None where there is none."""
    code = (request.view_args or {}).get("code")
    if not isinstance(code, str):
        return None
    if g.get("event_addressed", ("", None))[0] != code:
        find: Callable[[str], UUID | None] = current_app.extensions["find_event_id"]
        g.event_addressed = (code, find(code))
    found: UUID | None = g.event_addressed[1]
    return found


def current_limit(permission: Permission) -> str | None:
    """Return the one regency to which the asker holds the permission here; None: the whole event."""
    actor = current_actor()
    return limit(actor, permission, _event_id_for(actor))


def may(permission: str, *, anywhere: bool = False) -> bool:
    """Say whether the reader of a page holds the permission of this name; a template global.

    `anywhere` asks what the reader is to the office, whatever event the page is of. It says what to
    offer: who has yet to give the second factor is led there on the way.
    """
    actor = once_proven(g.get("actor") or getattr(current_user, "actor", None))
    asked = Permission(permission)
    event_id = None if anywhere else _event_id_for(actor)
    return can(actor, asked, event_id, regency=limit(actor, asked, event_id))


def _event_id_for(actor: Actor | None) -> UUID | None:
    """Spare the many who are members of nothing the question which event this is."""
    return current_event_id() if isinstance(actor, User) and actor.memberships else None


def _require_sign_in() -> None:
    current_actor()


def _require_user(permission: Permission, limited: bool, proof: bool = False) -> None:
    actor = current_actor()
    event_id = _event_id_for(actor)
    regency = limit(actor, permission, event_id) if limited else None
    if not can(actor, permission, event_id, regency=regency):
        _hide_from_strangers(actor, event_id)
    require(actor, permission, event_id, regency=regency)
    if proof:
        require_proof(actor)


def _hide_from_strangers(actor: Actor, event_id: UUID | None) -> None:
    """Let an event that is not theirs look to a member as if it were not there."""
    code = (request.view_args or {}).get("code")
    stranger = isinstance(actor, User) and not actor.membership(event_id)
    if stranger and code and not can(actor, Permission.EVENT_READ):
        raise NotFound(
            mark("Kegiatan %(event)s tidak ditemukan."), code="event_unknown", event=code
        )


def is_declared(app: Flask, endpoint: str) -> bool:
    """Say whether the view behind `endpoint` declares its access."""
    return endpoint == "static" or hasattr(app.view_functions[endpoint], "access")


def guard() -> None:
    """Run the declared check of the requested view; a `before_request` handler."""
    if request.endpoint is None or request.endpoint == "static":
        return
    check: Callable[[], None] = vars(current_app.view_functions[request.endpoint])["access"]
    check()
