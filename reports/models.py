from reports.analysis.models import (
    Analysis,
    AverageRule,
    FollowUp,
    OddityAnswer,
    PredicateBand,
    UnitFactor,
)
from reports.collection.models import (
    Cell,
    CellChange,
    CheckRule,
    Evidence,
    LateEntry,
    Nudge,
    Remark,
    RequestAttachment,
    Submission,
    Workbook,
)
from reports.correcting.models import DirectCorrection, DraftRemark, RemarkReply, VersionReading
from reports.distribution.models import Copy
from reports.documents import Document, DocumentPage
from reports.drafting.models import DraftImage, DraftPresence, DraftSection, Version
from reports.drafting.template_models import ReportTemplate, TemplateSection
from reports.indicators.models import (
    CatalogueImport,
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    Period,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.letterhead import ClassificationCode, Letterhead
from reports.report import Report
from reports.signing.models import (
    LetterNumber,
    NumberSeries,
    Paraf,
    SeriesCounter,
    SignedPaper,
    SigningCertificate,
)
from reports.signing.records import SigningAttempt, SigningChoice, WetSignature

__all__ = [
    "Analysis",
    "AverageRule",
    "CatalogueImport",
    "Cell",
    "CellChange",
    "CheckRule",
    "ClassificationCode",
    "Copy",
    "DirectCorrection",
    "Document",
from reports.documents import Document, DocumentPage
from reports.drafting.models import DraftImage, DraftPresence, DraftSection, Version
    "DraftSection",
    "Evidence",
    "FollowUp",
    "Format",
    "FormatColumn",
    "FormatItem",
    "Indicator",
    "LateEntry",
    "LetterNumber",
    "Letterhead",
    "Nudge",
    "NumberSeries",
    "OddityAnswer",
    "Paraf",
    "Period",
    "PlanNode",
    "PredicateBand",
    "Remark",
    "RemarkReply",
    "RenstraTarget",
    "Report",
    "ReportTemplate",
    "RequestAttachment",
    "SeriesCounter",
    "SignedPaper",
    "SigningAttempt",
    "SigningCertificate",
    "SigningChoice",
    "Submission",
    "Target",
    "TemplateSection",
    "UnitFactor",
    "ValueMap",
    "ValueMapEntry",
    "Version",
    "VersionReading",
    "WetSignature",
    "Workbook",
]
