"""What a person should do about a doubtful row. Pure."""

from collections.abc import Mapping

from checkin.roster.issues import Issue
from checkin.text import mark

_FIX_NIK = mark("Cocokkan dengan KTP, perbaiki NIK di berkas, lalu unggah lagi.")
_AS_TEXT = mark("Format kolom NIK sebagai Teks, ketik ulang 16 digit dari KTP, lalu unggah lagi.")
_DECIDE = mark("Pastikan siapa orangnya, sisakan satu baris yang benar, lalu unggah lagi.")
ADVICE: Mapping[Issue, str] = {
    Issue.NIK_PRECISION: _AS_TEXT,
    Issue.NIK_SCIENTIFIC: _AS_TEXT,
    Issue.NIK_LENGTH: _FIX_NIK,
    Issue.NIK_NOT_DIGITS: _FIX_NIK,
    Issue.NIK_MISSING: _FIX_NIK,
    Issue.NIK_BAD_DATE: _FIX_NIK,
    Issue.NIK_INVALID: _FIX_NIK,
    Issue.COLUMNS_SWAPPED: mark("Tukar kembali isi kolom NIK dan NIP pada baris ini."),
    Issue.NAME_MISSING: mark("Isi namanya, atau hapus barisnya."),
    Issue.NAME_INVALID: mark("Tulis nama orang saja, tanpa rumus atau tanda khusus."),
    Issue.PILLAR_UNKNOWN: mark(
        "Tulis jenis pilar yang diundang, atau tambahkan di Pengaturan kegiatan."
    ),
    Issue.REGENCY_NOT_IN_EVENT: mark(
        "Bila memang diundang, tambahkan wilayahnya di Pengaturan kegiatan."
    ),
    Issue.REGENCY_AMBIGUOUS: mark(
        "Pilih kabupaten/kota saat mengunggah, atau tulis lengkap di berkas."
    ),
    Issue.ACCOUNT_CONFLICT: mark("Tanyakan nomor rekening yang benar kepada yang bersangkutan."),
    Issue.DUPLICATE_NAME_CONFLICT: _DECIDE,
    Issue.DUPLICATE_PROBABLE: _DECIDE,
    Issue.DUPLICATE_MULTI_ROLE: mark("Satu orang hadir untuk satu pilar: sisakan satu baris."),
}
