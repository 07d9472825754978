"""The page of one person at one event: what is registered, badges, scans, changes, who did what."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.audit.person_log import list_log
from checkin.audit.words import detail_of, said
from checkin.badges import service as badges
from checkin.db import db, transaction
from checkin.directory import files, reached
from checkin.directory import person as people
from checkin.directory.timeline import Difference, Moment, Tone, merge, tone_of
from checkin.directory.views import blueprint
from checkin.directory.words import DIRECTIONS, METHODS, PAPER, SOURCES, VERDICTS
from checkin.events.models import Event
from checkin.events.queries import get_event
from checkin.events.stages import Change, allows
from checkin.formats import clock as hour
from checkin.roster import queries as roster
from checkin.roster import service
from checkin.roster.queries import ParticipantDetail
from checkin.roster.substitutions import list_substitutions
from checkin.web.access import current_actor, current_limit, may, requires

NUMBER = "<int(max=2147483647):number>"


@blueprint.get(f"/{NUMBER}")
@requires(Permission.ROSTER_READ, limited=True)
def show(code: str, number: int) -> ResponseReturnValue:
    """Show one person, personal numbers masked."""
    return _person(code, number)


@blueprint.post(f"/{NUMBER}/data-pribadi")
@requires(Permission.PERSONAL_DATA_REVEAL)
def reveal(code: str, number: int) -> ResponseReturnValue:
    """Show NIK and account in full; the audit log keeps who looked."""
    with transaction() as session:
        event = get_event(session, code)
        shown = service.reveal_nik(session, current_actor(), event, number, clock.now())
    return _person(code, number, shown)


@blueprint.post(f"/{NUMBER}/ganti-tanda")
@requires(Permission.BADGES_PRINT)
def reissue(code: str, number: int) -> ResponseReturnValue:
    """Revoke the person's badge and issue another one."""
    with transaction() as session:
        event = get_event(session, code)
        badges.replace_badge(session, current_actor(), event, number, clock.now(), _("Hilang"))
    flash(
        _("Tanda peserta nomor %(number)s diganti; yang lama ditolak di pintu.", number=number),
        "success",
    )
    return redirect(url_for("directory.show", code=code, number=number))


def _person(
    code: str, number: int, shown: tuple[str | None, str | None] | None = None
) -> ResponseReturnValue:
    session = db.session
    event, only = get_event(session, code), current_limit(Permission.ROSTER_READ)
    detail = roster.get_participant(session, event, number, only)
    told = _told(event, detail, only)
    return render_template(
        "directory/show.html",
        event=event,
        detail=detail,
        shown=shown,
        limited=only is not None,
        may_reveal=may(Permission.PERSONAL_DATA_REVEAL),
        may_correct=allows(event.stage, Change.BADGES),
        namesakes=people.list_namesakes(session, event, number, only),
        reached=(
            reached.how_reached(session, detail.registration_id)
            if may(Permission.INVITATIONS_SEND)
            else None
        ),
        requests=(
            reached.list_requests(session, detail.registration_id, clock.now())
            if may(Permission.PRIVACY_MANAGE, anywhere=True)
            else []
        ),
        sources=SOURCES,
        verdicts=VERDICTS,
        methods=METHODS,
        directions=DIRECTIONS,
        paper=PAPER,
        **told,
    )


def _told(event: Event, detail: ParticipantDetail, only: str | None) -> dict[str, Any]:
    """Return the lists of the page and the one line of time made of them."""
    session, number = db.session, detail.participant.number
    says = people.badge_says(session, detail.registration_id)
    owned = people.list_badges(session, detail.registration_id, says)
    seen = may(Permission.ATTENDANCE_READ)
    scans = people.list_scans(session, detail.registration_id) if seen else []
    rows = files.list_rows(session, event, detail.registration_id)
    made = list_substitutions(session, event, number, only)
    logged = may(Permission.AUDIT_READ)
    log = list_log(session, event, number, [one.id for one in scans]) if logged else []
    story = merge(
        (_of_line(line) for line in log),
        (_of_scan(one, event) for one in scans),
        (moment for one in owned for moment in _of_badge(one)),
        (_of_row(one, named=only is None) for one in rows),
        (moment for one in made for moment in _of_substitution(one, number)) if not logged else (),
        [_of_registration(detail)],
    )
    return {"badges": owned, "scans": scans, "made": made, "story": story, "sees_scans": seen}


def _of_registration(detail: ParticipantDetail) -> Moment:
    source = detail.participant.source
    return Moment(
        at=detail.registered_at,
        text=_("Terdaftar: %(source)s", source=_(SOURCES.get(source, SOURCES["import"]))),
    )


def _of_scan(one: people.ScanLine, event: Event) -> Moment:
    where = ", ".join(filter(None, (one.checkpoint, one.gate)))
    notes = [
        _("HP %(device)s, %(method)s; jam HP %(phone)s, sampai di server %(server)s",
          device=one.device or "–", method=_(METHODS.get(one.method, one.method)),
          phone=hour(one.scanned_at, event.timezone), server=hour(one.received_at, event.timezone))
    ]  # fmt: skip
    if one.direction:
        notes.append(_(DIRECTIONS[one.direction]))
    if one.device_verdict != one.verdict:
        said = _(VERDICTS.get(one.device_verdict, one.device_verdict))
        notes.append(_("HP menjawab: %(verdict)s", verdict=said))
    if one.override:
        notes.append(_("Keputusan pengawas: %(reason)s", reason=one.override))
    if one.undone_at:
        notes.append(_("Dibatalkan: %(reason)s", reason=one.undo_reason or "–"))
    answer = _(VERDICTS.get(one.verdict, one.verdict))
    return Moment(
        at=one.corrected_at,
        text=_("Dipindai di %(where)s: %(verdict)s", where=where, verdict=answer),
        who=one.operator or one.device,
        tone=tone_of(one.verdict, one.status, undone=one.undone_at is not None),
        notes=tuple(notes),
    )


def _of_badge(one: people.BadgeLine) -> Iterable[Moment]:
    yield Moment(
        at=one.issued_at, text=_("Kode tanda peserta …%(tail)s diterbitkan", tail=one.tail)
    )
    if one.bound_at:
        text = _("Tanda cadangan nomor %(number)s diberikan", number=one.spare_number)
        yield Moment(at=one.bound_at, text=text)
    if one.printed_at:
        text = _("Tanda peserta …%(tail)s dicetak", tail=one.tail)
        notes = (one.reason,) if one.reason else ()
        yield Moment(at=one.printed_at, text=text, who=one.printed_by, notes=notes)
    if one.revoked_at:
        text = _("Tanda peserta …%(tail)s dicabut", tail=one.tail)
        yield Moment(at=one.revoked_at, text=text, tone=Tone.WARN)


def _of_row(one: files.FileLine, *, named: bool) -> Moment:
    said = {
        "missing": _("Dibatalkan: tidak ada lagi di berkas"),
        "review": _("Diputuskan dari baris yang ditinjau"),
    }.get(one.outcome)
    if said is None:
        said = _("Diubah oleh berkas") if one.changes else _("Tercantum di berkas")
    notes = [str(_(issue.sentence)) for issue in one.issues if issue.severity != "info"]
    if named:
        place = _("baris %(row)s", row=one.row) if one.row else ""
        notes.insert(0, " · ".join(filter(None, (one.file_name, one.sheet, place))))
    if one.reason:
        notes.append(f"“{one.reason}”")
    if one.undone_at:
        notes.append(_("Berkas ini kemudian dibatalkan."))
    return Moment(
        at=one.at,
        text=said,
        who=one.decided_by,
        notes=tuple(notes),
        import_id=str(one.import_id) if named else "",
        changes=tuple(Difference(label=_(f), old=old, new=new) for f, old, new in one.changes),
    )


def _of_substitution(one: Any, number: int) -> Iterable[Moment]:
    text = (
        _("Digantikan nomor %(number)s, %(name)s",
          number=one.replacement, name=one.replacement_name)
        if one.original == number
        else _("Menggantikan nomor %(number)s, %(name)s",
               number=one.original, name=one.original_name)
    )  # fmt: skip
    yield Moment(at=one.made_at, text=text, who=one.made_by, notes=(one.reason,))
    if one.undone_at:
        yield Moment(at=one.undone_at, text=_("Penggantian diurungkan"), who=one.undone_by or "")


def _of_line(line: Any) -> Moment:
    text = said(line.action, line.subject, gettext)
    notes = [f"{label}: {value}" for label, value in detail_of(line.detail, gettext)]
    return Moment(
        at=line.at, text=text[:1].upper() + text[1:], who=line.actor_name, notes=tuple(notes)
    )
