"""Small rules for every page: the session ends after idle time, text is text, and private pages are not stored."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.defaults import bad_request

Handler = Callable[[HttpRequest], HttpResponse]

NUL: Final = "\x00"
TOUCHED: Final = "disentuh"
# The end of the session moves at most this often: saving on every request would be a write per request.
TOUCH_EVERY: Final = 300

# What an open page asks by itself is no sign that somebody sits before it.
ASKED_BY_PAGES: Final = ("/lonceng/jumlah/", "/perubahan/")


def sliding_session(get_response: Handler) -> Handler:
    """Move the end of a logged-in person's session while they work (SESSION_COOKIE_AGE is idle time)."""

    def handle(request: HttpRequest) -> HttpResponse:
        session = request.session
        if "_auth_user_id" in session and not request.path.endswith(ASKED_BY_PAGES):
            now = int(timezone.now().timestamp())
            if now - int(session.get(TOUCHED, 0)) >= TOUCH_EVERY:
                session[TOUCHED] = now
        return get_response(request)

    return handle


def no_nul(get_response: Handler) -> Handler:
    """Refuse text with a NUL character: no keyboard makes one, and PostgreSQL cannot keep it."""

    def handle(request: HttpRequest) -> HttpResponse:
        if any(NUL in text for text in _texts(request)):
            return bad_request(request, BadRequest())
        return get_response(request)

    return handle


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    brought = [request.GET]
    if request.method == "POST":
        with suppress(UnreadablePostError):  # cut off on the way: the view says so
            brought.append(request.POST)
    for values in brought:
        for name, texts in values.lists():
            yield name
            yield from map(str, texts)


def private_pages(get_response: Handler) -> Handler:
    """Keep what a logged-in person saw out of shared caches and of the browser's back button."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return handle
