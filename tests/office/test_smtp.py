"""A letter arrives, or one sentence says what to mend."""

import socket
from email.message import EmailMessage

import pytest

from checkin.errors import Unavailable
from checkin.office.queries import MailSettings
from checkin.office.smtp import deliver
from tests.office.mail_server import post


def letter() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Uji", "kantor@example.id", "siti@example.id"
    made.set_content("Halo.")
    return made


def settings(
    port: int, security: str = "none", user: str = "", host: str = "127.0.0.1"
) -> MailSettings:
    return MailSettings(
        host=host,
        port=port,
        security=security,
        user=user,
        password="rahasia",
        sender="kantor@example.id",
    )


def test_a_letter_arrives() -> None:
    with post() as server:
        deliver(settings(server.port), letter())
    assert "Halo." in server.letters[0]


@pytest.mark.parametrize(
    ("answers", "security", "user", "code"),
    [
        ({"MAIL": "550 bukan Anda"}, "none", "", "mail_sender"),
        ({"RCPT": "550 tidak dikenal"}, "none", "", "mail_recipient"),
        ({"DATA": "554 penuh"}, "none", "", "mail_letter"),
        ({"EHLO": "hang up"}, "none", "", "mail_hung_up"),
        ({}, "starttls", "", "mail_starttls"),
        ({}, "tls", "", "mail_tls"),
    ],
)
def test_a_refusal_is_one_sentence_about_what_to_mend(
    answers: dict[str, str], security: str, user: str, code: str
) -> None:
    with post(**answers) as server, pytest.raises(Unavailable) as refusal:
        deliver(settings(server.port, security, user), letter())
    assert refusal.value.code == code
    assert "rahasia" not in str(refusal.value)
    assert "127.0.0.1" in str(refusal.value)
    assert server.letters == []


def test_a_wrong_password_is_said_to_be_one() -> None:
    talk = {"EHLO": "250-surat\r\n250 AUTH PLAIN", "AUTH": "535 salah"}
    with post(**talk) as server, pytest.raises(Unavailable) as refusal:
        deliver(settings(server.port, user="kantor"), letter())
    assert refusal.value.code == "mail_password"


def test_a_closed_port_is_said_to_be_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable) as refusal:
            deliver(settings(taken.getsockname()[1]), letter())
    assert refusal.value.code == "mail_refused"


def test_a_name_that_is_none_is_said_to_be_one() -> None:
    with pytest.raises(Unavailable) as refusal:
        deliver(settings(25, host="tidak ada.invalid"), letter())
    assert refusal.value.code == "mail_host"
