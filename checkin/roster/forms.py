"""Forms of the roster: upload a file, correct a doubtful row."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from checkin.crypto import mask
from checkin.people.models import PillarType
from checkin.regions.models import District, Regency
from checkin.roster.contacts import (
    BAD_EMAIL,
    LONGEST_EMAIL,
    read_account,
    read_email,
    read_phone,
)
from checkin.roster.decisions import corrected_draft
from checkin.roster.draft import PersonDraft
from checkin.roster.issues import has_error
from checkin.roster.nik import read_nik
from checkin.web.forms import BaseForm, trimmed


class UploadForm(BaseForm):
    """One roster file and the regency of rows that do not name one."""

    file = FileField(_l("Berkas daftar peserta"))
    regency = SelectField(
        _l("Kabupaten/kota pengirim"),
        [Optional()],
        description=_l("Dipakai untuk baris yang tidak menyebut kabupaten/kota."),
    )

    def offer(self, regencies: Sequence[Regency], only: str | None = None) -> None:
        """Fill the choice of regencies; a coordinator has none."""
        blank = [] if only else [("", _("Tertulis di dalam berkas"))]
        self.regency.choices = [*blank, *_choices(regencies)]


class SeatForm(BaseForm):
    """A form that asks where somebody belongs; the fields are those of its subclasses."""

    pillar: SelectField
    regency: SelectField
    district: SelectField
    no_district = _l("Tidak diketahui")

    def offer(
        self,
        pillars: Sequence[PillarType],
        regencies: Sequence[Regency],
        districts: Sequence[District],
    ) -> None:
        """Fill the choices; districts stand in a group for each regency."""
        blank = ("", _("Pilih …"))
        self.pillar.choices = [blank, *((p.code, p.label) for p in pillars)]
        self.regency.choices = [blank, *_choices(regencies)]
        self.district.choices = {"": [("", self.no_district)]} | {
            regency.name: [(d.code, d.name) for d in districts if d.regency_code == regency.code]
            for regency in regencies
        }


class CorrectForm(SeatForm):
    """What a doubtful row should say; an empty NIK or account keeps what the file says."""

    name = StringField(
        _l("Nama lengkap"), [InputRequired(_l("Isi nama.")), Length(max=100)], filters=[trimmed]
    )
    nik = StringField(_l("NIK"), [Optional(), Length(max=30)], filters=[trimmed])
    pillar = SelectField(_l("Jenis pilar"), [InputRequired(_l("Pilih jenis pilar."))])
    regency = SelectField(_l("Kabupaten/kota"), [InputRequired(_l("Pilih kabupaten/kota."))])
    district = SelectField(_l("Kecamatan"), [Optional()])
    phone = StringField(_l("Nomor HP"), [Optional(), Length(max=30)], filters=[trimmed])
    email = StringField(_l("Surel"), [Optional(), Length(max=LONGEST_EMAIL)], filters=[trimmed])
    account = StringField(_l("Nomor rekening"), [Optional(), Length(max=30)], filters=[trimmed])
    reason = StringField(_l("Catatan"), [Optional(), Length(max=200)], filters=[trimmed])
    sure = BooleanField(_l("Sudah saya pastikan: ini orang lain, daftarkan."))

    def start_from(self, draft: PersonDraft) -> None:
        """Show what the row says; NIK and account stay hidden."""
        self.name.data, self.phone.data = draft.name, draft.phone
        self.email.data = draft.email
        self.pillar.data, self.regency.data = draft.pillar, draft.regency_code
        self.district.data = draft.district_code
        self.show_hidden(draft)

    def show_hidden(self, draft: PersonDraft) -> None:
        """Say what is kept where NIK or account is left empty, masked."""
        for field, value in ((self.nik, draft.nik), (self.account, draft.account)):
            hint = mask(value) or _("belum terbaca; tulis dari KTP")
            field.render_kw = {"placeholder": hint if value or field is self.nik else ""}

    def draft(self, before: PersonDraft) -> PersonDraft | None:
        """Return the corrected draft; None with a complaint beside the field that cannot stand."""
        nik = read_nik(self.nik.data) if self.nik.data else None
        if nik and (nik.digits is None or has_error(nik.issues)):
            self.complain("nik", " ".join(_(issue.sentence) for issue in nik.issues))
            return None
        phone = read_phone(self.phone.data or None)
        if self.phone.data and not phone.e164:
            self.complain("phone", _("Nomor HP tidak dikenali."))
            return None
        email = read_email(self.email.data or "")
        if self.email.data and not email:
            self.complain("email", _(BAD_EMAIL))
            return None
        account = read_account(self.account.data or None, None, False)
        if self.account.data and not account.number:
            self.complain("account", _("Nomor rekening tidak dikenali."))
            return None
        return corrected_draft(
            before,
            name=self.name.data or "",
            nik=nik.digits if nik else None,
            pillar=self.pillar.data,
            regency=self.regency.data,
            district=self.district.data or None,
            phone=phone.e164,
            account=account.number,
            email=email,
        )


def _choices(regencies: Sequence[Regency]) -> list[tuple[str, str]]:
    return [(regency.code, regency.name) for regency in regencies]
