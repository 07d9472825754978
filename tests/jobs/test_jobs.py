"""Jobs: progress, the file at the end, a sentence when it fails, nobody else's file."""

import errno
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin import clock
from checkin.accounts import users
from checkin.accounts.models import User
from checkin.accounts.service import actor_of
from checkin.actor import Permission, Role, System, can
from checkin.db import transaction
from checkin.errors import Invalid
from checkin.ids import UserId
from checkin.jobs.models import Job
from checkin.jobs.runner import Runner, runner
from checkin.jobs.service import JobContext, JobPage, JobResult, create_job, forget_old_files
from tests.conftest import OutsideClient
from tests.factories import NOW, make_user, sign_in


def greet(job: JobContext) -> JobResult:
    job.progress(1, 2)
    name = job.params["name"]
    if name == "penuh":
        raise OSError(errno.ENOSPC, "No space left on device")
    if name == "salah":
        raise Invalid("Pilar %(name)s tidak dikenal.", code="x", name=name)
    if name == "rusak":
        raise RuntimeError("a bug")
    return JobResult(
        file_name="salam.pdf", media_type="application/pdf", content=f"halo {name}".encode()
    )


@pytest.fixture
def jobs(app: Flask) -> Runner:
    """Return the runner with one handler more; jobs run at once."""
    found = runner()
    found.handlers = {**found.handlers, "greet": greet}
    return found


def test_a_job_shows_no_more_than_the_browser_that_asked(jobs: Runner) -> None:
    seen = []

    def look(job: JobContext) -> None:
        seen.append(can(job.actor, Permission.PERSONAL_DATA_REVEAL))

    jobs.handlers = {**jobs.handlers, "look": look}
    with transaction() as session:
        user = make_user(session)
        asked = [
            create_job(
                session,
                who.User(id=user.id, name=user.name, role=Role.ADMIN, proven=proven),
                "look",
                "Lihat",
                {},
                NOW,
            ).id
            for proven in (True, False)
        ]
    for job_id in asked:
        jobs.send(job_id)
    assert seen == [True, False]


def ask(jobs: Runner, name: str) -> tuple[str, str]:
    """Ask for a greeting as Olga; return the ids of job and asker."""
    with transaction() as session:
        user = make_user(session, email=f"{name}@example.id")
        asker = who.User(id=user.id, name=user.name, role=Role.ADMIN)
        job = create_job(session, asker, "greet", "Salam", {"name": name}, NOW)
        ids = str(job.id), str(user.id)
    jobs.send(UUID(ids[0]))
    return ids


def test_a_job_leaves_its_file_for_its_asker_only(
    jobs: Runner, client: OutsideClient, session: Session
) -> None:
    job_id, asker = ask(jobs, "dunia")
    sign_in(client, asker, proven=True)  # type: ignore[arg-type]
    page = client.get(f"/pekerjaan/{job_id}").text
    assert 'data-state="done"' in page
    assert client.get(f"/pekerjaan/{job_id}/berkas").data == b"halo dunia"
    other = ask(jobs, "lain")[1]
    sign_in(client, other, proven=True)  # type: ignore[arg-type]
    assert client.get(f"/pekerjaan/{job_id}/berkas").status_code == 403


def test_who_lost_rights_gets_neither_the_files_nor_what_still_waits(
    jobs: Runner, client: OutsideClient
) -> None:
    job_id, asker = ask(jobs, "dunia")
    with transaction() as session:
        make_user(session, email="lain@example.id", role=Role.ADMIN)
        user = session.get_one(User, UserId(UUID(asker)))
        waits = create_job(
            session, actor_of(session, user.id), "greet", "Salam", {"name": "x"}, NOW
        )
        users.change_role(session, System(), user.id, Role.VIEWER, NOW)
    jobs.send(waits.id)
    sign_in(client, asker, proven=True)  # type: ignore[arg-type]
    assert client.get(f"/pekerjaan/{job_id}/berkas").status_code == 410
    for one in (job_id, waits.id):
        page = client.get(f"/pekerjaan/{one}").text
        assert 'data-state="failed"' in page
        assert "Hak Anda berubah sejak pekerjaan ini diminta" in page


def test_a_file_asked_for_with_a_second_factor_takes_one(
    jobs: Runner, client: OutsideClient
) -> None:
    job_id, asker = ask(jobs, "dunia")
    sign_in(client, asker)  # type: ignore[arg-type]
    led = client.get(f"/pekerjaan/{job_id}/berkas")
    assert led.location.startswith("/akun/verifikasi/kode?next=")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("penuh", "Ruang penyimpanan server penuh; berkas tidak dibuat."),
        ("salah", "Pilar salah tidak dikenal."),
        ("rusak", "Pekerjaan gagal karena kesalahan di sistem; silakan coba lagi."),
    ],
)
def test_a_job_that_fails_says_why_and_leaves_no_file(
    jobs: Runner, client: OutsideClient, session: Session, name: str, sentence: str
) -> None:
    job_id, asker = ask(jobs, name)
    sign_in(client, asker, proven=True)  # type: ignore[arg-type]
    page = client.get(f"/pekerjaan/{job_id}").text
    assert 'data-state="failed"' in page
    assert sentence in page
    assert client.get(f"/pekerjaan/{job_id}/berkas").status_code == 410
    assert not list(jobs.output.glob("*"))


def test_a_job_the_queue_never_heard_of_is_found_again(jobs: Runner, session: Session) -> None:
    with transaction() as fresh:
        job = create_job(fresh, System(), "greet", "Salam", {"name": "dunia"}, NOW)
    assert jobs.send_forgotten() == 1
    session.expire_all()
    assert session.get_one(Job, job.id).state == "done"
    assert jobs.send_forgotten() == 0


def test_files_are_forgotten_after_a_day(jobs: Runner, session: Session) -> None:
    job_id, _ = ask(jobs, "dunia")
    (file,) = jobs.output.iterdir()
    assert job_id in file.name
    forget_old_files(session, jobs.output, clock.now() + timedelta(hours=23))
    assert file.exists()
    forget_old_files(session, jobs.output, clock.now() + timedelta(hours=25))
    assert not file.exists()


def test_ones_own_jobs_are_found_again(
    jobs: Runner, client: OutsideClient, session: Session
) -> None:
    _, asker = ask(jobs, "dunia")
    job_of_another, _ = ask(jobs, "salah")
    sign_in(client, asker)  # type: ignore[arg-type]
    with transaction() as fresh:
        for job in fresh.scalars(select(Job)):
            job.created_at = job.finished_at = clock.now()
    page = client.get("/pekerjaan/").text
    assert "Salam" in page
    assert "Buka berkas" in page
    assert "Pilar salah tidak dikenal." not in page
    assert job_of_another not in page
    part = client.get("/pekerjaan/", headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_a_job_leads_back_to_the_page_that_asked_for_it(
    jobs: Runner, client: OutsideClient, session: Session
) -> None:
    job_id, asker = ask(jobs, "dunia")
    sign_in(client, asker)  # type: ignore[arg-type]
    for came, back in (
        (
            "http://localhost/kegiatan/x/tanda-peserta/?pilar=PKH",
            "/kegiatan/x/tanda-peserta/?pilar=PKH",
        ),
        ("https://elsewhere.example/kegiatan/x/", "/pekerjaan/"),
        (f"http://localhost/pekerjaan/{job_id}", "/pekerjaan/"),
    ):
        page = client.get(f"/pekerjaan/{job_id}", headers={"Referer": came}).text
        assert f'<a href="{back}">← Kembali</a>' in page


def test_a_job_without_a_file_leads_to_its_page(
    jobs: Runner, client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        user = make_user(fresh)
        asker = who.User(id=user.id, name=user.name, role=Role.ADMIN)
        params = {"name": "dunia", "page": "/kegiatan/x/hasil"}
        job = create_job(fresh, asker, "greet", "Salam", params, clock.now())
        job.state, user_id, job_id = "done", user.id, job.id
    sign_in(client, user_id)
    assert 'href="/kegiatan/x/hasil"' in client.get("/pekerjaan/").text
    assert 'href="/kegiatan/x/hasil"' in client.get(f"/pekerjaan/{job_id}").text


def test_progress_is_told_while_the_jobs_one_transaction_is_open(
    jobs: Runner, client: OutsideClient, session: Session
) -> None:
    seen = []

    def work(job: JobContext) -> JobPage:
        job.progress(0, 3)
        with transaction() as fresh:
            running = fresh.scalars(select(Job).where(Job.state == "running")).one().id
            for step in (1, 2):
                job.progress(step, 3)
                seen.append(jobs.progress_of(running, 0, 0))
        job.progress(3, 3)
        seen.append(jobs.progress_of(running, 3, 3))
        return JobPage(page=f"{job.params['page']}tindakan/1")

    jobs.handlers = {**jobs.handlers, "work": work}
    with transaction() as fresh:
        user = make_user(fresh)
        asker = who.User(id=user.id, name=user.name, role=Role.ADMIN)
        params = {"event": "x", "page": "/kegiatan/x/peserta/"}
        job_id = create_job(fresh, asker, "work", "Kerja", params, clock.now()).id
        user_id = user.id
    jobs.send(job_id)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    session.expire_all()
    kept = session.get_one(Job, job_id)
    assert (kept.state, kept.done, kept.params["event"]) == ("done", 3, "x")
    sign_in(client, user_id)
    assert 'href="/kegiatan/x/peserta/tindakan/1"' in client.get(f"/pekerjaan/{job_id}").text
    assert "Kerja" in client.get("/pekerjaan/?kegiatan=x").text
    assert "Kerja" not in client.get("/pekerjaan/?kegiatan=y").text
