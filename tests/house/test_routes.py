"""Every route says who may open it, and what is open to everybody is on this short list."""

from flask import Flask

from checkin.web import access

PUBLIC = {
    "accounts.code",  # follows the right password
    "accounts.choose_language",
    "accounts.sign_in",
    "editions.enter",
    "editions.verify",  # behind the QR of a printed list: figures, nobody's data
    "devices_api.pair",  # carries a pairing code
    "favicon",
    "home",
    "links.accept",  # carries an invitation into the office, or to a new password
    "members.accept",  # carries an invitation
    "openapi",
    "personal.calendar",
    "personal.image",
    "personal.leave",
    "personal.pdf",
    "personal.show",  # the page behind a pillar's own secret address
    "privacy_notice.edition",
    "privacy_notice.show",
    "privacy_own.show",  # behind the same address
    "scanner.manifest",
    "scanner.script",
    "scanner.shell",  # the phone's pages hold no data
    "scanner.shell_without_slash",
    "scanner.worker",
    "signup.form",  # open while the organizer says so
    "signup.privacy",
    "signup.proof",  # the page behind a sender's own secret address
    "signup.thanks",
    "static",
    "upkeep.restored",  # who restored is signed out by it; figures are for administrators
}


def test_every_route_declares_its_access(app: Flask) -> None:
    silent = [
        rule for rule in app.url_map.iter_rules() if not access.is_declared(app, rule.endpoint)
    ]
    assert silent == []


def test_what_is_public_is_on_the_list(app: Flask) -> None:
    everybody = access.public(lambda: None).access  # type: ignore[attr-defined]
    found = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "access", None) is everybody
    }
    assert found - PUBLIC == set()


def test_no_route_shows_personal_data_in_its_address(app: Flask) -> None:
    arguments = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert arguments.isdisjoint({"nik", "account", "bank_account", "phone", "name", "token"})
