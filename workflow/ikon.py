"""The drawings of the interface: icons and the mark, as SVG text."""

ICONS: dict[str, str] = {
    "akun": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6"/>',
    "balik": '<path d="M9 7 4.5 11.5 9 16"/><path d="M5 11.5h9a5 5 0 0 1 5 5V18"/>',
    "bel": '<path d="M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10Z"/><path d="M10 19.5a2.2 2.2 0 0 0 4 0"/>',
    "berjalan": '<circle cx="12" cy="12" r="9"/><path d="m10.5 8.5 4 3.5-4 3.5"/>',
    "berkas": '<path d="M6 3h8l4 4v14H6Z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
    "bulan": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z"/>',
    "cari": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "centang": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "cetak": '<path d="M7 8V3h10v5M7 17H4V9h16v8h-3"/><path d="M7 14h10v7H7Z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.8v.1"/>',
    "jam": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "jeda": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9v6M14.5 9v6"/>',
    "kalender": '<path d="M4 6h16v14H4ZM4 10.5h16M8.5 3v4M15.5 3v4"/>',
    "keluar": '<path d="M13 4H5v16h8"/><path d="M10 12h10m-3.5-4 4 4-4 4"/>',
    "kirim": '<path d="M21 3 10 14M21 3l-6.5 18L10 14 3 9.5Z"/>',
    "kosong": '<circle cx="12" cy="12" r="8" stroke-dasharray="3 3"/>',
    "kunci": '<path d="M5 11h14v9H5Z"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "layar": '<path d="M3 5h18v11H3ZM9 20h6M12 16v4"/>',
    "lampiran": '<path d="m19 11-7.5 7.5a4.5 4.5 0 0 1-6.5-6.5L13 4.5a3 3 0 0 1 4.5 4.3L9.8 16.3a1.5 1.5 0 0 1-2.2-2L14 8"/>',
    "lihat": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>',
    "matahari": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 7 7M17 17l1.7 1.7M18.7 5.3 17 7M7 17l-1.7 1.7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "nihil": '<path d="M6 12h12"/>',
    "panah": '<path d="M4 12h15m-5-5 5 5-5 5"/>',
    "pena": '<path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19Z"/><path d="m14 6.5 3.5 3.5"/>',
    "segarkan": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9"/><path d="M19.5 4.5V9H15"/>',
    "selesai": '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16.2 9.5"/>',
    "silang": '<path d="m6 6 12 12M18 6 6 18"/>',
    "tabel": '<path d="M4 5h16v14H4ZM4 10h16M10 5v14"/>',
    "tambah": '<path d="M12 5v14M5 12h14"/>',
    "terlambat": '<path d="M12 4 2.8 20h18.4Z"/><path d="M12 10v4.5M12 17.3v.1"/>',
    "tidak-berlaku": '<circle cx="12" cy="12" r="8"/><path d="m6.5 17.5 11-11"/>',
    "unduh": '<path d="M12 4v11m-4.5-4L12 15.5l4.5-4.5M5 20h14"/>',
    "unggah": '<path d="M12 16V5m-4.5 4L12 4.5 16.5 9M5 20h14"/>',
}
"""Outline drawings on a 24 × 24 grid; the stylesheet gives stroke and size."""

BRAND = (
    '<svg viewBox="0 0 78 30" aria-hidden="true"><rect x="2" y="7" width="24" height="16" rx="8"/><path d="M26 15h5M51 15h4"/>'
    '<rect x="31" y="7" width="20" height="16" rx="1"/><path class="emas" d="m55 15 10.5-10.5L76 15 65.5 25.5z"/></svg>'
)
"""Capsule, box, diamond: the SOP's own symbols."""
