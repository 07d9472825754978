"""What each step of an event's life is called and what it changes, as its page says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from checkin.events.stages import Stage
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """The title of a step, its button, what happens by it, and what is said once it happened."""

    title: str
    button: str
    happens: tuple[str, ...]
    done: str
    grave: bool = False


_REOPENED = mark("Daftar, tanda peserta, dan kehadiran dapat diubah lagi.")

STEP_WORDS: Mapping[tuple[Stage, Stage], StepWords] = {
    (Stage.DRAFT, Stage.OPEN): StepWords(
        title=mark("Buka kegiatan"),
        button=mark("Buka kegiatan"),
        happens=(
            mark("Pendaftaran umum dapat dijalankan, bila Anda mengaturnya."),
            mark("Semua isian tetap dapat diubah, dan langkah ini dapat dikembalikan."),
        ),
        done=mark("Kegiatan dibuka."),
    ),
    (Stage.OPEN, Stage.DRAFT): StepWords(
        title=mark("Kembalikan menjadi konsep"),
        button=mark("Kembalikan menjadi konsep"),
        happens=(
            mark("Formulir pendaftaran umum tertutup; yang sudah terdaftar tetap terdaftar."),
        ),
        done=mark("Kegiatan kembali menjadi konsep."),
    ),
    (Stage.OPEN, Stage.RUNNING): StepWords(
        title=mark("Mulai kegiatan"),
        button=mark("Mulai kegiatan"),
        happens=(
            mark("Setiap pindaian dihitung sebagai kehadiran."),
            mark("Selama belum ada pindaian, langkah ini dapat dikembalikan."),
        ),
        done=mark("Kegiatan dimulai. Selamat bertugas!"),
    ),
    (Stage.RUNNING, Stage.OPEN): StepWords(
        title=mark("Kembali ke persiapan"),
        button=mark("Kembali ke persiapan"),
        happens=(mark("Kegiatan belum berlangsung; latihan dapat dilakukan lagi."),),
        done=mark("Kegiatan kembali ke persiapan."),
    ),
    (Stage.REHEARSAL, Stage.OPEN): StepWords(
        title=mark("Akhiri latihan"),
        button=mark("Akhiri dan hapus"),
        happens=(
            mark("Semua pindaian latihan dihapus, dengan bukti berapa yang dihapus."),
            mark(
                "HP kembali kosong saat terhubung. Orang yang didaftarkan saat latihan tetap ada."
            ),
        ),
        done=mark("Latihan diakhiri dan pindaiannya dihapus."),
        grave=True,
    ),
    (Stage.REHEARSAL, Stage.RUNNING): StepWords(
        title=mark("Akhiri latihan dan hitung pindaiannya"),
        button=mark("Akhiri dan hitung"),
        happens=(
            mark("Pakai hanya bila peserta sungguhan sudah masuk sebelum latihan sempat diakhiri."),
            mark(
                "Pindaian sejak jam di bawah ini dihitung sebagai kehadiran dan kegiatan dimulai."
            ),
            mark("Pindaian sebelumnya dihapus sebagai latihan, dengan bukti berapa yang dihapus."),
        ),
        done=mark("Latihan diakhiri; kegiatan berlangsung."),
        grave=True,
    ),
    (Stage.CLOSED, Stage.RUNNING): StepWords(
        title=mark("Buka lagi kegiatan"),
        button=mark("Buka lagi"),
        happens=(mark("Daftar yang dicetak kembali bertanda sementara."), _REOPENED),
        done=mark("Kegiatan dibuka lagi; daftar kembali bersifat sementara."),
        grave=True,
    ),
    (Stage.CLOSED, Stage.ARCHIVED): StepWords(
        title=mark("Arsipkan kegiatan"),
        button=mark("Arsipkan"),
        happens=(
            mark("Kegiatan hanya dapat dibaca dan dicetak; tidak ada yang dapat diubah."),
            mark("HP yang masih menyimpan pindaian tidak dapat lagi mengirimnya."),
            mark("Arsip dapat dibuka lagi dengan alasan."),
        ),
        done=mark("Kegiatan diarsipkan."),
    ),
    (Stage.ARCHIVED, Stage.CLOSED): StepWords(
        title=mark("Keluarkan dari arsip"),
        button=mark("Keluarkan dari arsip"),
        happens=(
            mark("Kegiatan kembali ditutup; HP dapat mengirim pindaian yang terlambat lagi."),
        ),
        done=mark("Kegiatan dikeluarkan dari arsip."),
        grave=True,
    ),
    **{
        (stage, Stage.REHEARSAL): StepWords(
            title=mark("Mulai latihan"),
            button=mark("Mulai latihan"),
            happens=(
                mark("Pindai dengan HP dan tanda peserta yang sebenarnya; HP menandainya latihan."),
                mark("Saat latihan diakhiri, semua pindaian dihapus dengan satu klik."),
            ),
            done=mark("Latihan dimulai. Semua pindaian sampai latihan diakhiri akan dihapus."),
        )
        for stage in (Stage.DRAFT, Stage.OPEN)
    },
    **{
        (stage, Stage.CLOSED): StepWords(
            title=mark("Tutup kegiatan"),
            button=mark("Tutup kegiatan"),
            happens=(
                mark("Daftar yang dicetak sesudahnya bersifat final."),
                mark("Daftar peserta, tanda peserta, dan HP tidak dapat diubah lagi."),
                mark(
                    "Pindaian yang terlambat tiba tetap diterima. Dapat dibuka lagi dengan alasan."
                ),
            ),
            done=mark("Kegiatan ditutup. Daftar yang dicetak sekarang bersifat final."),
            grave=True,
        )
        for stage in (Stage.DRAFT, Stage.OPEN, Stage.RUNNING)
    },
}
