"""Random damage to a sound roster: nobody is lost, nobody comes twice, nothing raises.

Damage is what offices do (DOMAIN 6): titles above, repeated headers, blank lines, totals and signatures
below, columns moved, unknown columns between, spellings of NIK and name, rows copied.
"""

from collections import Counter
from collections.abc import Sequence

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checkin.roster.outcome import Outcome, Plan
from checkin.roster.plan import make_plan
from tests.roster.offices import HEADER, as_csv, as_xlsx
from tests.roster.test_rows import judge

NAMES = (
    *("Siti Aminah", "Budi Santoso", "Nur 'Aini, S.Sos.", "H. Moch. Ridwan"),
    *("Dewi Lestari", "Agus Salim", "Sri", "Retno Wulandari, S.ST."),
)
PLACES = (("Kab. Mojokerto", "Jatirejo"), ("Jombang", "Perak"), ("Kota Mojokerto", "Prajuritkulon"))
PILLARS = ("PKH", "TAGANA", "TKSK")

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking whole files takes minutes
IN = {Outcome.ACCEPT, Outcome.ACCEPT_FLAGGED}


def sound(size: int) -> list[list[str]]:
    """Return people who differ in name, NIK by many digits, phone and account."""
    rows = []
    for place, name in enumerate(NAMES[:size]):
        regency, district = PLACES[place % len(PLACES)]
        nik = f"3516{place + 1:02d}{10 + 2 * place}{place % 9 + 1:02d}8{place}{9001 + 11 * place}"
        phone, account = f"0812{place}001{place}00{place}", f"09{place}1{place}0000{place}"
        pillar = PILLARS[place % len(PILLARS)]
        rows.append([str(place + 1), name, nik, pillar, regency, district, phone, account])
    return rows


spelled_niks = st.sampled_from(
    [
        lambda nik: nik,
        lambda nik: f"'{nik}",
        lambda nik: f" {nik} ",
        lambda nik: f"{nik[:4]} {nik[4:8]} {nik[8:]}",
        lambda nik: f"{nik[:6]}.{nik[6:12]}.{nik[12:]}",
        lambda nik: f"{nik}\n",
        lambda nik: f"\u200b{nik}\ufeff",
    ]
)
spelled_names = st.sampled_from(
    [str, str.upper, str.lower, lambda name: f"  {name}  ", lambda name: name.replace(" ", "  ")]
)
tops = st.lists(
    st.sampled_from([["DAFTAR PESERTA SAPA PILAR"], ["KABUPATEN"], ["TAHUN 2023"], []]), max_size=4
)
between = st.sampled_from([None, None, [], "header", ["", "", ""]])
bottoms = st.lists(
    st.sampled_from(
        [
            ["JUMLAH", "8"],
            ["", "Mengetahui,"],
            ["", "Kepala Dinas Sosial"],
            ["", "NIP. 19680000 199000 2 000"],
            [],
        ]
    ),
    max_size=4,
)


def damaged(
    data: st.DataObject, people: Sequence[Sequence[str]], header: Sequence[str]
) -> list[list[str]]:
    """Return the people's rows as an office might send them."""
    rows: list[list[str]] = list(data.draw(tops))
    rows.append(list(header))
    for person in people:
        extra = data.draw(between)
        if extra is not None:
            rows.append(list(header) if extra == "header" else list(extra))
        cells = list(person)
        at_name, at_nik = header.index("NAMA"), header.index("NIK")
        cells[at_name] = data.draw(spelled_names)(cells[at_name])
        cells[at_nik] = data.draw(spelled_niks)(cells[at_nik])
        rows.append(cells)
    return rows + [list(row) for row in data.draw(bottoms)]


def planned(data: st.DataObject, rows: list[list[str]]) -> Plan:
    """Return what the importer makes of the rows in a file of any form."""
    if data.draw(st.booleans()):
        content = as_xlsx(Daftar=rows)
    else:
        content = as_csv(*rows[1:], header=rows[0], delimiter=data.draw(st.sampled_from(";,\t|")))
    return make_plan(judge(content, "peserta.xlsx", "35.16"), [])


@settings(max_examples=120, deadline=None, phases=QUICK)
@given(st.data(), st.integers(2, len(NAMES)))
def test_everybody_is_there_once(data: st.DataObject, size: int) -> None:
    people = sound(size)
    header = [*HEADER, "IBU KANDUNG"]
    order = data.draw(st.permutations(range(len(header))))
    moved = [[([*person, "Sumiati"])[at] for at in order] for person in people]
    copies = data.draw(st.lists(st.sampled_from(range(size)), max_size=3))
    rows = damaged(data, [*moved, *(moved[at] for at in copies)], [header[at] for at in order])
    plan = planned(data, rows)
    niks = Counter(row.judged.draft.nik for row in plan.rows if row.outcome in IN)
    assert niks == Counter(person[2] for person in people)
    assert len(plan.rows) == size + len(copies)
    assert sum(row.outcome is Outcome.DUPLICATE for row in plan.rows) == len(copies)


@settings(max_examples=80, deadline=None, phases=QUICK)
@given(st.data())
def test_a_broken_row_waits_and_takes_nobody_along(data: st.DataObject) -> None:
    people = sound(len(NAMES))
    broken = data.draw(st.sets(st.integers(0, len(people) - 1), min_size=1, max_size=3))
    for place in broken:
        people[place][2] = data.draw(
            st.sampled_from(
                ["", "-", "belum ada", people[place][2][:-1], "3.51602E+15", people[place][2] + "9"]
            )
        )
    plan = planned(data, damaged(data, people, HEADER))
    admitted = {row.judged.draft.nik for row in plan.rows if row.outcome in IN}
    assert admitted == {p[2] for place, p in enumerate(people) if place not in broken}
    waiting = [row for row in plan.rows if row.outcome is Outcome.REVIEW]
    assert len(waiting) == len(broken)
