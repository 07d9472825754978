"""What can be set and what can be run is written down."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from checkin.cli import group

ROOT = Path(__file__).parents[2]
SETTING = re.compile(r"CHECKIN_[A-Z_]+[A-Z]")


@pytest.fixture(scope="module")
def docs() -> str:
    """Return the text of the documentation."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))


def commands(found: click.Command, path: str) -> Iterator[str]:
    """Yield every command that does something, in full: `checkin event create`."""
    if isinstance(found, click.Group):
        for name, child in found.commands.items():
            yield from commands(child, f"{path} {name}")
    else:
        yield path


def test_every_setting_is_documented(docs: str) -> None:
    settings = SETTING.findall((ROOT / "checkin/settings.py").read_text(encoding="utf-8"))
    assert {name for name in settings if name not in docs} == set()


def test_every_command_is_documented(docs: str) -> None:
    assert [name for name in commands(group, "checkin") if name not in docs] == []


def test_every_script_is_documented(docs: str) -> None:
    scripts = [f"script/{path.name}" for path in (ROOT / "script").iterdir() if path.is_file()]
    assert [name for name in scripts if name not in docs] == []
