"""What is asked of the table of people: whom, in which order, with which columns. Pure.

Everything asked stands in the address, so that it can be kept and sent on, but for a NIK, account or phone
that somebody typed: those travel in the body of a form only and are left out of every address.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from checkin.text import mark

SIZE = 25
LONGEST_TEXT = 80
LAST_PAGE = 100_000
SECRET_DIGITS = 8  # so many digits in what was typed are part of a NIK, an account or a phone

STATES: Mapping[str, str] = {
    "aktif": mark("Aktif"),
    "menunggu": mark("Menunggu persetujuan"),
    "dibatalkan": mark("Dibatalkan"),
    "hadir": mark("Sudah hadir"),
    "belum-hadir": mark("Belum hadir"),
    "belum-dicetak": mark("Tanda belum dicetak"),
    "dicetak": mark("Tanda sudah dicetak"),
    "berubah": mark("Tanda berubah sejak dicetak"),
    "dicabut": mark("Pernah dicabut tandanya"),
    "catatan": mark("Diterima dengan catatan"),
    "susulan": mark("Peserta susulan"),
    "mandiri": mark("Mendaftar sendiri"),
    "pengganti": mark("Menggantikan atau digantikan"),
    "kurang": mark("Data belum lengkap"),
}
OF_ATTENDANCE = frozenset({"hadir", "belum-hadir"})

COLUMNS: Mapping[str, str] = {
    "pilar": mark("Jenis pilar"),
    "wilayah": mark("Kabupaten/kota"),
    "kecamatan": mark("Kecamatan"),
    "nik": mark("NIK"),
    "hp": mark("Nomor HP"),
    "jabatan": mark("Jabatan"),
    "tanda": mark("Tanda peserta"),
    "hadir": mark("Hadir"),
    "sumber": mark("Sumber"),
    "terdaftar": mark("Terdaftar"),
}
USUAL = ("pilar", "wilayah", "kecamatan", "tanda", "hadir")
SORTS = frozenset({"nomor", "nama", "pilar", "wilayah", "kecamatan", "hadir", "terdaftar"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whom the table shows; empty texts narrow nothing, an empty order is the usual one."""

    text: str = ""
    pillar: str = ""
    regency: str = ""
    district: str = ""
    state: str = ""
    checkpoint: str = ""
    sort: str = ""
    columns: tuple[str, ...] = USUAL
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anybody is left out."""
        return bool(self.text) or self.filtered

    @property
    def filtered(self) -> bool:
        """Whether something was chosen besides the text."""
        return any((self.pillar, self.regency, self.district, self.state))

    @property
    def secret(self) -> bool:
        """Whether the text may be somebody's NIK, account or phone: it belongs in no address."""
        return sum(c.isdigit() for c in self.text) >= SECRET_DIGITS

    @property
    def order(self) -> tuple[str, bool]:
        """By what the rows are sorted, and whether from the end."""
        return self.sort.lstrip("-"), self.sort.startswith("-")

    def sorted_by(self, name: str) -> "Asked":
        """Return the same from the top by this column; once more, from its end."""
        return replace(self, sort=f"-{name}" if self.sort == name else name, page=1)

    def on(self, page: int) -> "Asked":
        """Return the same on another page."""
        return replace(self, page=page)

    def filters(self) -> dict[str, str]:
        """Return whom is asked for as fields of a form, what is secret too."""
        return _full(
            q=self.text,
            pilar=self.pillar,
            wilayah=self.regency,
            kecamatan=self.district,
            keadaan=self.state,
            titik=self.checkpoint,
        )

    def address(self) -> dict[str, str]:
        """Return what stands in the address, nothing secret and nothing usual."""
        found = self.filters()
        if self.secret:
            found.pop("q", None)
        shown = ",".join(self.columns) or "-"
        return found | _full(
            urut=self.sort,
            kolom="" if self.columns == USUAL else shown,
            hal=str(self.page) if self.page > 1 else "",
        )


def read(said: Mapping[str, str], *, attendance: bool = True) -> Asked:
    """Return what an address or a form asks; what makes no sense is as if it were not there.

    Whoever may not read the attendance (`attendance` off) can ask nothing of it.
    """
    hidden = frozenset() if attendance else OF_ATTENDANCE

    def value(name: str, longest: int = 40) -> str:
        return " ".join(said.get(name, "").replace("\0", "").split())[:longest]

    state, sort = value("keadaan"), value("urut")
    if state not in STATES or state in hidden:
        state = ""
    if sort.removeprefix("-") not in SORTS - hidden:
        sort = ""
    regency, district = value("wilayah"), value("kecamatan")
    if regency and not district.startswith(f"{regency}."):
        district = ""  # of the regency that was chosen before
    return Asked(
        text=value("q", LONGEST_TEXT),
        pillar=value("pilar"),
        regency=regency,
        district=district,
        state=state,
        checkpoint=value("titik") if state in OF_ATTENDANCE else "",
        sort=sort,
        columns=_columns(value("kolom", 200), hidden),
        page=_page(value("hal")),
    )


def _columns(text: str, hidden: Collection[str]) -> tuple[str, ...]:
    wanted = text.replace(" ", "").split(",") if text else USUAL
    return tuple(name for name in COLUMNS if name in wanted and name not in hidden)


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 30):
        return 1
    return min(max(1, int(text)), LAST_PAGE)


def _full(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
