"""Forms of the roster: upload a file."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import Optional

from checkin.regions.models import Regency
from checkin.web.forms import BaseForm


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


def _choices(regencies: Sequence[Regency]) -> list[tuple[str, str]]:
    return [(regency.code, regency.name) for regency in regencies]
