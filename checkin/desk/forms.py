"""Forms of the desk: a walk-in, and somebody who comes in another's place."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from checkin.desk.substitution import Successor
from checkin.regions.models import District
from checkin.roster.contacts import LONGEST_EMAIL
from checkin.roster.forms import SeatForm
from checkin.roster.walk_in import WalkIn
from checkin.web.forms import BaseForm, trimmed

_may_be_empty = _l("Boleh kosong.")


def _text(label: str, *validators: object, description: str = "") -> StringField:
    return StringField(label, list(validators), filters=[trimmed], description=description)


class WalkInForm(SeatForm):
    """A person who stands at the desk and is on no list."""

    name = _text(_l("Nama lengkap"), InputRequired(_l("Isi nama.")), Length(max=100))
    pillar = SelectField(_l("Jenis pilar"), [InputRequired(_l("Pilih jenis pilar."))])
    regency = SelectField(_l("Kabupaten/kota"), [InputRequired(_l("Pilih kabupaten/kota."))])
    district = SelectField(_l("Kecamatan"), [Optional()])
    phone = _text(_l("Nomor HP"), Optional(), Length(max=30), description=_may_be_empty)
    email = _text(_l("Surel"), Optional(), Length(max=LONGEST_EMAIL), description=_may_be_empty)
    nik = _text(_l("NIK"), Optional(), Length(max=30), description=_may_be_empty)
    spare = _text(
        _l("Kode tanda cadangan"),
        Optional(),
        Length(max=60),
        description=_l(
            "Pindai dengan alat pemindai atau ketik kode di bawah QR. Kosongkan untuk tanda baru."
        ),
    )
    confirmed = BooleanField(_l("Bukan orang yang sama"))

    def walk_in(self) -> WalkIn:
        """Return what was asked."""
        return WalkIn(
            name=self.name.data or "",
            pillar_code=self.pillar.data,
            regency_code=self.regency.data,
            district_code=self.district.data or None,
            phone=self.phone.data or None,
            nik=self.nik.data or None,
            email=self.email.data or None,
        )


class SubstituteForm(BaseForm):
    """Who comes instead, why, and who said so."""

    name = _text(_l("Nama lengkap pengganti"), InputRequired(_l("Isi nama.")), Length(max=100))
    district = SelectField(_l("Kecamatan"), [Optional()])
    phone = _text(_l("Nomor HP"), Optional(), Length(max=30), description=_may_be_empty)
    email = _text(_l("Surel"), Optional(), Length(max=LONGEST_EMAIL), description=_may_be_empty)
    nik = _text(
        _l("NIK"),
        Optional(),
        Length(max=30),
        description=_l("Diperlukan untuk pembayaran; dapat dilengkapi kemudian."),
    )
    reason = _text(_l("Alasan"), InputRequired(_l("Isi alasan penggantian.")), Length(max=200))
    approver = _text(
        _l("Disetujui oleh"), InputRequired(_l("Isi siapa yang menyetujui.")), Length(max=100)
    )

    def offer(self, districts: Sequence[District]) -> None:
        """Fill the districts of the place's regency."""
        self.district.choices = [
            ("", _("Seperti yang digantikan")),
            *((d.code, d.name) for d in districts),
        ]

    def successor(self) -> Successor:
        """Return what was asked."""
        return Successor(
            name=self.name.data or "",
            phone=self.phone.data or None,
            email=self.email.data or None,
            nik=self.nik.data or None,
            district_code=self.district.data or None,
            reason=self.reason.data or "",
            approver=self.approver.data or "",
        )
