"""Forms of requests: what comes in, how it is answered, what a correction writes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    Field,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from checkin.privacy.asking import CHANNELS, KINDS, OUTCOMES, Channel, Kind, Outcome
from checkin.privacy.requests import MAX_WORDS, Asked
from checkin.roster.contacts import BAD_EMAIL, LONGEST_EMAIL, read_email, read_phone
from checkin.web.forms import BaseForm, trimmed

ZONE = ZoneInfo("Asia/Jakarta")
LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def aware(value: datetime | None) -> datetime | None:
    """Return what somebody typed as the moment it is in the office."""
    return value.replace(tzinfo=ZONE) if value else None


def local(value: datetime) -> datetime:
    """Return a moment as the office's clocks show it."""
    return value.astimezone(ZONE).replace(tzinfo=None, second=0, microsecond=0)


class OwnRequestForm(BaseForm):
    """What somebody asks on their own page."""

    kind = SelectField(_l("Yang Anda minta"))
    words = TextAreaField(
        _l("Penjelasan"),
        [Length(max=MAX_WORDS)],
        description=_l("Untuk pembetulan: tulis apa yang keliru dan bagaimana seharusnya."),
        render_kw={"rows": 4},
    )
    name = StringField(
        _l("Nama yang benar"),
        [Length(max=100)],
        filters=[trimmed],
    )
    phone = StringField(
        _l("Nomor HP yang benar"),
        [Length(max=30)],
        filters=[trimmed],
        render_kw={"inputmode": "tel"},
    )
    email = StringField(
        _l("Alamat surel (email) yang benar"),
        [Length(max=LONGEST_EMAIL)],
        filters=[trimmed],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email"},
    )
    contact = StringField(
        _l("Jawaban dikirim ke"),
        [Length(max=200)],
        filters=[trimmed],
        description=_l("Nomor HP atau surel; kosongkan bila cukup dijawab di halaman ini."),
    )

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = [(kind.value, _(label)) for kind, label in KINDS.items()]

    def validate_phone(self, field: Field) -> None:
        """Take what the office could write down."""
        if field.data and read_phone(field.data).e164 is None:
            raise ValidationError(_("Nomor HP tidak sah; contoh 0812 3456 7890."))

    def validate_email(self, field: Field) -> None:
        """Take what the office could write down."""
        if field.data and read_email(field.data) is None:
            raise ValidationError(_(BAD_EMAIL))

    def wanted(self) -> dict[str, str]:
        """Return the values that a correction asks for."""
        if Kind(self.kind.data) is not Kind.CORRECTION:
            return {}
        asked = (self.name, self.phone, self.email)
        return {field.short_name: field.data or "" for field in asked}

    def said(self) -> Asked:
        """Return what was asked."""
        return Asked(
            kind=Kind(self.kind.data),
            channel=Channel.PAGE,
            words=self.words.data or "",
            contact=self.contact.data or "",
            wanted=self.wanted(),
        )


class RequestForm(OwnRequestForm):
    """What the office enters for somebody who wrote, called or came."""

    channel = SelectField(_l("Diterima lewat"))
    received_at = DateTimeLocalField(
        _l("Diterima pada"),
        [InputRequired(_l("Isi kapan permintaan diterima."))],
        format=LOCAL,
        description=_l("Jam 3 x 24 dihitung sejak saat ini (WIB)."),
    )
    kind = SelectField(_l("Jenis permintaan"))

    def offer(self) -> None:
        """Fill the choices."""
        super().offer()
        self.channel.choices = [
            (one.value, _(label)) for one, label in CHANNELS.items() if one is not Channel.PAGE
        ]

    def said(self) -> Asked:
        """Return what was asked."""
        return Asked(
            kind=Kind(self.kind.data),
            channel=Channel(self.channel.data),
            words=self.words.data or "",
            contact=self.contact.data or "",
            wanted=self.wanted(),
            received_at=aware(self.received_at.data),
        )


class AnswerForm(BaseForm):
    """How a request ended."""

    outcome = SelectField(_l("Hasil"))
    identity = StringField(
        _l("Identitas dipastikan dengan"),
        [Length(max=200)],
        filters=[trimmed],
        description=_l(
            "Misalnya: KTP diperlihatkan di kantor, dihubungi lewat nomor HP yang terdaftar."
        ),
    )
    reason = TextAreaField(
        _l("Jawaban kepada peminta"),
        [Optional(), Length(max=MAX_WORDS)],
        description=_l("Tampil di halaman pribadinya. Wajib bila tidak dikabulkan seluruhnya."),
        render_kw={"rows": 4},
    )

    def offer(self) -> None:
        """Fill the choices."""
        self.outcome.choices = [(one.value, _(label)) for one, label in OUTCOMES.items()]

    def chosen(self) -> Outcome:
        """Return the outcome."""
        return Outcome(self.outcome.data)
