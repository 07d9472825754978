"""The page of the mail server, and the letter that proves it works."""

from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid, Unavailable
from checkin.office import queries, service, smtp
from checkin.office.forms import MailForm, TestLetterForm
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("office_mail", __name__, url_prefix="/pengaturan/surel")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def index() -> ResponseReturnValue:
    """Show and change the mail server."""
    known = queries.mail_settings(db.session)
    form = MailForm(
        obj=service.without_password(known) if known else None, security="starttls", port=587
    )
    if form.validate_on_submit():
        with transaction() as session:
            service.save_mail(session, current_actor(), form.said(), clock.now())
        flash(_("Pengaturan surel disimpan."), "success")
        return redirect(url_for("office_mail.index"))
    return _page(form, known, None, 422 if form.errors else 200)


@blueprint.post("/uji")
@requires(Permission.REFERENCE_WRITE)
def test() -> ResponseReturnValue:
    """Send one letter now, and say how that went."""
    known = queries.mail_settings(db.session)
    form = TestLetterForm(formdata=None)
    asked = TestLetterForm()
    said: tuple[str, str]
    try:
        if known is None:
            raise Invalid(mark("Simpan server surel dahulu."), code="no_mail")
        to = (asked.to.data or "").strip()
        if not asked.validate_on_submit() or "@" not in to or any(sign in to for sign in ",;<> "):
            raise Invalid(mark("Isi satu alamat surel tujuan."), code="mail_to")
        smtp.deliver(known, _letter(queries.office(db.session).name, known.sender, to))
    except (Invalid, Unavailable) as error:
        said = ("danger", translated(error))
    else:
        said = (
            "success",
            _("Surat uji diterima server surel untuk %(to)s. Periksa kotak masuknya.", to=to),
        )
        form.to.data = to
    with transaction() as session:
        record(
            session, current_actor(), "office.mail_test", now=clock.now(), sent=said[0] == "success"
        )
    page = MailForm(formdata=None, obj=service.without_password(known) if known else None)
    return _page(page, known, said, 200 if said[0] == "success" else 422, asked)


def _letter(office: str, sender: str, to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = _("Surat uji dari Sapa Pilar Check-in")
    letter["From"] = formataddr((office, sender))
    letter["To"] = to
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    letter.set_content(
        _(
            "Surat ini dikirim dari halaman pengaturan Sapa Pilar Check-in untuk memastikan surel kantor "
            "sampai. Tidak ada yang perlu dilakukan."
        )
    )
    return letter


def _page(
    form: MailForm,
    known: queries.MailSettings | None,
    said: tuple[str, str] | None,
    status: int,
    test_form: TestLetterForm | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "office/mail.html",
        form=form,
        known=known,
        has_password=bool(known and known.password),
        said=said,
        test_form=test_form or TestLetterForm(formdata=None),
    )
    return page, status
