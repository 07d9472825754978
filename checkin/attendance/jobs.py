"""Background work of attendance: an edition on paper, of any length, with progress by page.

Command, console and worker print through the same door: freeze in one transaction, print after it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app

from checkin.actor import Actor
from checkin.attendance import frozen, minutes, paper, service
from checkin.attendance.choices import Form, Orientation, Paper, Scope
from checkin.attendance.lists import AttendanceList
from checkin.db import transaction
from checkin.documents.press import Attached, Document, print_pdf
from checkin.editions import signing
from checkin.editions.changes import Change, differences
from checkin.editions.marks import Mark, qr_png
from checkin.editions.models import Edition, Series
from checkin.editions.queries import get_edition, label_of
from checkin.editions.service import previous_content
from checkin.events.queries import get_event
from checkin.jobs.service import JobContext, JobResult
from checkin.settings import Settings

KIND = "attendance.print"
LIST, MINUTES = "list", "minutes"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An edition out of its database: what is printed, and what it is printed with."""

    made: AttendanceList
    form: Form
    mark: Mark
    changes: list[Change]
    event_code: str


def job_params(
    event_code: str, edition_id: UUID, form: Form, *, tagged: bool = False
) -> dict[str, Any]:
    """Return the parameters of a print job."""
    return {
        "event": event_code,
        "edition": str(edition_id),
        "form": asdict(form),
        "tagged": tagged,
    }


def print_list(job: JobContext) -> JobResult:
    """Print the edition that the job's parameters name."""
    form, edition_id = form_of(job.params["form"]), UUID(job.params["edition"])
    return print_edition(
        job.params["event"],
        edition_id,
        form,
        progress=job.progress,
        tagged=job.params["tagged"],
    )


def make_list(
    actor: Actor,
    event_code: str,
    scope: Scope,
    form: Form,
    now: datetime,
    what: str = LIST,
    *,
    tagged: bool = False,
) -> JobResult:
    """Take an edition of the list as it stands and print it."""
    with transaction() as session:
        event = get_event(session, event_code)
        edition, _, _ = service.take_edition(session, actor, event, scope, form, now)
        edition_id = edition.id
    return print_edition(event_code, edition_id, form, what, tagged=tagged)


def print_edition(
    event_code: str,
    edition_id: UUID,
    form: Form | None = None,
    what: str = LIST,
    progress: Progress | None = None,
    *,
    tagged: bool = False,
) -> JobResult:
    """Print an edition, by default on the paper it was first printed on.

    As PDF/A-3b with its data attached, or `tagged` (PDF/UA) for those who listen.
    """
    taken = read_edition(event_code, edition_id, form)
    document = replace(
        document_of(taken, what),
        author=taken.made.heading.office,
        made_at=taken.mark.taken_at,
        archive=not tagged,
        tagged=tagged,
        attachments=[] if tagged else _data(taken),
    )
    content = print_pdf(document, progress)
    if certificate := office_certificate():
        content = signing.sign(content, certificate)
    name = paper.file_name(taken.made, event_code, taken.mark.edition, minutes=what == MINUTES)
    return JobResult(file_name=name, media_type="application/pdf", content=content)


def read_edition(event_code: str, edition_id: UUID, form: Form | None = None) -> Taken:
    """Return an edition ready for the press."""
    with transaction() as session:
        edition, series = get_edition(session, get_event(session, event_code), edition_id)
        made = frozen.thaw(edition.content, tuple(edition.totals["reasons"]))
        before = previous_content(session, edition)
        mark = _mark(edition, series, event_code)
        first_form = form_of(edition.totals["form"])
    changes = []
    if before is not None:
        old = frozen.comparable(frozen.thaw(before))
        changes = differences(old, frozen.comparable(made), frozen.NAME)
    return Taken(
        made=made, form=form or first_form, mark=mark, changes=changes, event_code=event_code
    )


def document_of(taken: Taken, what: str = LIST) -> Document:
    """Return the list, or the minutes of its count, for the press."""
    if what == MINUTES:
        return minutes.document(taken.made, taken.form, taken.mark)
    return paper.document(taken.made, taken.form, taken.mark, taken.changes)


def form_of(data: dict[str, Any]) -> Form:
    """Return the form that was kept as JSON."""
    return Form(
        paper=Paper(data["paper"]),
        orientation=Orientation(data["orientation"]),
        hand_rows=data["hand_rows"],
    )


def office_certificate() -> signing.Certificate | None:
    """Return the certificate that this office signs with, where it has set one up."""
    settings: Settings = current_app.extensions["settings"]
    if settings.signing_certificate is None:
        return None
    return signing.Certificate(
        path=settings.signing_certificate, password=settings.signing_password
    )


def _data(taken: Taken) -> list[Attached]:
    """The data behind the pages; its SHA-256 is what the pages say, so none where some was purged since."""
    content = frozen.data_csv(taken.made)
    if frozen.sha256(content) != taken.mark.sha256:
        return []
    said = f"Data {taken.mark.label} edisi {taken.mark.edition}"
    return [Attached(name="data.csv", content=content, description=said)]


def _mark(edition: Edition, series: Series, event_code: str) -> Mark:
    settings: Settings = current_app.extensions["settings"]
    url = f"{settings.public_url}/v/{edition.seal}"
    certificate = office_certificate()
    return Mark(
        label=label_of(series.number, event_code),
        edition=edition.number,
        sha256=edition.sha256,
        seal=edition.seal,
        url=url,
        taken_at=edition.created_at,
        provisional=edition.provisional,
        signed_by=signing.signer_name(certificate) if certificate else "",
        qr=qr_png(url),
    )
