"""Tests of the audit log: its chain, its pages, what stands in it."""
