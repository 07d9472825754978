"""What the person's page calls the answers of gates, the ways of reading and the fields of the register."""

from collections.abc import Mapping

from checkin.text import mark

VERDICTS: Mapping[str, str] = {
    "ok": mark("Diterima"),
    "duplicate": mark("Sudah tercatat sebelumnya"),
    "not_entitled": mark("Tidak berhak di titik ini"),
    "wrong_event": mark("Tanda kegiatan lain"),
    "revoked": mark("Tanda dicabut atau pendaftaran dibatalkan"),
    "not_yet_open": mark("Belum dibuka"),
    "closed": mark("Sudah ditutup"),
    "unknown": mark("Tidak ada di daftar"),
    "foreign": mark("Bukan tanda kegiatan"),
}
METHODS: Mapping[str, str] = {
    "camera": mark("kamera"),
    "typed": mark("diketik"),
    "search": mark("dicari namanya"),
    "scanner": mark("alat pemindai"),
}
DIRECTIONS: Mapping[str, str] = {"in": mark("masuk"), "out": mark("keluar")}
STATUSES: Mapping[str, str] = {
    "active": mark("Aktif"),
    "waiting": mark("Menunggu persetujuan"),
    "cancelled": mark("Dibatalkan"),
}
SOURCES: Mapping[str, str] = {
    "import": mark("Impor"),
    "walk_in": mark("Peserta susulan"),
    "signup": mark("Mendaftar sendiri"),
    "substitute": mark("Pengganti"),
}
PAPER: Mapping[str, str] = {
    "": mark("Tanpa kode"),
    "never": mark("Belum dicetak"),
    "changed": mark("Berubah sejak dicetak"),
    "printed": mark("Sudah dicetak"),
}
