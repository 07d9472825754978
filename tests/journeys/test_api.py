"""The device API of a running server does what its OpenAPI document says, whatever is sent to it."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.journeys.conftest import Server

pytestmark = pytest.mark.journey

CHECKS = (
    "not_a_server_error,status_code_conformance,"
    "content_type_conformance,response_schema_conformance"
)


def test_every_call_keeps_its_description(server: Server, tmp_path: Path) -> None:
    made = server.checkin("demo", "--people", "30")
    assert made.returncode == 0, made.stderr
    offer = json.loads(server.checkin("device", "pair", "bojonegoro-2023", "--json").stdout)
    body = json.dumps({"code": offer["code"], "name": "Wati"}).encode()
    pairing = Request(f"{server.url}/api/v1/pairings", body, {"Content-Type": "application/json"})
    with urlopen(pairing) as reply:
        token = json.load(reply)["token"]
    fuzzed = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{server.url}/api/v1/openapi.json",
            *("--header", f"Authorization: Bearer {token}"),
            *("--max-examples", "40", "--phases", "examples,fuzzing", "--checks", CHECKS),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fuzzed.returncode == 0, fuzzed.stdout[-3000:]
