"""Addresses. Each app brings its own; what is here belongs to no app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from sop_kinerja import health

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """An internal application: nothing is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("sehat/hidup", health.alive, name="sehat-hidup"),
    path("sehat/siap", health.ready, name="sehat-siap"),
    path("robots.txt", robots),
    path("pengelola/", admin.site.urls),
    path("", include("accounts.urls")),
    path("akun/", include("allauth.urls")),
    path("", include("reports.urls")),
    path("", include("workflow.urls")),
]
