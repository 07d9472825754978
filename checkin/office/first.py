"""What a new office does once, before its first event; each can wait."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import User
from checkin.office.queries import backup_plan, office, officials
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """One of them: the page where it is done, and whether it is."""

    endpoint: str
    title: str
    why: str
    done: bool


def first_steps(session: Session) -> Iterable[FirstStep]:
    """Return what prepares an office, in the order that saves work later."""
    known = office(session)
    yield FirstStep(
        endpoint="office.index",
        title=mark("Isi nama kantor dan kop surat"),
        why=mark("Tercetak di atas setiap daftar hadir; setiap kegiatan baru memakainya."),
        done=bool(known.place),
    )
    yield FirstStep(
        endpoint="office.kop",
        title=mark("Unggah logo"),
        why=mark("Langsung terlihat seperti nanti tercetak."),
        done=known.has_logo,
    )
    yield FirstStep(
        endpoint="officials.index",
        title=mark("Tambahkan pejabat penanda tangan"),
        why=mark("Nama dan NIP-nya diusulkan pada kegiatan baru."),
        done=bool(officials(session)),
    )
    yield FirstStep(
        endpoint="upkeep.index",
        title=mark("Nyalakan cadangan setiap malam"),
        why=mark("Satu kata sandi di brankas; bila server rusak, semuanya dapat dipulihkan."),
        done=backup_plan(session).passphrase is not None,
    )
    yield FirstStep(
        endpoint="users.index",
        title=mark("Undang rekan sekantor"),
        why=mark("Tiap orang masuk dengan namanya sendiri; catatan audit menyebut siapa."),
        done=(session.scalar(select(func.count()).select_from(User)) or 0) > 1,
    )
