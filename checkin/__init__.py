"""Sapa Pilar Check-in: registration, badges, scanning and attendance lists of Sapa Pilar gatherings.

Words of the house, used in code with one meaning each (the pages say them in Indonesian):
pillar (a social-welfare volunteer), pillar type (PKH, Tagana, TKSK ...), event (one gathering),
Bakorwil (coordinating region), regency, district, roster (who is expected at one event),
registration (one pillar on one roster), badge (what carries a code), code (the text in its QR),
checkpoint (what is being counted: arrival, lunch), gate (a door of a checkpoint), device (a paired
phone), pairing (how it became one), scan (a fact: this code was read then and there), verdict (what
the scan meant), arrival (the scan that counts), attendance (what is printed and paid from),
organizer, volunteer. Importing this package imports nothing else.
"""
