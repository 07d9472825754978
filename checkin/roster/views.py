"""Pages of the roster: the list, one participant."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.roster import queries, service
from checkin.roster.queries import Filters
from checkin.roster.substitutions import list_substitutions, replaced_numbers
from checkin.web.access import current_actor, current_limit, may, requires
from checkin.web.paging import asked_page

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
    return render_template(
        "roster/index.html",
        event=event,
        filters=filters,
        page=queries.list_participants(db.session, event, filters, asked_page()),
        counts=queries.count_by_pillar(db.session, event, only),
        replaced=replaced_numbers(db.session, event, only),
        pillars=event_pillars(db.session, event),
        regencies=[] if only else event_regencies(db.session, event),
        may_import=may(Permission.ROSTER_IMPORT),
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


# The pages of imports and of the review queue stand on the same blueprint.
from checkin.roster import import_views, preview_views, review_views  # noqa: E402, F401
