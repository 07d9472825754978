"""The one thing to do next, for somebody who has never done this before. Pure."""

from dataclasses import dataclass
from datetime import datetime

from checkin.events.stages import Stage
from checkin.planning.facts import Facts
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Move:
    """What to do next: a page (`endpoint`) or, with `step`, a step of the event's life."""

    key: str
    title: str
    why: str
    button: str
    endpoint: str = "planning.step"
    step: Stage | None = None
    is_urgent: bool = False


UPLOAD = Move(
    key="upload",
    title=mark("Unggah daftar peserta"),
    why=mark(
        "Kirim berkas Excel atau CSV dari kabupaten/kota apa adanya; kolomnya dikenali sendiri."
    ),
    button=mark("Unggah daftar peserta"),
    endpoint="roster.upload",
)
APPLY = Move(
    key="apply",
    title=mark("Terapkan berkas yang sudah diunggah"),
    why=mark("Ada berkas yang sudah dibaca tetapi pesertanya belum didaftarkan."),
    button=mark("Lihat unggahan"),
    endpoint="directory.index",
)
REVIEW = Move(
    key="review",
    title=mark("Periksa baris yang diragukan"),
    why=mark(
        "Beberapa baris tidak dapat diputuskan sistem: nama mirip, NIK keliru, daerah tak dikenal."
    ),
    button=mark("Periksa baris"),
    endpoint="roster.review",
)
OPEN = Move(
    key="open",
    title=mark("Buka kegiatan"),
    why=mark("Daftarnya sudah ada. Setelah dibuka, pendaftaran umum dapat dijalankan."),
    button=mark("Buka kegiatan"),
    step=Stage.OPEN,
)
PRINT = Move(
    key="print",
    title=mark("Cetak tanda peserta"),
    why=mark(
        "Setiap peserta membawa QR-nya sendiri; tanpa itu petugas mencari nama satu per satu."
    ),
    button=mark("Cetak tanda peserta"),
    endpoint="badges.index",
)
PAIR = Move(
    key="pair",
    title=mark("Pasangkan HP petugas"),
    why=mark("Petugas memindai satu QR dengan HP-nya sendiri; tidak ada yang perlu dipasang."),
    button=mark("Pasangkan HP"),
    endpoint="devices.index",
)
REHEARSE = Move(
    key="rehearse",
    title=mark("Berlatih di pintu"),
    why=mark(
        "Pindai beberapa tanda peserta yang sebenarnya; sesudahnya semua dihapus dengan satu klik."
    ),
    button=mark("Mulai latihan"),
    step=Stage.REHEARSAL,
)
END_REHEARSAL = Move(
    key="end_rehearsal",
    title=mark("Akhiri latihan sebelum pintu dibuka"),
    why=mark("Selama latihan tidak ada yang dihitung hadir."),
    button=mark("Akhiri latihan"),
    step=Stage.OPEN,
)
END_REHEARSAL_NOW = Move(
    key="end_rehearsal_now",
    title=mark("Latihan masih berjalan: belum ada yang dihitung hadir"),
    why=mark(
        "Pintu dibuka pukul %(doors)s. Akhiri latihan sekarang, supaya peserta pertama langsung dihitung."
    ),
    button=mark("Akhiri latihan"),
    step=Stage.OPEN,
    is_urgent=True,
)
CUT_REHEARSAL = Move(
    key="cut_rehearsal",
    title=mark("Latihan masih berjalan: belum ada yang dihitung hadir"),
    why=mark(
        "Pintu dibuka pukul %(doors)s dan sudah ada yang dipindai sejak itu. Tentukan sejak pukul berapa "
        "pindaian dihitung; yang sebelumnya dihapus sebagai latihan."
    ),
    button=mark("Akhiri latihan dan hitung"),
    step=Stage.RUNNING,
    is_urgent=True,
)
START_NOW = Move(
    key="start_now",
    title=mark("Mulai kegiatan"),
    why=mark(
        "Pintu dibuka pukul %(doors)s. Pindaian langsung dihitung sebagai kehadiran; bila tombol ini "
        "terlupa, kegiatan dimulai sendiri saat pintu dibuka."
    ),
    button=mark("Mulai kegiatan"),
    step=Stage.RUNNING,
)
OPEN_NOW = Move(
    key="open_now",
    title=mark("Hari ini kegiatannya, padahal masih konsep"),
    why=mark(
        "Pintu dibuka pukul %(doors)s. Buka kegiatan, lalu mulai; konsep tidak dimulai sendiri."
    ),
    button=mark("Buka kegiatan"),
    step=Stage.OPEN,
    is_urgent=True,
)
START = Move(
    key="start",
    title=mark("Mulai kegiatan"),
    why=mark("Semua siap. Mulai saat pintu dibuka; papan kehadiran menampilkan yang datang."),
    button=mark("Mulai kegiatan"),
    step=Stage.RUNNING,
)
LATE_START = Move(
    key="late_start",
    title=mark("Mulai kegiatan"),
    why=mark("Sudah ada pindaian yang dihitung, padahal kegiatan belum dimulai."),
    button=mark("Mulai kegiatan"),
    step=Stage.RUNNING,
)
WATCH = Move(
    key="watch",
    title=mark("Pantau kedatangan"),
    why=mark("Kegiatan berlangsung. Papan kehadiran menampilkan yang datang di setiap pintu."),
    button=mark("Buka papan kehadiran"),
    endpoint="attendance.overview",
)
CLOSE = Move(
    key="close",
    title=mark("Tutup kegiatan"),
    why=mark(
        "Waktunya sudah selesai. Pastikan semua HP kosong, lalu tutup supaya daftarnya final."
    ),
    button=mark("Lanjut ke penutupan"),
    endpoint="planning.wrap_up",
)
FINISH = Move(
    key="finish",
    title=mark("Cetak daftar final, lalu arsipkan"),
    why=mark("Kegiatan sudah ditutup; angka tidak berubah lagi."),
    button=mark("Lanjut ke penutupan"),
    endpoint="planning.wrap_up",
)


def next_move(facts: Facts, now: datetime) -> Move | None:
    """Return what to do next; None for an event that is archived."""
    match facts.stage:
        case Stage.DRAFT | Stage.OPEN:
            return _beginning(facts, now) or _preparing(facts)
        case Stage.REHEARSAL:
            return _ending_rehearsal(facts, now)
        case Stage.RUNNING:
            return CLOSE if now > facts.ends_at else WATCH if facts.phones else PAIR
        case Stage.CLOSED:
            return FINISH
        case Stage.ARCHIVED:
            return None


def _ending_rehearsal(facts: Facts, now: datetime) -> Move:
    if not facts.is_near(now):
        return END_REHEARSAL
    return CUT_REHEARSAL if facts.scans_since_doors else END_REHEARSAL_NOW


def _beginning(facts: Facts, now: datetime) -> Move | None:
    """Return what comes before all that is still missing: people stand at the doors, or soon will.

    Until the doors open there is still time to print badges and to pair phones, but not to practise.
    """
    if not facts.people or not facts.is_near(now):
        return None
    if facts.stage is Stage.DRAFT:
        return OPEN_NOW
    missing = _preparing(facts) if now < facts.doors_at else START
    return START_NOW if missing in (REHEARSE, START, LATE_START) else None


def _preparing(facts: Facts) -> Move:
    if facts.scans and facts.stage is Stage.OPEN:
        return LATE_START
    if not facts.people:
        return APPLY if facts.uploads else UPLOAD
    if facts.review:
        return REVIEW
    if facts.stage is Stage.DRAFT:
        return OPEN
    if facts.badges.never:
        return PRINT
    if not facts.phones:
        return PAIR
    return START if facts.rehearsed_at else REHEARSE
