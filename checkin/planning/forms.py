"""Forms of planning: a copy of an event, the reason of a step."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, StringField
from wtforms.validators import InputRequired, Length, Optional

from checkin.web.forms import BaseForm, trimmed


class CopyForm(BaseForm):
    """What differs between an event and its copy."""

    name = StringField(
        _l("Nama kegiatan"),
        [InputRequired(_l("Isi nama kegiatan.")), Length(max=160)],
        filters=[trimmed],
    )
    day = DateField(_l("Tanggal"), [InputRequired(_l("Isi tanggal kegiatan."))])


class StepForm(BaseForm):
    """The click on a step; `reason` is asked to take something back, `since` to count a rehearsal's scans."""

    since = DateTimeLocalField(
        _l("Hitung pindaian sejak"),
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("Kosongkan untuk menghitung semuanya, sejak latihan dimulai."),
    )
    reason = StringField(_l("Alasan"), [Length(max=300)], filters=[trimmed])
