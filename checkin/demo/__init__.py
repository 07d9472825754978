"""Believable events for trying the house: invented people whose numbers can belong to nobody."""
