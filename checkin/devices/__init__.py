"""Pairing of phones and the tokens they speak with."""
