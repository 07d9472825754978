"""Lighthouse's scores of every page; `script/lighthouse` runs it."""
