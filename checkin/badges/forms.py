"""Forms of badges: which to print and how, which one to print again or replace, how many spares."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from checkin.badges.printing import Order
from checkin.badges.queries import Choice
from checkin.badges.service import MOST_SPARES
from checkin.badges.sheets import DEFAULT_LAYOUT, LAYOUTS
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm, trimmed

_LAYOUT_CHOICES = [SelectChoice(layout.code, _l(layout.label)) for layout in LAYOUTS.values()]


class PrintBadgesForm(BaseForm):
    """Which badges to print, on which sheet."""

    pillar = SelectField(_l("Jenis pilar"))
    regency = SelectField(_l("Kabupaten/kota"))
    layout = SelectField(
        _l("Tata letak"),
        choices=_LAYOUT_CHOICES,
        default=DEFAULT_LAYOUT,
        description=_l("Cetak pada ukuran 100%, lalu potong menurut tanda potong."),
    )
    unprinted = BooleanField(_l("Hanya yang belum dicetak atau berubah sejak dicetak"))
    separators = BooleanField(
        _l("Lembar pemisah tiap kabupaten/kota dan jenis pilar, dengan jumlah dan tanda terima")
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

    def order(self) -> Order:
        """Return what was ordered."""
        choice = Choice(
            pillar=self.pillar.data or None,
            regency=self.regency.data or None,
            unprinted=bool(self.unprinted.data),
        )
        return Order(layout=self.layout.data, choice=choice, separators=bool(self.separators.data))


class SpareBadgesForm(BaseForm):
    """How many badges without a name to make."""

    count = IntegerField(
        _l("Berapa lembar"),
        [InputRequired(_l("Isi jumlahnya.")), NumberRange(min=1, max=MOST_SPARES)],
        render_kw={"inputmode": "numeric"},
    )
    layout = SelectField(
        _l("Tata letak"), choices=_LAYOUT_CHOICES, default=DEFAULT_LAYOUT, id="layout-spares"
    )

    def order(self) -> Order:
        """Return what was ordered."""
        return Order(layout=self.layout.data, spares=self.count.data)


class ReplaceBadgeForm(BaseForm):
    """Whose badge is printed again or replaced, and why."""

    number = IntegerField(
        _l("Nomor peserta"),
        [InputRequired(_l("Isi nomor peserta.")), NumberRange(min=1, max=1_000_000)],
        render_kw={"inputmode": "numeric"},
    )
    reason = StringField(
        _l("Alasan"),
        [Length(max=200)],
        filters=[trimmed],
        description=_l("Misalnya: rusak, salah cetak, hilang. Tersimpan di catatan."),
    )
    layout = SelectField(
        _l("Tata letak"), choices=_LAYOUT_CHOICES, default=DEFAULT_LAYOUT, id="layout-again"
    )
