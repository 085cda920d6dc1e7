from accounts.models.absence import Absence, PostOrder
from accounts.models.aide import Aide
from accounts.models.audit import AuditEntry
from accounts.models.calendar import Holiday, OfficeDay, OfficeProfile
from accounts.models.message import Message
from accounts.models.office import Assignment, Unit
from accounts.models.user import EmploymentType, Golongan, User

__all__ = [
    "Absence",
    "Aide",
    "Assignment",
    "AuditEntry",
    "EmploymentType",
    "Golongan",
    "Holiday",
    "Message",
    "OfficeDay",
    "OfficeProfile",
    "PostOrder",
    "Unit",
    "User",
]
