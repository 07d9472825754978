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


def test_pictures_and_pages_stay_as_they_are(client: FlaskClient) -> None:
    for path in ("/static/scanner/icon-192.png", "/scan/"):
        with client.get(path, headers={"Accept-Encoding": "br"}) as reply:
            assert "Content-Encoding" not in reply.headers


@pytest.mark.skipif(not (ROOT / "static" / f"{WASM}.br").exists(), reason="run script/vendor")
def test_the_decoder_is_within_its_budget(client: FlaskClient) -> None:
    with client.get(f"/static/{WASM}", headers={"Accept-Encoding": "br"}) as reply:
        assert reply.mimetype == "application/wasm"
        assert len(reply.data) < 330_000
        assert brotli.decompress(reply.data) == (ROOT / "static" / WASM).read_bytes()
