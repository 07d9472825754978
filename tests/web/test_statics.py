"""Static files: addresses that name the contents, kept for a year; and what keeps its address."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from checkin.app import ROOT
from checkin.web.statics import KEPT_BY_PHONE, TOGETHER, fingerprint, register_static

STATIC = ROOT / "static"


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def test_the_address_of_a_page_is_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    with client.get(address(app, "app.css")) as reply:
        assert reply.status_code == 200
        assert reply.data == (STATIC / "app.css").read_bytes()
        assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_plain_address_is_asked_for_each_time(client: FlaskClient) -> None:
    with client.get("/static/app.css") as reply:
        assert reply.headers["Cache-Control"] == "no-cache"
        assert reply.headers["ETag"]


def test_the_address_of_an_older_release_leads_to_todays(app: Flask, client: FlaskClient) -> None:
    with client.get("/static/v-0123456789ab/app.css") as reply:
        assert reply.status_code == 302
        assert reply.headers["Location"] == address(app, "app.css")
        assert "immutable" not in reply.headers.get("Cache-Control", "")


@pytest.mark.parametrize("name", ["gone.css", "v-0/gone.css", "v-0/../../setup.cfg", "v-0/.."])
def test_what_is_not_there_is_not_found(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/{name}") as reply:
        assert reply.status_code in (302, 404)
    with client.get(f"/static/{name}", follow_redirects=True) as reply:
        assert reply.status_code == 404


def test_nothing_outside_the_folder_is_read() -> None:
    assert fingerprint(STATIC, "../setup.cfg") is None
    assert fingerprint(STATIC, "/etc/passwd") is None


def test_changed_contents_have_another_address(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    sheet = tmp_path / "static" / "a.css"
    sheet.write_text("p { color: red }")
    app = Flask("another", static_folder=None)
    register_static(app, tmp_path / "static")
    before = address(app, "a.css")
    sheet.write_text("p { color: green }")
    after = address(app, "a.css")
    assert before != after
    client = app.test_client()
    with client.get(before, follow_redirects=True) as reply:
        assert (reply.request.path, reply.text) == (after, "p { color: green }")


def test_what_files_name_by_relative_addresses_is_kept_together(app: Flask) -> None:
    """A relative address has the contents' name of the file it stands in."""
    named = re.compile(
        r"""(?:^import[^"]*|from |import\(|url\()["'](?!data:|#)([^"']+)["']""", re.M
    )
    for file in sorted([*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]):
        name = file.relative_to(STATIC).as_posix()
        if not name.startswith((*TOGETHER, *KEPT_BY_PHONE, "vendor/tabler/", "vendor/htmx/")):
            assert not named.findall(file.read_text(encoding="utf-8")), name
    one, other = (address(app, f"vendor/inter/{n}") for n in ("inter.css", "inter-latin.woff2"))
    assert one.rpartition("/")[0] == other.rpartition("/")[0]


def test_the_phones_files_keep_their_addresses(app: Flask) -> None:
    assert address(app, "scanner/decoder.js") == "/static/scanner/decoder.js"
