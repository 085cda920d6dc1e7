"""What a browser would send: the fields of a form on a page, as they stand there."""

from __future__ import annotations

from typing import Any

from lxml import html as lxml_html


def form_with(response: Any, button: str) -> tuple[str, dict[str, list[str]]]:
    """The form that has a button with this text: its address ("" = the page itself) and the fields it would send.

    Ticked boxes, chosen options and hidden fields as they stand, and the pressed button's own name and value.
    """
    page = lxml_html.fromstring(response.content)
    for pressed in page.iter("button"):
        if button not in " ".join(pressed.text_content().split()):
            continue
        owner = pressed.get("form")
        form = page.get_element_by_id(owner) if owner else next(pressed.iterancestors("form"), None)
        if form is None:
            continue
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(str(value))
        for outside in page.xpath(f"//*[@form='{form.get('id')}' and @name and not(self::button)]"):
            sent.setdefault(outside.get("name"), []).append(outside.get("value") or outside.text or "")
        if name := pressed.get("name"):
            sent[name] = [pressed.get("value") or ""]
        sent.pop("csrfmiddlewaretoken", None)
        return form.get("action") or "", sent
    raise AssertionError(f"no form with a button “{button}” on the page")
