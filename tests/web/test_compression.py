"""Static files travel compressed where the browser says so."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from checkin.app import ROOT

MODULE = "/static/scanner/decide.js"
SOURCE = (ROOT / "static/scanner/decide.js").read_bytes()
WASM = "vendor/zxing-wasm/reader/zxing_reader.wasm"


@pytest.mark.parametrize(
    ("asked", "got", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_the_file_arrives_whole(client: FlaskClient, asked: str, got: str, unpack: type) -> None:
    with client.get(MODULE, headers={"Accept-Encoding": asked}) as reply:
        assert reply.headers.get("Content-Encoding") == got
        assert unpack(reply.data) == SOURCE
        assert int(reply.headers["Content-Length"]) == len(reply.data)
        assert "Accept-Encoding" in reply.headers["Vary"]


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient) -> None:
    with client.get(MODULE, headers={"Accept-Encoding": "br"}) as reply:
        tag = reply.headers["ETag"]
    known = {"Accept-Encoding": "br", "If-None-Match": tag}
    with client.get(MODULE, headers=known) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_pictures_stay_as_they_are(client: FlaskClient) -> None:
    with client.get("/static/scanner/icon-192.png", headers={"Accept-Encoding": "br"}) as reply:
        assert "Content-Encoding" not in reply.headers


def test_pages_are_compressed_and_their_length_tells_nothing(client: FlaskClient) -> None:
    plain = client.get("/scan/").data
    asked = {"Accept-Encoding": "gzip, br"}
    replies = [client.get("/scan/", headers=asked) for _ in range(20)]
    for reply in replies:
        assert reply.headers["Content-Encoding"] == "gzip"
        assert int(reply.headers["Content-Length"]) == len(reply.data) < len(plain) / 2
        assert "Accept-Encoding" in reply.headers["Vary"]
        assert gzip.decompress(reply.data) == plain
    assert len({len(reply.data) for reply in replies}) > 1


def test_small_answers_and_files_stay_as_they_are(client: FlaskClient) -> None:
    for path in ("/kegiatan/", "/api/v1/openapi.json"):
        assert (
            "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers
        )


@pytest.mark.skipif(not (ROOT / "static" / f"{WASM}.br").exists(), reason="run script/vendor")
def test_the_decoder_is_within_its_budget(client: FlaskClient) -> None:
    with client.get(f"/static/{WASM}", headers={"Accept-Encoding": "br"}) as reply:
        assert reply.mimetype == "application/wasm"
        assert len(reply.data) < 330_000
        assert brotli.decompress(reply.data) == (ROOT / "static" / WASM).read_bytes()
