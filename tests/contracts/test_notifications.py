"""Notifications, cards and the summary, over both storages."""

from __future__ import annotations

from dataclasses import replace

from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.messages import Disposition
from rejoinder.domain.notifications import (
    By,
    Notification,
    NotificationKind,
    NotificationState,
    Target,
    notification,
    shown_state,
)
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_draft
from tests.contracts.backings import Backing, a_stored_message

SLACK = Target(By.SLACK, "C0TEAM")


def a_card(backing: Backing, draft_id: str, message_id: str, lead_id: str, shown: str) -> Notification:
    new = notification(
        NotificationKind.WAITING,
        WORKSPACE,
        SLACK,
        message_id,
        lead_id=lead_id,
        message_id=message_id,
        draft_id=draft_id,
    )
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.notifications.add(new)
        posted = replace(new, state=NotificationState.SENT, reference="C0TEAM:1.2", shown=shown)
        assert uow.notifications.save(posted, was=NotificationState.PENDING)
    return posted


def test_a_target_is_told_of_one_thing_once(backing: Backing) -> None:
    a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.notifications.add(notification(NotificationKind.TEST, WORKSPACE, SLACK, "a"))
        assert not uow.notifications.add(notification(NotificationKind.TEST, WORKSPACE, SLACK, "a"))
        assert uow.notifications.add(notification(NotificationKind.TEST, WORKSPACE, SLACK, "b"))


def test_what_is_stored_comes_back_whole(backing: Backing) -> None:
    message = a_stored_message(backing)
    new = notification(
        NotificationKind.ESCALATION,
        WORKSPACE,
        Target(By.EMAIL, "boss@northgate.example"),
        "x",
        lead_id=message.lead_id,
        message_id=message.id,
        reason="stale",
        fallback_for="slack",
    )
    with backing.store.begin(WORKSPACE) as uow:
        uow.notifications.add(new)
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.notifications.get(new.id)
        assert found is not None
        assert replace(found, created_at=None) == new
        assert uow.notifications.get("not-an-id") is None
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.notifications.get(new.id) is None


def test_only_whoever_knows_the_state_changes_it(backing: Backing) -> None:
    a_stored_message(backing)
    new = notification(NotificationKind.TEST, WORKSPACE, SLACK, "a")
    sent = replace(new, state=NotificationState.SENT)
    with backing.store.begin(WORKSPACE) as uow:
        uow.notifications.add(new)
        assert uow.notifications.save(sent, was=NotificationState.PENDING)
        assert not uow.notifications.save(sent, was=NotificationState.PENDING)
        stored = uow.notifications.get(new.id)
        assert stored is not None
        assert stored.sent_at is not None


def test_cards_that_show_another_state_than_their_draft_are_outdated(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_draft(lead_id=message.lead_id, message_id=message.id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.drafts.add(draft)
    card = a_card(backing, draft.id, message.id, message.lead_id, shown_state(draft))
    with backing.store.begin("*") as uow:
        assert uow.notifications.outdated(10) == []
        assert [each.id for each in uow.notifications.cards_of(draft.id)] == [card.id]
    with backing.store.begin(WORKSPACE) as uow:
        rejected = replace(draft, status=DraftStatus.REJECTED, decided_by="slack:U1")
        uow.drafts.save(rejected, expected_version=draft.version)
        assert uow.drafts.get(draft.id) == rejected
    with backing.store.begin("*") as uow:
        assert [(each.id, now) for each, now in uow.notifications.outdated(10)] == [(card.id, shown_state(rejected))]
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.notifications.by_reference("C0TEAM:1.2")
        assert found is not None
        assert found.id == card.id
        assert uow.notifications.by_reference("") is None


def test_what_waits_is_listed_oldest_first_with_how_many_more(backing: Backing) -> None:
    first = a_stored_message(backing)
    more = [a_stored_message(backing, body=f"And {n}?") for n in range(2)]
    with backing.store.begin(WORKSPACE) as uow:
        for message in (first, *more):
            uow.messages.dispose(message.id, Disposition.WAITING_HUMAN, "mode-suggest")
    with backing.store.begin(WORKSPACE) as uow:
        shown, left = uow.notifications.waiting(2)
    assert (len(shown), left) == (2, 1)
    assert shown[0].reason == "mode-suggest"
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.notifications.waiting(2) == ([], 0)
