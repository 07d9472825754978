"""Pillar types are data: an admin adds and changes them, others only look."""

from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.people.queries import get_pillar_type, list_pillar_types
from tests.conftest import OutsideClient
from tests.personas import sign_in_as

FORM = {
    "code": "RELAWAN",
    "label": "Relawan",
    "label_en": "Volunteer",
    "full_name": "Relawan Sosial",
    "color": "#123456",
    "position": "15",
    "active": "y",
}


def test_a_new_type_can_be_added_changed_and_retired(
    client: OutsideClient, session: Session
) -> None:
    sign_in_as(client)
    assert client.submit("/jenis-pilar/baru", FORM).status_code == 302
    assert get_pillar_type(session, "RELAWAN").label == "Relawan"
    session.rollback()
    changed = FORM | {"label": "Relawan Sosial"}
    changed.pop("active")
    assert client.submit("/jenis-pilar/RELAWAN", changed).status_code == 302
    session.expire_all()
    assert "RELAWAN" not in {p.code for p in list_pillar_types(session, active_only=True)}
    assert "Relawan Sosial" in client.get("/jenis-pilar/").text


def test_a_taken_or_malformed_code_is_said_beside_the_field(client: OutsideClient) -> None:
    sign_in_as(client)
    taken = client.submit("/jenis-pilar/baru", FORM | {"code": "PKH"})
    assert (taken.status_code, "Kode ini sudah dipakai." in taken.text) == (422, True)
    bad = client.submit("/jenis-pilar/baru", FORM | {"code": "pkh baru"})
    assert "huruf besar, angka dan garis bawah" in bad.text


def test_what_is_no_colour_is_said_beside_the_field(client: OutsideClient) -> None:
    sign_in_as(client)
    for color in ("merah", "#12345", "#1234567", "#12345g", ""):
        reply = client.submit("/jenis-pilar/baru", FORM | {"color": color})
        assert (reply.status_code, "Pilih warna" in reply.text) == (422, True)


def test_an_organizer_may_look_but_not_change(client: OutsideClient) -> None:
    sign_in_as(client, Role.ORGANIZER)
    assert client.get("/jenis-pilar/").status_code == 200
    assert client.submit("/jenis-pilar/baru", FORM).status_code == 403
