"""The organizer's desk on the day: walk-ins with a badge at once, and people who come in another's place."""
