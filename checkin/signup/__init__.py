"""Self-registration: an open link to one event, its limits, and the queue of those who wait for approval."""
