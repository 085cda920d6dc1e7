"""The embedded broker loses nothing while people write and a worker reads at the same time."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

from kombu import Connection

from sop_kinerja import broker

MESSAGES, WRITERS = 150, 4


def test_no_message_is_lost_or_read_half_written(tmp_path: Path) -> None:
    broker.install()
    folder = tmp_path / "antrean"
    folder.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "k"),
    }
    got: set[str] = set()

    def write(writer: int) -> None:
        with Connection("filesystem://", transport_options=options) as connection:
            channel = connection.channel()
            for number in range(MESSAGES):
                channel._put("uji", {"isi": f"{writer}-{number}", "ganjal": "x" * 4000})

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    with Connection("filesystem://", transport_options=options) as connection:
        assert type(connection.transport).__module__ == "sop_kinerja.broker"
        channel = connection.channel()
        for writer in writers:
            writer.start()
        while len(got) < MESSAGES * WRITERS:
            alive = any(writer.is_alive() for writer in writers)
            try:
                got.add(channel._get("uji")["isi"])
            except Empty:
                if not alive:
                    break
    assert len(got) == MESSAGES * WRITERS
