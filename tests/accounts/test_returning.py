"""Back to where the button stood: only to a path of ours, whatever the form says."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from accounts.returning import back


@pytest.mark.parametrize(
    ("told", "gone_to"),
    [
        ("/kasus/3/?x=1", "/kasus/3/?x=1"),
        ("", "/salinan/7/"),
        ("salinan", "/salinan/7/"),  # the name of a view
        ("null", "/salinan/7/"),
        ("-1", "/salinan/7/"),
        ("https://jahat.example/", "/salinan/7/"),
        ("//jahat.example/", "/salinan/7/"),
        ("/\\jahat.example/", "/salinan/7/"),
        ("javascript:alert(1)", "/salinan/7/"),
        ("\u202e<script>", "/salinan/7/"),
        ("/a\r\nSet-Cookie: x=1", "/a%0D%0ASet-Cookie:%20x=1"),
    ],
)
def test_one_is_led_back_to_a_path_of_ours_or_else_to_the_usual_page(told: str, gone_to: str) -> None:
    request = RequestFactory().post("/x/", {"lalu": told})
    assert back(request, "/salinan/7/")["Location"] == gone_to
