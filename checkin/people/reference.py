"""The pillar types that ship with the house (DOMAIN 1.2): a starting point, the office edits them.

Permensos 8/2012 names twelve; practice adds PKH companions, Pordam, Sakti Peksos and others, so the
list is open. Colours are told apart by the colour-blind and print to different greys.
"""

PILLAR_TYPES: tuple[dict[str, object], ...] = tuple(
    {
        "code": code,
        "label": label,
        "full_name": full_name,
        "label_en": label_en,
        "color": color,
        "position": position,
        "active": True,
    }
    for position, (code, label, full_name, label_en, color) in enumerate(
        (
            (
                "PKH",
                "Pendamping PKH",
                "Pendamping Sosial Program Keluarga Harapan",
                "PKH companion",
                "#0b5cad",
            ),
            (
                "TAGANA",
                "Tagana",
                "Taruna Siaga Bencana",
                "Disaster-response volunteer",
                "#d9480f",
            ),
            (
                "TKSK",
                "TKSK",
                "Tenaga Kesejahteraan Sosial Kecamatan",
                "District social-welfare officer",
                "#087f5b",
            ),
            (
                "PSM",
                "PSM",
                "Pekerja Sosial Masyarakat",
                "Community social worker",
                "#862e9c",
            ),
            (
                "KARTAR",
                "Karang Taruna",
                "Pengurus Karang Taruna",
                "Youth organisation",
                "#c2255c",
            ),
            (
                "LKS",
                "LKS",
                "Lembaga Kesejahteraan Sosial",
                "Welfare institution",
                "#5f3dc4",
            ),
            (
                "LK3",
                "LK3",
                "Lembaga Konsultasi Kesejahteraan Keluarga",
                "Family counselling body",
                "#364fc7",
            ),
            (
                "WKSBM",
                "WKSBM",
                "Wahana Kesejahteraan Sosial Berbasis Masyarakat",
                "Community welfare network",
                "#2b8a3e",
            ),
            (
                "PENSOS",
                "Penyuluh Sosial",
                "Penyuluh Sosial",
                "Social educator",
                "#0c8599",
            ),
            (
                "PORDAM",
                "Pelopor Perdamaian",
                "Pelopor Perdamaian (Pordam)",
                "Peace pioneer",
                "#1971c2",
            ),
            (
                "SAKTI_PEKSOS",
                "Sakti Peksos",
                "Satuan Bakti Pekerja Sosial",
                "Contracted social worker",
                "#e67700",
            ),
            (
                "PENDAMPING_DISABILITAS",
                "Pendamping Disabilitas",
                "Pendamping Penyandang Disabilitas",
                "Disability companion",
                "#a61e4d",
            ),
            (
                "JSC",
                "Jatim Social Care",
                "Jatim Social Care",
                "Jatim Social Care",
                "#495057",
            ),
            ("LAINNYA", "Lainnya", "Lainnya", "Other", "#868e96"),
        ),
        start=1,
    )
)
