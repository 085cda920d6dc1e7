from workflow.archive.models import ArchiveText, DestructionItem, DestructionProposal, Retention
from workflow.case import ReportRequest, ReportRequestUserObjectPermission
from workflow.editions import EditionRow, SopEdition
from workflow.letters import Disposition, DispositionRecipient, Letter
from workflow.people.models import Handover, PostWatch, PreparedAct
from workflow.register_prints import AgendaPrint
from workflow.visits import StepRecord

__all__ = [
    "AgendaPrint",
    "ArchiveText",
    "DestructionItem",
    "DestructionProposal",
    "Disposition",
    "DispositionRecipient",
    "EditionRow",
    "Handover",
    "Letter",
    "PostWatch",
    "PreparedAct",
    "ReportRequest",
    "ReportRequestUserObjectPermission",
    "Retention",
    "SopEdition",
    "StepRecord",
]
