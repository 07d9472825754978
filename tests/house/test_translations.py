"""Every sentence exists in both languages: Indonesian in the source, English in the catalogue."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "checkin/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return the catalogue of all sentences in code and templates."""
    path = tmp_path_factory.mktemp("text") / "messages.pot"
    command = ["extract", "-F", "babel.cfg", "-k", "mark", "-k", "_l", "-k", "lazy_gettext"]
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *command, "-o", str(path), "."],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def english() -> Catalog:
    """Return the English catalogue."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the forms of one entry, singular and plural."""
    return [value] if isinstance(value, str) else list(value)


def test_every_sentence_has_its_english(source: Catalog, english: Catalog) -> None:
    missing = []
    for message in source:
        entry = english.get(message.id, message.context) if message.id else None
        if message.id and (not entry or entry.fuzzy or not all(texts(entry.string))):
            missing.append(texts(message.id)[0])
    assert missing == []


def test_placeholders_are_the_same(english: Catalog) -> None:
    different = [
        texts(message.id)[0]
        for message in english
        if message.id
        and any(
            set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall("".join(texts(message.id))))
            for text in texts(message.string)
        )
    ]
    assert different == []


def test_the_catalogue_keeps_nothing_that_is_gone(source: Catalog, english: Catalog) -> None:
    assert [texts(m.id)[0] for m in english if m.id and not source.get(m.id, m.context)] == []
