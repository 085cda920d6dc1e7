from workflow.archive.models import ArchiveText, DestructionItem, DestructionProposal, Retention
from workflow.brief_models import MorningBrief
from workflow.case import ReportRequest, ReportRequestUserObjectPermission
from workflow.deadline_models import DueChange, Pause
from workflow.editions import EditionRow, SopEdition
from workflow.letters import Disposition, DispositionRecipient, Letter
from workflow.people.models import Handover, PostWatch, PreparedAct
from workflow.register_prints import AgendaPrint
from workflow.reminder_models import Digest, OfficeSeen, Reminder, ReminderRule, Snooze
from workflow.scorecard.models import PrintWish, RecapNote
from workflow.visits import StepRecord

__all__ = [
    "AgendaPrint",
    "ArchiveText",
    "DestructionItem",
    "DestructionProposal",
    "Digest",
    "Disposition",
    "DispositionRecipient",
    "DueChange",
    "EditionRow",
    "Handover",
    "Letter",
    "MorningBrief",
    "OfficeSeen",
    "Pause",
    "PostWatch",
    "PreparedAct",
    "PrintWish",
    "RecapNote",
    "Reminder",
    "ReminderRule",
    "ReportRequest",
    "ReportRequestUserObjectPermission",
    "Retention",
    "Snooze",
    "SopEdition",
    "StepRecord",
]
