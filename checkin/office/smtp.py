"""Hand letters to the office's mail server, and say in one sentence why that failed.

A letter whose last line was sent while no answer came back may have been taken: that alone is `mail_unsure`,
so that nobody sends it again without having looked.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import parseaddr

from checkin.errors import Unavailable
from checkin.office.queries import MailSettings
from checkin.text import mark

PATIENCE = 12.0  # seconds for one answer of the server
ONE_VISIT = 50  # letters after which a server is greeted anew: many take a hundred at most
_OK, _GO_ON = 250, 354


class Unsure(smtplib.SMTPException):
    """The letter was handed over whole, but whether it was taken is not known."""


def deliver(settings: MailSettings, letter: EmailMessage) -> None:
    """Send `letter`; raise `Unavailable` with what to mend where the server does not take it."""
    with carrying(settings) as carrier:
        carrier.deliver(letter)


@contextmanager
def carrying(settings: MailSettings) -> Iterator["Carrier"]:
    """Yield what takes letters to the server until the end of the block."""
    carrier = Carrier(settings)
    try:
        yield carrier
    finally:
        carrier.leave()


class Carrier:
    """Takes letter after letter over one connection, which is opened with the first."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self._taken = 0

    def deliver(self, letter: EmailMessage) -> None:
        """Send `letter`; raise `Unavailable` with what to mend where the server does not take it."""
        try:
            _hand_over(self._greeted(), letter)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self.leave()
            raise _sentence(error, self._settings) from error
        self._taken += 1

    def leave(self) -> None:
        """Say goodbye, where anybody was greeted."""
        if self._server is not None:
            _leave(self._server)
        self._server = None

    def _greeted(self) -> smtplib.SMTP:
        if self._server is not None and (self._taken >= ONE_VISIT or not _listens(self._server)):
            self.leave()
        if self._server is None:
            self._server, self._taken = _open(self._settings), 0
        return self._server


def _listens(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == _OK
    except (OSError, smtplib.SMTPException):
        return False


def _hand_over(server: smtplib.SMTP, letter: EmailMessage) -> None:
    """Do what `send_message` does, but tell a silence after the last line from one before."""
    server.ehlo_or_helo_if_needed()
    sender = parseaddr(str(letter["From"]))[1]
    to = parseaddr(str(letter["To"]))[1]
    code, said = server.mail(sender)
    if code != _OK:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = server.rcpt(to)
    if code not in (_OK, 251):
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})
    code, said = server.docmd("DATA")
    if code != _GO_ON:
        raise smtplib.SMTPDataError(code, said)
    content = letter.as_bytes(policy=letter.policy.clone(linesep="\r\n"))
    try:
        server.send(_DOTS.sub(b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unsure(str(error)) from error
    if code != _OK:
        raise smtplib.SMTPDataError(code, said)


_DOTS = re.compile(rb"(?m)^\.")


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
        case Unsure():
            return "mail_unsure", mark(
                "Sambungan ke %(host)s terputus tepat setelah surat diserahkan; mungkin sudah sampai."
            )
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
        case smtplib.SMTPDataError():
            return "mail_letter", mark("%(host)s menolak surat ini: %(reason)s.")
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
