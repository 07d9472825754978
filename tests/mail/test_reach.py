"""Who is reachable by what, from the file of an office to the page of letters; and who is left alone."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.db import transaction
from checkin.people.models import Person
from checkin.personal.posting import send_due
from checkin.roster.models import Registration
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event
from tests.mail.sink import serving
from tests.mail.test_sending import use_server
from tests.personas import sign_in_as
from tests.roster.offices import HEADER, as_csv, as_xlsx

EVENT = "/kegiatan/bojonegoro-2023"
PAGE = f"{EVENT}/surat/"
SEATS = ("PKH", "Kab. Mojokerto", "Jatirejo")
PEOPLE = (  # name, phone, address as it was typed
    ("Siti Aminah", "081200010001", "Siti.Aminah@Example.id "),
    ("Budi Santoso", "", "budi@example.id"),
    ("Joko Purnomo", "081200010003", ""),
    ("Rina Kartika", "081200010004", "tidak punya"),
    ("Dewi Lestari", "", "-"),
    ("Agus Salim", "081200010006", "agus@example.id"),
    ("Tono Wijaya", "081200010007", "tono@example.id"),
)


def rows() -> list[tuple[str, ...]]:
    return [
        (str(n), name, f"351601520382{9000 + n}", *SEATS, phone, f"099100000{n}", email)
        for n, (name, phone, email) in enumerate(PEOPLE, start=1)
    ]


@pytest.fixture
def olga(app: Flask, client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session)
    return sign_in_as(client, proven=True)


def bring_in(olga: OutsideClient, content: bytes, name: str) -> None:
    file: dict[str, Any] = {"file": (io.BytesIO(content), name)}
    planned = olga.submit(f"{EVENT}/peserta/unggah", file)
    assert planned.status_code == 302, planned.text
    assert olga.submit(f"{planned.location}/terapkan").status_code == 302


@pytest.mark.parametrize("title", ["E-mail", "Alamat Surel", "Email Address"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_of_an_office_says_who_is_reachable(
    olga: OutsideClient, session: Session, kind: str, title: str
) -> None:
    header = (*HEADER, title)
    content = (
        as_xlsx(Peserta=[header, *rows()]) if kind == "xlsx" else as_csv(*rows(), header=header)
    )
    bring_in(olga, content, f"peserta.{kind}")
    held = {person.name: person.email for person in session.scalars(select(Person))}
    assert held == {
        "Siti Aminah": "siti.aminah@example.id",
        "Budi Santoso": "budi@example.id",
        "Joko Purnomo": None,
        "Rina Kartika": None,
        "Dewi Lestari": None,
        "Agus Salim": "agus@example.id",
        "Tono Wijaya": "tono@example.id",
    }
    page = olga.get(PAGE).text
    for figure, said in ((4, "Lewat surel"), (2, "Lewat WhatsApp saja"), (1, "Tidak terjangkau")):
        assert said in page
        assert f'data-reach="{figure}"' in page
    with serving() as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert sorted(to for to, _said in sink.letters) == [
            "agus@example.id",
            "budi@example.id",
            "siti.aminah@example.id",
            "tono@example.id",
        ]


def test_who_objected_was_cancelled_or_was_replaced_is_left_alone(
    olga: OutsideClient, session: Session
) -> None:
    bring_in(olga, as_csv(*rows(), header=(*HEADER, "EMAIL")), "peserta.csv")
    with transaction() as fresh:
        people = {one.name: one for one in fresh.scalars(select(Person))}
        seats = {one.person_id: one for one in fresh.scalars(select(Registration))}
        people["Siti Aminah"].restricted_at = NOW
        seats[people["Budi Santoso"].id].status = "cancelled"
        seats[people["Agus Salim"].id].status = "waiting"
    page = olga.get(PAGE).text
    assert 'data-left-alone="1"' in page  # of those who are on the roster
    with serving() as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert [to for to, _said in sink.letters] == ["tono@example.id"]
        assert send_due().sent == 0
