"""Two small rules for every page: the session ends after idle time, and private pages are not stored."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

Handler = Callable[[HttpRequest], HttpResponse]

TOUCHED: Final = "disentuh"
# The end of the session moves at most this often: saving on every request would be a write per request.
TOUCH_EVERY: Final = 300

# What an open page asks by itself is no sign that somebody sits before it.
ASKED_BY_PAGES: Final = frozenset({"/lonceng/jumlah/"})


def sliding_session(get_response: Handler) -> Handler:
    """Move the end of a logged-in person's session while they work (SESSION_COOKIE_AGE is idle time)."""

    def handle(request: HttpRequest) -> HttpResponse:
        session = request.session
        if "_auth_user_id" in session and request.path not in ASKED_BY_PAGES:
            now = int(timezone.now().timestamp())
            if now - int(session.get(TOUCHED, 0)) >= TOUCH_EVERY:
                session[TOUCHED] = now
        return get_response(request)

    return handle


def private_pages(get_response: Handler) -> Handler:
    """Keep what a logged-in person saw out of shared caches and of the browser's back button."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return handle
