"""The calendar file says when and where in a form that calendars read."""

from datetime import UTC, datetime, timedelta

import icalendar

from checkin.personal.calendar import calendar_file
from tests.personal.test_messages import OCCASION


def test_says_when_and_where() -> None:
    now = datetime(2023, 11, 1, tzinfo=UTC)
    content = calendar_file(
        OCCASION,
        code="bojonegoro-2023",
        host="x.id",
        ends_at=OCCASION.starts_at + timedelta(hours=5),
        address="https://x.id/p/abc",
        now=now,
    )
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == "bojonegoro-2023@x.id"
    assert (event["summary"], event["location"]) == (OCCASION.name, OCCASION.venue)
    assert event.decoded("dtstart") == OCCASION.starts_at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=5)
    assert event.decoded("dtstamp") == now
    assert "https://x.id/p/abc" in event["description"]
    (alarm,) = calendar.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-1)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
