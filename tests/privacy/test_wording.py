"""What a person reads in the copy of their data."""

import pytest

from checkin.privacy.exporting import Fact, Heading, lines
from checkin.privacy.wording import name_of, value_of


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("Dicatat sejak", "2026-11-21T14:57:29.636930+00:00", "21 Nov 2026 21.57 WIB"),
        ("Tanggal lahir", "1974-11-17", "17 November 1974"),
        ("Tanggal lahir", "1974-13-45", "1974-13-45"),
        ("Dibuat", "2026-99-21T14:57:29+00:00", "2026-99-21T14:57:29+00:00"),
        ("Dibuat", "2026-11-21T14:57:29", "2026-11-21T14:57:29"),
        ("Jenis kelamin", "L", "laki-laki"),
        ("Keadaan", "active", "terdaftar"),
        ("source", "import", "daftar kabupaten/kota"),
        ("Putusan", "ok", "diterima"),
        ("Cara", "camera", "kamera"),
        ("Keadaan", "baru sama sekali", "baru sama sekali"),
        ("Nama", "active", "active"),
        ("Anggota aktif", True, "ya"),
        ("Anggota aktif", False, "tidak"),
        ("Nomor peserta", 12, "12"),
        ("Tindakan", "badges.file", "mengambil gambar tanda peserta"),
        ("Perihal", "#12", "nomor 12"),
    ],
)
def test_says_values_in_words(name: str, value: object, read: str) -> None:
    assert value_of(name, value) == read


def test_names_the_fields_of_a_frozen_list() -> None:
    assert (name_of("arrived_at"), name_of("Nama")) == ("Hadir", "Nama")
    held = {"Tertulis": {"number": 7, "arrived_at": "2023-11-20T00:29:24+00:00"}, "Cara": ["typed"]}
    assert list(lines(held)) == [
        Heading(1, "Tertulis"),
        Fact("Nomor", "7"),
        Fact("Hadir", "20 Nov 2023 07.29 WIB"),
        Fact("Cara", "diketik"),
    ]
