"""Headers that every reply carries."""

from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as


def test_files_with_names_in_them_stay_in_no_cache(client: OutsideClient) -> None:
    with transaction() as session:
        make_registration(session, make_event(session))
    olga = sign_in_as(client, proven=True)
    event = "/kegiatan/bojonegoro-2023"
    files = ("kehadiran.xlsx", "kehadiran.csv", "pindaian.csv", "undangan/daftar.csv")
    for file in files:
        reply = olga.get(f"{event}/{file}")
        assert reply.status_code == 200
        assert reply.headers["Cache-Control"] == "no-store"
    chosen = {"tindakan": "unduh", "nomor-nomor": "1", "lengkap": "1"}
    reply = olga.submit(f"{event}/peserta/tindakan/jalankan", chosen)
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_live_part_and_the_phone_keep_their_own_word(client: OutsideClient) -> None:
    with transaction() as session:
        make_event(session)
    olga = sign_in_as(client)
    live = olga.get("/kegiatan/bojonegoro-2023/hitungan").headers["Cache-Control"]
    assert live == "private, no-cache"
    assert olga.get("/scan/").headers["Cache-Control"] == "no-cache"
