"""Files an installation makes for itself in its data folder: the secret key and the font list.

Imported by settings, so nothing here may touch Django.
"""

import os
import secrets
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape


def make_folder(folder: Path) -> Path:
    """Create a folder that only its owner can enter (scans and signed reports lie in it)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write_whole(path: Path, text: str) -> Path:
    """Write a 0600 file beside `path`, so that a reader never sees half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return Path(name)


def secret_key(path: Path) -> str:
    """The installation's own key, made on first use; processes that start together agree on one."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        fresh = _write_whole(path, secrets.token_urlsafe(64) + "\n")
        try:
            os.link(fresh, path)  # fails when another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_text(encoding="utf-8").strip()


def fontconfig_file(folder: Path, fonts: Path) -> Path:
    """A fontconfig file that knows only our own fonts.

    WeasyPrint segfaults where no font is found, and an official paper must look the same on every machine.
    """
    make_folder(folder)
    path = folder / "fonts.conf"
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{escape(str(fonts))}</dir>\n  <cachedir>{escape(str(folder / 'cache'))}</cachedir>\n"
        '  <match><edit name="family" mode="append"><string>Arimo</string></edit></match>\n'
        "</fontconfig>\n"
    )
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        _write_whole(path, text).replace(path)
    return path
