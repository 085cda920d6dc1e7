"""`manage.py tenggat`, as a person or a script calls it."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from time_machine import travel

from accounts.calendar import load_default_calendar
from accounts.models import Holiday, OfficeProfile

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _shipped_rows(db: None) -> None:
    OfficeProfile.objects.all().delete()
    Holiday.objects.all().delete()
    load_default_calendar(apps)


def ask(*args: str) -> str:
    out = io.StringIO()
    call_command("tenggat", *args, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_shipped_rows")
class TestOneQuestion:
    def test_prints_the_due_time_with_its_offset(self) -> None:
        assert ask("--dari", "2026-10-12T15:30", "--waktu", "2 hari") == "2026-10-14T15:30:00+08:00\n"

    def test_an_aware_start_is_read_in_its_own_zone(self) -> None:
        assert ask("--dari", "2026-10-12T00:00:00Z", "--waktu", "1 Jam") == "2026-10-12T09:00:00+08:00\n"

    def test_without_a_start_it_counts_from_now(self) -> None:
        with travel("2026-10-12T08:00:00+08:00", tick=False):
            assert ask("--waktu", "1 jam") == "2026-10-12T09:00:00+08:00\n"

    def test_it_follows_the_holidays_the_office_entered(self) -> None:
        Holiday.objects.create(date=date(2026, 10, 13), name="Hari jadi", kind=Holiday.Kind.LIBUR_DAERAH)
        assert ask("--dari", "2026-10-12T09:00", "--waktu", "1 hari") == "2026-10-14T09:00:00+08:00\n"

    @pytest.mark.parametrize(
        ("args", "sentence"),
        [
            (("--dari", "kemarin", "--waktu", "1 jam"), "Waktu “kemarin” tidak dikenali"),
            (("--dari", "2026-10-12T09:00", "--waktu", "1 minggu"), "Norma waktu “1 minggu” tidak dikenali"),
            (("--dari", "2026-10-12T09:00"), "memerlukan --waktu"),
        ],
    )
    def test_a_bad_question_is_refused_with_a_sentence(self, args: tuple[str, ...], sentence: str) -> None:
        with pytest.raises(CommandError, match=sentence):
            ask(*args)

    def test_no_working_day_at_all_is_a_sentence(self) -> None:
        OfficeProfile.objects.all().delete()
        with pytest.raises(CommandError, match="Tidak ada hari kerja"):
            ask("--dari", "2026-10-12T09:00", "--waktu", "1 hari")


def run_without_database(folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", "tenggat"],
        cwd=ROOT,
        env={**environment, "SOP_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "sop_kinerja.settings"},
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_a_database_it_answers_line_by_line_from_the_shipped_calendar(tmp_path: Path) -> None:
    lines = "2025-03-27T14:30\t1 jam\n2026-03-17 14:30\t2 hari\r\n\n2027-05-14T02:00:00Z\t1 hari"
    done = run_without_database(tmp_path, lines)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2025-04-08T08:00:00+08:00",
        "2026-03-26T14:30:00+08:00",
        "",
        "2027-05-21T10:00:00+08:00",
    ]
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_a_bad_line_names_its_number_and_leaves_the_others_in_their_place(tmp_path: Path) -> None:
    lines = "2026-10-12T09:00\t1 jam\nngawur\n2026-13-12T09:00\t1 jam\n2026-10-12T09:00\t1 hari\n"
    done = run_without_database(tmp_path, lines)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["2026-10-12T10:00:00+08:00", "", "", "2026-10-13T09:00:00+08:00"]
    assert "Baris 2: tidak berbentuk ISO<TAB>norma" in done.stderr
    assert "Baris 3: Waktu “2026-13-12T09:00” tidak dikenali" in done.stderr
