"""The reference data that ships with the house, read from `data/` (ODbL, see its NOTICE).

Membership of the Bakorwil as published in December 2024 (DOMAIN 2.1); an admin may change all of it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

NUMERALS = {
    "Madiun": "I",
    "Bojonegoro": "II",
    "Malang": "III",
    "Pamekasan": "IV",
    "Jember": "V",
}


@dataclass(frozen=True)
class ReferenceRegions:
    """Rows ready for insertion, as dictionaries of column values."""

    bakorwil: list[dict[str, object]]
    regencies: list[dict[str, object]]
    districts: list[dict[str, object]]


def read_reference() -> ReferenceRegions:
    """Return 5 Bakorwil, 38 regencies and 666 districts of East Java."""
    bakorwil = []
    home: dict[str, str] = {}
    for position, row in enumerate(_rows("bakorwil.csv"), start=1):
        name = row["bakorwil"]
        code = name.lower()
        label = f"Bakorwil {NUMERALS[name]} {name}"
        bakorwil.append({"code": code, "name": label, "position": position, "valid_from": None})
        home.update(dict.fromkeys(row["regency_codes"].split(), code))
    regencies: list[dict[str, object]] = [
        {
            "code": row["code"],
            "name": row["name"],
            "bakorwil_code": home.get(row["code"]),
        }
        for row in _rows("jatim_regencies.csv")
    ]
    districts: list[dict[str, object]] = [dict(row) for row in _rows("jatim_districts.csv")]
    return ReferenceRegions(bakorwil, regencies, districts)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("checkin.regions") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
