from accounts.models.audit import AuditEntry
from accounts.models.calendar import EmergencyClosing, Holiday, OfficeDay, OfficeProfile
from accounts.models.message import Message
from accounts.models.office import Assignment, Unit
from accounts.models.user import EmploymentType, Golongan, User

__all__ = [
    "Assignment",
    "AuditEntry",
    "EmergencyClosing",
    "EmploymentType",
    "Golongan",
    "Holiday",
    "Message",
    "OfficeDay",
    "OfficeProfile",
    "Unit",
    "User",
]
