"""The reference data is complete, and an admin may move a regency."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.regions.models import District, Regency
from checkin.regions.queries import bakorwil_pages, find_bakorwil
from checkin.regions.reference import read_reference
from tests.conftest import OutsideClient
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
