"""Where a command gets a passphrase: standard input, the environment, or asked twice; never an argument that `ps` shows."""

from __future__ import annotations

import getpass
import os
import sys

from django.core.management.base import CommandError


def passphrase(*, from_stdin: bool, variable: str, prompt: str, twice: bool) -> str:
    """One passphrase, without its line end."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise CommandError("Sandi tidak diterima dari masukan baku. Kirim satu baris berisi sandi.")
        return given
    if variable and (given := os.environ.get(variable, "")):
        return given
    given = getpass.getpass(f"{prompt}: ")
    if twice and getpass.getpass(f"{prompt} (ulangi): ") != given:
        raise CommandError("Kedua sandi berbeda. Jalankan lagi dan ketik sandi yang sama.")
    return given
