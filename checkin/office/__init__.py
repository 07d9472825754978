"""The office's own settings: name, letterhead, logo, signatories, texts; backup and restore."""
