"""The embedded broker: kombu's filesystem transport, with messages that appear whole or not at all.

kombu opens the file of a message before it locks and writes it. A worker that looks in between moves the empty file
away, loses the message and dies of a JSON error. Here the message is written under another name and then renamed.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{name}.baru"  # the reader looks for names that end in the queue's own suffix
        unfinished.write_bytes(dumps(payload).encode())
        unfinished.replace(folder / name)


class Transport(filesystem.Transport):
    Channel = Channel


def install() -> None:
    """Make `filesystem://` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = "sop_kinerja.broker:Transport"
