"""The form of an attendance list: which people, on which paper."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from checkin.attendance.lists import Kind, Paper
from checkin.attendance.service import ListChoice
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm


class PrintListForm(BaseForm):
    """Which attendance list to print."""

    kind = SelectField(
        _l("Isi daftar"),
        choices=[
            SelectChoice(Kind.BLANK.value, _l("Semua peserta, jam kosong (untuk ditandatangani)")),
            SelectChoice(Kind.PRESENT.value, _l("Hanya yang hadir")),
            SelectChoice(Kind.ABSENT.value, _l("Hanya yang tidak hadir")),
            SelectChoice(Kind.ALL.value, _l("Semua peserta dengan jam hadir")),
        ],
        default=Kind.ALL.value,
    )
    pillar = SelectField(_l("Jenis pilar"))
    regency = SelectField(_l("Kabupaten/kota"))
    paper = SelectField(
        _l("Kertas"),
        choices=[
            SelectChoice(Paper.F4.value, _l("F4 / folio (215 x 330 mm)")),
            SelectChoice(Paper.A4.value, _l("A4 (210 x 297 mm)")),
        ],
        default=Paper.F4.value,
    )

    def offer(self, pillars: Iterable[PillarType], regencies: Iterable[Regency]) -> None:
        """Fill the choices of this event."""
        self.pillar.choices = [
            SelectChoice("", _("Semua jenis pilar")),
            *(SelectChoice(pillar.code, pillar.label) for pillar in pillars),
        ]
        self.regency.choices = [
            SelectChoice("", _("Semua kabupaten/kota")),
            *(SelectChoice(regency.code, regency.name) for regency in regencies),
        ]

    def choice(self) -> ListChoice:
        """Return what was chosen."""
        return ListChoice(
            kind=Kind(self.kind.data),
            pillar=self.pillar.data or None,
            regency=self.regency.data or None,
            paper=Paper(self.paper.data),
        )
