"""Forms of self-registration: what everybody fills in, and what the office opens."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.roster.contacts import LONGEST_EMAIL
from checkin.roster.forms import SeatForm
from checkin.roster.walk_in import WalkIn
from checkin.signup import intake
from checkin.signup.models import SignupSettings
from checkin.web.forms import BaseForm, trimmed

_local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class SignupForm(SeatForm):
    """What is needed for a badge and a place on the list, and nothing else.

    `website` is for machines that fill in whatever they find; people do not see it.
    """

    name = StringField(
        _l("Nama lengkap"),
        [InputRequired(_l("Isi nama.")), Length(max=100)],
        filters=[trimmed],
        description=_l("Seperti pada KTP, tanpa gelar."),
        render_kw={"autocomplete": "name"},
    )
    nik = StringField(
        _l("NIK"),
        [InputRequired(_l("Isi NIK.")), Length(max=30)],
        filters=[trimmed],
        description=_l("16 angka pada KTP. Disimpan tersandi dan tidak ditampilkan."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    pillar = SelectField(_l("Jenis pilar"), [InputRequired(_l("Pilih jenis pilar."))])
    regency = SelectField(_l("Kabupaten/kota"), [InputRequired(_l("Pilih kabupaten/kota."))])
    district = SelectField(_l("Kecamatan"), [InputRequired(_l("Pilih kecamatan."))])
    phone = StringField(
        _l("Nomor HP"),
        [InputRequired(_l("Isi nomor HP.")), Length(max=30)],
        filters=[trimmed],
        description=_l("Contoh: 0812 3456 7890."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    email = StringField(
        _l("Alamat surel (email)"),
        [Optional(), Length(max=LONGEST_EMAIL)],
        filters=[trimmed],
        description=_l(
            "Boleh kosong. Bila diisi, undangan dan tanda peserta juga dikirim ke sini."
        ),
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email"},
    )
    edition = HiddenField()
    notice = BooleanField(_l("Saya sudah membaca pemberitahuan privasi."))
    messages = BooleanField(_l("Saya bersedia dikabari lewat WhatsApp atau surel (boleh tidak)."))
    no_district = _l("Pilih …")
    website = StringField("Website", render_kw={"autocomplete": "off", "tabindex": "-1"})

    def validate_notice(self, field: Field) -> None:
        """Read it first."""
        if not field.data:
            raise ValidationError(
                _("Baca pemberitahuan privasi, lalu beri tanda bahwa Anda memahaminya.")
            )

    def sent(self, edition: int) -> intake.Form:
        """Return what was sent in; `edition` of the notice is the present one, read may be an older one."""
        shown = self.edition.data or ""
        is_older = shown.isascii() and shown.isdigit() and 0 < int(shown[:9]) < edition
        entry = WalkIn(
            name=self.name.data or "",
            pillar_code=self.pillar.data,
            regency_code=self.regency.data,
            district_code=self.district.data or None,
            phone=self.phone.data or None,
            nik=(self.nik.data or None) if self.nik else None,
            email=self.email.data or None,
        )
        return intake.Form(
            entry=entry,
            notice_read=self.notice.data,
            notice=shown[:9] if is_older else str(edition),
            messages_agreed=self.messages.data,
        )


class SettingsForm(BaseForm):
    """What the office opens to everybody."""

    enabled = BooleanField(_l("Pendaftaran mandiri dibuka"))
    opens_at = DateTimeLocalField(_l("Dibuka sejak"), [Optional()], format=_local)
    closes_at = DateTimeLocalField(_l("Ditutup pada"), [Optional()], format=_local)
    quota = IntegerField(
        _l("Kuota"),
        [Optional(), NumberRange(1, 100_000)],
        description=_l("Kosongkan bila tidak dibatasi."),
        render_kw={"inputmode": "numeric"},
    )
    hourly = IntegerField(
        _l("Paling banyak per jam"),
        [InputRequired(_l("Isi batas per jam.")), NumberRange(1, 100_000)],
        description=_l("Menahan banjir pendaftaran dari mesin."),
        render_kw={"inputmode": "numeric"},
    )
    needs_approval = BooleanField(_l("Setiap pendaftaran menunggu persetujuan"))
    asks_nik = BooleanField(_l("Minta NIK"))
    pillars = SelectMultipleField(_l("Jenis pilar yang boleh mendaftar"))
    regencies = SelectMultipleField(_l("Kabupaten/kota yang boleh mendaftar"))
    contact = StringField(
        _l("Kontak pelindungan data pribadi"),
        [Length(max=200)],
        filters=[trimmed],
        description=_l("Nama, telepon atau surel; tertulis pada pemberitahuan privasi."),
    )

    def offer(self, pillars: Sequence[PillarType], regencies: Sequence[Regency]) -> None:
        """Fill the choices from what the event invites."""
        self.pillars.choices = [(p.code, p.label) for p in pillars]
        self.regencies.choices = [(r.code, r.name) for r in regencies]

    def validate_closes_at(self, field: Field) -> None:
        """Close after opening."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Waktu tutup harus sesudah waktu buka."))

    def values(self, zone: ZoneInfo) -> dict[str, object]:
        """Return the columns of `SignupSettings`; everything ticked is the same as nothing."""
        return {
            "enabled": self.enabled.data,
            "opens_at": _aware(self.opens_at.data, zone),
            "closes_at": _aware(self.closes_at.data, zone),
            "quota": self.quota.data,
            "hourly": self.hourly.data,
            "needs_approval": self.needs_approval.data,
            "asks_nik": self.asks_nik.data,
            "pillar_codes": _some(self.pillars),
            "regency_codes": _some(self.regencies),
            "contact": self.contact.data or "",
        }


def settings_values(settings: SignupSettings, zone: ZoneInfo) -> dict[str, object]:
    """Return what the form of the settings shows before anyone types."""
    return {
        "enabled": settings.enabled,
        "opens_at": _naive(settings.opens_at, zone),
        "closes_at": _naive(settings.closes_at, zone),
        "quota": settings.quota,
        "hourly": settings.hourly,
        "needs_approval": settings.needs_approval,
        "asks_nik": settings.asks_nik,
        "pillars": settings.pillar_codes,
        "regencies": settings.regency_codes,
        "contact": settings.contact,
    }


def _aware(value: datetime | None, zone: ZoneInfo) -> datetime | None:
    return value.replace(tzinfo=zone) if value else None


def _naive(value: datetime | None, zone: ZoneInfo) -> datetime | None:
    return value.astimezone(zone).replace(tzinfo=None) if value else None


def _some(field: SelectMultipleField) -> list[str]:
    chosen = list(field.data or [])
    return [] if len(chosen) == len(field.choices) else chosen
