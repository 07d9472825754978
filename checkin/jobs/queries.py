"""What one asked for of late, running and finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.ids import JobId, UserId
from checkin.jobs.models import Job

SHOWN = 50
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One job of a list; `page` is the address where it goes on, where it makes no file."""

    id: JobId
    title: str
    state: str
    done: int
    total: int
    message: str | None
    file_name: str | None
    page: str | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def unfinished(self) -> bool:
        """Whether it waits for its turn or runs."""
        return self.state in ("queued", "running")


def own_jobs(
    session: Session, user_id: UserId, now: datetime, code: str = "", *, unfinished: bool = False
) -> list[Line]:
    """Return the jobs of a user of the last month, newest first; of one event where its code is given."""
    where = [Job.created_by == user_id, Job.created_at > now - KEPT]
    if unfinished:
        where.append(Job.state.in_(("queued", "running")))
    rows = session.scalars(
        select(Job)
        .where(*where)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(SHOWN if not code else None)
    )
    listed = [job for job in rows if code in ("", job.params.get("event"))]
    return [
        Line(
            id=job.id,
            title=job.title,
            state=job.state,
            done=job.done,
            total=job.total,
            message=job.message,
            file_name=job.file_name,
            page=job.params.get("page"),
            created_at=job.created_at,
            finished_at=job.finished_at,
        )
        for job in listed[:SHOWN]
    ]
