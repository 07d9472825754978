"""The shell of the phone app as a phone gets it."""

import json
import re
import shutil
import zlib
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from checkin.app import ROOT
from checkin.scanner.assets import WORKER, read_shell

pytestmark = pytest.mark.skipif(
    not (ROOT / "static/vendor/zxing-wasm").exists(), reason="npm's files are not installed"
)
STATIC = ROOT / "static"


def status_of(client: FlaskClient, path: str) -> int:
    with client.get(path) as reply:  # closes the file it serves
        return reply.status_code


def worker_head(client: FlaskClient) -> Any:
    reply = client.get("/scan/sw.js")
    assert reply.mimetype == "text/javascript"
    head = reply.text.splitlines()[0]
    return json.loads(head.removeprefix("self.shell = ").removesuffix(";"))


def test_anyone_may_open_the_page_and_it_sets_no_cookie(client: FlaskClient) -> None:
    reply = client.get("/scan/")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-cache"


def test_the_address_without_a_slash_leads_there(client: FlaskClient) -> None:
    reply = client.get("/scan")
    assert reply.status_code in (301, 302, 308)
    assert reply.headers["Location"].endswith("/scan/")


def test_the_page_keeps_to_the_content_policy(client: FlaskClient) -> None:
    page = client.get("/scan/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_every_file_of_the_build_can_be_fetched(client: FlaskClient) -> None:
    for path in worker_head(client)["files"]:
        assert status_of(client, path) == 200, path


def test_the_script_of_the_app_is_served_whole_and_asked_for_once(client: FlaskClient) -> None:
    reply = client.get("/scan/app.js")
    assert reply.mimetype == "text/javascript"
    assert reply.text == read_shell(STATIC, "").script
    again = client.get("/scan/app.js", headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


def test_a_phone_can_check_that_all_files_are_of_one_build(client: FlaskClient) -> None:
    head = worker_head(client)
    assert f'data-build="{head["page"]}"' in client.get("/scan/").text
    assert set(head["files"]) - set(head["sums"]) == {"/scan/", "/scan/manifest.webmanifest"}
    for path, said in head["sums"].items():
        with client.get(path) as reply:
            assert f"sha256-{b64encode(sha256(reply.data).digest()).decode()}" == said, path


def test_the_shell_is_small_enough_for_a_phone() -> None:
    shell = read_shell(STATIC, "")
    own = [
        n for n in shell.files if not n.startswith("vendor/zxing") and n.endswith((".js", ".css"))
    ]
    texts = [shell.script, *((STATIC / name).read_text(encoding="utf-8") for name in own)]
    assert sum(len(zlib.compress(text.encode(), 9)) for text in texts) < 100_000


def test_the_build_holds_every_module_that_any_module_asks_for() -> None:
    kept = set(read_shell(STATIC, "").files)
    for name in kept | {WORKER}:
        if name.endswith(".js"):
            source = (STATIC / name).read_text(encoding="utf-8")
            for wanted in re.findall(r'^(?:import|export)[^"]*?from "(\.[^"]+)"', source, re.M):
                found = ((STATIC / name).parent / wanted).resolve().relative_to(STATIC)
                assert found.as_posix() in kept, f"{name} asks for {wanted}"


def test_a_changed_file_makes_another_build(tmp_path: Path) -> None:
    for folder in ("scanner", "brand", "vendor/idb", "vendor/zxing-wasm"):
        shutil.copytree(STATIC / folder, tmp_path / folder)
    before = read_shell(tmp_path, "page")
    assert read_shell(tmp_path, "page") == before
    assert read_shell(tmp_path, "other page").build != before.build
    with (tmp_path / "scanner/decide.js").open("a") as module:
        module.write("// changed\n")
    assert read_shell(tmp_path, "page").build != before.build


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="script/vendor"):
        read_shell(tmp_path, "")


def test_the_manifest_makes_the_page_installable(client: FlaskClient) -> None:
    manifest = client.get("/scan/manifest.webmanifest").get_json(force=True)
    assert manifest["start_url"] == manifest["scope"] == "/scan/"
    for icon in manifest["icons"]:
        assert status_of(client, icon["src"]) == 200
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_the_page_holds_nothing_of_any_event(app: Flask, client: FlaskClient) -> None:
    assert client.get("/scan/").text == client.get("/scan/?event=bojonegoro-2023").text
