"""Users of the office, their sign-in, and the audit log."""
