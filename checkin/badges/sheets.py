"""The ways to put badges on paper, by name. Pure."""

from checkin.badges.geometry import Box, Layout
from checkin.errors import Invalid
from checkin.text import mark

_A6_SIZES = (34, 30, 26, 23, 20, 18, 16, 14, 12)
_SMALL_SIZES = (18, 16, 14, 12, 11, 10, 9, 8)


def _a6(code: str, label: str, paper: tuple[float, float], side: int, height: float) -> Layout:
    return Layout(
        code=code,
        label=label,
        paper=paper,
        columns=side,
        rows=side,
        width=105,
        height=height,
        module=2.2,
        inset=5,
        band=14,
        pattern=2,
        number_size=13,
        label_sizes=(15, 13, 11, 10, 9, 8, 7),
        label_room=64,
        who=Box(7, 26, 91),
        name_height=26.5,
        sizes=_A6_SIZES,
        regency_size=16,
        symbol_at=(29.4, 70),
        code_at=Box(7, 125.4, 91),
        code_size=11.5,
        code_rows=1,
        foot=Box(7, 4.6, 91),
        foot_sizes=(9, 8, 7, 6),
        logo=11,
        centered=True,
    )


LAYOUTS = {
    layout.code: layout
    for layout in (
        Layout(
            code="a4-10",
            label=mark("A4, 10 per lembar (95 x 55 mm)"),
            columns=2,
            rows=5,
            width=95,
            height=55,
            module=1.2,
            label_room=66,
            who=Box(4, 14.5, 54),
            name_height=21,
            sizes=(20, *_SMALL_SIZES),
            symbol_at=(65, 16.4),
            code_at=Box(60.2, 46.4, 34.8),
            code_size=8.5,
            foot=Box(4, 2.6, 55),
        ),
        Layout(
            code="a4-8",
            label=mark("A4, 8 per lembar (95 x 68 mm)"),
            columns=2,
            rows=4,
            width=95,
            height=68,
            module=1.4,
            label_room=66,
            who=Box(4, 14.5, 49),
            name_height=26,
            sizes=(22, 20, *_SMALL_SIZES),
            regency_gap=2.2,
            symbol_at=(60, 17.2),
            code_at=Box(54.4, 52.6, 40.6),
            code_size=9.5,
            foot=Box(4, 4, 50),
            logo=11,
        ),
        _a6("a4-4", mark("A4, 4 per lembar (A6, 105 x 148 mm)"), (210, 297), 2, 148.5),
        _a6("a6", mark("A6, satu per halaman (105 x 148 mm)"), (105, 148), 1, 148),
        Layout(
            code="cr80",
            label=mark("Kartu CR80 (85,6 x 54 mm)"),
            paper=(85.6, 53.98),
            width=85.6,
            height=53.98,
            module=1.2,
            inset=1.5,
            band=7.5,
            pattern=1.2,
            number_size=10,
            label_sizes=(11, 9, 7.5, 6),
            label_room=56,
            who=Box(4, 13, 46.4),
            name_height=20,
            sizes=_SMALL_SIZES,
            regency_size=10,
            regency_gap=1,
            symbol_at=(55.6, 15.6),
            code_at=Box(50.8, 45.6, 34.8),
            code_size=7.5,
            foot=Box(4, 2.6, 46),
            foot_sizes=(7, 6.5, 6, 5.5),
            logo=8,
        ),
        Layout(
            code="label-62",
            label=mark("Label 62 mm (62 x 100 mm, hitam putih)"),
            paper=(62, 100),
            width=62,
            height=100,
            module=1.5,
            inset=3,
            band=8,
            pattern=1.2,
            number_size=10,
            label_sizes=(11, 9, 7.5, 6),
            label_room=34,
            who=Box(4, 15, 54),
            name_height=18,
            sizes=_SMALL_SIZES,
            regency_size=10,
            regency_gap=1,
            symbol_at=(15.25, 45.6),
            code_at=Box(3, 83.4, 56),
            code_size=8.5,
            code_rows=1,
            foot=Box(4, 2.8, 54),
            foot_sizes=(6.5, 6, 5.5),
            logo=8,
            centered=True,
            mono=True,
        ),
    )
}
DEFAULT_LAYOUT = "a4-10"
SINGLE_LAYOUT = "a6"


def find_layout(code: str) -> Layout:
    """Return the layout of this name; raise `Invalid`."""
    try:
        return LAYOUTS[code]
    except KeyError:
        raise Invalid(
            mark("Tata letak %(layout)s tidak ada; pilih %(choices)s."),
            code="layout_unknown",
            layout=code,
            choices=", ".join(LAYOUTS),
        ) from None
