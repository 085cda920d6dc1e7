"""A scanned letter: drawn as one grey picture in a PDF, a little crooked, as the office's scanner makes them."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from reports.pdf import static_folder
from workflow.uploads import CheckedFile, check_scan

WIDTH, HEIGHT = 1000, 1414
"""A4 at about 120 dots per inch."""
LEFT, RIGHT = 120, 900
INK, PAPER = 40, 246
FONTS = {
    "biasa": "fonts/kertas/arimo-400.ttf",
    "tebal": "fonts/kertas/arimo-700.ttf",
}


@dataclass(frozen=True)
class LetterText:
    """What stands on the sheet."""

    kop: str
    address: str
    number: str
    date: str
    sifat: str
    subject: str
    paragraphs: tuple[str, ...]
    signer: str


def scan(text: LetterText, name: str) -> CheckedFile:
    """The sheet as an accepted upload called `name`."""
    upload = SimpleUploadedFile(name, _pdf(text), content_type="application/pdf")
    return check_scan(upload)


def _pdf(text: LetterText) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    def font(kind: str, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(static_folder() / FONTS[kind]), size)

    sheet = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)

    def line(
        y: int, words: str, *, kind: str = "biasa", size: int = 20, x: int = LEFT, centre: bool = False
    ) -> int:
        if centre:
            pen.text((WIDTH / 2, y), words, fill=INK, font=font(kind, size), anchor="ma")
        else:
            pen.text((x, y), words, fill=INK, font=font(kind, size))
        return y + round(size * 1.5)

    y = line(
        70,
        "PEMERINTAH KABUPATEN LUWU TIMUR" if "Provinsi" not in text.kop else "CONTOH KOP SURAT",
        size=20,
        centre=True,
    )
    for row in textwrap.wrap(text.kop.upper(), 44):
        y = line(y, row, kind="tebal", size=26, centre=True)
    y = line(y, text.address, size=16, centre=True)
    pen.line((LEFT, y + 4, RIGHT, y + 4), fill=INK, width=4)
    pen.line((LEFT, y + 10, RIGHT, y + 10), fill=INK, width=1)
    line(y + 34, f"{text.address.rsplit(', ', 1)[-1]}, {text.date}", x=620)
    y += 76
    for label, value in (("Nomor", text.number), ("Sifat", text.sifat), ("Lampiran", "1 (satu) berkas")):
        line(y, label)
        y = line(y, f": {value}", x=230)
    line(y, "Hal")
    for number, row in enumerate(textwrap.wrap(text.subject, 50)):
        y = line(y, f"{':' if number == 0 else ' '} {row}", kind="tebal", x=230)
    y = line(y + 30, "Yth. Kepala Dinas Pendidikan dan Kebudayaan")
    y = line(line(y, "Kabupaten Luwu Timur"), "di Malili") + 24
    for paragraph in text.paragraphs:
        for row in textwrap.wrap(paragraph, 74):
            y = line(y, row)
        y += 16
    y = line(y + 40, text.signer, x=560)
    pen.line(
        [(600, y + 70), (640, y + 20), (668, y + 78), (700, y + 26), (724, y + 66), (790, y + 40)],
        fill=70,
        width=4,
        joint="curve",
    )
    line(y + 100, "(tanda tangan dan cap contoh)", size=16, x=560)
    line(HEIGHT - 70, "SURAT CONTOH UNTUK LATIHAN, BUKAN NASKAH DINAS", size=15, centre=True)
    crooked = sheet.rotate(0.4, resample=Image.Resampling.BILINEAR, fillcolor=PAPER)
    out = io.BytesIO()
    crooked.save(out, "PDF", resolution=120, quality=70)
    return out.getvalue()
