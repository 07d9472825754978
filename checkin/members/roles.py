"""What the roles of an event are called, and what each may do, in words. Pure."""

from collections.abc import Mapping

from checkin.actor import EVENT_ROLE_GRANTS, EventRole, Permission
from checkin.text import mark

LABELS: Mapping[EventRole, str] = {
    EventRole.ORGANIZER: mark("Penyelenggara"),
    EventRole.COORDINATOR: mark("Koordinator kabupaten/kota"),
    EventRole.SUPERVISOR: mark("Pengawas pintu"),
    EventRole.READER: mark("Pembaca"),
}
EXPLAINED: Mapping[EventRole, str] = {
    EventRole.ORGANIZER: mark("Mengatur kegiatan ini seluruhnya, termasuk anggotanya."),
    EventRole.COORDINATOR: mark(
        "Mengunggah dan membetulkan peserta kabupaten/kotanya sendiri; tidak melihat yang lain."
    ),
    EventRole.SUPERVISOR: mark("Memasangkan HP, melihat kehadiran, mendaftarkan peserta susulan."),
    EventRole.READER: mark("Melihat peserta dan kehadiran, mencetak daftar hadir."),
}

# In words, and by the permission that decides it: what the page says cannot differ from what is granted.
DUTIES: Mapping[str, Permission] = {
    mark("Melihat peserta"): Permission.ROSTER_READ,
    mark("Mengunggah dan membetulkan daftar peserta"): Permission.ROSTER_IMPORT,
    mark("Menyetujui pendaftaran mandiri"): Permission.SIGNUP_APPROVE,
    mark("Mengirim undangan lewat WhatsApp"): Permission.INVITATIONS_SEND,
    mark("Mendaftarkan peserta susulan"): Permission.WALK_IN_REGISTER,
    mark("Mengganti peserta"): Permission.SUBSTITUTE,
    mark("Melihat kehadiran"): Permission.ATTENDANCE_READ,
    mark("Mencetak daftar hadir dan piagam"): Permission.ATTENDANCE_PRINT,
    mark("Memasangkan dan mencabut HP"): Permission.DEVICES_MANAGE,
    mark("Membatalkan pindaian"): Permission.SCANS_UNDO,
    mark("Mencetak tanda peserta"): Permission.BADGES_PRINT,
    mark("Melihat NIK dan rekening lengkap (dengan verifikasi dua langkah)"): (
        Permission.PERSONAL_DATA_REVEAL
    ),
    mark("Mengatur kegiatan"): Permission.EVENT_WRITE,
    mark("Mengundang dan mengeluarkan anggota"): Permission.MEMBERS_MANAGE,
}


def may(role: EventRole, duty: str) -> bool:
    """Say whether the role does this; a coordinator does it for one regency."""
    return DUTIES[duty] in EVENT_ROLE_GRANTS[role]
