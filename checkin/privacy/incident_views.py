"""Pages of incidents: report one, who is affected, steps, letters, the list as a file."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.documents.press import Document, print_pdf
from checkin.errors import CheckinError, Invalid, NotFound
from checkin.privacy import breach, incidents, offers, telling
from checkin.privacy.asking import standing
from checkin.privacy.breach import CAUSES, DATA, STEPS, Cause
from checkin.privacy.forms import ZONE, local
from checkin.privacy.incident_forms import IncidentForm
from checkin.privacy.models import Incident
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("privacy_incidents", __name__, url_prefix="/data-pribadi/insiden")


@blueprint.get("/")
@requires(Permission.PRIVACY_MANAGE)
def index() -> ResponseReturnValue:
    """List the incidents, open ones first."""
    now = clock.now()
    rows = [(one, *_clock(one, now)) for one in telling.list_incidents(db.session)]
    return render_template(
        "privacy/incidents.html",
        rows=rows,
        causes=CAUSES,
        label_of=incidents.label_of,
        zone=str(ZONE),
    )


@blueprint.get("/baru")
@requires(Permission.PRIVACY_MANAGE)
def choose() -> ResponseReturnValue:
    """Ask what happened."""
    return render_template("privacy/incident_choose.html", causes=CAUSES, hints=offers.HINTS)


@blueprint.route("/baru/<cause>", methods=["GET", "POST"])
@requires(Permission.PRIVACY_MANAGE)
def report(cause: str) -> ResponseReturnValue:
    """Ask which thing was lost and when; keep the report."""
    if cause not in set(Cause):
        raise NotFound(mark("Penyebab ini tidak dikenal."), code="cause_unknown")
    chosen, now = Cause(cause), clock.now()
    form = IncidentForm()
    form.offer(offers.subjects(db.session, chosen), with_key=chosen is Cause.SERVER)
    if not form.is_submitted():
        form.known_at.data = form.from_at.data = local(now)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                made = incidents.report(session, current_actor(), form.said(chosen), now)
                incident_id = made.id
        except Invalid as error:
            form.complain(error.code, translated(error))
        else:
            return redirect(url_for("privacy_incidents.show", incident_id=incident_id))
    page = render_template(
        "privacy/incident_form.html", form=form, cause=CAUSES[chosen], hint=offers.HINTS[chosen]
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<uuid:incident_id>")
@requires(Permission.PRIVACY_MANAGE)
def show(incident_id: UUID) -> ResponseReturnValue:
    """Show one incident: its clock, who is affected, what was done, what to write."""
    return _page(incident_id)


@blueprint.post("/<uuid:incident_id>/langkah")
@requires(Permission.PRIVACY_MANAGE)
def step(incident_id: UUID) -> ResponseReturnValue:
    """Note a step."""
    name = request.form.get("step", "")
    with transaction() as session:
        incidents.step(
            session,
            current_actor(),
            incident_id,
            name,
            clock.now(),
            done="batal" not in request.form,
        )
    return redirect(url_for("privacy_incidents.show", incident_id=incident_id) + "#langkah")


@blueprint.post("/<uuid:incident_id>/uraian")
@requires(Permission.PRIVACY_MANAGE)
def describe(incident_id: UUID) -> ResponseReturnValue:
    """Write what happened and what was done."""
    with transaction() as session:
        incidents.describe(
            session,
            current_actor(),
            incident_id,
            story=request.form.get("story", ""),
            measures=request.form.get("measures", ""),
            now=clock.now(),
        )
    flash(_("Uraian disimpan; surat-suratnya ikut berubah."), "success")
    return redirect(url_for("privacy_incidents.show", incident_id=incident_id))


@blueprint.post("/<uuid:incident_id>/hitung")
@requires(Permission.PRIVACY_MANAGE)
def count(incident_id: UUID) -> ResponseReturnValue:
    """Count again who is affected."""
    with transaction() as session:
        incidents.count_again(session, current_actor(), incident_id, clock.now())
    return redirect(url_for("privacy_incidents.show", incident_id=incident_id))


@blueprint.post("/<uuid:incident_id>/tutup")
@requires(Permission.PRIVACY_MANAGE)
def close(incident_id: UUID) -> ResponseReturnValue:
    """Close it."""
    try:
        with transaction() as session:
            incidents.close(session, current_actor(), incident_id, clock.now())
    except CheckinError as error:
        if error.code != "incident_untold":
            raise
        flash(translated(error), "danger")
    return redirect(url_for("privacy_incidents.show", incident_id=incident_id))


@blueprint.get("/<uuid:incident_id>/surat.pdf")
@requires(Permission.PRIVACY_MANAGE)
def letters(incident_id: UUID) -> ResponseReturnValue:
    """Give the drafts of the letters to print."""
    session = db.session
    found = incidents.get_incident(session, incident_id)
    account = telling.account_of(session, found)
    texts = [breach.letter_to_authority(account), *telling.letters_to_persons(account, found)]
    document = Document(
        template="privacy/letters.html",
        title=f"Pemberitahuan {account.label}",
        parts=[{"texts": texts, "account": account}],
        author=account.office,
    )
    name = f"pemberitahuan-{account.label}.pdf"
    return send_file(
        io.BytesIO(print_pdf(document, plain=True)), "application/pdf", download_name=name
    )


@blueprint.post("/<uuid:incident_id>/terdampak.xlsx")
@requires(Permission.PERSONAL_DATA_REVEAL)
def people(incident_id: UUID) -> ResponseReturnValue:
    """Give everybody who is affected as a workbook, to write to them."""
    with transaction() as session:
        found = incidents.get_incident(session, incident_id)
        content = telling.workbook(session, current_actor(), found, clock.now())
        name = f"terdampak-{incidents.label_of(found)}.xlsx"
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name)


def _clock(one: Incident, now: Any) -> tuple[Any, ...]:
    return (standing(one.due_at, now, incidents.told_at(one) or one.closed_at),)


def _page(incident_id: UUID) -> ResponseReturnValue:
    session, now = db.session, clock.now()
    found = incidents.get_incident(session, incident_id)
    account = telling.account_of(session, found)
    return render_template(
        "privacy/incident.html",
        incident=found,
        account=account,
        standing=_clock(found, now)[0],
        groups=telling.groups_of(session, found),
        data=DATA,
        steps=STEPS,
        taken={name: telling.moment_of(said["at"]) for name, said in found.steps.items()},
        authority=breach.letter_to_authority(account),
        persons=telling.letters_to_persons(account, found),
        note=offers.note(found),
        last_seen=telling.moment_of(seen) if (seen := found.facts.get("last_seen")) else None,
        zone=str(ZONE),
    )
