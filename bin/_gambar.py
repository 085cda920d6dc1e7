"""The screenshots of the README: starts the sample office in a temporary folder and walks through it in Chromium.

Standard library, Playwright and Pillow. Writes docs/gambar/*.png.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "docs" / "gambar"
PASSWORD: Final = "gambar-kantor-contoh"
START_SECONDS: Final = 600
DESK: Final = (1280, 900)
TALL: Final = (1280, 1700)
PHONE: Final = (390, 844)


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, and which link of the home page (a part of its address or its text) is followed."""

    name: str
    login: str
    link: str = ""
    size: tuple[int, int] = DESK


# fmt: off
SHOTS: Final = (
    Shot("beranda-kadis", "kadis"),
    Shot("disposisi",     "kadis",          "/disposisi/"),
    Shot("kasus",         "kadis",          "DPRD", TALL),
    Shot("isian-unit",    "staf-smp",       "/isian/"),
    Shot("kelengkapan",   "staf-perencana", "/pengumpulan/"),
    Shot("analisis",      "kasubag",        "/analisis/"),
    Shot("koreksi",       "sekretaris",     "/koreksi/"),
    Shot("tanda-tangan",  "kadis",          "/tanda-tangan/"),
    Shot("kinerja",       "kadis",          "/kinerja-sop/", TALL),
    Shot("ponsel",        "kadis",          size=PHONE),
)
# fmt: on


@contextlib.contextmanager
def sample_office() -> Iterator[str]:
    """The address of a running sample office; ended and removed afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="sop-gambar-") as data:
        environment = {
            k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "PRODUKSI"}
        }
        command = [sys.executable, str(ROOT / "bin" / "_pengawas.py"), "--port", str(port), "--data", data]
        office = subprocess.Popen(command, env=environment | {"DEMO_PASSWORD": PASSWORD}, cwd=ROOT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(f"{address}/sehat/siap", office)
            yield address
        finally:
            office.send_signal(signal.SIGTERM)
            office.wait(timeout=60)


def wait_until_ready(address: str, office: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and office.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(1)
    raise SystemExit("Kantor contoh tidak mau berjalan; sebabnya tertulis di atas.")


def take(browser: Browser, address: str, shot: Shot) -> None:
    width, height = shot.size
    phone = shot.size == PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
        locale="id-ID",
        timezone_id="Asia/Makassar",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{address}/akun/login/")
    page.fill("[name=login]", shot.login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    if shot.link:
        page.goto(f"{address}{link_of(page, shot.link)}")
    else:
        page.reload()  # the greeting of the log-in is gone
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    save(page.screenshot(), TARGET / f"{shot.name}.png")
    context.close()


def link_of(page: Page, wanted: str) -> str:
    by = f"a[href*='{wanted}']" if wanted.startswith("/") else f"main a:has-text('{wanted}')"
    return page.locator(by).first.get_attribute("href") or "/"


def save(picture: bytes, path: Path) -> None:
    """256 colours are enough for a screen and a third of the size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size // 1024} KB")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sample_office() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for shot in SHOTS:
            take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main()
