"""Lighthouse as a process that is asked page by page. It is no part of the project.

`LIGHTHOUSE` names its program; else npx fetches it into its own cache.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

PACKAGE = "lighthouse@13.5.0"
DRIVER = Path(__file__).with_name("measure.js")


class Lighthouse:
    """A running Lighthouse; a context manager."""

    version = ""

    def __init__(self, chromium: str) -> None:
        """Start it with this browser."""
        command = ["node", str(DRIVER), _program(), chromium]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    def measure(self, url: str, cookies: Sequence[Any]) -> dict[str, Any]:
        """Return scores, metrics and faults of a page, or the error that kept it from being measured."""
        asked = {"url": url, "cookies": cookies}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.version = told.get("version", self.version)
        return told


def _program() -> str:
    if named := os.environ.get("LIGHTHOUSE"):
        return named
    found = subprocess.run(
        ["npx", "--yes", "--package", PACKAGE, "--call", "command -v lighthouse"],
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()
