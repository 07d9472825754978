"""Personal data at rest: sealed, findable, masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from checkin import crypto
from checkin.errors import Unavailable
from checkin.people.models import Person
from tests.factories import make_event, make_registration


def test_nik_and_account_stand_nowhere_in_the_database_as_text(session: Session) -> None:
    event = make_event(session)
    registration = make_registration(session, event)
    person = session.get_one(Person, registration.person_id)
    person.bank_account = "0991234567"
    session.flush()
    row = session.execute(text("SELECT * FROM people")).one()
    stored = b"|".join(bytes(v) if isinstance(v, memoryview) else str(v).encode() for v in row)
    assert person.nik is not None
    assert person.nik.encode() not in stored
    assert b"0991234567" not in stored
    session.expire(person)
    assert person.bank_account == "0991234567"


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_and_never_seals_alike(plain: bytes) -> None:
    crypto.use_data_key(b"k" * 32)
    one, two = crypto.encrypt(plain), crypto.encrypt(plain)
    assert crypto.decrypt(one) == crypto.decrypt(two) == plain
    assert one != two


def test_another_key_is_said_in_a_sentence() -> None:
    crypto.use_data_key(b"k" * 32)
    sealed = crypto.encrypt(b"3516014604989638")
    index = crypto.blind_index("3516014604989638")
    crypto.use_data_key(b"j" * 32)
    assert crypto.blind_index("3516014604989638") != index
    with pytest.raises(Unavailable, match="CHECKIN_DATA_KEY"):
        crypto.decrypt(sealed)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("3522123456789003", "3522**********03"), ("0991234567", "0991****67"), ("12345", "*****")],
)
def test_the_mask_keeps_area_and_tail_only(number: str, shown: str) -> None:
    assert crypto.mask(number) == shown
    assert crypto.mask(None) == ""


def test_an_older_key_still_opens_and_no_longer_locks() -> None:
    crypto.use_data_key(b"k" * 32)
    sealed = crypto.encrypt(b"3522014708850002")
    crypto.use_data_key(b"j" * 32, b"k" * 32)
    assert crypto.decrypt(sealed) == b"3522014708850002"
    again = crypto.encrypt(b"3522014708850002")
    crypto.use_data_key(b"j" * 32)
    assert crypto.decrypt(again) == b"3522014708850002"
    with pytest.raises(Unavailable):
        crypto.decrypt(sealed)
