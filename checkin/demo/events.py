"""The two gatherings the demo can make, with the figures the press gave (DOMAIN 7). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from checkin.events.service import EventDraft, Signatory

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, kw_only=True)
class DemoEvent:
    """An event to make and how many of each pillar type were there."""

    draft: EventDraft
    pillars: Mapping[str, int]


def _demo(
    *, code: str, bakorwil: str, venue: str, day: datetime, pillars: Mapping[str, int], gates: int
) -> DemoEvent:
    name = f"Sapa Pilar Kesejahteraan Sosial Bakorwil {bakorwil}"
    return DemoEvent(
        draft=EventDraft(
            code=code,
            name=name,
            bakorwil_code=bakorwil.lower(),
            venue=venue,
            starts_at=day,
            ends_at=day.replace(hour=13),
            pillar_codes=tuple(pillars),
            gates=gates,
            signatory=Signatory(
                place=bakorwil,
                name="Dra. RESTU CONTOHWATI, M.Si.",
                rank="Pembina Utama Muda",
                nip="19680000 199000 2 000",
            ),
        ),
        pillars=pillars,
    )


DEMOS: Mapping[str, DemoEvent] = {
    "bojonegoro": _demo(
        code="bojonegoro-2023",
        bakorwil="Bojonegoro",
        venue="GOR Utama Bojonegoro",
        day=datetime(2023, 11, 20, 8, tzinfo=JAKARTA),
        pillars={"PKH": 1173, "TAGANA": 331, "TKSK": 153},
        gates=4,
    ),
    "malang": _demo(
        code="malang-2023",
        bakorwil="Malang",
        venue="GOR Ken Arok, Malang",
        day=datetime(2023, 11, 11, 8, tzinfo=JAKARTA),
        pillars={
            "PKH": 1092,
            "TAGANA": 574,
            "TKSK": 142,
            "PORDAM": 63,
            "SAKTI_PEKSOS": 46,
            "PENDAMPING_DISABILITAS": 9,
            "PSM": 50,
            "KARTAR": 131,
            "LKS": 53,
        },
        gates=8,
    ),
}
