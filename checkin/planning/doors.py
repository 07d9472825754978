"""When the doors open, and what the console does about it. Pure."""

from datetime import datetime, timedelta

from checkin.events.stages import Stage

EARLY = timedelta(hours=2)  # buses come so long before an event whose checkpoint says nothing
OFFERED = timedelta(hours=3)


def doors_at(opens_at: datetime | None, starts_at: datetime) -> datetime:
    """Return when the first checkpoint opens; where it does not say, two hours before the event begins."""
    return opens_at or starts_at - EARLY


def is_near(doors: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether beginning is the thing to do now: from three hours before the doors to the end."""
    return doors - OFFERED <= now < ends_at


def begins_itself(
    stage: Stage, doors: datetime, ends_at: datetime, taken_back_at: datetime | None, now: datetime
) -> bool:
    """Say whether an event in preparation begins without a click.

    Not out of a rehearsal: whether its scans are practice or people only somebody there can tell. Not again
    after somebody took it back while the doors were open.
    """
    if stage is not Stage.OPEN or not doors <= now < ends_at:
        return False
    return taken_back_at is None or taken_back_at < doors
