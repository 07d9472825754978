"""Invent people of a Bakorwil. Pure and repeatable: the same seed gives the same people.

NIK serials are 9001-9999, phone numbers continue with 00 after their block, accounts begin with 099:
no number can plausibly be a real person's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MEN = (
    "Agus Ahmad Akhmad Andi Anwar Arif Bagus Bambang Budi Catur Dedy Didik Djoko Dwi Eko Fajar Fathor "
    "Ghufron Hadi Hariyanto Hasan Heri Imam Irfan Joko Khoirul Kurniawan Lukman Mahfud Misbah Mochammad "
    "Moh. Muhammad Mukhlis Nur Prasetyo Rahmat Ridwan Rizki Rohman Samsul Slamet Soegeng Sugeng Sutrisno "
    "Suyanto Syafi'i Taufiq Teguh Tri Wahyu Wawan Yoyok Yusuf Zainol Zainuri Zulkifli"
).split()
WOMEN = (
    "Ani Anik Astutik Ayu Desi Dewi Dian Dwi Eka Endang Erna Fatimah Fitri Hidayati Indah Ika Kartini "
    "Khusnul Kristina Lailatul Lestari Lina Lilik Maimunah Mamik Maria Muslimah Nanik Ninik Novi Nur "
    "Nurul Puji Ratna Retno Rina Rohmah Rumiyati Siti Sri Sulastri Sumiati Suwarni Titik Tri Ulfa "
    "Umi Wahyuni Wiwik Yanti Yulia Yuni Zulaikha Zuhriyah"
).split()
FAMILY = (
    "Afandi Aini Anggraini Ariyanto Astuti Cahyono Efendi Fauzi Fauziah Hakim Handayani Hariyadi Hartono "
    "Hidayat Hidayati Iswahyudi Kurniasih Kusuma Ma'ruf Mulyani Mustofa Nugroho Nurhayati Permana "
    "Prasetya Pratama Purnomo Purwanto Rahayu Rahmawati Riyanto Rohmah Santoso Saputra Setiawan Setyowati "
    "Siswanto Subagyo Sudarsono Suharto Sukardi Sulistyo Supriyadi Susanti Susilowati Sutanto Utami "
    "Wahyudi Wahyuningsih Wibowo Widodo Wijayanti Winarsih Yuliati Yulianto Zahro"
).split()
DEGREES = (", S.Sos.", ", S.Pd.", ", S.E.", ", S.H.", ", S.Kom.", ", S.Psi.", ", S.Ag.", ", A.Md.")
BLOCKS = ("0812", "0813", "0815", "0821", "0822", "0852", "0856", "0857", "0858", "0877", "0881")


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan with the regency it lies in."""

    code: str
    name: str
    regency_code: str
    regency: str


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented pillar, as a roster would state him or her."""

    name: str
    nik: str
    gender: str
    birth_date: date
    pillar: str
    district: District
    phone: str
    account: str


def invent(
    pillars: Mapping[str, int], districts: Sequence[District], seed: int = 2023
) -> Iterator[Invented]:
    """Yield as many people of each pillar type as asked, spread over the districts.

    TKSK fill the districts one by one (there is one for each); the others fall at random.
    """
    rng = Random(seed)  # noqa: S311 - repeatable, not secret
    taken: set[str] = set()
    for pillar, count in pillars.items():
        for index in range(count):
            one_each = pillar == "TKSK"
            home = districts[index % len(districts)] if one_each else rng.choice(districts)
            yield _person(rng, pillar, home, taken)


def _person(rng: Random, pillar: str, home: District, taken: set[str]) -> Invented:
    gender = rng.choice("LP")
    while True:
        born = date(1966, 1, 1) + timedelta(days=rng.randrange(12_000))
        day = born.day + (40 if gender == "P" else 0)
        serial = rng.randrange(9001, 10_000)
        nik = f"{home.code.replace('.', '')}{day:02d}{born:%m%y}{serial}"
        account = f"099{rng.randrange(10_000_000):07d}"
        if not {nik, account} & taken:
            taken |= {nik, account}
            break
    return Invented(
        name=_name(rng, gender),
        nik=nik,
        gender=gender,
        birth_date=born,
        pillar=pillar,
        district=home,
        phone=f"{rng.choice(BLOCKS)}00{rng.randrange(1_000_000):06d}",
        account=account,
    )


def _name(rng: Random, gender: str) -> str:
    given = MEN if gender == "L" else WOMEN
    shape = rng.random()
    if shape < 0.06:
        words = [rng.choice(given)]
    elif shape < 0.55:
        words = [rng.choice(given), rng.choice(FAMILY)]
    else:
        words = [*rng.sample(given, 2), rng.choice(FAMILY)]
    degree = rng.choice(DEGREES) if rng.random() < 0.22 else ""
    title = rng.choice(("H. ", "Hj. ", "Drs. ")) if rng.random() < 0.04 else ""
    if title and title.startswith("Hj") != (gender == "P"):
        title = ""
    return f"{title}{' '.join(words)}{degree}"


def share_out(shares: Mapping[str, int], people: int | None) -> dict[str, int]:
    """Scale the shares to `people` in all (largest remainder); None leaves them as they are."""
    if people is None:
        return dict(shares)
    whole = sum(shares.values())
    exact = {code: people * share / whole for code, share in shares.items()}
    counts = {code: int(value) for code, value in exact.items()}
    rest = sorted(exact, key=lambda code: counts[code] - exact[code])
    for code in rest[: people - sum(counts.values())]:
        counts[code] += 1
    return counts
