from workflow.archive.models import ArchiveText, DestructionItem, DestructionProposal, Retention
from workflow.case import ReportRequest, ReportRequestUserObjectPermission
from workflow.editions import EditionRow, SopEdition
from workflow.letters import Disposition, DispositionRecipient, Letter
from workflow.register_prints import AgendaPrint
from workflow.scorecard.models import PrintWish, RecapNote
from workflow.visits import StepRecord

__all__ = [
    "AgendaPrint",
    "ArchiveText",
    "DestructionItem",
    "DestructionProposal",
    "Disposition",
    "DispositionRecipient",
    "EditionRow",
    "Letter",
    "PrintWish",
    "RecapNote",
    "ReportRequest",
    "ReportRequestUserObjectPermission",
    "Retention",
    "SopEdition",
    "StepRecord",
]
