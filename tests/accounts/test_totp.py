"""Codes by time: the values of RFC 6238, once each, with a clock a little off; codes for paper."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.accounts import totp
from tests.factories import NOW

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOW.timestamp()) // totp.STEP


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_values_of_the_rfc(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert totp.step_of(RFC_SECRET, code, now, 0) == second // 30


@pytest.mark.parametrize(
    ("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_one_step_off(off: int, taken: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=off))
    assert (totp.step_of(SECRET, code, NOW, 0) is not None) is taken


def test_a_step_is_taken_once() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    assert totp.step_of(SECRET, code, NOW, STEP - 1) == STEP
    assert totp.step_of(SECRET, code, NOW, STEP) is None


def test_spaces_in_a_code_make_no_difference() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    assert totp.step_of(SECRET, f" {code[:3]} {code[3:]} ", NOW, 0) == STEP


@given(st.text(max_size=50))
def test_any_other_text_is_refused_and_nothing_breaks(text: str) -> None:
    right = {pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=s)) for s in (-30, 0, 30)}
    if "".join(text.split()) not in right:
        assert totp.step_of(SECRET, text, NOW, 0) is None
    assert len(totp.recovery_hash(text, "olga")) == 64


def test_the_address_names_issuer_and_user() -> None:
    said = totp.address(SECRET, "olga@example.id")
    assert said.startswith("otpauth://totp/Sapa%20Pilar%20Check-in:olga%40example.id?secret=")


def test_recovery_codes_are_ten_different_ones_that_read_one_way() -> None:
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert not totp.is_totp(code)
        assert set(code.replace("-", "")) <= set(totp.SIGNS)
        assert len(code.replace("-", "")) == 16


def test_a_recovery_code_may_be_typed_carelessly_but_is_its_owners() -> None:
    kept = totp.recovery_hash("A0B1-C2D3-E4F5-G6H7", "olga")
    assert totp.recovery_hash(" aob i c2d3 e4f5g6h7", "olga") == kept
    assert totp.recovery_hash("A0B1-C2D3-E4F5-G6H7", "carl") != kept
