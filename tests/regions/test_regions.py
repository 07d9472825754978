"""The reference data is complete, and an admin may move a regency."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.db import transaction
from checkin.people.models import PillarType
from checkin.regions.models import Bakorwil, District, Regency
from checkin.regions.queries import bakorwil_pages, find_bakorwil
from checkin.regions.reference import read_reference
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as


def test_the_shipped_data_has_five_regions_38_regencies_666_districts() -> None:
    reference = read_reference()
    assert len(reference.bakorwil) == 5
    assert len(reference.regencies) == 38
    assert len(reference.districts) == 666
    assert all(regency["bakorwil_code"] for regency in reference.regencies)


def test_a_migrated_database_holds_them(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(District)) == 666
    sizes = {page.code: (len(page.regencies), page.districts) for page in bakorwil_pages(session)}
    assert sizes == {
        "madiun": (10, 150),
        "bojonegoro": (8, 155),
        "malang": (9, 143),
        "pamekasan": (4, 72),
        "jember": (7, 146),
    }
    assert find_bakorwil(session, "Bojonegoro").name == "Bakorwil II Bojonegoro"


def test_an_admin_moves_a_regency(client: OutsideClient, session: Session) -> None:
    sign_in_as(client)
    client.submit("/wilayah/", {"regency": "35.18", "bakorwil": "madiun"})
    assert session.get_one(Regency, "35.18").bakorwil_code == "madiun"
    assert client.submit("/wilayah/", {"regency": "99.99", "bakorwil": "madiun"}).status_code == 404


def test_an_admin_names_orders_and_adds_while_codes_stay(
    client: OutsideClient, session: Session
) -> None:
    sign_in_as(client)
    assert client.get("/wilayah/bakorwil/madiun").status_code == 200
    named = {"name": "Bakorwil I Madiun Raya", "position": "9"}
    assert client.submit("/wilayah/bakorwil/madiun", named).status_code == 302
    page = client.get("/wilayah/").text
    assert page.index("Bakorwil V Jember") < page.index("Bakorwil I Madiun Raya")
    regency = {"name": "Kabupaten Bojonegoro Barat", "bakorwil_code": "madiun", "code": "99.99"}
    client.submit("/wilayah/kabupaten/35.22", regency)
    known = session.get_one(Regency, "35.22")
    assert (known.name, known.bakorwil_code) == ("Kabupaten Bojonegoro Barat", "madiun")
    new = {"code": "35.80", "name": "Kota Cepu", "bakorwil_code": "bojonegoro"}
    assert client.submit("/wilayah/kabupaten/baru", new).status_code == 302
    district = {"code": "35.80.01", "name": "Cepu"}
    assert client.submit("/wilayah/kabupaten/35.80/kecamatan/baru", district).status_code == 302
    changed = {"name": "Cepu Kota"}
    client.submit("/wilayah/kabupaten/35.80/kecamatan/35.80.01", changed)
    session.rollback()
    assert session.get_one(District, "35.80.01").name == "Cepu Kota"
    assert "Kota Cepu" in client.get("/kegiatan/baru").text


@pytest.mark.parametrize(
    ("page", "sent", "sentence"),
    [
        (
            "bakorwil/madiun",
            {"name": "bakorwil ii bojonegoro", "position": "1"},
            "dipakai Bakorwil lain",
        ),
        (
            "kabupaten/baru",
            {"code": "35.22", "name": "X", "bakorwil_code": "madiun"},
            "Kode ini sudah",
        ),
        (
            "kabupaten/baru",
            {"code": "3580", "name": "X", "bakorwil_code": "madiun"},
            "seperti 35.16",
        ),
        (
            "kabupaten/baru",
            {"code": "35.81", "name": "X", "bakorwil_code": "lain"},
            "Pilihan ini tidak ada",
        ),
        ("kabupaten/35.22/kecamatan/baru", {"code": "35.23.01", "name": "X"}, "seperti 35.22.01"),
        ("kabupaten/35.22/kecamatan/baru", {"code": "35.22.01", "name": "X"}, "Kode ini sudah"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client: OutsideClient, page: str, sent: dict[str, str], sentence: str
) -> None:
    sign_in_as(client)
    reply = client.submit(f"/wilayah/{page}", sent)
    assert (reply.status_code, sentence in reply.text) == (422, True), reply.text


def test_an_organizer_looks_but_does_not_change(client: OutsideClient) -> None:
    sign_in_as(client, Role.ORGANIZER)
    assert "Tambah kabupaten/kota" not in client.get("/wilayah/").text
    assert (
        client.submit("/wilayah/bakorwil/madiun", {"name": "X", "position": "1"}).status_code == 403
    )


def test_what_nothing_refers_to_is_deleted_and_the_rest_is_retired(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        event = make_event(fresh)
        make_registration(fresh, event)
    sign_in_as(client)
    made = {"name": "Bakorwil VI Tuban", "position": "6"}
    assert client.submit("/wilayah/bakorwil/baru", made).status_code == 302
    same = client.submit("/wilayah/bakorwil/baru", made)
    assert (same.status_code, "sudah dipakai Bakorwil lain" in same.text) == (422, True)
    assert client.submit("/wilayah/bakorwil/tuban/hapus").location == "/wilayah/"
    for used, sentence in (
        ("bakorwil/bojonegoro", "Masih ada kabupaten/kota"),
        ("kabupaten/35.16", "Tidak dipakai lagi"),
        ("kabupaten/35.16/kecamatan/35.16.01", "sudah dipakai peserta"),
    ):
        reply = client.submit(f"/wilayah/{used}/hapus")
        assert sentence in client.get(reply.location).text
    assert client.submit("/wilayah/kabupaten/35.01/hapus").location == "/wilayah/"
    session.rollback()
    assert session.get(Regency, "35.01") is None
    assert session.get(Bakorwil, "tuban") is None
    assert not session.scalars(select(District).where(District.regency_code == "35.01")).all()
    retired = {"name": "Kabupaten Mojokerto", "bakorwil_code": ""}
    client.submit("/wilayah/kabupaten/35.16", retired)
    assert client.get("/wilayah/kabupaten/35.16").status_code == 200
    assert "Tidak dipakai lagi" in client.get("/wilayah/").text
    assert "Kabupaten Mojokerto" not in client.get("/kegiatan/baru").text
    own = client.get("/kegiatan/bojonegoro-2023/pengaturan").text
    assert "Kabupaten Mojokerto" in own


def test_an_event_keeps_a_pillar_type_that_was_retired(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_event(fresh)
        fresh.get_one(PillarType, "TKSK").active = False
    sign_in_as(client)
    assert 'value="TKSK"' not in client.get("/kegiatan/baru").text
    assert 'value="TKSK"' in client.get("/kegiatan/bojonegoro-2023/pengaturan").text
