from accounts.models.absence import Absence, PostOrder
from accounts.models.aide import Aide
from accounts.models.audit import AuditEntry
from accounts.models.calendar import EmergencyClosing, Holiday, OfficeDay, OfficeProfile
from accounts.models.channel import ChannelChoice, ChannelPolicy, Gateway
from accounts.models.delivery import Channel, Delivery
from accounts.models.feed import CalendarLink
from accounts.models.message import Message
from accounts.models.office import Assignment, Unit
from accounts.models.user import EmploymentType, Golongan, User

__all__ = [
    "Absence",
    "Aide",
    "Assignment",
    "AuditEntry",
    "CalendarLink",
    "Channel",
    "ChannelChoice",
    "ChannelPolicy",
    "Delivery",
    "EmergencyClosing",
    "EmploymentType",
    "Gateway",
    "Golongan",
    "Holiday",
    "Message",
    "OfficeDay",
    "OfficeProfile",
    "PostOrder",
    "Unit",
    "User",
]
