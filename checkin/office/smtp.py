"""Hand one letter to the office's mail server, and say in one sentence why that failed."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from checkin.errors import Unavailable
from checkin.office.queries import MailSettings
from checkin.text import mark

PATIENCE = 12.0  # seconds for one answer of the server


def deliver(settings: MailSettings, letter: EmailMessage) -> None:
    """Send `letter`; raise `Unavailable` with what to mend where the server does not take it."""
    with connected(settings) as server:
        server.send_message(letter)


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Yield a server that knows who we are; what goes wrong inside is said in one sentence."""
    server = None
    try:
        server = _open(settings)
        yield server
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _sentence(error, settings) from error
    finally:
        if server is not None:
            _leave(server)


def _open(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        _leave(server)
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _sentence(error: Exception, settings: MailSettings) -> Unavailable:
    code, sentence = _reason(error, settings)
    return Unavailable(
        sentence,
        code=code,
        host=settings.host,
        port=settings.port,
        sender=settings.sender,
        reason=_words(error),
    )


def _reason(error: Exception, settings: MailSettings) -> tuple[str, str]:
    match error:
        case socket.gaierror() | UnicodeError():
            return "mail_host", mark(
                "Server surel %(host)s tidak ditemukan; periksa ejaan namanya dan jaringan server ini."
            )
        case ssl.SSLCertVerificationError():
            return "mail_certificate", mark(
                "Sertifikat %(host)s tidak dapat dipercaya, jadi tidak ada yang dikirim; nama server harus "
                "sama dengan yang ada pada sertifikatnya."
            )
        case ssl.SSLError():
            return "mail_tls", mark(
                "%(host)s tidak berbicara TLS pada porta %(port)s; biasanya 465 untuk TLS dan 587 "
                "untuk STARTTLS."
            )
        case TimeoutError():
            return "mail_silent", mark(
                "%(host)s tidak menjawab pada porta %(port)s; periksa porta, pengamanan, dan tembok api."
            )
        case ConnectionRefusedError():
            return "mail_refused", mark(
                "%(host)s menolak sambungan pada porta %(port)s; periksa nomor portanya."
            )
        case smtplib.SMTPNotSupportedError() if settings.security == "starttls":
            return "mail_starttls", mark(
                "%(host)s tidak menawarkan STARTTLS atau masuk dengan kata sandi pada porta %(port)s."
            )
        case smtplib.SMTPAuthenticationError():
            return "mail_password", mark(
                "%(host)s menolak nama pengguna atau kata sandinya. Layanan seperti Gmail meminta "
                "kata sandi aplikasi."
            )
        case smtplib.SMTPSenderRefused():
            return "mail_sender", mark(
                "%(host)s menolak alamat pengirim %(sender)s; pakai alamat milik akun itu sendiri."
            )
        case smtplib.SMTPRecipientsRefused():
            return "mail_recipient", mark("%(host)s menolak alamat tujuan: %(reason)s.")
        case smtplib.SMTPServerDisconnected():
            return "mail_hung_up", mark(
                "%(host)s memutus sambungan; periksa pengamanan yang dipilih (porta 465 memakai TLS)."
            )
        case _:
            return "mail_other", mark("Surel tidak terkirim lewat %(host)s: %(reason)s.")


def _words(error: Exception) -> str:
    """Return what the server itself said, short and on one line."""
    code: int | str = ""
    said: bytes | str = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:160]
