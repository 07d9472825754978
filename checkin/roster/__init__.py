"""Registrations at one event and every way onto the list."""
