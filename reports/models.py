from reports.analysis.models import Analysis, AverageRule, PredicateBand, UnitFactor
from reports.collection.models import Cell, CellChange, Evidence, Submission
from reports.distribution.models import Copy
from reports.documents import Document
from reports.drafting.models import DraftSection, Version
from reports.indicators.models import Format, FormatItem, Indicator, Period, Target
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

__all__ = [
    "Analysis",
    "AverageRule",
    "Cell",
    "CellChange",
    "ClassificationCode",
    "Copy",
    "Document",
    "DraftSection",
    "Evidence",
    "Format",
    "FormatItem",
    "Indicator",
    "LetterNumber",
    "Letterhead",
    "NumberSeries",
    "Paraf",
    "Period",
    "PredicateBand",
    "Report",
    "SeriesCounter",
    "SignedPaper",
    "SigningCertificate",
    "Submission",
    "Target",
    "UnitFactor",
    "Version",
]
