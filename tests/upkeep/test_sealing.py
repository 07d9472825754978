"""A sealed file opens with its passphrase and as it was made, or not at all."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkin.errors import Invalid
from checkin.upkeep import sealing
from checkin.upkeep.sealing import CHUNK, SealedReader, SealedWriter, read_head

CHEAP = 2  # the cost of a passphrase is not what is tested here


def sealed(content: bytes, passphrase: str = "rahasia") -> bytes:
    file = io.BytesIO()
    with SealedWriter(file, passphrase, {"created_at": "kini"}, cost=CHEAP) as writer:
        for start in range(0, len(content), 300_000):
            writer.write(content[start : start + 300_000])
    return file.getvalue()


def opened(content: bytes, passphrase: str = "rahasia") -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(content), passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed(content[:size])) == content[:size]


def test_equal_contents_do_not_look_equal_and_show_nothing() -> None:
    one, other = sealed(b"3522014708850002"), sealed(b"3522014708850002")
    assert one != other
    assert b"3522014708850002" not in one


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_and_no_cut_is_overlooked(data: st.DataObject) -> None:
    whole = sealed(b"isi cadangan" * 40)
    changed = bytearray(whole)
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(whole) - 1))
        changed[place] ^= data.draw(st.integers(1, 255))
    else:
        del changed[data.draw(st.integers(0, len(whole) - 1)) :]
    with pytest.raises(Invalid):
        opened(bytes(changed))


def test_chunks_cannot_be_left_out_doubled_or_exchanged() -> None:
    whole = sealed(bytes(3 * CHUNK))
    length = CHUNK + 16
    head, body = whole[: -3 * length], whole[-3 * length :]
    a, b, c = (body[n * length : (n + 1) * length] for n in range(3))
    for forged in (a + b, a + c, b + a + c, a + b + b + c, a + b + c + c, c):
        with pytest.raises(Invalid):
            opened(head + forged)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "backup_form"),
        (b"PK\x03\x04 a workbook", "backup_form"),
        (sealing.MAGIC + (3).to_bytes(4, "big") + b"[1]", "backup_damaged"),
        (sealing.MAGIC + (2).to_bytes(4, "big") + b"{}", "backup_damaged"),
        (sealing.MAGIC + (1 << 30).to_bytes(4, "big"), "backup_damaged"),
    ],
)
def test_what_is_no_backup_is_said_to_be_none(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(content)
    assert refusal.value.code == code


@pytest.mark.parametrize("cost", [0, 3, 1 << 30, "x", None])
def test_a_head_cannot_ask_for_endless_work(cost: Any) -> None:
    import json

    raw = json.dumps({"cost": cost, "salt": "00" * 16, "prefix": "00" * 7}).encode()
    forged = sealing.MAGIC + len(raw).to_bytes(4, "big") + raw + bytes(32)
    with pytest.raises(Invalid):
        opened(forged)


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    whole = sealed(b"isi")
    with pytest.raises(Invalid) as refusal:
        opened(whole, "rahasya")
    assert refusal.value.code == "backup_passphrase"
    assert read_head(io.BytesIO(whole))["created_at"] == "kini"
