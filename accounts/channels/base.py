"""What the outbox asks of a channel, and the three ways a channel says that it did not work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, Protocol

from accounts.models import Channel, Delivery, Message

Fault = Delivery.Fault


class NotDelivered(Exception):  # noqa: N818 - a fact about one attempt
    """This attempt did not deliver it; another, later, may. `fault` is kept for people, `detail` for whoever repairs it.

    `wait`: seconds the other side asked us to wait. `detail` never holds a secret, an answer's body or the message.
    """

    def __init__(self, fault: Delivery.Fault, detail: str = "", *, wait: int | None = None) -> None:
        super().__init__(detail)
        self.fault, self.detail, self.wait = fault, detail, wait


class Refused(NotDelivered):
    """It will never be delivered like this: the other side has said no. It stands at once on the page of what failed."""


class ChannelDown(NotDelivered):
    """Nobody answers over there; several in a row, and the rest of the batch need not be tried now."""


class Sender(Protocol):
    """One open line, for one batch."""

    def send(self, message: Message) -> None:
        """Deliver one message; returns when the other side has taken it. Raises NotDelivered or a kind of it."""


Opening = Callable[[], AbstractContextManager[Sender]]
_channels: dict[Channel, Opening] = {}


def channel(name: Channel) -> Callable[[Opening], Opening]:
    """Register how a line of this channel is opened."""

    def register(opening: Opening) -> Opening:
        _channels[name] = opening
        return opening

    return register


def line_of(name: Channel) -> AbstractContextManager[Sender]:
    """Open a line; nothing is connected before the first message."""
    from accounts.channels import gateway, surel  # noqa: F401 - they register themselves

    return _channels[name]()


LONGEST_WAIT: Final = 3600
"""Seconds: a Retry-After beyond an hour is not believed."""
