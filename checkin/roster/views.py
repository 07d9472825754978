"""Pages of the roster: the list, one participant, upload with preview."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.roster import history, queries, service
from checkin.roster.advice import ADVICE
from checkin.roster.forms import UploadForm
from checkin.roster.headers import LABELS
from checkin.roster.outcome import Outcome
from checkin.roster.queries import Filters
from checkin.roster.reading import Upload
from checkin.roster.substitutions import list_substitutions, replaced_numbers
from checkin.web.access import current_actor, current_limit, may, requires
from checkin.web.errors import translated

LAST_PAGE = 100_000  # beyond any roster; a number without end would not fit the database

blueprint = Blueprint("roster", __name__, url_prefix="/kegiatan/<code>/peserta")


@blueprint.get("/")
@requires(Permission.ROSTER_READ, limited=True)
def index(code: str) -> ResponseReturnValue:
    """List the participants, searched, filtered and in pages; a coordinator's own ones only."""
    event = get_event(db.session, code)
    only = current_limit(Permission.ROSTER_READ)
    asked = {name: value.replace("\0", "").strip() for name, value in request.args.items()}
    filters = Filters(
        text=asked.get("q", "")[:80],
        pillar=asked.get("pilar", ""),
        regency=only or asked.get("wilayah", ""),
    )
    page = min(max(1, request.args.get("hal", 1, type=int)), LAST_PAGE)
    return render_template(
        "roster/index.html",
        event=event,
        filters=filters,
        page=queries.list_participants(db.session, event, filters, page),
        counts=queries.count_by_pillar(db.session, event, only),
        replaced=replaced_numbers(db.session, event, only),
        pillars=event_pillars(db.session, event),
        regencies=[] if only else event_regencies(db.session, event),
        may_import=only is None and may(Permission.ROSTER_IMPORT),
    )


@blueprint.get("/<int(max=2147483647):number>")
@requires(Permission.ROSTER_READ, limited=True)
def show(code: str, number: int) -> ResponseReturnValue:
    """Show one participant, personal numbers masked."""
    return _participant(code, number)


@blueprint.post("/<int(max=2147483647):number>/data-pribadi")
@requires(Permission.PERSONAL_DATA_REVEAL)
def reveal(code: str, number: int) -> ResponseReturnValue:
    """Show NIK and account in full; the audit log keeps who looked."""
    with transaction() as session:
        event = get_event(session, code)
        shown = service.reveal_nik(session, current_actor(), event, number, clock.now())
    return _participant(code, number, shown)


def _participant(
    code: str, number: int, shown: tuple[str | None, str | None] | None = None
) -> ResponseReturnValue:
    event = get_event(db.session, code)
    only = current_limit(Permission.ROSTER_READ)
    return render_template(
        "roster/show.html",
        event=event,
        detail=queries.get_participant(db.session, event, number, only),
        made=list_substitutions(db.session, event, number, only),
        shown=shown,
        limited=only is not None,
        may_reveal=may(Permission.PERSONAL_DATA_REVEAL),
    )


@blueprint.route("/unggah", methods=["GET", "POST"])
@requires(Permission.ROSTER_IMPORT)
def upload(code: str) -> ResponseReturnValue:
    """Take a file and go on to its preview."""
    event = get_event(db.session, code)
    form = UploadForm()
    form.offer(event_regencies(db.session, event))
    if form.validate_on_submit():
        if not form.file.data:
            form.complain("file", _("Pilih berkas terlebih dahulu."))
        else:
            try:
                return redirect(url_for("roster.preview", code=code, import_id=_keep(form, code)))
            except Invalid as error:
                form.complain("file", translated(error))
    event = get_event(db.session, code)
    page = render_template(
        "roster/upload.html",
        event=event,
        form=form,
        imports=history.list_imports(db.session, event),
    )
    return page, 422 if form.errors else 200


def _keep(form: UploadForm, code: str) -> UUID:
    sent = Upload(
        file_name=form.file.data.filename or "",
        content=form.file.data.read(),
        regency_code=form.regency.data or None,
    )
    with transaction() as session:
        event = get_event(session, code)
        kept = service.preview_import(session, current_actor(), event, sent, clock.now())
        return kept.id


@blueprint.get("/unggah/<uuid:import_id>")
@requires(Permission.ROSTER_IMPORT)
def preview(code: str, import_id: UUID) -> ResponseReturnValue:
    """Show what a file will do, or what it did."""
    session = db.session
    event = get_event(session, code)
    kept = service.get_import(session, event, import_id)
    reading = service.review_import(session, event, kept, clock.now())
    common = {"event": event, "kept": kept, "advice": ADVICE}
    if reading is None:
        waiting = history.waiting_rows(session, kept)
        return render_template("roster/applied.html", **common, waiting=waiting)
    plan = reading.plan
    flagged = [row for row in plan.rows if row.outcome is Outcome.ACCEPT_FLAGGED]
    return render_template(
        "roster/preview.html",
        **common,
        reading=reading,
        plan=plan,
        matrix=plan.matrix(),
        review=[history.doubtful(row) for row in plan.review],
        flagged=[history.doubtful(row) for row in flagged],
        duplicates=[history.doubtful(row) for row in plan.duplicate],
        pillars=event_pillars(session, event),
        regencies=event_regencies(session, event),
        labels=LABELS,
    )


@blueprint.post("/unggah/<uuid:import_id>/terapkan")
@requires(Permission.ROSTER_IMPORT)
def apply(code: str, import_id: UUID) -> ResponseReturnValue:
    """Register the people of a file."""
    with transaction() as session:
        event = get_event(session, code)
        kept = service.get_import(session, event, import_id)
        service.apply_import(session, current_actor(), event, kept, clock.now())
    return redirect(url_for("roster.preview", code=code, import_id=import_id))


@blueprint.post("/unggah/<uuid:import_id>/buang")
@requires(Permission.ROSTER_IMPORT)
def discard(code: str, import_id: UUID) -> ResponseReturnValue:
    """Forget a file."""
    with transaction() as session:
        event = get_event(session, code)
        kept = service.get_import(session, event, import_id)
        service.discard_import(session, current_actor(), event, kept)
    flash(_("Unggahan dibuang. Tidak ada peserta yang berubah."), "info")
    return redirect(url_for("roster.upload", code=code))
