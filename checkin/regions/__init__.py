"""Bakorwil, regencies and districts: reference data that an admin can edit."""
