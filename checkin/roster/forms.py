"""Forms of the roster: upload a file, register a walk-in."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from checkin.people.models import PillarType
from checkin.regions.models import District, Regency
from checkin.roster.walk_in import WalkIn
from checkin.web.forms import BaseForm, trimmed


class UploadForm(BaseForm):
    """One roster file and the regency of rows that do not name one."""

    file = FileField(_l("Berkas daftar peserta"))
    regency = SelectField(
        _l("Kabupaten/kota pengirim"),
        [Optional()],
        description=_l("Dipakai untuk baris yang tidak menyebut kabupaten/kota."),
    )

    def offer(self, regencies: Sequence[Regency]) -> None:
        """Fill the choice of regencies."""
        self.regency.choices = [("", _("Tertulis di dalam berkas")), *_choices(regencies)]


class WalkInForm(BaseForm):
    """A person who stands at the desk and is on no list."""

    name = StringField(
        _l("Nama lengkap"),
        [InputRequired(_l("Isi nama.")), Length(max=100)],
        filters=[trimmed],
    )
    pillar = SelectField(_l("Jenis pilar"), [InputRequired(_l("Pilih jenis pilar."))])
    regency = SelectField(_l("Kabupaten/kota"), [InputRequired(_l("Pilih kabupaten/kota."))])
    district = SelectField(_l("Kecamatan"), [Optional()])
    phone = StringField(
        _l("Nomor HP"),
        [Optional(), Length(max=30)],
        filters=[trimmed],
        description=_l("Boleh kosong."),
    )

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
        names = {regency.code: regency.name for regency in regencies}
        grouped: dict[str, list[tuple[str, str]]] = {name: [] for name in names.values()}
        for district in districts:
            if district.regency_code in names:
                grouped[names[district.regency_code]].append((district.code, district.name))
        self.district.choices = {"": [("", _("Tidak diketahui"))], **grouped}

    def walk_in(self) -> WalkIn:
        """Return what was asked."""
        return WalkIn(
            name=self.name.data or "",
            pillar_code=self.pillar.data,
            regency_code=self.regency.data,
            district_code=self.district.data or None,
            phone=self.phone.data or None,
        )


def _choices(regencies: Sequence[Regency]) -> list[tuple[str, str]]:
    return [(regency.code, regency.name) for regency in regencies]
