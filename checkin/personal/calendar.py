"""The event as a calendar file (RFC 5545), with a reminder the day before. Pure."""

from datetime import datetime, timedelta

from checkin.personal.messages import Occasion

DAY_BEFORE = timedelta(days=-1)


def calendar_file(
    occasion: Occasion, *, code: str, host: str, ends_at: datetime, address: str, now: datetime
) -> bytes:
    """Return the file; its times are UTC, which every calendar shows in its owner's zone."""
    from icalendar import Alarm, Calendar, Event

    event = Event()
    event.add("uid", f"{code}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", occasion.starts_at)
    event.add("dtend", ends_at)
    event.add("summary", occasion.name)
    event.add("location", occasion.venue)
    event.add("description", f"Tanda peserta Anda: {address}")
    event.add("url", address)
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", occasion.name)
    reminder.add("trigger", DAY_BEFORE)
    event.add_component(reminder)
    calendar = Calendar()
    calendar.add("prodid", "-//Sapa Pilar Check-in//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
