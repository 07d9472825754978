"""Who may open what, written by hand: each endpoint, and the askers whom its guard lets in.

`test_matrix.py` holds the application to it. A new route needs a line here; the test says which.
"""

from collections.abc import Iterator
from enum import StrEnum, auto
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule


class Asker(StrEnum):
    """Whoever can ask; those of an event ask for things of that event, the stranger is of another one."""

    ANYBODY = auto()
    ADMIN = auto()
    ORGANIZER = auto()
    VIEWER = auto()
    EVENT_ORGANIZER = auto()
    COORDINATOR = auto()
    OTHER_COORDINATOR = auto()
    SUPERVISOR = auto()
    READER = auto()
    STRANGER = auto()
    GATE_PHONE = auto()
    DESK_PHONE = auto()
    SUPERVISOR_PHONE = auto()


A = Asker
PHONES = frozenset({A.GATE_PHONE, A.DESK_PHONE, A.SUPERVISOR_PHONE})
DESKS = PHONES - {A.GATE_PHONE}
HEADS = frozenset({A.SUPERVISOR_PHONE})

EVERYBODY = frozenset(Asker)
SIGNED_IN = EVERYBODY - PHONES - {A.ANYBODY}
ADMINS = frozenset({A.ADMIN})
OFFICE = frozenset({A.ADMIN, A.ORGANIZER, A.VIEWER})
PLANNERS = OFFICE - {A.VIEWER}
RUNNERS = PLANNERS | {A.EVENT_ORGANIZER}  # of one event
GATES = RUNNERS | {A.SUPERVISOR}
READERS = OFFICE | {A.EVENT_ORGANIZER, A.READER}
ONLOOKERS = READERS | {A.SUPERVISOR}
IMPORTERS = RUNNERS | {A.COORDINATOR, A.OTHER_COORDINATOR}  # coordinators: for their own regency
LISTERS = ONLOOKERS | {A.COORDINATOR, A.OTHER_COORDINATOR}

ROUTES: dict[str, frozenset[Asker]] = {
    "accounts.choose_language": EVERYBODY,
    "accounts.code": EVERYBODY,
    "accounts.sign_in": EVERYBODY,
    "accounts.sign_out": SIGNED_IN,
    "attendance.cosigner": RUNNERS,
    "attendance.counts": ONLOOKERS,
    "attendance.documents": READERS,
    "attendance.edition": READERS,
    "attendance.minutes": READERS,
    "attendance.order": READERS,
    "attendance.overview": ONLOOKERS,
    "attendance.people_csv": READERS,
    "attendance.preview": READERS,
    "attendance.reprint": READERS,
    "attendance.revealed": RUNNERS,
    "attendance.scan_log": READERS,
    "attendance.spreadsheet": READERS,
    "attendance.wall": ONLOOKERS,
    "audit.event_export": READERS,
    "audit.event_log": READERS,
    "audit.export": OFFICE,
    "audit.index": OFFICE,
    "audit.verify": OFFICE,
    "badge_files.free_spares": RUNNERS,
    "badge_files.image": RUNNERS,
    "badge_files.preview": RUNNERS,
    "badge_files.single": RUNNERS,
    "badges.again": RUNNERS,
    "badges.index": RUNNERS,
    "badges.listed": RUNNERS,
    "badges.order": RUNNERS,
    "badges.replace": RUNNERS,
    "badges.spares": RUNNERS,
    "certificates.index": READERS,
    "certificates.order": READERS,
    "certificates.single": READERS,
    "checkpoints.create": RUNNERS,
    "checkpoints.edit": RUNNERS,
    "checkpoints.index": RUNNERS,
    "checkpoints.remove": RUNNERS,
    "control.conflicts": ONLOOKERS,
    "control.conflicts_sheet": ONLOOKERS,
    "control.index": ONLOOKERS,
    "control.rehearse": RUNNERS,
    "control.resolve": GATES,
    "control.take_log": GATES,
    "desk.admitted": GATES,
    "desk.substitute": RUNNERS,
    "desk.substitutions": RUNNERS,
    "desk.undo": RUNNERS,
    "desk.walk_in": GATES,
    "devices.index": ONLOOKERS,
    "devices.move": GATES,
    "devices.pair": GATES,
    "devices.paired": GATES,
    "devices.revoke": GATES,
    "directory.act": LISTERS,
    "directory.ask": LISTERS,
    "directory.counts": LISTERS,
    "directory.done": LISTERS,
    "directory.index": LISTERS,
    "directory.reissue": RUNNERS,
    "directory.reveal": RUNNERS,
    "directory.search": LISTERS,
    "directory.show": LISTERS,
    "directory.undo": LISTERS,
    "devices_api.pair": EVERYBODY,  # carries a pairing code
    "editions.enter": EVERYBODY,
    "editions.verify": EVERYBODY,
    "events.create": PLANNERS,
    "events.edit": RUNNERS,
    "events.index": SIGNED_IN,  # lists the asker's own
    "events.logo": ONLOOKERS,
    "favicon": EVERYBODY,
    "home": EVERYBODY,
    "invitations.download": IMPORTERS,
    "invitations.index": IMPORTERS,
    "invitations.renew": IMPORTERS,
    "invitations.sent": IMPORTERS,
    "jobs.index": SIGNED_IN,
    "jobs.result": SIGNED_IN,  # the asker's own
    "jobs.show": SIGNED_IN,
    "jobs.state": SIGNED_IN,
    "letters.again": RUNNERS,
    "letters.index": RUNNERS,
    "letters.sample": RUNNERS,
    "letters.send": RUNNERS,
    "letters.stop": RUNNERS,
    "links.accept": EVERYBODY,  # carries an invitation
    "members.accept": EVERYBODY,
    "members.change": RUNNERS,
    "members.index": RUNNERS,
    "members.invite": RUNNERS,
    "members.remove": RUNNERS,
    "members.renew": RUNNERS,
    "members.restore": RUNNERS,
    "members.withdraw": RUNNERS,
    "office.index": ADMINS,
    "office.kop": ADMINS,
    "office.logo": ADMINS,
    "office.preview": ADMINS,
    "office.remove_logo": ADMINS,
    "office_mail.index": ADMINS,
    "office_mail.test": ADMINS,
    "office_texts.edit": ADMINS,
    "office_texts.index": ADMINS,
    "officials.edit": ADMINS,
    "officials.first": ADMINS,
    "officials.index": ADMINS,
    "officials.remove": ADMINS,
    "openapi": EVERYBODY,
    "own.change_password": SIGNED_IN,
    "own.end_others": SIGNED_IN,
    "own.end_session": SIGNED_IN,
    "own.save": SIGNED_IN,
    "own.show": SIGNED_IN,
    "people.edit": ADMINS,
    "people.index": OFFICE,
    "personal.calendar": EVERYBODY,  # behind a pillar's own secret address
    "personal.image": EVERYBODY,
    "personal.leave": EVERYBODY,
    "personal.pdf": EVERYBODY,
    "personal.show": EVERYBODY,
    "planning.copy": RUNNERS,
    "planning.overview": ONLOOKERS,
    "planning.step": RUNNERS,
    "planning.wrap_up": ONLOOKERS,
    "privacy.answer": PLANNERS,
    "privacy.choose": PLANNERS,
    "privacy.correct": PLANNERS,
    "privacy.enter": PLANNERS,
    "privacy.erase": PLANNERS,
    "privacy.export": PLANNERS,
    "privacy.index": PLANNERS,
    "privacy.restrict": PLANNERS,
    "privacy.show": PLANNERS,
    "privacy_incidents.choose": PLANNERS,
    "privacy_incidents.close": PLANNERS,
    "privacy_incidents.count": PLANNERS,
    "privacy_incidents.describe": PLANNERS,
    "privacy_incidents.index": PLANNERS,
    "privacy_incidents.letters": PLANNERS,
    "privacy_incidents.people": PLANNERS,
    "privacy_incidents.report": PLANNERS,
    "privacy_incidents.show": PLANNERS,
    "privacy_incidents.step": PLANNERS,
    "privacy_notice.edition": EVERYBODY,
    "privacy_notice.show": EVERYBODY,
    "privacy_own.show": EVERYBODY,  # behind a pillar's own secret address
    "privacy_retention.index": PLANNERS,
    "privacy_retention.run": ADMINS,
    "privacy_retention.save": ADMINS,
    "privacy_texts.edit": ADMINS,
    "privacy_texts.index": PLANNERS,
    "regions.bakorwil": ADMINS,
    "regions.edit_district": ADMINS,
    "regions.edit_regency": ADMINS,
    "regions.index": OFFICE,
    "regions.move": ADMINS,
    "regions.remove_bakorwil": ADMINS,
    "regions.remove_district": ADMINS,
    "regions.remove_regency": ADMINS,
    "roster.apply": IMPORTERS,
    "roster.cancel_missing": IMPORTERS,
    "roster.decide": IMPORTERS,
    "roster.discard": IMPORTERS,
    "roster.error_sheet": IMPORTERS,
    "roster.preview": IMPORTERS,
    "roster.progress": IMPORTERS,
    "roster.remap": IMPORTERS,
    "roster.review": IMPORTERS,
    "roster.review_row": IMPORTERS,
    "roster.take_back": IMPORTERS,
    "roster.upload": IMPORTERS,
    "scanner.manifest": EVERYBODY,
    "scanner.script": EVERYBODY,
    "scanner.shell": EVERYBODY,
    "scanner.worker": EVERYBODY,
    "scans_api.changes": PHONES,
    "scans_api.move": HEADS,
    "scans_api.record": PHONES,
    "scans_api.undo": PHONES,
    "scans_api.walk_in": DESKS,
    "second_factor.ask": SIGNED_IN,
    "second_factor.renew_codes": SIGNED_IN,
    "second_factor.set_up": SIGNED_IN,
    "second_factor.switch_off": SIGNED_IN,
    "signup.form": EVERYBODY,  # open while the organizer says so
    "signup.privacy": EVERYBODY,
    "signup.proof": EVERYBODY,
    "signup.thanks": EVERYBODY,
    "signup_console.approve_all": IMPORTERS,
    "signup_console.decide": IMPORTERS,
    "signup_console.index": IMPORTERS,
    "signup_console.settings": RUNNERS,
    "static": EVERYBODY,
    "upkeep.download": ADMINS,
    "upkeep.index": ADMINS,
    "upkeep.key_ages": ADMINS,
    "upkeep.look": ADMINS,
    "upkeep.make": ADMINS,
    "upkeep.rehearse": ADMINS,
    "upkeep.remove": ADMINS,
    "upkeep.restore": ADMINS,
    "upkeep.restored": EVERYBODY,  # who asked is signed out by it; figures are for administrators
    "upkeep.save": ADMINS,
    "upkeep.state": ADMINS,
    "upkeep.upload": ADMINS,
    "users.activate": ADMINS,
    "users.change_role": ADMINS,
    "users.deactivate": ADMINS,
    "users.end_sessions": ADMINS,
    "users.index": ADMINS,
    "users.invite": ADMINS,
    "users.offer_password": ADMINS,
    "users.reset_factor": ADMINS,
    "users.show": ADMINS,
    "users.withdraw": ADMINS,
}

# What shows identifiers in full, or says who may see them: the password alone does not open it.
WITH_FACTOR = {
    "attendance.revealed",
    "invitations.download",
    "invitations.index",
    "invitations.renew",
    "invitations.sent",
    "letters.again",
    "letters.index",
    "letters.sample",
    "letters.send",
    "letters.stop",
    "privacy.correct",
    "privacy.erase",
    "privacy.export",
    "privacy_incidents.people",
    "roster.error_sheet",
    "directory.reveal",
    "upkeep.download",
    "upkeep.index",
    "upkeep.key_ages",
    "upkeep.look",
    "upkeep.make",
    "upkeep.rehearse",
    "upkeep.remove",
    "upkeep.restore",
    "upkeep.save",
    "upkeep.state",
    "upkeep.upload",
    "users.activate",
    "users.change_role",
    "users.deactivate",
    "users.end_sessions",
    "users.index",
    "users.invite",
    "users.offer_password",
    "users.reset_factor",
    "users.show",
    "users.withdraw",
}


def calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every route with each method it takes."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def path_of(rule: Rule, code: str, number: int = 1) -> str:
    """Return an address of this route, at the event where it belongs to one."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        some: dict[str, Any] = {"UUIDConverter": uuid4(), "IntegerConverter": number}
        values[name] = min(getattr(converter, "items", ())) if kind == "AnyConverter" else "x"
        values[name] = some.get(kind, values[name])
    if "code" in values:
        values["code"] = code
    built = rule.build(values | dict(rule.defaults or {}), append_unknown=False)
    assert built
    return built[1]
