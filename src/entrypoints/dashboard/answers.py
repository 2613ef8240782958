"""Pages about how a workspace answers: who does, from what it knows, what it learned, and whom it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rejoinder.application.setup.knowledge import FoundPart, KnowledgeView
from rejoinder.application.setup.learnings import LearningView
from rejoinder.application.setup.sequences import SequenceView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.learnings import LearningState
from rejoinder.domain.views import Page, ShadowGroup, SuppressionImportView, SuppressionView
from rejoinder.domain.workspaces import Mode
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.figures import Decisions, decisions
from rejoinder.entrypoints.dashboard.rendering import render, who

ENOUGH_DECISIONS = 20
"""Drafts that people decided about before their agreement says anything."""
MOST_STEPS = 4
"""Steps that the form of a follow-up offers."""
_AS_THE_BUSINESS = ("", "As the business")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or campaign that may have a mode of its own."""

    field: str
    label: str
    mode: str
    done: Decisions


def mode_to_set(stated: Mapping[str, str], groups: Sequence[ShadowGroup]) -> str:
    """The mode that the form states. Raises InvalidInput for the automatic one before people decided about enough
    drafts, unless the form says that this is known."""
    done = decisions(groups)
    if stated.get("mode") == Mode.AUTO and done.total < ENOUGH_DECISIONS and stated.get("without_figures") != "yes":
        raise InvalidInput(
            f"People decided about {done.total} drafts so far; {ENOUGH_DECISIONS} say something. "
            "Tick “Automatic without figures” to answer automatically all the same.",
            field="mode",
        )
    return stated.get("mode", "")


def answers(caller: Caller, own: WorkspaceView, channels: Sequence[str], groups: Sequence[ShadowGroup]) -> str:
    """Who answers: for the business, and more strictly for a channel or campaign."""
    of_channel: Mapping[str, str] = own.settings.get("channel_modes") or {}
    of_campaign: Mapping[str, str] = own.settings.get("campaign_modes") or {}
    named = sorted({*channels, *of_channel}, key=words.channel)
    places = [
        Place(f"channel.{n}", words.channel(n), of_channel.get(n, ""), decisions(g for g in groups if g.channel == n))
        for n in named
    ]
    nothing = decisions(())
    places += [Place(f"campaign.{n}", f"Campaign {n}", mode, nothing) for n, mode in sorted(of_campaign.items())]
    shown = {
        "workspace": own,
        "done": decisions(groups),
        "enough": ENOUGH_DECISIONS,
        "modes": [(name, said.text) for name, said in words.MODES.items()],
        "short": [_AS_THE_BUSINESS, *((name, words.mode(name).text) for name in words.MODES)],
        "places": places,
    }
    return render("setup_answers", {**who(caller), **shown})


def knowledge(
    caller: Caller, own: WorkspaceView, entries: Sequence[KnowledgeView], asked: str, found: Sequence[FoundPart]
) -> str:
    """What drafts may draw on, and what a question would find there."""
    shown = {"workspace": own, "entries": entries, "asked": asked, "found": found}
    return render("setup_knowledge", {**who(caller), **shown})


def learnings(caller: Caller, own: WorkspaceView, found: Sequence[LearningView]) -> str:
    """What edits may teach: what waits for a word first."""
    shown = {
        "workspace": own,
        "waiting": [each for each in found if each.state == LearningState.PROPOSED],
        "decided": [each for each in found if each.state != LearningState.PROPOSED],
        "kinds": _LESSONS,
    }
    return render("setup_learnings", {**who(caller), **shown})


_LESSONS: Mapping[str, str] = {
    "knowledge": "a fact that you added",
    "length": "how long",
    "wording": "how it is said",
    "greeting": "the greeting",
    "closing": "the ending",
    "omission": "what you took out",
}


def follow_ups(caller: Caller, own: WorkspaceView, found: Sequence[SequenceView]) -> str:
    """What is written to people who have gone silent."""
    return render("setup_follow_ups", {**who(caller), "workspace": own, "sequences": found, "most": MOST_STEPS})


def steps_of(stated: Mapping[str, str]) -> list[dict[str, Any]]:
    """The steps that the form holds, without the empty ones. Raises InvalidInput for a wait that is no number."""
    steps = []
    for place in range(1, MOST_STEPS + 1):
        text, days = stated.get(f"text_{place}", "").strip(), stated.get(f"days_{place}", "").strip()
        if not text:
            continue
        if not (days.isascii() and days.isdigit()):
            raise InvalidInput("Write after how many days, such as 3.", field=f"days_{place}")
        steps.append({"wait_days": int(days), "text": text.replace("\r\n", "\n")})
    if not steps:
        raise InvalidInput("Write what the first message says.", field="text_1")
    return steps


def leave_alone(
    caller: Caller, own: WorkspaceView, found: Page[SuppressionView], lists: Sequence[SuppressionImportView]
) -> str:
    """Whom nobody writes to, and the lists that said so."""
    more = f"/setup/{own.id}/leave-alone?cursor={found.next_cursor}" if found.next_cursor else ""
    shown = {"workspace": own, "addresses": found.items, "lists": lists, "more": more}
    return render("setup_leave_alone", {**who(caller), **shown})
