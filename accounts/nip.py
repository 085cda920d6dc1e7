"""NIP of a PNS and NI PPPK: parse, validate, print. Pure.

Both have 18 digits: eight of the birth date, six of the appointment, one of the sex, three of a serial.
A PNS is appointed in a month (YYYYMM, Perka BKN 22/2007); a PPPK has the year and a code that is no month.
"""

import re
from dataclasses import dataclass
from datetime import date

LENGTH = 18
YOUNGEST, OLDEST = 18, 58
"""The usual ages at appointment; outside them is only a doubt."""
_BARELY_POSSIBLE_AGE = 16
_FIRST_PPPK_CODE = 21
_SEPARATORS = re.compile(r"[\s.\-\u00a0]+")


class NipError(ValueError):
    """One Indonesian sentence naming what is wrong with the number and what to do."""


@dataclass(frozen=True, slots=True)
class Nip:
    digits: str
    born: date
    year: int
    """Of the appointment."""
    code: int
    """Month of the appointment (PNS), or the contract code (PPPK)."""

    def __str__(self) -> str:
        return display(self.digits)


def normalise(text: str) -> str:
    """The number without the spaces, dots and dashes people group it with."""
    return _SEPARATORS.sub("", text)


def display(digits: str) -> str:
    """Grouped 8 6 1 3 as on paper: "19800112 200604 1 016"; anything but 18 digits stays as it is."""
    if len(digits) != LENGTH:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def check(text: str, employment: str, *, today: date) -> str:
    """The 18 digits, or "" where `text` is blank. NipError when it cannot be that kind of number.

    `employment` is a value of EmploymentType. Blank is allowed for everyone: a new PNS waits for the NIP too.
    """
    digits = normalise(text)
    if not digits:
        return ""
    if employment == "non_asn":
        raise NipError(
            "Pegawai non-ASN tidak mempunyai NIP. Kosongkan NIP, atau ubah status kepegawaian menjadi PNS atau PPPK."
        )
    found = parse(digits, today=today)
    month = 1 <= found.code <= 12
    if employment == "pns" and not month:
        raise NipError(
            f"Angka ke-13 dan ke-14 NIP PNS adalah bulan pengangkatan, 01 sampai 12, tetapi tertulis {found.code:02d}. "
            "Periksa SK CPNS, atau ubah status kepegawaian menjadi PPPK."
        )
    if employment == "pppk" and month:
        raise NipError(
            f"Angka ke-13 dan ke-14 NI PPPK bukan bulan, tetapi tertulis {found.code:02d} seperti pada NIP PNS. "
            "Periksa SK pengangkatan, atau ubah status kepegawaian menjadi PNS."
        )
    return digits


def parse(text: str, *, today: date) -> Nip:
    """Read what PNS and PPPK numbers have in common; NipError with the cure."""
    digits = normalise(text)
    if not (digits.isascii() and digits.isdigit()):
        raise NipError("NIP hanya terdiri atas angka. Hapus huruf dan tanda lain; spasi dan titik boleh.")
    if len(digits) != LENGTH:
        raise NipError(
            f"NIP terdiri atas {LENGTH} angka, tetapi tertulis {len(digits)}. "
            "Periksa angka yang kurang atau lebih."
        )
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise NipError(
            f"Delapan angka pertama NIP adalah tanggal lahir (tahun, bulan, tanggal), tetapi {digits[:8]} "
            "bukan tanggal. Cocokkan dengan SK."
        ) from None
    year, code = int(digits[8:12]), int(digits[12:14])
    if year > today.year + 1:
        raise NipError(
            f"Tahun pengangkatan {year} pada angka ke-9 sampai ke-12 belum tiba. Cocokkan dengan SK."
        )
    if year - born.year < _BARELY_POSSIBLE_AGE:
        raise NipError(
            f"Menurut NIP ini pegawai lahir tahun {born.year} dan diangkat tahun {year}; itu tidak mungkin. "
            "Cocokkan delapan angka pertama dan empat angka berikutnya dengan SK."
        )
    if digits[14] not in "12":
        raise NipError(
            f"Angka ke-15 NIP adalah 1 (pria) atau 2 (wanita), tetapi tertulis {digits[14]}. Cocokkan dengan SK."
        )
    if digits[15:] == "000":
        raise NipError("Tiga angka terakhir NIP adalah nomor urut, paling kecil 001. Cocokkan dengan SK.")
    return Nip(digits, born, year, code)


def doubts(digits: str, employment: str, *, today: date) -> list[str]:
    """What is unusual about a number that `check` accepts: sentences to look at, never a refusal."""
    if not digits:
        return []
    found = parse(digits, today=today)
    sentences = []
    age = found.year - found.born.year
    if not YOUNGEST <= age <= OLDEST:
        sentences.append(f"Menurut NIP pegawai diangkat pada umur sekitar {age} tahun. Pastikan sesuai SK.")
    if employment == "pppk" and found.code < _FIRST_PPPK_CODE:
        sentences.append(
            f"Kode {found.code:02d} pada angka ke-13 dan ke-14 NI PPPK tidak lazim (biasanya 21 ke atas). "
            "Pastikan sesuai SK."
        )
    return sentences
