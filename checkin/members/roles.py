"""What the roles of an event are called, and what each may do, in a sentence. Pure."""

from collections.abc import Mapping

from checkin.actor import EventRole
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
