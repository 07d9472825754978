"""The forms of backups."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange

from checkin.upkeep.making import SHORTEST
from checkin.upkeep.service import MOST_KEPT, PlanChange
from checkin.upkeep.shelf import SUFFIX
from checkin.web.forms import BaseForm, trimmed


class PlanForm(BaseForm):
    """How backups are made."""

    passphrase = PasswordField(
        _l("Kata sandi cadangan"), [Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _l("Sekali lagi"), [Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    nightly = BooleanField(_l("Buat sendiri setiap malam, pukul 02.00 WIB"))
    with_key = BooleanField(_l("Sertakan kunci data di dalam cadangan"))
    kept = IntegerField(
        _l("Simpan sebanyak"),
        [InputRequired(_l("Isi jumlahnya.")), NumberRange(1, MOST_KEPT)],
        description=_l("Yang lebih tua dihapus sendiri setelah cadangan baru jadi."),
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_KEPT},
    )

    def validate_passphrase(self, field: Field) -> None:
        """Take a new passphrase only when it is long enough."""
        if field.data and len(field.data) < SHORTEST:
            raise ValidationError(
                _("Kata sandi cadangan sekurang-kurangnya %(n)d huruf.", n=SHORTEST)
            )

    def validate_again(self, field: Field) -> None:
        """A slip in a passphrase that is never shown again would cost every backup."""
        if (field.data or "") != (self.passphrase.data or ""):
            raise ValidationError(_("Kedua kata sandi tidak sama."))

    def said(self) -> PlanChange:
        """Return what the form says."""
        return PlanChange(
            passphrase=self.passphrase.data or "",
            nightly=self.nightly.data,
            kept=self.kept.data,
            with_key=self.with_key.data,
        )


class OpenForm(BaseForm):
    """The passphrase of a backup that is to be looked into."""

    passphrase = PasswordField(
        _l("Kata sandi cadangan itu"),
        [Length(max=200)],
        description=_l("Kosongkan untuk memakai kata sandi cadangan kantor."),
        render_kw={"autocomplete": "off"},
    )


class UploadForm(OpenForm):
    """A backup that was kept elsewhere."""

    file = FileField(_l("Berkas cadangan"), render_kw={"accept": ".spbackup"})


class RestoreForm(OpenForm):
    """What is asked before everything here is replaced: the backup's name, typed."""

    typed = StringField(
        _l("Ketik nama cadangan"),
        [InputRequired(_l("Ketik nama cadangan ini persis seperti tertulis."))],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    def names(self, file: str) -> bool:
        """Say whether what was typed names this file, with or without its ending."""
        return (self.typed.data or "") in (file, file.removesuffix(SUFFIX))
