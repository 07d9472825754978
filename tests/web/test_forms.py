"""Forms speak the reader's language, also where WTForms does the talking."""

import re
from pathlib import Path

import pytest
import wtforms

from checkin.web.forms import BUILT_IN
from tests.conftest import OutsideClient
from tests.personas import sign_in_as


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("timezone", "Mars/Olympus", "Pilihan ini tidak ada."),
        ("gates", "empat", "Isi dengan bilangan bulat."),
        ("starts_at", "besok", "Isi tanggal dan jam yang sah."),
        ("name", "x" * 161, "Paling banyak 160 huruf."),
    ],
)
def test_built_in_messages_are_indonesian(
    client: OutsideClient, field: str, value: str, sentence: str
) -> None:
    sign_in_as(client)
    assert sentence in client.submit("/kegiatan/baru", {field: value}).text


def test_the_sentences_replaced_are_still_those_of_wtforms() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(wtforms.__file__).parent.rglob("*.py")
    )
    assert [sentence for sentence in BUILT_IN if not re.search(re.escape(sentence), source)] == []
