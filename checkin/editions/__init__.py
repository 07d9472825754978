"""Numbered editions of what is printed: a frozen copy of the data, its hash, the page that verifies it."""
