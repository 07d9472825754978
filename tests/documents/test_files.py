"""A file is written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from checkin.documents.files import write_whole
from checkin.errors import Unavailable


def test_replaces_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "list.pdf"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["list.pdf"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "list.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="Ruang penyimpanan penuh"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["list.pdf"]


def test_a_full_device_is_the_same_sentence() -> None:
    with pytest.raises(Unavailable, match="Ruang penyimpanan penuh"):
        write_whole(Path("/dev/full"), b"new")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"tidak dapat ditulis: foldernya tidak ada"):
        write_whole(tmp_path / "nowhere" / "list.pdf", b"new")
