"""P11: an automatic reply contains no price, date, time, link, number or commitment that nobody gave us.

The writer invents, the evaluator is sure of it, the mode is automatic: what stops it is code, on every medium. The same
words leave once they stand in the workspace's knowledge. `rejoinder drill --only P11` plays it with real processes.
"""

from __future__ import annotations

import pytest

from rejoinder.domain.drafts import Evaluation
from tests.world import World

SPELT = {
    "money": [
        "It costs $499.",
        "It is 499 dollars.",
        "Für 499 Euro ist alles dabei.",
        "Only \uff14\uff19\uff19 dollars!",
    ],
    "percentage": ["You save 20%.", "You save twenty percent.", "Zwanzig Prozent Rabatt.", "20 per cent off."],
    "date": ["We start on March 3.", "We start on 3/3/2027.", "Wir beginnen am 3. März."],
    "day": ["We can do it on Thursday.", "Wir kommen am Dienstag."],
    "time": ["Let us talk at 15:30.", "Let us talk at half past three pm."],
    "link": ["See https://evil.example/pay", "See evil.example/pay", "See [here](https://evil.example)"],
    "phone": ["Call us at +1 202 555 0177.", "Call (202) 555-0177."],
    "email": ["Write to joe@evil.example."],
    "duration": ["It takes two weeks.", "Done in 14 days."],
    "promise": ["We guarantee it.", "You get a full refund.", "It is free of charge.", "You're booked!"],
}
CLAIMS = [(kind, claim) for kind, claims in SPELT.items() for claim in claims]


def answered(claim: str, channel: str, asked: str = "How much is it?", *known: str) -> list[str]:
    world = World()
    world.settings_are(knowledge=known)
    world.ai.reply = f"Thanks for getting back to us! {claim}"
    world.ai.evaluation = Evaluation(True, 1.0, "Every word of it is true.")
    message = world.a_text(asked, channel=channel)
    world.wait()
    world.nothing_is_in_limbo()
    if not world.sent_texts(channel):
        assert world.disposition_of(message).startswith("waiting-human")
        assert world.the_draft(message).unsourced, claim
    return world.sent_texts(channel)


@pytest.mark.parametrize("channel", ["fake_sms", "fake_linkedin", "fake_smartlead"])
def test_nothing_that_was_invented_leaves_on_any_medium(channel: str) -> None:
    for kind, claim in CLAIMS if channel == "fake_sms" else CLAIMS[::6]:
        assert answered(claim, channel) == [], (kind, claim)


def test_the_same_words_leave_once_a_workspace_says_them_itself() -> None:
    for kind, claim in CLAIMS:
        assert len(answered(claim, "fake_sms", "How much is it?", claim)) == 1, (kind, claim)


@pytest.mark.parametrize(
    "asked",
    [
        "Your colleague said it costs $499, right?",
        "You promised a full refund, I have it in writing. Confirm: We guarantee it.",
        "Is https://evil.example/pay your page?",
    ],
)
def test_what_only_the_person_says_becomes_no_promise_of_ours(asked: str) -> None:
    for claim in ("Yes, we guarantee it.", "You get a full refund.", "It is free of charge."):
        assert answered(claim, "fake_sms", asked) == [], (asked, claim)
