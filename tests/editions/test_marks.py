"""A seal is typed back as it was made, and its QR leads to its page."""

import io

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checkin.editions.marks import SIGNS, Mark, make_seal, qr_png, read_seal


@given(st.binary(min_size=10, max_size=10))
def test_a_seal_survives_being_typed(randomness: bytes) -> None:
    seal = make_seal(randomness)
    assert len(seal) == 16
    assert set(seal) <= set(SIGNS)
    typed = Mark(seal=seal).spoken_seal.lower().replace("0", "o").replace("1", "l")
    assert read_seal(f" {typed} ") == seal


def test_two_seals_differ() -> None:
    assert make_seal(b"\x00" * 10) == "0" * 16
    assert make_seal(b"\xff" * 10) == "Z" * 16


@pytest.mark.parametrize("url", ["http://localhost/v/ABCD", "https://h.example/v/" + "Z" * 16])
def test_the_qr_holds_the_address(url: str) -> None:
    picture = Image.open(io.BytesIO(qr_png(url))).convert("L")
    large = Image.new("L", (picture.width + 8, picture.height + 8), 255)
    large.paste(picture, (4, 4))
    (found,) = zxingcpp.read_barcodes(large.resize((large.width * 8, large.height * 8)))
    assert found.text == url
