"""The people of one event as a table, and one person's whole story there."""
