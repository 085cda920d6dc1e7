"""Logging: one JSON object a line in production, readable lines elsewhere. No request body is ever logged."""

from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.StackInfoRenderer(),
]
# structlog writes the local variables of every frame unless told not to; a passphrase is one of them while a paper is signed.
TRACEBACK = ExceptionDictTransformer(show_locals=False)


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """The LOGGING dictionary, with structlog and the standard library going through the same formatter."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [
            structlog.processors.ExceptionRenderer(TRACEBACK),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structlog"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # Every beat line and every finished task would drown what matters.
            "celery": {"level": "WARNING"},
            "kombu": {"level": "ERROR"},  # warns at every start that a filesystem broker has no host name
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            # Writes every address it asks, and API v1 of BSrE has the NIK in one.
            "urllib3": {"level": "WARNING"},
            # Says with a traceback at every signature that nobody outside certifies the office's own CA; every paper says so.
            "pyhanko": {"level": "ERROR"},
            "pyhanko_certvalidator": {"level": "ERROR"},
        },
    }
