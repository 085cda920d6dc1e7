"""The text of a section: sanitised HTML as it is stored, and the plain paragraphs a page without JavaScript shows of it.

In plain text a figure reference is written `{87,50|sel:12:capaian}`; so does the generator write it. Nothing here knows of
an analysis: what a reference says is the business of `reports.drafting.references`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import nh3
from django.utils.html import escape
from lxml import html as lxml_html

from reports.reading_order import one_way

TAGS = {
    "p", "ul", "ol", "li", "strong", "em", "u", "br", "h4", "table", "caption", "thead", "tbody", "tr", "th", "td", "img", "span",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "span": {"class", "data-angka"},
    "img": {"data-gambar", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
REF = re.compile(r"[a-z_]+(?::[a-z0-9_]+){1,3}")
_ALLOWED = {
    "class": re.compile(r"angka"),
    "data-angka": REF,
    "data-gambar": re.compile(r"[0-9]{1,12}"),
    "scope": re.compile(r"row|col"),
    "colspan": re.compile(r"[1-9][0-9]?"),
    "rowspan": re.compile(r"[1-9][0-9]?"),
}
_INLINE = {"strong", "em", "u", "br", "img", "span"}
_MARK = re.compile(rf"\{{([^{{}}|<>\n]*)\|({REF.pattern})\}}")
_IMAGE = re.compile(r"\{gambar ([0-9]{1,12}): ?([^{}|\n]*)\}")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITEM = re.compile(r"(- |[0-9]{1,3}\. )(?=\S)")


def clean_text(html: str) -> str:
    """What may be stored as a section's text: our few elements, no address, no style, nothing loose outside a paragraph.

    Cleaning twice is cleaning once, so that a stored text compares equal to what an editor sends back unchanged.
    """
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_kept, link_rel=None)
    root = _root(one_way(cleaned))
    for span in root.xpath(".//span[not(@data-angka)]"):
        span.drop_tag()
    for span in root.xpath(".//span"):
        words = " ".join(span.text_content().split())
        for child in list(span):
            span.remove(child)
        span.text, attributes = words, {"class": "angka", "data-angka": span.get("data-angka")}
        span.attrib.clear()
        span.attrib.update(attributes)
    for image in root.xpath(".//img[not(@data-gambar)]"):
        image.drop_tag()
    return "".join(_inner(block) for block in _wrapped(root))


def _kept(tag: str, name: str, value: str) -> str | None:
    rule = _ALLOWED.get(name)
    return value if rule is None or rule.fullmatch(value) else None


def _root(html: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _wrapped(root: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    """The top-level blocks; words and inline elements standing between them become paragraphs of their own."""
    loose = _paragraph(root.text)
    for child in list(root):
        tail, child.tail = child.tail, None
        if child.tag in _INLINE:
            loose.append(child)
            child.tail = tail
            continue
        if _says(loose):
            yield loose
        if child.tag == "li":
            child.tag = "p"
        if _says(child):
            yield child
        loose = _paragraph(tail)
    if _says(loose):
        yield loose


def _paragraph(text: str | None) -> lxml_html.HtmlElement:
    made = lxml_html.Element("p")
    made.text = text
    return made


def _says(block: lxml_html.HtmlElement) -> bool:
    return bool(block.text_content().strip()) or block.find(".//img") is not None


def _inner(element: lxml_html.HtmlElement) -> str:
    text: str = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return text.strip()


def is_blank(html: str) -> bool:
    """Nothing to read in it."""
    return not html.strip() or not _says(_root(html))


def words(html: str) -> str:
    """All words in reading order, blocks on lines of their own, references as the figure alone."""
    return unmarked(plain(html))


def unmarked(text: str) -> str:
    """Plain text with each reference as its words."""
    return _MARK.sub(lambda found: found[1], text)


# ── plain paragraphs ────────────────────────────────────────────────────────────────────────────
def plain(html: str) -> str:
    """A text as paragraphs parted by blank lines; "- " and "1. " are lists, "# " a heading, "| a | b |" a row of a table."""
    return "\n\n".join(_plain_blocks(html))


def _plain_blocks(html: str) -> list[str]:
    return [_plain_block(block) for block in _root(html)] if html.strip() else []


def _plain_block(block: lxml_html.HtmlElement) -> str:
    if block.tag in ("ul", "ol"):
        items = block.xpath("./li")
        marks = ["- " if block.tag == "ul" else f"{number}. " for number, _ in enumerate(items, start=1)]
        return "\n".join(
            mark + " ".join(_plain_inline(item).split()) for mark, item in zip(marks, items, strict=True)
        )
    if block.tag == "table":
        rows = [[" ".join(_plain_inline(cell).split()) for cell in row] for row in block.iter("tr")]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return ("# " if block.tag == "h4" else "") + _plain_inline(block).strip()


def _plain_inline(element: lxml_html.HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        inside = _plain_inline(child)
        if child.tag == "br":
            inside = "\n"
        elif child.tag == "span":
            inside = f"{{{inside}|{child.get('data-angka')}}}"
        elif child.tag == "img":
            inside = f"{{gambar {child.get('data-gambar')}: {child.get('alt', '')}}}"
        elif child.tag == "strong" and inside.strip():
            inside = f"**{inside.strip()}**"
        elif child.tag in ("p", "ul", "ol", "li"):
            inside = f"{inside} "
        parts += [inside, child.tail or ""]
    return "".join(parts)


def from_plain(text: str, stored: str = "") -> str:
    """Plain paragraphs as HTML. A paragraph that stands unchanged in `stored` keeps what plain text cannot say."""
    kept = dict(zip(_plain_blocks(stored), map(_inner, _root(stored)), strict=True)) if stored.strip() else {}
    blocks = re.split(r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").strip())
    return "".join(kept[block] if block in kept else "".join(_made(block)) for block in blocks)


def _made(block: str) -> Iterator[str]:
    for kind, lines in _runs(block.split("\n")):
        if kind in ("ul", "ol"):
            yield f"<{kind}>{''.join(f'<li>{_marked(line)}</li>' for line in lines)}</{kind}>"
        elif kind == "h4":
            yield from (f"<h4>{_marked(line)}</h4>" for line in lines)
        elif kind == "table":
            yield _table(lines)
        else:
            yield f"<p>{'<br>'.join(_marked(line) for line in lines)}</p>"


def _runs(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Lines of one kind that follow each other, with their marks taken off."""
    runs: list[tuple[str, list[str]]] = []
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        kind, content = "p", line
        if found := _ITEM.match(line):
            kind, content = ("ul" if line[0] == "-" else "ol"), line[found.end() :]
        elif line.startswith("# "):
            kind, content = "h4", line[2:].strip()
        elif len(line) > 2 and line[0] == line[-1] == "|":
            kind = "table"
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(content)
        else:
            runs.append((kind, [content]))
    return runs


def _table(lines: list[str]) -> str:
    rows = [re.split(r"\|(?![a-z_]+:)", line[1:-1]) for line in lines]
    head = "".join(f'<th scope="col">{_marked(cell.strip())}</th>' for cell in rows[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{_marked(cell.strip())}</td>' for cell in row)}</tr>" for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _marked(line: str) -> str:
    html: str = escape(line)
    html = _MARK.sub(r'<span class="angka" data-angka="\2">\1</span>', html)
    html = _IMAGE.sub(r'<img data-gambar="\1" alt="\2">', html)
    return _STRONG.sub(r"<strong>\1</strong>", html)
