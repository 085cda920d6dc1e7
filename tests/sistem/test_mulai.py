"""What a process refuses to start with, and what it makes for itself."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "PRODUKSI": "1",
    "SECRET_KEY": "kunci-untuk-uji-" + "a1B2" * 15,
    "ALLOWED_HOSTS": "sop.contoh.go.id",
    "SITE_URL": "https://sop.contoh.go.id",
}


def manage(data: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    drop = {"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {k: v for k, v in os.environ.items() if k not in drop}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "sop_kinerja.settings", "SOP_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_djangos_own_deploy_check(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"DEMO": "1"}, "DEMO=1 tidak boleh"),
        ({"DEBUG": "1"}, "DEBUG=1 tidak boleh"),
        ({"SECRET_KEY": ""}, "memerlukan SECRET_KEY"),
    ],
)
def test_production_refuses_to_start_unsafely(tmp_path: Path, change: dict[str, str], cause: str) -> None:
    done = manage(tmp_path, "check", **(PRODUCTION | change))
    assert done.returncode != 0
    assert cause in done.stderr


def test_a_bare_checkout_starts_and_demo_is_allowed_there(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", DEMO="1")
    assert done.returncode == 0, done.stderr


def test_processes_that_start_together_agree_on_one_private_key(tmp_path: Path) -> None:
    from sop_kinerja.local_files import secret_key

    path = tmp_path / "kunci-rahasia"
    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(lambda _: secret_key(path), range(100)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["kunci-rahasia"]


def test_a_font_folder_with_odd_characters_still_makes_a_valid_list(tmp_path: Path) -> None:
    from lxml import etree

    from sop_kinerja.local_files import fontconfig_file

    fonts = tmp_path / "huruf & <lain>"
    tree = etree.parse(str(fontconfig_file(tmp_path / "fc", fonts)), etree.XMLParser(load_dtd=False))
    assert tree.findtext("dir") == str(fonts)


def test_every_runtime_pin_is_the_same_in_the_developers_lock() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.split()[0] for line in lines if line and line[0].isalnum()}

    assert pins("base.txt") <= pins("dev.txt")


def test_web_boots_without_the_heavy_libraries(tmp_path: Path) -> None:
    code = (
        "import sys; from sop_kinerja.wsgi import application; from django.urls import get_resolver; "
        "get_resolver().url_patterns; "
        "print([m for m in ('weasyprint', 'pyhanko') if m in sys.modules])"
    )
    clean = {k: v for k, v in os.environ.items() if k != "PYTEST_XDIST_WORKER"}
    environment = clean | {"DJANGO_SETTINGS_MODULE": "sop_kinerja.settings", "SOP_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
