"""Passwords: what fits, and that nobody's costs what anybody's does."""

import subprocess
import sys

from argon2 import PasswordHasher

from checkin.accounts import passwords


def test_a_password_fits_its_hash_alone() -> None:
    kept = passwords.hash_password("sapa pilar jatim")
    assert passwords.verify_password("sapa pilar jatim", kept)
    assert not passwords.verify_password("sapa pilar jatim!", kept)
    assert not passwords.verify_password("sapa pilar jatim", "no hash at all")


def test_nobody_has_a_password_and_it_costs_the_same() -> None:
    assert not passwords.verify_password("no such user", None)
    assert not PasswordHasher().check_needs_rehash(passwords._NOBODY)


def test_what_few_need_is_not_loaded_at_the_start() -> None:
    heavy = {"alembic", "calamine", "icalendar", "num2words", "pyhanko", "weasyprint"}
    said = f"import sys, checkin.app; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
