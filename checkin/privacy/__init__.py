"""Duties towards those whose data are held (UU 27/2022): notice, requests, retention, export, incidents."""
