"""What the codes in an entry's details mean, in words. Pure."""

from collections.abc import Mapping

from checkin.text import mark

# Names of details whose values are codes.
CODED = frozenset({"role", "before", "after", "kind", "factor", "state", "outcome", "cause"})
VALUES: Mapping[str, str] = {
    "admin": mark("administrator"),
    "organizer": mark("penyelenggara"),
    "viewer": mark("pembaca kantor"),
    "member": mark("anggota kegiatan saja"),
    "coordinator": mark("koordinator kabupaten/kota"),
    "supervisor": mark("pengawas pintu"),
    "reader": mark("pembaca"),
    "draft": mark("rancangan"),
    "open": mark("terbuka"),
    "rehearsal": mark("gladi"),
    "running": mark("berlangsung"),
    "closed": mark("selesai"),
    "archived": mark("diarsipkan"),
    "totp": mark("aplikasi autentikator"),
    "recovery": mark("kode pemulihan"),
    "access": mark("akses"),
    "correction": mark("pembetulan"),
    "erasure": mark("penghapusan"),
    "withdrawal": mark("penarikan persetujuan"),
    "objection": mark("keberatan"),
    "granted": mark("dikabulkan"),
    "partly": mark("dikabulkan sebagian"),
    "refused": mark("ditolak"),
    "retracted": mark("dicabut pemohon"),
    "phone": mark("HP hilang"),
    "list": mark("daftar tercecer"),
    "export": mark("berkas keluar"),
    "upload": mark("berkas unggahan"),
    "account": mark("akun disalahgunakan"),
    "server": mark("server diterobos"),
    "altered": mark("diubah"),
    "missing": mark("hilang"),
    "reordered": mark("ditukar tempatnya"),
    "inserted": mark("disisipkan"),
    "cut_off": mark("ujungnya dihapus"),
    "no_head": mark("kepala rantai dihapus"),
    "rewritten": mark("ditulis ulang"),
}


def word_for(name: str, value: str) -> str:
    """Return the word for a code, to be translated; the value itself where it is none."""
    return VALUES.get(value, value) if name in CODED else value
