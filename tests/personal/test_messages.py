"""Messages say what a person needs, and their links open WhatsApp with just that text."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.personal.messages import (
    PEOPLE_A_MESSAGE,
    Occasion,
    for_coordinator,
    invitation,
    whatsapp_link,
    whatsapp_number,
)

OCCASION = Occasion(
    name="Sapa Pilar Bakorwil Bojonegoro",
    venue="GOR Utama Bojonegoro",
    starts_at=datetime(2023, 11, 20, 1, tzinfo=UTC),
    timezone="Asia/Jakarta",
)


def test_the_message_says_who_where_and_when() -> None:
    text = invitation(OCCASION, "Siti Aminah", "https://x.id/p/abc")
    assert text.startswith("Yth. Bapak/Ibu Siti Aminah,")
    for part in ("Senin, 20 November 2023, pukul 08.00 WIB", "GOR Utama", "https://x.id/p/abc"):
        assert part in text


@pytest.mark.parametrize(
    ("e164", "number"),
    [
        ("+6281234567890", "6281234567890"),
        ("6281234567890", "6281234567890"),
        ("", ""),
        ("+62", ""),
        ("+62 812", ""),
        ("javascript:1", ""),
    ],
)
def test_a_number_is_digits_or_nothing(e164: str, number: str) -> None:
    assert whatsapp_number(e164) == number


@given(st.text(max_size=300))
def test_any_text_comes_through_the_link(text: str) -> None:
    text = text.encode(errors="ignore").decode()
    parts = urlsplit(whatsapp_link(text, "62812345678"))
    assert (parts.netloc, parts.path) == ("wa.me", "/62812345678")
    assert parse_qs(parts.query, keep_blank_values=True) == {"text": [text]}


def test_a_coordinator_gets_everybody_in_portions() -> None:
    people = [(f"Peserta {n}", f"https://x.id/p/{n}") for n in range(PEOPLE_A_MESSAGE * 2 + 1)]
    texts = for_coordinator(OCCASION, "Kabupaten Tuban", people)
    assert len(texts) == 3
    assert "(bagian 3 dari 3)" in texts[2]
    for name, address in people:
        assert sum(f"{name}\n{address}\n" in f"{text}\n" for text in texts) == 1
    (whole,) = for_coordinator(OCCASION, "Kabupaten Tuban", people[:2])
    assert "bagian" not in whole
    assert for_coordinator(OCCASION, "Kabupaten Tuban", []) == []
