"""What stands in the office's settings before anyone changed them."""

GOVERNMENT = "PEMERINTAH PROVINSI JAWA TIMUR"
NAME = "DINAS SOSIAL"
ADDRESS = "Jalan Gayung Kebonsari No. 56b, Gayungan, Surabaya, Jawa Timur 60235"
CONTACT = "Telepon (031) 8290794, Laman dinsos.jatimprov.go.id"
SIGNATORY_TITLE = "KEPALA DINAS SOSIAL\nPROVINSI JAWA TIMUR"
BACKUPS_KEPT = 14
