"""The one way a service says no."""


class Refusal(ValueError):  # noqa: N818 - a no is not an error
    """A refused act: one Indonesian sentence that names the cause and the cure.

    `field` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotYours(Refusal):
    """Refused because of who asks; a view answers 403, or 404 when the thing may not even be seen."""
