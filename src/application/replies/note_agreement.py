"""What a person did with a message that was rehearsed in shadow is kept beside what we would have done."""

from __future__ import annotations

from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.shadow import PersonDid, compare
from rejoinder.domain.timeline import Entry


def note_agreement(uow: UnitOfWork, message_id: str, did: PersonDid, answer: str = "", *, by: str) -> None:
    """The first answer to a rehearsed message is compared and kept; any other message and any later answer is nothing
    to compare. Called with the lead locked."""
    rehearsal = uow.shadow.open_for(message_id)
    if rehearsal is None:
        return
    proposed = uow.drafts.text_of(rehearsal.draft_id, rehearsal.draft_version)
    found = compare(rehearsal, proposed, did, answer)
    uow.shadow.answered(message_id, found, by)
    verdict = {None: "no-claim", True: "agreed", False: "disagreed"}[found.agreed]
    detail = {"would": rehearsal.would, "similarity": found.similarity}
    uow.timeline.append(Entry("compared", verdict, did, rehearsal.lead_id, message_id, by, detail))
