"""Pages of a restore: look into a backup, try it, put it back, see what became of that."""

from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission, name_of
from checkin.db import db, transaction
from checkin.errors import CheckinError, Conflict, Invalid, Unavailable
from checkin.jobs.runner import runner
from checkin.office.queries import backup_plan
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import live, service, shelf, trial
from checkin.upkeep.archive import read_archive
from checkin.upkeep.forms import OpenForm, RestoreForm
from checkin.upkeep.manifest import Manifest
from checkin.upkeep.restoring import check_fits
from checkin.upkeep.snapshots import count
from checkin.web.access import current_actor, may, public, requires
from checkin.web.errors import problem, translated

WAIT_S = 3


def register_restore(blueprint: Blueprint) -> None:
    """Add the routes of a restore to the blueprint of backups."""
    one = "/berkas/<file>"
    blueprint.add_url_rule(f"{one}/isi", "look", look, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{one}/uji", "rehearse", rehearse, methods=["POST"])
    blueprint.add_url_rule(f"{one}/pulihkan", "restore", restore, methods=["POST"])
    blueprint.add_url_rule("/pemulihan", "restored", restored)


@requires(Permission.BACKUP_MANAGE)
def look(file: str) -> ResponseReturnValue:
    """Read a backup to its end, show what it holds and how it is put back."""
    path = shelf.find_backup(_settings(), file)
    form = OpenForm()
    if form.validate_on_submit():
        return contents(path, form.passphrase.data)
    return _page(path, None, "", RestoreForm(formdata=None))


@requires(Permission.BACKUP_MANAGE)
def rehearse(file: str) -> ResponseReturnValue:
    """Ask for a trial of this backup: put back somewhere else, counted, thrown away."""
    path = shelf.find_backup(_settings(), file)
    try:
        with transaction() as session:
            job_id = service.start_trial(session, current_actor(), path.name, clock.now()).id
    except (Conflict, Invalid) as error:
        flash(translated(error), "warning")
    else:
        runner().send(job_id)
    return redirect(url_for("upkeep.index"))


@requires(Permission.BACKUP_MANAGE)
def restore(file: str) -> ResponseReturnValue:
    """Put a backup back: its name typed, its passphrase right, everybody else told to wait."""
    path = shelf.find_backup(_settings(), file)
    form = RestoreForm()
    passphrase, held, trouble = _read(path, form.passphrase.data)
    if trouble or not form.validate_on_submit() or not form.names(path.name):
        if not trouble and not form.errors:
            form.complain("typed", _("Ketik nama cadangan ini persis seperti tertulis."))
        return _page(path, held, trouble, form)
    if service.is_waiting(service.latest_job(db.session)):
        waits = _("Cadangan sedang dibuat atau diuji; tunggu sampai selesai.")
        return _page(path, held, "", form, waits)
    with transaction() as session:
        service.note(session, current_actor(), "restore_ask", path.name, clock.now())
    present = backup_plan(db.session).passphrase or passphrase
    db.session.rollback()
    restorer: live.Restorer = current_app.extensions["restorer"]
    restorer(_settings(), path.name, passphrase, present, name_of(current_actor()), clock.now())
    return redirect(url_for("upkeep.restored"))


@public
def restored() -> ResponseReturnValue:
    """Say how the restore stands; figures and the way back only to whoever may restore."""
    told = live.status(_settings(), clock.now())
    reply = make_response(
        render_template(
            "upkeep/restored.html",
            told=told,
            phases=live.PHASES,
            is_known=may("backup_manage", anywhere=True),
        )
    )
    if told and not told.is_over:
        reply.headers["Refresh"] = str(WAIT_S)
    return reply


def busy(app: Flask, environ: dict[str, Any], start: Any) -> Any:
    """Answer while a restore is under way: machines with 503, people with a page that asks again.

    Asks the database nothing, not even who is there.
    """
    with app.request_context(environ), force_locale(session.get("language") or "id"):
        if request.path.startswith("/api/"):
            reply = problem(503, "restoring", translated(_restoring()))
        else:
            page = app.jinja_env.get_template("upkeep/busy.html").render(
                told=live.status(app.extensions["settings"], clock.now()),
                phases=live.PHASES,
                url_for=url_for,
            )
            reply = Response(page, 503)
            again = request.path if request.method == "GET" else url_for("home")
            reply.headers["Refresh"] = f"{WAIT_S}; url={again}"
    reply.headers.update(
        {
            "Retry-After": str(WAIT_S),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
        }
    )
    return reply(environ, start)


def contents(path: Path, passphrase: str) -> ResponseReturnValue:
    """Show what a backup holds beside what is here now."""
    _passphrase, held, trouble = _read(path, passphrase)
    with transaction() as session:
        service.note(session, current_actor(), "verify", path.name, clock.now())
    return _page(path, held, trouble, RestoreForm(formdata=None))


def _restoring() -> Unavailable:
    return Unavailable(mark("Cadangan sedang dipulihkan; coba lagi sebentar."), code="restoring")


def _read(path: Path, said: str | None) -> tuple[str, Manifest | None, str]:
    """Read a backup to its end; return what opened it, what it holds, and what is wrong with it."""
    passphrase, held = said or backup_plan(db.session).passphrase or "", None
    db.session.rollback()
    try:
        if not passphrase:
            raise Invalid(mark("Isi kata sandi cadangan itu."), code="backup_no_passphrase")
        held = read_archive(path, passphrase, lambda done, total: None)
        check_fits(held, db.engine.dialect.name)
    except CheckinError as error:
        return passphrase, held, translated(error)
    return passphrase, held, ""


def _page(
    path: Path, held: Manifest | None, trouble: str, form: RestoreForm, refused: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "upkeep/look.html",
        form=OpenForm(formdata=None),
        restore_form=form,
        name=path.name,
        held=held,
        present=count(db.session.connection()),
        running=service.running_events(db.session),
        problem=trouble,
        refused=refused,
        trial=trial.known(path),
    )
    return page, 422 if trouble or refused or form.errors else 200


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
