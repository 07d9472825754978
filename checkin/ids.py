"""Identities: UUIDv7 made by the application, one NewType for each thing that has one."""

import os
import time
from typing import NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
EventId = NewType("EventId", UUID)
CheckpointId = NewType("CheckpointId", UUID)
ClosingId = NewType("ClosingId", UUID)
RehearsalId = NewType("RehearsalId", UUID)
GateId = NewType("GateId", UUID)
PersonId = NewType("PersonId", UUID)
RegistrationId = NewType("RegistrationId", UUID)
ImportId = NewType("ImportId", UUID)
BadgeId = NewType("BadgeId", UUID)
BadgePrintId = NewType("BadgePrintId", UUID)
PersonalLinkId = NewType("PersonalLinkId", UUID)
DeviceId = NewType("DeviceId", UUID)
PairingId = NewType("PairingId", UUID)
ScanId = NewType("ScanId", UUID)
ResolutionId = NewType("ResolutionId", UUID)
JobId = NewType("JobId", UUID)
SeriesId = NewType("SeriesId", UUID)
EditionId = NewType("EditionId", UUID)
SignInId = NewType("SignInId", UUID)
InvitationId = NewType("InvitationId", UUID)
SignupId = NewType("SignupId", UUID)
SubstitutionId = NewType("SubstitutionId", UUID)
SignatoryId = NewType("SignatoryId", UUID)
LetterId = NewType("LetterId", UUID)
PrivacyRequestId = NewType("PrivacyRequestId", UUID)
PurgeRunId = NewType("PurgeRunId", UUID)
IncidentId = NewType("IncidentId", UUID)


def uuid7() -> UUID:
    """Return a new UUID of version 7 (RFC 9562 5.7): 48 bits of milliseconds, 74 random bits."""
    value = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
