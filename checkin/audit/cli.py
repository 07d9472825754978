"""Commands of the audit log."""

import json
import sys

import click

from checkin import clock
from checkin.actor import System
from checkin.audit import queries, service
from checkin.audit.verify import Verdict
from checkin.audit.words import BREAKS
from checkin.db import db, transaction
from checkin.errors import Unavailable
from checkin.text import mark


@click.group()
def audit() -> None:
    """Catatan audit: siapa melihat, mengubah, mengeluarkan apa."""


@audit.command("verify")
@click.option(
    "--expect", metavar="NOMOR:SIDIK", help="Baris `audit head` yang dulu disimpan di luar."
)
@click.option("--json", "as_json", is_flag=True, help="Keluarkan JSON.")
def verify(expect: str | None, as_json: bool) -> None:
    """Periksa rantai catatan; keluar dengan 1 bila putus."""
    expected = service.read_head(expect) if expect else None
    verdict = service.check(db.session, expected)
    with transaction() as session:
        service.note_check(session, System(), verdict, clock.now())
    click.echo(json.dumps(_data(verdict)) if as_json else _sentence(verdict, bool(expected)))
    if verdict.kind:
        sys.exit(1)


@audit.command("head")
def head() -> None:
    """Cetak ujung rantai: satu baris untuk dicetak atau disimpan di tempat lain."""
    found = queries.head(db.session)
    if found is None:
        raise Unavailable(
            mark("Kepala catatan audit hilang dari basis data; jalankan `checkin audit verify`."),
            code="audit_head",
        )
    click.echo(str(found))


def _data(verdict: Verdict) -> dict[str, object]:
    return {
        "whole": verdict.kind is None,
        "entries": verdict.entries,
        "hash": verdict.last,
        "broken_at": verdict.broken_at,
        "kind": verdict.kind.value if verdict.kind else None,
    }


def _sentence(verdict: Verdict, compared: bool) -> str:
    if verdict.kind:
        said = BREAKS[verdict.kind]
        return f"Rantai catatan audit PUTUS pada nomor {verdict.broken_at}: {said}"
    more = " dan cocok dengan baris yang disimpan" if compared else ""
    return f"Rantai catatan audit utuh{more}: {verdict.entries} catatan, ujung {verdict.last}"
