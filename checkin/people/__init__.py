"""Pillar types and the register of pillars: a person once, whatever the event."""
