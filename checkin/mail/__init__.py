"""The outbox: letters that wait, go out, come back or are given up; what they say is others' to know."""
