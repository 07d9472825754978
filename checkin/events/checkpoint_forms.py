"""The form of a checkpoint, and its way to and from a draft."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from checkin.events.checkpoints import POLICIES, CheckpointDraft
from checkin.events.models import Checkpoint
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm, trimmed

_local = "%Y-%m-%dT%H:%M"
_forms = [_local, "%Y-%m-%dT%H:%M:%S"]


class CheckpointForm(BaseForm):
    """Everything an organizer states about a checkpoint."""

    name = StringField(
        _l("Nama titik absensi"),
        [InputRequired(_l("Isi nama titik absensi.")), Length(max=60)],
        filters=[trimmed],
        render_kw={"placeholder": "Makan siang"},
    )
    policy = SelectField(_l("Seorang peserta boleh lewat"))
    opens_at = DateTimeLocalField(
        _l("Dibuka"),
        [Optional()],
        format=_forms,
        description=_l("Kosongkan bila boleh kapan saja."),
    )
    closes_at = DateTimeLocalField(_l("Ditutup"), [Optional()], format=_forms)
    pillars = SelectMultipleField(_l("Hanya jenis pilar ini"))
    regencies = SelectMultipleField(_l("Hanya kabupaten/kota ini"))
    gates = TextAreaField(
        _l("Pintu"),
        [InputRequired(_l("Tulis sedikitnya satu pintu."))],
        render_kw={"rows": 5},
        description=_l("Satu nama pintu setiap baris."),
    )

    def offer(self, pillars: list[PillarType], regencies: list[Regency]) -> None:
        """Set the choices from the event and the reference data."""
        self.policy.choices = [SelectChoice(code, _(name)) for code, name in POLICIES.items()]
        self.pillars.choices = [SelectChoice(p.code, p.label) for p in pillars]
        self.regencies.choices = [SelectChoice(r.code, r.name) for r in regencies]

    def draft(self, zone: str) -> CheckpointDraft:
        """Return what was filled in, times being of the event's `zone`."""
        here = ZoneInfo(zone)
        opens, closes = (
            field.data.replace(tzinfo=here) if field.data else None
            for field in (self.opens_at, self.closes_at)
        )
        lines = (self.gates.data or "").splitlines()
        return CheckpointDraft(
            name=self.name.data or "",
            policy=self.policy.data,
            pillar_codes=tuple(self.pillars.data or ()),
            regency_codes=tuple(self.regencies.data or ()),
            opens_at=opens,
            closes_at=closes,
            gates=tuple(name for line in lines if (name := " ".join(line.split()))),
        )


def checkpoint_values(checkpoint: Checkpoint, gates: list[str], zone: str) -> dict[str, object]:
    """Return a checkpoint as the form shows it."""
    here = ZoneInfo(zone)
    return {
        "name": checkpoint.name,
        "policy": checkpoint.policy,
        "opens_at": checkpoint.opens_at.astimezone(here) if checkpoint.opens_at else None,
        "closes_at": checkpoint.closes_at.astimezone(here) if checkpoint.closes_at else None,
        "pillars": checkpoint.pillars,
        "regencies": checkpoint.regencies,
        "gates": "\n".join(gates),
    }
