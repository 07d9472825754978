"""What the roles of the office are called, and what each may do, in a sentence. Pure."""

from collections.abc import Mapping

from checkin.actor import Role
from checkin.text import mark

OFFICE = (Role.ADMIN, Role.ORGANIZER, Role.VIEWER)  # a member is invited to an event instead
LABELS: Mapping[Role, str] = {
    Role.ADMIN: mark("Administrator"),
    Role.ORGANIZER: mark("Penyelenggara kantor"),
    Role.VIEWER: mark("Pembaca kantor"),
    Role.MEMBER: mark("Anggota kegiatan saja"),
}
EXPLAINED: Mapping[Role, str] = {
    Role.ADMIN: mark("Semua kegiatan, pengguna kantor, dan data acuan."),
    Role.ORGANIZER: mark("Membuat dan mengatur semua kegiatan; tidak mengelola pengguna kantor."),
    Role.VIEWER: mark("Melihat semua kegiatan dan mencetak daftar hadir; tidak mengubah apa pun."),
    Role.MEMBER: mark("Hanya kegiatan yang mengundangnya, dengan peran di kegiatan itu."),
}
