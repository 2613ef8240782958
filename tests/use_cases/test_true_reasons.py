"""What holds a reply back is named for what it is."""

from __future__ import annotations

import pytest

from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.ai_usage import REGENERATE, CallContext
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.ai import Conversation
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from tests.builders import a_lead, a_message, a_workspace
from tests.fakes.ledger import FakeLedger
from tests.world import World
