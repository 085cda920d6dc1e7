"""The way back from a page of reports to the case it serves; reports itself knows of no case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.desk import desk_of
from workflow.case import ReportRequest
from workflow.rules import may_read_contents
from workflow.sop import Step

if TYPE_CHECKING:
    from django.template import RequestContext

register = template.Library()


@register.simple_tag(takes_context=True)
def kasus_dari(context: RequestContext, report_id: int) -> dict[str, Any] | None:
    """``{% kasus_dari report.pk as kasus %}``: the case, whether all its figures are this reader's, and
    whether they are still being collected; None where this person may not open it."""
    request = context.request
    if isinstance(request.user, AnonymousUser):
        return None
    desk = desk_of(request)
    found = ReportRequest.objects.visible_to(desk).filter(report_id=report_id)
    case = found.select_related("letter", "period").first()
    if case is None:
        return None
    return {
        "case": case,
        "reads_all": may_read_contents(case, desk),
        "collecting": case.step == Step.PENGUMPULAN,
    }
