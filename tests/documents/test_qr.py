"""The picture holds the code, in the one form the phones expect."""

import io

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode import ERROR_CORRECT_M, QRCode
from qrcode.util import QRData

from checkin.badges.codes import make_code
from checkin.documents import qr


def read(code: str) -> str:
    """Read the PNG back, enlarged and with its quiet zone."""
    picture = np.array(Image.open(io.BytesIO(qr.png(code))).convert("L"))
    large = np.kron(picture, np.ones((4, 4), dtype=np.uint8))
    (found,) = zxingcpp.read_barcodes(np.pad(large, 16, constant_values=255))
    return found.text


@given(st.binary(min_size=10, max_size=10))
@settings(max_examples=60)
def test_every_code_reads_back(random: bytes) -> None:
    code = make_code(random)
    assert read(code) == code


def test_is_the_smallest_symbol_in_one_bit() -> None:
    picture = Image.open(io.BytesIO(qr.png(make_code(bytes(10)))))
    assert (picture.size, picture.mode) == ((21, 21), "1")
    assert len(qr.png(make_code(bytes(10)))) < 200


@pytest.mark.parametrize("text", ["SP" + "0" * 19, "sp7k", "SP7K_2M9Q", "SP7Kü"])
def test_refuses_what_does_not_fit(text: str) -> None:
    with pytest.raises(ValueError, match="no QR of version 1-M"):
        qr.matrix(text)


def drawn(code: str) -> qr.Matrix:
    """Return the modules as the library draws them."""
    symbol = QRCode(version=1, error_correction=ERROR_CORRECT_M, mask_pattern=qr.MASK)
    symbol.add_data(QRData(code, qr.ALPHANUMERIC), optimize=0)
    symbol.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in symbol.modules)


@given(st.text(alphabet=qr.SIGNS, min_size=20, max_size=20))
@settings(max_examples=200, deadline=None)
def test_is_what_the_library_draws(code: str) -> None:
    assert qr.matrix(code) == drawn(code)


@given(st.text(alphabet=qr.SIGNS, min_size=1, max_size=19))
@settings(max_examples=20, deadline=None)
def test_shorter_codes_too(code: str) -> None:
    assert qr.matrix(code) == drawn(code)
