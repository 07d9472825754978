"""What each kind of case is called, and what it asks of whoever looks at it."""

from checkin.control.cases import Kind
from checkin.text import mark

KINDS: dict[Kind, tuple[str, str]] = {
    Kind.TWICE: (
        mark("Masuk lebih dari sekali"),
        mark("Satu tanda peserta diterima di dua HP. Hanya yang pertama dihitung."),
    ),
    Kind.TWIN: (
        mark("Mungkin satu orang dengan dua nomor"),
        mark(
            "Peserta susulan bernama mirip dengan peserta lain dari daerah yang sama, dan keduanya tercatat "
            "hadir. Bila orangnya satu, batalkan salah satunya supaya tidak dibayar dua kali."
        ),
    ),
    Kind.REVOKED: (
        mark("Tanda peserta sudah diganti"),
        mark("HP belum tahu bahwa tanda ini dicabut. Pastikan orangnya benar."),
    ),
    Kind.NOT_ENTITLED: (
        mark("Tidak berhak di titik ini"),
        mark("Jenis pilar atau daerahnya bukan untuk titik absensi ini."),
    ),
    Kind.OUT_OF_TIME: (
        mark("Di luar waktu"),
        mark("Dipindai sebelum dibuka atau sesudah ditutup."),
    ),
    Kind.NOT_ON_ROSTER: (
        mark("Tidak ada di daftar"),
        mark("HP menerima, tetapi server tidak mengenal tandanya."),
    ),
    Kind.OVERRIDE: (
        mark("Keputusan pengawas"),
        mark("Pengawas menerima orang yang ditolak HP, dengan alasan."),
    ),
    Kind.TURNED_AWAY: (
        mark("Ditolak, padahal berhak"),
        mark("Daftar di HP terlambat. Orangnya mungkin hadir tetapi tidak tercatat."),
    ),
    Kind.DEVICE: (
        mark("HP di luar tugasnya"),
        mark("Kelas HP atau titik absensinya tidak cocok dengan pindaian ini."),
    ),
    Kind.CLOCK: (
        mark("Jam HP salah"),
        mark("Waktunya sudah dikoreksi; setel jam HP sebelum kegiatan berikutnya."),
    ),
}
