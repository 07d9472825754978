"""What a letter looks like; nothing that somebody typed gets into its head."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.mail.letters import Draft, Enclosure, as_html, compose, one_line
from checkin.mail.plan import WAITS, State, after_failure, is_lasting
from checkin.roster.contacts import read_email

NOW = datetime(2026, 11, 21, 1, 14, tzinfo=UTC)


def draft(**over: object) -> Draft:
    values: dict[str, object] = {
        "sender_name": "Dinas Sosial",
        "sender": "kantor@example.id",
        "to": "siti@example.id",
        "subject": "Undangan",
        "text": "Yth. Siti <b>,\n\nhttps://sapa.example/p/x?a=1&b=2\n",
        "message_id": "<1@example.id>",
    }
    return Draft(**values | over)  # type: ignore[arg-type]


def test_a_letter_holds_text_page_badge_and_calendar() -> None:
    calendar = Enclosure(name="a.ics", media_type="text/calendar", content=b"BEGIN:VCALENDAR")
    letter = compose(draft(badge=b"\x89PNG", enclosures=[calendar]), NOW)
    read = message_from_bytes(letter.as_bytes(), policy=default)
    kinds = [part.get_content_type() for part in read.walk()]
    for kind in ("text/plain", "text/html", "image/png", "text/calendar"):
        assert kind in kinds
    assert read["Message-ID"] == "<1@example.id>"
    html = read.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "cid:tanda-peserta" in html
    assert "&lt;b&gt;" in html
    assert 'href="https://sapa.example/p/x?a=1&amp;b=2"' in html
    assert [part.get_filename() for part in read.iter_attachments()][-1] == "a.ics"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_or_subject_adds_a_line_to_the_head(name: str, subject: str) -> None:
    typed = f"{subject}\r\nBcc: semua@example.id"
    letter = compose(draft(sender_name=name, subject=typed), NOW)
    read = message_from_bytes(letter.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert len(read.get_all("From")) == 1
    assert "\n" not in one_line(typed)


def test_a_page_without_a_badge_shows_none() -> None:
    assert "cid:" not in as_html("Halo", with_badge=False)


def test_waits_grow_and_end() -> None:
    for attempt, wait in enumerate(WAITS, start=1):
        assert after_failure(attempt, lasting=False, now=NOW) == (State.FAILED, NOW + wait)
    assert after_failure(len(WAITS) + 1, lasting=False, now=NOW)[0] is State.GIVEN_UP
    assert after_failure(1, lasting=True, now=NOW)[0] is State.GIVEN_UP
    assert WAITS[0] == timedelta(minutes=1)
    assert is_lasting("mail_recipient", "550 unknown")
    assert not is_lasting("mail_recipient", "451 later")
    assert not is_lasting("mail_refused", "")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (" Siti.Aminah@Gmail.com ", "siti.aminah@gmail.com"),
        ("<siti@example.co.id>", "siti@example.co.id"),
        ("mailto:siti@example.id", "siti@example.id"),
        ("siti@example", None),
        ("-", None),
        ("siti@example.id, budi@example.id", None),
        ("siti@example.id\r\nBcc: x@example.id", None),
        ("a@b.c" * 40, None),
    ],
)
def test_only_plain_addresses_are_taken(said: str, read: str | None) -> None:
    assert read_email(said) == read
