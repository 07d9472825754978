"""Serves the phone app: shell page, manifest, service worker."""
