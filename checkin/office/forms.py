"""The forms of the office's settings, and their way to what the service takes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from checkin.ids import SignatoryId
from checkin.office.queries import MailSettings, Office, Official
from checkin.office.service import SECURITIES, MailChange
from checkin.web.forms import BaseForm, trimmed

_text = {"filters": [trimmed]}


class OfficeForm(BaseForm):
    """Who the office is."""

    government = StringField(_l("Pemerintah"), [Length(max=120)], **_text)
    name = StringField(
        _l("Nama kantor"), [InputRequired(_l("Isi nama kantor.")), Length(max=120)], **_text
    )
    address = StringField(_l("Alamat"), [Length(max=200)], **_text)
    contact = StringField(_l("Telepon, laman, pos-el"), [Length(max=200)], **_text)
    place = StringField(
        _l("Tempat penandatanganan"),
        [Length(max=60)],
        description=_l("Tertulis di depan tanggal pada daftar; mengisi kegiatan baru."),
        render_kw={"placeholder": "Surabaya"},
        **_text,
    )
    privacy_name = StringField(
        _l("Petugas pelindungan data"),
        [Length(max=120)],
        description=_l("Nama atau jabatan yang menjawab pertanyaan peserta tentang datanya."),
        **_text,
    )
    privacy_contact = StringField(
        _l("Cara menghubunginya"),
        [Length(max=200)],
        description=_l("Telepon, WhatsApp, atau surel; tampil pada pemberitahuan privasi."),
        **_text,
    )

    def said(self) -> Office:
        """Return what the form says."""
        return Office(
            government=self.government.data or "",
            name=self.name.data or "",
            address=self.address.data or "",
            contact=self.contact.data or "",
            place=self.place.data or "",
            privacy_name=self.privacy_name.data or "",
            privacy_contact=self.privacy_contact.data or "",
        )


class LogoForm(BaseForm):
    """A new logo."""

    logo = FileField(
        _l("Berkas logo"),
        description=_l(
            "PNG, JPEG, atau SVG, paling besar 2 MB. Latar tembus pandang tercetak putih."
        ),
        render_kw={"accept": "image/png,image/jpeg,image/svg+xml"},
    )

    def content(self) -> bytes:
        """Return the uploaded file's bytes; none where no file was chosen."""
        upload = self.logo.data
        return upload.read() if isinstance(upload, FileStorage) and upload.filename else b""


class OfficialForm(BaseForm):
    """One who may sign."""

    name = StringField(
        _l("Nama pejabat"),
        [InputRequired(_l("Isi nama pejabat.")), Length(max=120)],
        render_kw={"autocomplete": "off"},
        **_text,
    )
    title = TextAreaField(
        _l("Jabatan"),
        [InputRequired(_l("Isi jabatan.")), Length(max=200)],
        description=_l("Tercetak seperti ditulis, baris demi baris."),
        render_kw={"rows": 2},
    )
    rank = StringField(
        _l("Pangkat"),
        [Length(max=60)],
        render_kw={"placeholder": "Pembina Utama Muda"},
        **_text,
    )
    nip = StringField(
        _l("NIP"),
        [Length(max=40)],
        description=_l("18 angka; spasi boleh."),
        render_kw={"inputmode": "numeric"},
        **_text,
    )

    def validate_nip(self, field: Field) -> None:
        """A NIP is 18 digits, in groups or not; those without one leave it empty."""
        digits = (field.data or "").replace(" ", "")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) == 18):
            raise ValidationError(_("NIP terdiri atas 18 angka; kosongkan bila tidak ada."))

    def said(self, official_id: SignatoryId | None) -> Official:
        """Return what the form says."""
        return Official(
            id=official_id,
            title="\n".join(line.strip() for line in (self.title.data or "").splitlines()).strip(),
            name=self.name.data or "",
            rank=self.rank.data or "",
            nip=self.nip.data or "",
        )


class MailForm(BaseForm):
    """The mail server; what it was told as password is never shown again."""

    host = StringField(
        _l("Server SMTP"),
        [Length(max=255)],
        description=_l("Kosongkan bila kantor tidak mengirim surel dari sini."),
        render_kw={"placeholder": "smtp.jatimprov.go.id", "autocapitalize": "none"},
        **_text,
    )
    security = SelectField(
        _l("Pengamanan"),
        choices=[
            SelectChoice("starttls", _l("STARTTLS (biasanya porta 587)")),
            SelectChoice("tls", _l("TLS (biasanya porta 465)")),
            SelectChoice("none", _l("Tanpa pengamanan (hanya server di jaringan sendiri)")),
        ],
    )
    port = IntegerField(
        _l("Porta"),
        [InputRequired(_l("Isi nomor porta.")), NumberRange(1, 65535)],
        render_kw={"inputmode": "numeric", "min": 1, "max": 65535},
    )
    user = StringField(
        _l("Nama pengguna"),
        [Length(max=254)],
        description=_l("Kosongkan bila server tidak meminta masuk."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
        **_text,
    )
    password = PasswordField(
        _l("Kata sandi"), [Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    forget_password = BooleanField(_l("Hapus kata sandi yang tersimpan"))
    sender = EmailField(
        _l("Alamat pengirim"),
        [Length(max=254)],
        render_kw={"placeholder": "dinsos@jatimprov.go.id"},
        **_text,
    )

    def validate_host(self, field: Field) -> None:
        """Take a bare name or address of a machine."""
        text = field.data or ""
        if any(sign in text for sign in " /@:") and not text.startswith("["):
            raise ValidationError(_("Tulis nama server saja, misalnya smtp.kantor.go.id."))

    def validate_sender(self, field: Field) -> None:
        """A server without a sender cannot write."""
        text = field.data or ""
        name, at, domain = text.partition("@")
        if (self.host.data or text) and not (name and at and "." in domain and "@" not in domain):
            raise ValidationError(_("Isi alamat surel pengirim, misalnya dinsos@kantor.go.id."))

    def validate_security(self, field: Field) -> None:
        """Never say a password aloud over an open line."""
        if field.data == "none" and self.user.data:
            raise ValidationError(
                _("Kata sandi tidak dikirim tanpa pengamanan; pilih STARTTLS atau TLS.")
            )

    def said(self) -> MailChange:
        """Return what the form says."""
        return MailChange(
            settings=MailSettings(
                host=(self.host.data or "").lower(),
                port=self.port.data,
                security=self.security.data if self.security.data in SECURITIES else "starttls",
                user=self.user.data or "",
                password=self.password.data or "",
                sender=self.sender.data or "",
            ),
            forget_password=bool(self.forget_password.data),
        )


class TestLetterForm(BaseForm):
    """To whom a letter goes that only shows that letters arrive."""

    to = EmailField(_l("Kirim ke"), [Optional(), Length(max=254)], **_text)
