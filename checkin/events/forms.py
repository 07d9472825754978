"""The form of an event, and its way to and from a draft."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from checkin.errors import Invalid
from checkin.events.service import MAX_GATES, EventDraft, Letterhead, Signatory
from checkin.formats import ZONE_NAMES
from checkin.office.logos import take_logo
from checkin.people.models import PillarType
from checkin.regions.models import Bakorwil, Regency
from checkin.web.forms import BaseForm, trimmed

_text = {"filters": [trimmed]}
_local = "%Y-%m-%dT%H:%M"


class EventForm(BaseForm):
    """Everything an organizer states about an event; `drawn` is a new logo as it is kept."""

    drawn: bytes | None = None
    name = StringField(
        _l("Nama kegiatan"),
        [InputRequired(_l("Isi nama kegiatan.")), Length(max=160)],
        render_kw={"placeholder": "Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro"},
        **_text,
    )
    code = StringField(
        _l("Kode kegiatan"),
        [Optional(), Length(max=60)],
        description=_l("Dipakai pada alamat halaman; kosongkan untuk dibuatkan dari nama."),
        render_kw={"placeholder": "bojonegoro-2023", "autocapitalize": "none"},
        **_text,
    )
    venue = StringField(
        _l("Tempat"),
        [InputRequired(_l("Isi tempat kegiatan.")), Length(max=160)],
        render_kw={"placeholder": "GOR Utama Bojonegoro"},
        **_text,
    )
    starts_at = DateTimeLocalField(
        _l("Mulai"),
        [InputRequired(_l("Isi waktu mulai."))],
        format=[_local, "%Y-%m-%dT%H:%M:%S"],
    )
    ends_at = DateTimeLocalField(
        _l("Selesai"),
        [InputRequired(_l("Isi waktu selesai."))],
        format=[_local, "%Y-%m-%dT%H:%M:%S"],
    )
    timezone = SelectField(
        _l("Zona waktu"),
        choices=[SelectChoice(zone, f"{name} ({zone})") for zone, name in ZONE_NAMES.items()],
    )
    bakorwil = SelectField(
        _l("Bakorwil"), description=_l("Mengisi kabupaten/kota di bawah; boleh diubah.")
    )
    regencies = SelectMultipleField(_l("Kabupaten/kota yang diundang"))
    pillars = SelectMultipleField(_l("Jenis pilar yang diundang"))
    gates = IntegerField(
        _l("Jumlah pintu"),
        [
            InputRequired(_l("Isi jumlah pintu.")),
            NumberRange(1, MAX_GATES, _l("Jumlah pintu antara 1 dan 40.")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": MAX_GATES},
        description=_l("Pintu pada titik absensi Kedatangan; dapat ditambah kapan saja."),
    )
    government = StringField(_l("Pemerintah"), [Length(max=120)], **_text)
    office = StringField(_l("Instansi"), [Length(max=120)], **_text)
    address = StringField(_l("Alamat"), [Length(max=200)], **_text)
    contact = StringField(_l("Telepon, laman, pos-el"), [Length(max=200)], **_text)
    logo = FileField(
        _l("Logo"),
        description=_l(
            "PNG, JPEG, atau SVG, paling besar 2 MB. Latar tembus pandang tercetak putih."
        ),
        render_kw={"accept": "image/png,image/jpeg,image/svg+xml"},
    )
    remove_logo = BooleanField(_l("Hapus logo yang ada"))
    signatory_place = StringField(
        _l("Tempat penandatanganan"),
        [Length(max=60)],
        render_kw={"placeholder": "Bojonegoro"},
        **_text,
    )
    signatory_title = TextAreaField(_l("Jabatan"), [Length(max=200)], render_kw={"rows": 2})
    signatory_name = StringField(_l("Nama pejabat"), [Length(max=120)], **_text)
    signatory_rank = StringField(
        _l("Pangkat"),
        [Length(max=60)],
        render_kw={"placeholder": "Pembina Utama Muda"},
        **_text,
    )
    signatory_nip = StringField(_l("NIP"), [Length(max=40)], **_text)

    def offer(
        self,
        bakorwil: list[Bakorwil],
        regencies: list[Regency],
        pillars: list[PillarType],
    ) -> None:
        """Set the choices from the reference data."""
        self.bakorwil.choices = [
            SelectChoice("", _("Tanpa Bakorwil")),
            *(SelectChoice(region.code, region.name) for region in bakorwil),
        ]
        self.regencies.choices = [SelectChoice(r.code, r.name) for r in regencies]
        self.pillars.choices = [SelectChoice(p.code, p.label) for p in pillars]

    def validate_ends_at(self, field: Field) -> None:
        """End after start."""
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_("Waktu selesai harus sesudah waktu mulai."))

    def validate_pillars(self, field: Field) -> None:
        """Invite somebody."""
        if not field.data:
            raise ValidationError(_("Pilih sedikitnya satu jenis pilar."))

    def validate_logo(self, field: Field) -> None:
        """Take a whole picture only, and keep one drawn anew."""
        upload = field.data
        if not isinstance(upload, FileStorage) or not upload.filename:
            return
        try:
            self.drawn = take_logo(upload.read())
        except Invalid as error:
            raise ValidationError(_(error.message, **error.params)) from error

    def draft(self, regencies_of_bakorwil: tuple[str, ...]) -> EventDraft:
        """Return what the form says; without a ticked regency, those of the Bakorwil."""
        zone = ZoneInfo(self.timezone.data)
        return EventDraft(
            code=(self.code.data or "").lower() if self.code else "",
            name=self.name.data,
            bakorwil_code=self.bakorwil.data or None,
            venue=self.venue.data,
            starts_at=self.starts_at.data.replace(tzinfo=zone),
            ends_at=self.ends_at.data.replace(tzinfo=zone),
            timezone=self.timezone.data,
            regency_codes=tuple(self.regencies.data or regencies_of_bakorwil),
            pillar_codes=tuple(self.pillars.data),
            gates=self.gates.data,
            letterhead=Letterhead(
                government=self.government.data or "",
                office=self.office.data or "",
                address=self.address.data or "",
                contact=self.contact.data or "",
                logo=self._logo(),
            ),
            signatory=Signatory(
                place=self.signatory_place.data or "",
                title="\n".join((self.signatory_title.data or "").split("\r\n")).strip(),
                name=self.signatory_name.data or "",
                rank=self.signatory_rank.data or "",
                nip=self.signatory_nip.data or "",
            ),
        )

    def _logo(self) -> bytes | None:
        """Return a new logo, `b""` to remove the present one, None to leave it."""
        return self.drawn or (b"" if self.remove_logo.data else None)
