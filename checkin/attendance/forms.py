"""The forms of attendance on paper: which list, on which sheet, signed by whom beside the head."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from checkin.attendance.choices import (
    MOST_HAND_ROWS,
    USUAL_COLUMNS,
    Form,
    Grouping,
    Kind,
    Orientation,
    Paper,
    Scope,
)
from checkin.events.queries import GateChoice
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.web.forms import BaseForm, trimmed

COLUMNS = {
    "number": _l("No. peserta"),
    "pillar": _l("Jenis pilar"),
    "position": _l("Jabatan/unsur"),
    "place": _l("Kabupaten/kota"),
    "district": _l("Kecamatan"),
    "phone": _l("Nomor HP"),
    "nik": _l("NIK (disamarkan)"),
    "time": _l("Jam hadir"),
    "gate": _l("Pintu"),
    "signature": _l("Tanda tangan"),
    "note": _l("Keterangan"),
}


class PrintListForm(BaseForm):
    """Which attendance list to print."""

    kind = SelectField(
        _l("Isi daftar"),
        choices=[
            SelectChoice(Kind.BLANK.value, _l("Semua peserta, jam kosong (untuk ditandatangani)")),
            SelectChoice(Kind.PRESENT.value, _l("Hanya yang hadir")),
            SelectChoice(Kind.ABSENT.value, _l("Hanya yang tidak hadir")),
            SelectChoice(Kind.WALK_IN.value, _l("Hanya peserta susulan")),
            SelectChoice(Kind.ALL.value, _l("Semua peserta dengan jam hadir")),
        ],
        default=Kind.ALL.value,
    )
    group = SelectField(
        _l("Satu bagian untuk setiap"),
        choices=[
            SelectChoice(Grouping.PILLAR.value, _l("jenis pilar")),
            SelectChoice(Grouping.PILLAR_REGENCY.value, _l("jenis pilar per kabupaten/kota")),
            SelectChoice(Grouping.REGENCY.value, _l("kabupaten/kota")),
        ],
        default=Grouping.PILLAR.value,
    )
    pillar = SelectField(_l("Jenis pilar"), default="")
    regency = SelectField(_l("Kabupaten/kota"), default="")
    gate = SelectField(_l("Pintu"), default="")
    paper = SelectField(
        _l("Kertas"),
        choices=[
            SelectChoice(Paper.F4.value, _l("F4 / folio (215 x 330 mm)")),
            SelectChoice(Paper.F4_210.value, _l("F4 (210 x 330 mm)")),
            SelectChoice(Paper.A4.value, _l("A4 (210 x 297 mm)")),
        ],
        default=Paper.F4.value,
    )
    orientation = SelectField(
        _l("Arah kertas"),
        choices=[
            SelectChoice(Orientation.PORTRAIT.value, _l("tegak")),
            SelectChoice(Orientation.LANDSCAPE.value, _l("mendatar")),
        ],
        default=Orientation.PORTRAIT.value,
    )
    columns = SelectMultipleField(
        _l("Kolom selain nomor dan nama"),
        choices=[SelectChoice(key, label) for key, label in COLUMNS.items()],
        default=list(USUAL_COLUMNS[Kind.ALL]),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    hand_rows = IntegerField(
        _l("Baris kosong untuk yang tidak tercantum"),
        validators=[Optional(), NumberRange(0, MOST_HAND_ROWS)],
        description=_l("Di akhir setiap bagian. Dikosongkan: lima pada daftar kosong."),
    )

    def offer(
        self,
        pillars: Iterable[PillarType],
        regencies: Iterable[Regency],
        gates: Iterable[GateChoice],
    ) -> None:
        """Fill the choices of this event."""
        self.pillar.choices = [
            SelectChoice("", _("Semua jenis pilar")),
            *(SelectChoice(pillar.code, pillar.label) for pillar in pillars),
        ]
        self.regency.choices = [
            SelectChoice("", _("Semua kabupaten/kota")),
            *(SelectChoice(regency.code, regency.name) for regency in regencies),
        ]
        self.gate.choices = [
            SelectChoice("", _("Semua pintu")),
            *(SelectChoice(gate.code, gate.name) for gate in gates),
        ]

    def scope(self) -> Scope:
        """Return which list was chosen; the usual columns of its kind where none were asked for."""
        kind = Kind(self.kind.data)
        chosen = tuple(self.columns.data or ())
        usual = set(chosen) == set(USUAL_COLUMNS[Kind.ALL])
        return Scope(
            kind=kind,
            group=Grouping(self.group.data),
            pillar=self.pillar.data or None,
            regency=self.regency.data or None,
            gate=self.gate.data or None,
            columns=() if usual else chosen,
        )

    def form(self) -> Form:
        """Return how it is to lie on paper."""
        return Form(
            paper=Paper(self.paper.data),
            orientation=Orientation(self.orientation.data),
            hand_rows=self.hand_rows.data,
        )


class CosignerForm(BaseForm):
    """The second official who signs."""

    title = TextAreaField(
        _l("Jabatan"),
        filters=[lambda text: (text or "").replace("\x00", "").strip()],
        validators=[Length(max=200)],
        description=_l("Boleh beberapa baris, misalnya KETUA PANITIA."),
    )
    name = StringField(_l("Nama dan gelar"), filters=[trimmed], validators=[Length(max=120)])
    rank = StringField(_l("Pangkat/golongan"), filters=[trimmed], validators=[Length(max=60)])
    nip = StringField(_l("NIP"), filters=[trimmed], validators=[Length(max=40)])

    def cosigner(self) -> dict[str, str]:
        """Return what was stated."""
        return {name: self[name].data or "" for name in ("title", "name", "rank", "nip")}
