"""The text of a report whose file is destroyed by rule goes from the database as its PDFs go from the storage.

What stays says that it was there and who stood for it: versions with number, author, time and SHA-256, parafs, who remarked when.
"""

from __future__ import annotations

from django.db import transaction

from reports.correcting.models import DraftRemark, RemarkReply
from reports.report import Report


@transaction.atomic
def destroy_text(*, report: Report) -> None:
    """Empty versions, draft and remarks of a report. The caller has the approval; run twice, the second finds nothing."""
    report.versions.exclude(html="").update(html="")
    report.sections.update(text="", generated_text="", has_news=False)
    DraftRemark.objects.filter(version__report=report).update(quote="", text="")
    RemarkReply.objects.filter(remark__version__report=report).update(text="")
