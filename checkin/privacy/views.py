"""Pages of requests: the queue, entering one, working on one, answering it."""

import io
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission, can
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid, NotFound
from checkin.people.models import Person
from checkin.privacy import asking, correcting, erasing, exporting, queries
from checkin.privacy import requests as service
from checkin.privacy.forms import ZONE, AnswerForm, RequestForm, local
from checkin.roster.models import Registration
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("privacy", __name__, url_prefix="/data-pribadi")
HERE = str(ZONE)


@blueprint.app_template_global("privacy_waiting")
def privacy_waiting() -> queries.Waiting:
    """Return how many clocks run, for the menu."""
    return queries.waiting(db.session, clock.now())


@blueprint.app_template_filter("time_left")
def time_left(due: object) -> str:
    """Say how long there is until a moment, or since when it is past."""
    words, n = asking.left(due, clock.now())  # type: ignore[arg-type]
    said: str = _(words, n=n)
    return said


@blueprint.get("/")
@requires(Permission.PRIVACY_MANAGE)
def index() -> ResponseReturnValue:
    """Show what is asked, what runs out first on top, and what was answered."""
    now = clock.now()
    answered = request.args.get("keadaan") == "dijawab"
    return render_template(
        "privacy/index.html",
        rows=queries.list_requests(db.session, now, answered=answered),
        answered=answered,
        zone=HERE,
    )


@blueprint.route("/permintaan/orang", methods=["GET", "POST"])
@requires(Permission.PRIVACY_MANAGE)
def choose() -> ResponseReturnValue:
    """Find whose data it is about; what is typed may be a NIK, so it never stands in an address."""
    text = request.form.get("q", "")[:80]
    found = queries.find_people(db.session, text) if text.strip() else []
    return render_template("privacy/choose.html", text=text, found=found)


@blueprint.route("/permintaan/baru/<uuid:registration_id>", methods=["GET", "POST"])
@requires(Permission.PRIVACY_MANAGE)
def enter(registration_id: UUID) -> ResponseReturnValue:
    """Take in a request that came by letter, telephone, WhatsApp or at the counter."""
    chosen = queries.find_choice(db.session, registration_id)
    if chosen is None:
        raise NotFound(mark("Pendaftaran ini tidak ditemukan."), code="registration_unknown")
    now = clock.now()
    form = RequestForm()
    form.offer()
    if not form.is_submitted():
        form.received_at.data = local(now)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                seat = session.get_one(Registration, registration_id)
                made = service.receive(session, current_actor(), seat, form.said(), now)
                request_id = made.id
        except Invalid as error:
            form.complain(error.code, translated(error))
        else:
            return redirect(url_for("privacy.show", request_id=request_id))
    page = render_template("privacy/enter.html", form=form, chosen=chosen)
    return page, 422 if form.errors else 200


@blueprint.get("/permintaan/<uuid:request_id>")
@requires(Permission.PRIVACY_MANAGE)
def show(request_id: UUID) -> ResponseReturnValue:
    """Show one request, and what can be done about it."""
    return _page(request_id)


@blueprint.post("/permintaan/<uuid:request_id>/jawaban")
@requires(Permission.PRIVACY_MANAGE)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer it; the clock stops."""
    form = AnswerForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(request_id, form)
    try:
        with transaction() as session:
            service.answer(
                session,
                current_actor(),
                request_id,
                outcome=form.chosen(),
                reason=form.reason.data or "",
                identity=form.identity.data or "",
                now=clock.now(),
            )
    except Invalid as error:
        form.complain(error.code, translated(error))
        return _page(request_id, form)
    flash(_("Permintaan dijawab; jamnya berhenti."), "success")
    return redirect(url_for("privacy.index"))


@blueprint.post("/permintaan/<uuid:request_id>/pembetulan")
@requires(Permission.PERSONAL_DATA_REVEAL)
def correct(request_id: UUID) -> ResponseReturnValue:
    """Write the correction into the register."""
    said = {name: request.form.get(name, "")[:200] for name in correcting.FIELDS}
    try:
        with transaction() as session:
            correcting.correct(session, current_actor(), request_id, said, clock.now())
    except (Invalid, Conflict) as error:
        if error.code not in correcting.FIELDS:
            raise
        return _page(request_id, wrong={error.code: translated(error)}, typed=said)
    flash(_("Pembetulan diterapkan. Sekarang jawab permintaannya."), "success")
    return redirect(url_for("privacy.show", request_id=request_id))


@blueprint.post("/permintaan/<uuid:request_id>/pesan")
@requires(Permission.PRIVACY_MANAGE)
def restrict(request_id: UUID) -> ResponseReturnValue:
    """Send this person no messages any more, or again."""
    with transaction() as session:
        stop = "lagi" not in request.form
        service.restrict(session, current_actor(), request_id, clock.now(), stop=stop)
    return redirect(url_for("privacy.show", request_id=request_id))


@blueprint.post("/permintaan/<uuid:request_id>/salinan.zip")
@requires(Permission.PERSONAL_DATA_REVEAL)
def export(request_id: UUID) -> ResponseReturnValue:
    """Give all that is held of this person as a file to hand over."""
    with transaction() as session:
        held, name = exporting.export_for(session, current_actor(), request_id, clock.now())
    content = exporting.archive(held)
    return send_file(io.BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@blueprint.post("/permintaan/<uuid:request_id>/penghapusan")
@requires(Permission.PERSONAL_DATA_REVEAL)
def erase(request_id: UUID) -> ResponseReturnValue:
    """Erase what need not stay; the page said before what that is."""
    if "yakin" not in request.form:
        return _page(request_id, wrong={"erase": _("Beri tanda bahwa Anda sudah memeriksanya.")})
    with transaction() as session:
        plan = erasing.erase(session, current_actor(), request_id, clock.now())
    done = (
        _("Data dihapus, kecuali yang wajib disimpan.") if plan.present_at else _("Data dihapus.")
    )
    flash(done, "success")
    return redirect(url_for("privacy.show", request_id=request_id))


def _page(
    request_id: UUID,
    form: AnswerForm | None = None,
    wrong: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> ResponseReturnValue:
    session, now = db.session, clock.now()
    found = service.get_request(session, request_id)
    reveals = can(current_actor(), Permission.PERSONAL_DATA_REVEAL)
    if form is None:
        form = AnswerForm(formdata=None)
        form.offer()
    words, contact = service.words_of(found)
    page = render_template(
        "privacy/show.html",
        request_=found,
        row=queries.one_row(session, found.id, now),
        person=session.get_one(Person, found.person_id),
        chosen=queries.find_choice(session, found.registration_id)
        if found.registration_id
        else None,
        words=words,
        contact=contact,
        wanted=service.wanted_of(found),
        present=correcting.present(session, found),
        fields=correcting.FIELDS,
        secret=correcting.SECRET,
        plan=erasing.plan_erasure(session, found, now) if found.kind == "erasure" else None,
        done=[asking.DONE[one] for one in found.done],
        form=form,
        wrong=wrong or {},
        typed=typed or {},
        reveals=reveals,
        zone=HERE,
    )
    return page, 422 if wrong or form.errors else 200
