"""The life of an event: its stages, what is ready, the copy for the next one, the way to its end."""
