"""Forms of badges: which to print and how, which one to replace."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from checkin.badges.queries import Choice
from checkin.badges.sheets import DEFAULT_LAYOUT, LAYOUTS
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm


class PrintBadgesForm(BaseForm):
    """Which badges to print, on which sheet."""

    pillar = SelectField(_l("Jenis pilar"))
    regency = SelectField(_l("Kabupaten/kota"))
    layout = SelectField(
        _l("Tata letak"),
        choices=[SelectChoice(layout.code, _l(layout.label)) for layout in LAYOUTS.values()],
        default=DEFAULT_LAYOUT,
        description=_l("Cetak pada ukuran 100%, lalu potong menurut tanda potong."),
    )
    unprinted = BooleanField(_l("Hanya yang belum pernah dicetak"))

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

    def choice(self) -> Choice:
        """Return what was chosen."""
        return Choice(
            pillar=self.pillar.data or None,
            regency=self.regency.data or None,
            unprinted=bool(self.unprinted.data),
        )


class ReplaceBadgeForm(BaseForm):
    """Whose badge was lost."""

    number = IntegerField(
        _l("Nomor peserta"),
        [InputRequired(_l("Isi nomor peserta.")), NumberRange(min=1, max=1_000_000)],
        render_kw={"inputmode": "numeric"},
    )
