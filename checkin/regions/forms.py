"""The forms of Bakorwil, regencies and districts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from checkin.regions.models import Bakorwil
from checkin.web.forms import BaseForm, trimmed

_text = {"filters": [trimmed]}


class BakorwilForm(BaseForm):
    """The name of a Bakorwil and its place in the order."""

    name = StringField(_l("Nama"), [InputRequired(_l("Isi nama.")), Length(max=60)], **_text)
    position = IntegerField(_l("Urutan"), [InputRequired(_l("Isi urutan.")), NumberRange(1, 99)])


class RegencyForm(BaseForm):
    """A regency: its code once, its name and Bakorwil at any time."""

    code = StringField(
        _l("Kode Kemendagri"),
        [InputRequired(_l("Isi kode.")), Length(max=5)],
        description=_l("Seperti 35.16; tidak dapat diubah lagi."),
        render_kw={"inputmode": "decimal", "placeholder": "35.80"},
        **_text,
    )
    name = StringField(
        _l("Nama"),
        [InputRequired(_l("Isi nama.")), Length(max=60)],
        render_kw={"placeholder": "Kabupaten Bojonegoro"},
        **_text,
    )
    bakorwil_code = SelectField(
        _l("Bakorwil"),
        coerce=lambda value: value or "",
        description=_l("Yang tidak dipakai lagi tidak ditawarkan pada kegiatan baru."),
    )

    def offer(self, regions: list[Bakorwil]) -> None:
        """Set the choices from the reference data."""
        self.bakorwil_code.choices = [
            *(SelectChoice(one.code, one.name) for one in regions),
            SelectChoice("", _("Tidak dipakai lagi")),
        ]


class DistrictForm(BaseForm):
    """A district: its code once, its name at any time."""

    code = StringField(
        _l("Kode Kemendagri"), [InputRequired(_l("Isi kode.")), Length(max=8)], **_text
    )
    name = StringField(_l("Nama"), [InputRequired(_l("Isi nama.")), Length(max=60)], **_text)
