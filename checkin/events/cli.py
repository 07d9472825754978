"""Commands of events."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from checkin import clock, formats
from checkin.actor import System
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.events import queries, service
from checkin.events.prefill import office_letterhead, office_signatory
from checkin.events.stages import Stage
from checkin.people.queries import list_pillar_types
from checkin.regions.queries import find_bakorwil, list_regencies
from checkin.text import mark

PILLARS_BY_DEFAULT = ("PKH", "TAGANA", "TKSK")


@click.group()
def event() -> None:
    """Kegiatan."""


@event.command("list")
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON.")
def list_(as_json: bool) -> None:
    """Daftar kegiatan."""
    cards = queries.list_events(db.session)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "code": card.code,
                        "name": card.name,
                        "venue": card.venue,
                        "bakorwil": card.bakorwil,
                        "starts_at": card.starts_at.isoformat(),
                        "ends_at": card.ends_at.isoformat(),
                        "timezone": card.timezone,
                        "stage": card.stage,
                        "regencies": card.regencies,
                    }
                    for card in cards
                ],
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for card in cards:
        day = formats.short_date(card.starts_at, card.timezone)
        click.echo(f"{card.code:32} {day:12} {card.name} ({card.venue})")


@event.command("create")
@click.option("--code", required=True, help="Kode pendek, misalnya bojonegoro-2023.")
@click.option("--name", required=True)
@click.option("--bakorwil", required=True, help="Nama Bakorwil; mengisi daftar kabupaten/kota.")
@click.option("--venue", required=True)
@click.option("--starts", required=True, help="ISO 8601; tanpa zona berarti waktu setempat.")
@click.option("--ends", required=True, help="ISO 8601.")
@click.option("--timezone", default="Asia/Jakarta", show_default=True)
@click.option("--gates", default=4, show_default=True)
@click.option(
    "--pillar",
    "pillars",
    multiple=True,
    help="Jenis pilar yang diundang; boleh diulang.",
)
def create(
    code: str,
    name: str,
    bakorwil: str,
    venue: str,
    starts: str,
    ends: str,
    timezone: str,
    gates: int,
    pillars: tuple[str, ...],
) -> None:
    """Buat kegiatan baru."""
    with transaction() as session:
        region = find_bakorwil(session, bakorwil)
        known = {pillar.code for pillar in list_pillar_types(session)}
        unknown = [pillar for pillar in pillars if pillar not in known]
        if unknown:
            raise Invalid(
                mark("Jenis pilar %(pillar)s tidak dikenal."),
                code="pillar_unknown",
                pillar=unknown[0],
            )
        draft = service.EventDraft(
            code=code,
            name=name,
            bakorwil_code=region.code,
            venue=venue,
            starts_at=_instant(starts, timezone),
            ends_at=_instant(ends, timezone),
            timezone=timezone,
            gates=gates,
            regency_codes=tuple(r.code for r in list_regencies(session, region.code)),
            pillar_codes=pillars or PILLARS_BY_DEFAULT,
            letterhead=office_letterhead(session),
            signatory=office_signatory(session),
        )
        service.create_event(session, System(), draft, clock.now(), Stage.OPEN)
    click.echo(f"Kegiatan {code} dibuat.")


def _instant(text: str, timezone: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
        return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(timezone))
    except (ValueError, KeyError) as error:
        raise Invalid(
            mark("Waktu %(text)s tidak terbaca; tulis misalnya 2023-11-20T08:00."),
            code="time_form",
            text=text,
        ) from error
