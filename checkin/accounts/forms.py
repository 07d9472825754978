"""Forms of users: sign in, give a code, the own account, the office's users."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from checkin.accounts.passwords import MIN_LENGTH
from checkin.accounts.roles import LABELS, OFFICE
from checkin.actor import Role
from checkin.web.forms import BaseForm, trimmed
from checkin.web.text import LANGUAGES

MOST = 200  # letters of a password: argon2 would take any
ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}\Z"


def invited_address() -> StringField:
    """Return the field that asks where a link goes, besides being shown."""
    return StringField(
        _l("Alamat surel"),
        [
            Optional(),
            Length(max=MOST),
            Regexp(
                ADDRESS,
                message=_l(
                    "Alamat surel ini belum lengkap atau keliru; contoh siti.aminah@gmail.com."
                ),
            ),
        ],
        filters=[trimmed],
        description=_l("Boleh kosong. Bila diisi, tautannya juga dikirim ke sini."),
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "off"},
    )


class SignInForm(BaseForm):
    """Address and password."""

    email = StringField(
        _l("Alamat surel"),
        [InputRequired(_l("Isi alamat surel Anda.")), Length(max=MOST)],
        filters=[trimmed],
        render_kw={"autocomplete": "username", "inputmode": "email", "autofocus": True},
    )
    password = PasswordField(
        _l("Kata sandi"),
        [InputRequired(_l("Isi kata sandi Anda.")), Length(max=MOST)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(BaseForm):
    """A code by time, or one of the recovery codes."""

    code = StringField(
        _l("Kode verifikasi"),
        [InputRequired(_l("Isi kode verifikasi.")), Length(max=40)],
        filters=[trimmed],
        description=_l("6 angka dari aplikasi autentikator, atau salah satu kode pemulihan."),
        render_kw={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"},
    )


class FirstCodeForm(BaseForm):
    """The password once more, and the first code of a new factor."""

    code = StringField(
        _l("Kode 6 angka"),
        [InputRequired(_l("Isi kode dari aplikasi.")), Length(max=40)],
        filters=[trimmed],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    password = PasswordField(
        _l("Kata sandi Anda"),
        [InputRequired(_l("Isi kata sandi Anda.")), Length(max=MOST)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordAndCodeForm(CodeForm):
    """What switching the factor off asks."""

    password = PasswordField(
        _l("Kata sandi Anda"),
        [InputRequired(_l("Isi kata sandi Anda.")), Length(max=MOST)],
        render_kw={"autocomplete": "current-password"},
    )


class ProfileForm(BaseForm):
    """Name and language."""

    name = StringField(
        _l("Nama lengkap"),
        [InputRequired(_l("Isi nama.")), Length(max=100)],
        filters=[trimmed],
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(_l("Bahasa"))

    def offer(self) -> "ProfileForm":
        """Fill the choices."""
        self.language.choices = list(LANGUAGES.items())
        return self


class NewPasswordForm(BaseForm):
    """A password twice."""

    password = PasswordField(
        _l("Kata sandi baru"),
        [InputRequired(_l("Isi kata sandi baru.")), Length(max=MOST)],
        description=_l("Sekurang-kurangnya %(n)d huruf.", n=MIN_LENGTH),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Ulangi kata sandi baru"),
        [
            InputRequired(_l("Ketik kata sandi baru sekali lagi.")),
            EqualTo("password", message=_l("Kedua kata sandi tidak sama.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(NewPasswordForm):
    """The password of today and the next one."""

    old = PasswordField(
        _l("Kata sandi sekarang"),
        [InputRequired(_l("Isi kata sandi Anda.")), Length(max=MOST)],
        render_kw={"autocomplete": "current-password"},
    )


class RoleForm(BaseForm):
    """What somebody is to the office."""

    role = SelectField(_l("Peran"), [InputRequired(_l("Pilih peran."))])

    def offer(self, roles: Iterable[Role] = OFFICE) -> None:
        """Fill the choices."""
        self.role.choices = [("", _("Pilih …")), *((role.value, _(LABELS[role])) for role in roles)]


class InviteForm(RoleForm):
    """Whom to invite into the office, and as what."""

    name = StringField(
        _l("Untuk siapa"),
        [InputRequired(_l("Isi nama orang yang diundang.")), Length(max=100)],
        filters=[trimmed],
    )
    email = invited_address()


class AcceptForm(NewPasswordForm):
    """The account that an invited officer or member makes."""

    name = StringField(
        _l("Nama lengkap"),
        [InputRequired(_l("Isi nama.")), Length(max=100)],
        filters=[trimmed],
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        _l("Alamat surel"),
        [InputRequired(_l("Isi alamat surel Anda.")), Length(max=MOST)],
        filters=[trimmed],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
