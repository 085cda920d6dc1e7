"""Streams whose length every validator counts alike.

PDF writes "data, line end, endstream". Data that happens to end in CR (one in 256 compressed streams) followed by the usual LF
reads as a CR LF line end, and the counted length is one short: about one paper in twenty then failed PDF/A for nothing one
could see. Such streams get the two-byte line end. Neither library has a switch for it, and both write their index of objects
themselves at the very end, so the one method that writes a stream is replaced, once per process.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_END = b"\nendstream"


def settled(written: bytes) -> bytes:
    """A written stream whose data and line end cannot be mistaken for each other."""
    if written.endswith((b"\r" + _END, b"\n" + _END)):
        return written.removesuffix(_END) + b"\r" + _END
    return written


@cache
def settle_rendering() -> None:
    """For what WeasyPrint writes."""
    import pydyf

    usual = pydyf.Stream.data.fget

    def data(self: Any) -> bytes:
        kept: bytes | None = self.__dict__.get("_written")
        if kept is None:
            kept = settled(usual(self))
            if "_is_final" in self.__dict__:
                self._written = kept
        return kept

    pydyf.Stream.data = property(data)


def finish_streams(pdf: Any) -> None:
    """From here on nothing is drawn any more: each stream is compressed once, not again for the hash of the file."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            item._is_final = True


@cache
def settle_signing() -> None:
    """For what pyHanko adds behind."""
    from io import BytesIO

    from pyhanko.pdf_utils import generic

    usual = generic.StreamObject.write_to_stream

    def write_to_stream(self: Any, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        kept = BytesIO()
        usual(self, kept, handler, container_ref)
        stream.write(settled(kept.getvalue()))

    generic.StreamObject.write_to_stream = write_to_stream  # type: ignore[method-assign]
