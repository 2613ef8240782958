# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Words that are not the person's own wish, though they wrote or sent them back: instructions how to leave, reactions."""

import re

_TAPBACK = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S{1,12} to|removed an? \w+ from|gefallt|gefiel|hat .{1,30} (?:geliebt|markiert)|a (?:aime|adore|reagi .{1,8} a)|le (?:gusto|encanto)|ha (?:apprezzato|adorato|messo .{1,20} a)|"
    r"gostou de|adorou|vond .{1,20} leuk|reageerde met \S{1,8} op)\s?[\"“”„«].*[\"“”»]",
    re.DOTALL,
)
_INSTRUCTION = re.compile(
    r"(?<!\w)(?:reply|text|send|respond|txt|type|answer|write)(?: back)?(?: with)?(?: the word)? [\"“”'*]{0,2}(?:stop|unsubscribe|end|quit|cancel|remove|no|out|optout|stopall)[\"“”'*]{0,2} (?:to|if|and we|in order|at any|for)\b[^\n.!?]*|"
    r"(?<!\w)(?:to|if you(?:'d like to| want to| wish to| would like to)?|if you no longer (?:wish|want) to|if you (?:would )?prefer not to) (?:unsubscribe|opt[- ]out|stop (?:receiving|getting)|receive|be contacted)"
    r"(?: from(?: \w+){1,4}| (?:these|our|future|this|any|further|such)(?: \w+){1,4})?(?:,|:|;| -)? (?:please |simply |just )?(?:click|reply|respond|visit|tap|follow|go to|text|send|use|update|press|let us know)\b[^\n]*|"
    r"(?<!\w)(?<!i )(?<!we )(?:click|tap|press|follow|visit|go|use)(?: \w+){0,5} (?:to|and) (?:unsubscribe|opt|stop receiving)\b[^\n]*|"
    r"(?<!\w)unsubscribe(?: from this list| from these emails| from this e-?mail)? ?(?:\||·|•|here\b|at https?|https?:|<http|\[http|- https?)[^\n]*|(?:\||·|•) ?unsubscribe\b[^\n]*|"
    r"(?<!\w)(?:(?:you are receiving|you received|you're receiving) this (?:e-?mail|message|newsletter|text) (?:because|as)|manage (?:your )?(?:e-?mail )?(?:preferences|subscriptions?)|update (?:your )?(?:e-?mail |subscription )?preferences)[^\n]*"
)


def _mentions_instruction(folded: str) -> bool:
    return ("stop" in folded or "unsub" in folded or "opt" in folded or "longer" in folded) and any(
        word in folded for word in _HOW
    )


_HOW = ("reply", "text", "send", "respond", "txt", "type", "answer", "write", "click", "tap", "press", "follow", "visit", "http", "|", "·", "•", "manage", "update", "receiv")  # fmt: skip


def is_reaction(folded: str) -> bool:
    """Whether a phone only reports a thumb on one of our messages: Liked "Reply STOP to opt out"."""
    return len(folded) <= 2_000 and _TAPBACK.fullmatch(folded) is not None


def without_instructions(folded: str) -> str:
    """The text with "reply STOP to opt out" and mail footers blanked out; every offset stays."""
    if not _mentions_instruction(folded):
        return folded
    return _INSTRUCTION.sub(lambda found: "_" * len(found.group(0)), folded)
