"""Forms of members: invite one, change one."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from checkin.accounts.forms import invited_address
from checkin.actor import EventRole
from checkin.members.roles import LABELS
from checkin.members.service import Seat
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm, trimmed


class SeatForm(BaseForm):
    """A role, and the regency of a coordinator."""

    role = SelectField(_l("Peran"), [InputRequired(_l("Pilih peran."))])
    regency = SelectField(
        _l("Kabupaten/kota"), [Optional()], description=_l("Hanya untuk koordinator.")
    )

    def offer(self, regencies: Sequence[Regency]) -> None:
        """Fill the choices."""
        self.role.choices = [("", _("Pilih …")), *((r.value, _(LABELS[r])) for r in EventRole)]
        self.regency.choices = [("", "—"), *((r.code, r.name) for r in regencies)]

    def seat(self) -> Seat:
        """Return what was chosen; the regency of anybody but a coordinator is let go."""
        role = EventRole(self.role.data)
        regency = self.regency.data or None
        return Seat(role=role, regency_code=regency if role is EventRole.COORDINATOR else None)


class InviteForm(SeatForm):
    """Whom to invite, and as what."""

    name = StringField(
        _l("Untuk siapa"),
        [InputRequired(_l("Isi nama orang yang diundang.")), Length(max=100)],
        filters=[trimmed],
    )
    email = invited_address()
