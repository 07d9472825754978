"""The page of badges prints, previews and replaces."""

import io

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from checkin.accounts.models import AuditEntry
from checkin.actor import Role
from checkin.badges import service, views
from checkin.badges.models import Badge, BadgePrint
from checkin.badges.sheets import LAYOUTS
from checkin.db import db, transaction
from checkin.events.models import Event
from checkin.jobs.models import Job
from checkin.roster.models import Registration
from tests.badges.test_layout import read_back
from tests.factories import NOW, make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/tanda-peserta/"


@pytest.fixture
def carl(client: FlaskClient) -> FlaskClient:
    """Sign Carl in, who organizes; make an event with one pillar."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event, "<b>Siti</b> Aminah")
    return sign_in_as(client, Role.ORGANIZER)


def picture_of(answer: TestResponse) -> Image.Image:
    """Return the picture of a reply."""
    assert answer.mimetype == "image/png", answer.get_data(as_text=True)
    return Image.open(io.BytesIO(answer.data))


def prints() -> list[tuple[str, int, str]]:
    """Return the kept prints: kind, badges, reason."""
    found = db.session.scalars(select(BadgePrint).order_by(BadgePrint.number)).all()
    return [(one.kind, one.badges, one.reason) for one in found]


def test_shows_counts_and_a_preview_before_any_code_exists(carl: FlaskClient) -> None:
    page = carl.get(PAGE).get_data(as_text=True)
    assert f"{PAGE}pratinjau.png?layout=a4-10" in page
    for layout in LAYOUTS.values():
        picture = picture_of(carl.get(f"{PAGE}pratinjau.png?layout={layout.code}"))
        assert picture.width / picture.height == pytest.approx(
            layout.paper[0] / layout.paper[1], rel=0.02
        )
    assert carl.get(f"{PAGE}pratinjau.png?regency=35.76").status_code == 404
    assert carl.get(f"{PAGE}pratinjau.png?layout=a3").status_code == 422
    assert db.session.scalars(select(Badge)).all() == []


def test_prints_few_at_once(carl: FlaskClient) -> None:
    data = {"pillar": "", "regency": "35.16", "layout": "a4-4"}
    answer = carl.post(f"{PAGE}cetak", data=data)
    assert answer.mimetype == "application/pdf"
    assert "tanda-peserta_bojonegoro-2023_35.16.pdf" in answer.headers["Content-Disposition"]
    badge = db.session.scalars(select(Badge)).one()
    assert badge.printed_at is not None
    assert read_back(answer.data) == [[badge.code]]
    assert prints() == [("batch", 1, "")]
    assert "Cetakan 1" in carl.get(PAGE).get_data(as_text=True)


def test_starts_a_long_print_and_leads_to_it(
    carl: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 0)
    data = {"pillar": "", "regency": "35.16", "layout": "a4-4", "separators": "y"}
    answer = carl.post(f"{PAGE}cetak", data=data)
    job = db.session.scalars(select(Job)).one()
    assert answer.location == f"/pekerjaan/{job.id}"
    assert (job.state, job.file_name) == ("done", "tanda-peserta_bojonegoro-2023_35.16.pdf")
    badge = db.session.scalars(select(Badge)).one()
    assert read_back(carl.get(f"/pekerjaan/{job.id}/berkas").data) == [[], [badge.code]]


def test_makes_spares_and_prints_those_left(carl: FlaskClient) -> None:
    answer = carl.post(f"{PAGE}cadangan", data={"count": "3", "layout": "a4-10"})
    codes = [badge.code for badge in db.session.scalars(select(Badge).order_by(Badge.spare_number))]
    assert sorted(*read_back(answer.data)) == sorted(codes)
    assert prints() == [("spare", 3, "")]
    with transaction() as session:
        event, person = session.scalars(select(Event)).one(), session.scalars(select(Registration))
        service.bind_spare(session, event, codes[0], person.one(), NOW)
    assert sorted(*read_back(carl.get(f"{PAGE}cadangan.pdf").data)) == sorted(codes[1:])
    assert "3 dibuat, 2 belum dipakai" in carl.get(PAGE).get_data(as_text=True)
    assert carl.get(f"{PAGE}cadangan.pdf?dari=4").status_code == 404
    assert carl.post(f"{PAGE}cadangan", data={"count": "0"}).status_code == 422


def test_lists_who_is_printed(carl: FlaskClient) -> None:
    def listed(state: str, text: str = "") -> bool:
        page = carl.get(f"{PAGE}daftar?keadaan={state}&q={text}").get_data(as_text=True)
        return "&lt;b&gt;Siti&lt;/b&gt; Aminah" in page

    assert [listed(state) for state in ("", "never", "changed", "printed")] == [1, 1, 0, 0]
    carl.post(f"{PAGE}cetak", data={"layout": "a4-10", "pillar": "", "regency": ""})
    assert [listed(state) for state in ("never", "changed", "printed")] == [0, 0, 1]
    with transaction() as session:
        session.scalars(select(Registration)).one().pillar_code = "TKSK"
    assert [listed(state) for state in ("never", "changed", "printed")] == [0, 1, 0]
    assert (listed("", "1"), listed("", "Zulkifli")) == (True, False)


def test_prints_one_again_and_keeps_the_reason(carl: FlaskClient) -> None:
    answer = carl.post(f"{PAGE}ulang", data={"number": "1", "reason": "Sobek", "layout": "a6"})
    badge = db.session.scalars(select(Badge)).one()
    assert read_back(answer.data) == [[badge.code]]
    assert prints() == [("reprint", 1, "Sobek")]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "badges.print.reprint")
    ).one()
    assert (entry.detail["reason"], entry.detail["number"]) == ("Sobek", 1)
    answer = carl.post(f"{PAGE}ulang", data={"number": "1", "reason": " ", "layout": "a6"})
    assert (answer.status_code, "Tulis alasannya." in answer.get_data(as_text=True)) == (422, True)
    answer = carl.post(f"{PAGE}ulang", data={"number": "9", "reason": "Sobek", "layout": "a6"})
    assert answer.status_code == 422
    assert "Peserta nomor 9 tidak ada" in answer.get_data(as_text=True)


def test_gives_a_picture_for_whatsapp(carl: FlaskClient) -> None:
    picture = picture_of(carl.get(f"{PAGE}1.png"))
    assert picture.size == (827, 1166)
    found = zxingcpp.read_barcodes(picture.convert("L"))
    assert [one.text for one in found] == [db.session.scalars(select(Badge.code)).one()]
    assert carl.get(f"{PAGE}9.png").status_code == 404


def test_gives_the_badge_of_one_person(carl: FlaskClient) -> None:
    answer = carl.get(f"{PAGE}1.pdf")
    assert answer.mimetype == "application/pdf"
    assert len(pypdfium2.PdfDocument(answer.data)) == 1
    assert carl.get(f"{PAGE}99.pdf").status_code == 404


def test_replaces_a_lost_badge(carl: FlaskClient) -> None:
    carl.get(f"{PAGE}1.pdf")
    answer = carl.post(f"{PAGE}ganti", data={"number": "1"}, follow_redirects=True)
    assert "diganti" in answer.get_data(as_text=True)
    badges = db.session.scalars(select(Badge)).all()
    assert sorted(badge.revoked_at is None for badge in badges) == [False, True]


def test_a_number_that_is_not_there_is_told_beside_the_field(carl: FlaskClient) -> None:
    answer = carl.post(f"{PAGE}ganti", data={"number": "99"})
    assert answer.status_code == 422
    assert "Peserta nomor 99 tidak ada" in answer.get_data(as_text=True)


def test_a_layout_that_is_not_offered_is_refused(carl: FlaskClient) -> None:
    assert carl.post(f"{PAGE}cetak", data={"layout": "a3"}).status_code == 422


def test_those_who_only_view_may_not_print(client: FlaskClient) -> None:
    with transaction() as session:
        make_event(session)
    assert sign_in_as(client, Role.VIEWER).get(PAGE).status_code == 403


def test_an_event_without_people_says_what_to_do(carl: FlaskClient) -> None:
    with transaction() as session:
        make_event(session, "kosong-2023")
    page = carl.get("/kegiatan/kosong-2023/tanda-peserta/").get_data(as_text=True)
    assert "Belum ada peserta" in page
