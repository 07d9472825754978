"""Planning of an event: where it stands, what is ready, the next step, a copy of it, its closing."""
