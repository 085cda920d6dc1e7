"""`/sehat/hidup`: this process answers. `/sehat/siap`: everything a case needs is up."""

import shutil
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sop_kinerja import heartbeat

FREE_BYTES: Final = 200 * 1024 * 1024

_migrated = False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """All migrations of this code are applied. Asked until true: code and plan do not change while it runs."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def worker() -> bool:
    return heartbeat.is_alive(heartbeat.WORKER, at=timezone.now())


def beat() -> bool:
    return heartbeat.is_alive(heartbeat.BEAT, at=timezone.now())


def disk() -> bool:
    return shutil.disk_usage(settings.DATA).free >= FREE_BYTES


def fonts() -> bool:
    """The paper fonts lie where fontconfig looks: WeasyPrint without a font kills the worker."""
    folder = settings.BASE_DIR / "static" / "fonts"
    return any(path.suffix in {".ttf", ".otf", ".woff2"} for path in folder.rglob("*[Aa]rimo*"))


CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "database": database,
    "migrations": migrations,
    "worker": worker,
    "beat": beat,
    "disk": disk,
    "fonts": fonts,
}


def state() -> dict[str, bool]:
    """Every check by name; one that fails by an exception is a No, never an error page."""
    answer = {}
    for name, check in CHECKS.items():
        try:
            answer[name] = check()
        except Exception:
            answer[name] = False
    return answer


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hidup\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    parts = state()
    ok = all(parts.values())
    response = JsonResponse({"siap": ok, **parts}, status=200 if ok else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a No is an answer here, not a fault
    return response
