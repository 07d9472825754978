"""Duties of UU 27/2022 to the persons on the lists: requests, retention, what is held, incidents."""
