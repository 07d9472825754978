"""The form of an incident: which thing, since when, until when, known since."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from checkin.privacy.breach import Cause
from checkin.privacy.forms import LOCAL, aware
from checkin.privacy.incidents import MAX_TEXT, Report
from checkin.web.forms import BaseForm


class IncidentForm(BaseForm):
    """What the office knows at first."""

    subject = SelectField(_l("Yang mana"))
    from_at = DateTimeLocalField(
        _l("Terjadi sejak"),
        [InputRequired(_l("Isi kapan kejadiannya, sejauh diketahui."))],
        format=LOCAL,
        description=_l("WIB. Bila tidak pasti, isi waktu paling awal yang mungkin."),
    )
    until_at = DateTimeLocalField(
        _l("Sampai"),
        [Optional()],
        format=LOCAL,
        description=_l("Kosong: masih berlangsung atau tidak diketahui."),
    )
    known_at = DateTimeLocalField(
        _l("Diketahui kantor pada"),
        [InputRequired(_l("Isi kapan kantor mengetahuinya."))],
        format=LOCAL,
        description=_l("Jam 3 x 24 untuk memberi tahu dihitung sejak saat ini."),
    )
    with_key = BooleanField(
        _l("Kunci data (CHECKIN_DATA_KEY) atau kata sandi cadangannya ikut bocor")
    )
    story = TextAreaField(
        _l("Apa yang terjadi"),
        [Length(max=MAX_TEXT)],
        description=_l("Masuk ke surat pemberitahuan; dapat dilengkapi kemudian."),
        render_kw={"rows": 4},
    )

    def offer(self, subjects: Sequence[tuple[str, str]], *, with_key: bool) -> None:
        """Fill the choices; what is asked of a server is not asked of a phone."""
        if with_key:
            del self.subject
        else:
            del self.with_key
            self.subject.choices = [("", _("Pilih …")), *subjects]

    def said(self, cause: Cause) -> Report:
        """Return what was reported."""
        known = aware(self.known_at.data)
        begun = aware(self.from_at.data)
        if known is None or begun is None:
            raise ValueError("unvalidated form")
        return Report(
            cause=cause,
            subject=self.subject.data if self.subject else "",
            from_at=begun,
            until_at=aware(self.until_at.data),
            known_at=known,
            story=self.story.data or "",
            with_key=bool(self.with_key and self.with_key.data),
        )
