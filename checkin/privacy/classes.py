"""The classes of data that are held: what each holds, how long, from when on, and why. Pure.

The defaults are proposals (DOMAIN 5 and 10): the office's archive retention schedule decides, so every one
can be changed, down to `least` days.
"""

from dataclasses import dataclass

from checkin.text import mark

LAST_EVENT = mark("sesudah kegiatan terakhir orang itu")
EVENT = mark("sesudah kegiatan berakhir")
YEAR = 365
FOR_EVER = None


@dataclass(frozen=True, kw_only=True)
class DataClass:
    """One class of data; `days` None keeps it for ever, `since` says from when the days count."""

    code: str
    label: str
    holds: str
    days: int | None
    least: int
    since: str
    reason: str
    becomes: str


CLASSES = (
    DataClass(
        code="identifiers",
        label=mark("NIK dan rekening"),
        holds=mark(
            "NIK, nomor dan nama rekening, bank, sidik carinya; NIK tersamar pada edisi daftar"
        ),
        days=180,
        least=1,
        since=LAST_EVENT,
        reason=mark(
            "Data keuangan bersifat spesifik (UU 27/2022 Pasal 4 ayat 2). Selesai dipakai "
            "setelah pembayaran dan SPJ; berkas SPJ menyimpannya di luar aplikasi."
        ),
        becomes=mark("dikosongkan"),
    ),
    DataClass(
        code="contacts",
        label=mark("Kontak dan data diri"),
        holds=mark(
            "nomor HP, tempat dan tanggal lahir, jenis kelamin, nomor anggota; nomor HP "
            "pada edisi daftar"
        ),
        days=YEAR,
        least=1,
        since=LAST_EVENT,
        reason=mark(
            "Dipakai untuk undangan dan mengenali orang yang sama pada kegiatan tahun berikutnya."
        ),
        becomes=mark("dikosongkan"),
    ),
    DataClass(
        code="badges",
        label=mark("Kode tanda peserta dan tautan pribadi"),
        holds=mark("kode QR, alamat halaman pribadi"),
        days=90,
        least=1,
        since=EVENT,
        reason=mark(
            "Tidak berguna lagi setelah kegiatan; siapa pun yang memegangnya dapat membuka "
            "halaman pribadi."
        ),
        becomes=mark("kode dimatikan, tautan dihapus"),
    ),
    DataClass(
        code="uploads",
        label=mark("Isi berkas unggahan"),
        holds=mark("berkas asli dan pratinjaunya, isi baris yang ditinjau, nilai sebelum diubah"),
        days=90,
        least=1,
        since=EVENT,
        reason=mark(
            "Diperlukan untuk meninjau dan membatalkan unggahan; sesudah kegiatan "
            "daftarnya sendiri yang berlaku."
        ),
        becomes=mark("dihapus; catatan berapa baris tetap ada"),
    ),
    DataClass(
        code="drafts",
        label=mark("Unggahan yang tidak diterapkan"),
        holds=mark("berkas daftar yang diunggah lalu ditinggalkan"),
        days=7,
        least=1,
        since=mark("sesudah diunggah"),
        reason=mark("Tidak pernah menjadi bagian dari daftar peserta."),
        becomes=mark("isi dihapus"),
    ),
    DataClass(
        code="signups",
        label=mark("Pendaftaran mandiri yang tidak disetujui"),
        holds=mark("nama, nomor HP, wilayah dan NIK pengirim"),
        days=30,
        least=1,
        since=EVENT,
        reason=mark(
            "Orangnya tidak menjadi peserta; tidak ada dasar untuk menyimpannya lebih lama."
        ),
        becomes=mark("dihapus"),
    ),
    DataClass(
        code="jobs",
        label=mark("Hasil cetak dan ekspor"),
        holds=mark("berkas PDF dan XLSX di server, judul pekerjaannya"),
        days=7,
        least=1,
        since=mark("sesudah selesai dibuat"),
        reason=mark("Dapat dibuat lagi kapan saja dari datanya."),
        becomes=mark("dihapus"),
    ),
    DataClass(
        code="devices",
        label=mark("Perangkat dan petugas pintu"),
        holds=mark("nama HP, nama petugas, kode pemasangan"),
        days=180,
        least=1,
        since=EVENT,
        reason=mark(
            "Diperlukan selama selisih pemindaian masih dapat ditanyakan kepada petugasnya."
        ),
        becomes=mark("nama dikosongkan; nomor HP-01 dst. tetap"),
    ),
    DataClass(
        code="scans",
        label=mark("Catatan pemindaian"),
        holds=mark("kode yang terbaca, nama petugas, alasan pengecualian"),
        days=5 * YEAR,
        least=30,
        since=EVENT,
        reason=mark("Bukti pendukung daftar hadir selama pemeriksaan dapat meminta penjelasan."),
        becomes=mark("dikosongkan; waktu, pintu dan hasilnya tetap"),
    ),
    DataClass(
        code="attendance",
        label=mark("Nama dan kehadiran"),
        holds=mark("nama, jabatan dan kecamatan peserta beserta seluruh data yang tersisa"),
        days=10 * YEAR,
        least=YEAR,
        since=LAST_EVENT,
        reason=mark(
            "Dasar pembayaran: dokumen keuangan disimpan menurut jadwal retensi arsip, "
            "lazimnya 10 tahun."
        ),
        becomes=mark("dianonimkan; angka rekapitulasi tetap"),
    ),
    DataClass(
        code="editions",
        label=mark("Edisi daftar hadir yang tercetak"),
        holds=mark("nama, unsur, wilayah, kehadiran setiap edisi"),
        days=10 * YEAR,
        least=YEAR,
        since=mark("sesudah edisi dibuat"),
        reason=mark("Dokumen keuangan (SPJ) menurut jadwal retensi arsip, lazimnya 10 tahun."),
        becomes=mark("orang dihapus; angka, nomor dan sidik SHA-256 tetap"),
    ),
    DataClass(
        code="sign_ins",
        label=mark("Sesi masuk dan undangan anggota"),
        holds=mark("alamat jaringan dan peramban pengguna, nama yang diundang"),
        days=180,
        least=7,
        since=mark("sesudah sesi berakhir"),
        reason=mark("Menyelidiki akun yang disalahgunakan."),
        becomes=mark("dihapus"),
    ),
    DataClass(
        code="requests",
        label=mark("Permintaan atas data pribadi"),
        holds=mark("isi permintaan, kontak peminta, jawaban"),
        days=3 * YEAR,
        least=30,
        since=mark("sesudah dijawab"),
        reason=mark("Bukti bahwa kewajiban 3 x 24 jam dipenuhi."),
        becomes=mark("isi dihapus; waktu dan hasilnya tetap"),
    ),
    DataClass(
        code="incidents",
        label=mark("Laporan insiden"),
        holds=mark("uraian kejadian dan daftar yang terdampak"),
        days=5 * YEAR,
        least=YEAR,
        since=mark("sesudah ditutup"),
        reason=mark("Bukti pemberitahuan kepada lembaga dan subjek data (UU 27/2022 Pasal 46)."),
        becomes=mark("isi dihapus; waktu, jumlah dan langkahnya tetap"),
    ),
    DataClass(
        code="audit",
        label=mark("Catatan audit"),
        holds=mark("siapa melihat, mengubah dan mengekspor apa, kapan, dari mana"),
        days=FOR_EVER,
        least=5 * YEAR,
        since=mark("sejak dicatat"),
        reason=mark(
            "Perekaman kegiatan pemrosesan (UU 27/2022 Pasal 31). Berantai: menghapus "
            "sebagian akan memutus rantai buktinya."
        ),
        becomes=mark("tidak dimusnahkan otomatis"),
    ),
)
