"""Back to the page a button stood on, which the form tells in its field `lalu`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The address in `lalu` when it is a path of ours; else `otherwise`. A bare word would be taken for the name of a view."""
    wanted = request.POST.get("lalu", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go there."""
    return HttpResponseRedirect(came_from(request, otherwise))
