"""Tables of launches, of consents, and of messages."""

from fanloop.selling.launches.models.consents import Consent
from fanloop.selling.launches.models.launches import (
    Announcement,
    Launch,
    LaunchChange,
    LaunchStep,
    Picture,
    SignUp,
)
from fanloop.selling.launches.models.messages import Delivery, Message, MessageEnd, MessageSchedule

__all__ = [
    "Announcement",
    "Consent",
    "Delivery",
    "Launch",
    "LaunchChange",
    "LaunchStep",
    "Message",
    "MessageEnd",
    "MessageSchedule",
    "Picture",
    "SignUp",
]
