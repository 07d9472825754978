"""What a letter looks like; nothing that somebody typed gets into its head."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.mail.letters import Draft, Enclosure, compose, one_line
from checkin.mail.page import as_html
from checkin.mail.plan import SERVER_AWAY, WAITS, Fault, State, after_failure, fault
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


def test_a_mail_program_finds_the_way_out_of_it() -> None:
    leave = "https://checkin.dinsos.jatimprov.example.go.id/p/abcdefghijklmnopqrstuv/berhenti"
    letter = compose(draft(leave=leave, footer="Karena Anda terdaftar."), NOW).as_bytes()
    assert f"List-Unsubscribe: <{leave}>\r\n".encode() in letter  # folded, no program reads it
    read = message_from_bytes(letter, policy=default)
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.replace("\r", "").endswith(
        f"-- \nKarena Anda terdaftar.\nBerhenti menerima surat: {leave}\n"
    )
    html = read.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'href="{leave}"' in html
    assert compose(draft(), NOW)["List-Unsubscribe"] is None


def test_every_line_fits_the_narrowest_server() -> None:
    letter = compose(draft(text="Æ" * 5000, badge=b"\x89PNG" * 999, sender_name="Dinas “Æ”"), NOW)
    content = letter.as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 300
    assert letter["Date"]


def test_an_address_on_a_line_of_its_own_is_a_button() -> None:
    html = as_html("Ada di sini:\nhttps://x.example/p/a\n\nHalo", action="Buka tanda peserta")
    assert ">Buka tanda peserta</a>" in html
    assert html.count('href="https://x.example/p/a"') == 2
    assert "Buka" not in as_html("Lihat https://x.example/p/a ya", action="Buka tanda peserta")


def test_a_page_fetches_nothing_and_escapes_everything() -> None:
    html = as_html(
        "<script>x</script>", title="<t>", sender='"<s>', footer="<f>", leave='https://x/"><i>'
    )
    for tag in ("<script", "<t>", "<s>", "<f>", "<i>", "http://", "src="):
        assert tag not in html


def test_a_page_without_a_badge_shows_none() -> None:
    assert "cid:" not in as_html("Halo", with_badge=False)


def test_waits_grow_and_end_and_a_server_that_is_away_costs_no_try() -> None:
    for attempt, wait in enumerate(WAITS, start=1):
        expected = (State.FAILED, attempt, NOW + wait)
        assert after_failure(attempt, Fault.PASSING, NOW) == expected
    most = len(WAITS) + 1
    assert after_failure(most, Fault.PASSING, NOW)[0] is State.GIVEN_UP
    assert after_failure(1, Fault.LASTING, NOW)[0] is State.GIVEN_UP
    assert after_failure(1, Fault.UNSURE, NOW)[0] is State.GIVEN_UP
    assert after_failure(most, Fault.SERVER, NOW) == (State.FAILED, most - 1, NOW + SERVER_AWAY)
    assert WAITS[0] == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [
        ("mail_recipient", "550 5.1.1 unknown", Fault.LASTING),
        ("mail_recipient", "451 greylisted", Fault.PASSING),
        ("mail_recipient", "421 closing", Fault.SERVER),
        ("mail_letter", "554 looks like spam", Fault.LASTING),
        ("mail_letter", "550 5.4.5 Daily user sending limit exceeded", Fault.SERVER),
        ("mail_recipient", "452 too many recipients today", Fault.SERVER),
        ("mail_letter", "451 try later", Fault.PASSING),
        ("mail_sender", "550 not you", Fault.SERVER),
        ("mail_refused", "", Fault.SERVER),
        ("mail_password", "535 wrong", Fault.SERVER),
        ("mail_unsure", "Connection unexpectedly closed", Fault.UNSURE),
    ],
)
def test_whose_fault_a_refusal_is(code: str, reason: str, why: Fault) -> None:
    assert fault(code, reason) is why


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
