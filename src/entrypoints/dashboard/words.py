"""Codes in plain words: what the trace says to somebody who runs a shop, not a queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Disposition
from rejoinder.domain.sends import SendState
from rejoinder.domain.views import InboxRow, MessageView, TraceStep


@dataclass(frozen=True, slots=True)
class Said:
    """Something in words, with the tone of the mark it stands in: good, wait, bad, ai, accent or nothing."""

    text: str
    tone: str = ""


OUTCOMES: Mapping[str, Said] = {
    Disposition.PROCESSING: Said("being worked on", "accent"),
    Disposition.RETRYING: Said("trying again", "wait"),
    Disposition.WAITING_HUMAN: Said("waits for you", "wait"),
    Disposition.SENT: Said("answered by the AI", "ai"),
    Disposition.APPROVED_SENT: Said("approved and sent", "good"),
    Disposition.EDITED_SENT: Said("edited and sent", "good"),
    Disposition.STAYED_SILENT: Said("left alone"),
    Disposition.SUPPRESSED: Said("must not be answered"),
    Disposition.SUPERSEDED: Said("answered with a newer one"),
    Disposition.BOOKED: Said("booked", "good"),
    Disposition.FAILED: Said("failed", "bad"),
}

SEND_STATES: Mapping[str, Said] = {
    SendState.QUEUED: Said("waits to leave", "wait"),
    SendState.SENDING: Said("is leaving", "accent"),
    SendState.SENT: Said("sent", "good"),
    SendState.DELIVERED: Said("delivered", "good"),
    SendState.UNDELIVERED: Said("not delivered", "bad"),
    SendState.FAILED: Said("failed", "bad"),
    SendState.UNKNOWN: Said("nobody knows", "bad"),
    SendState.WITHHELD: Said("held back", "wait"),
}

JOB_STATES: Mapping[str, Said] = {
    JobStatus.PENDING: Said("waiting", "accent"),
    JobStatus.RUNNING: Said("running", "ai"),
    JobStatus.SUCCEEDED: Said("done", "good"),
    JobStatus.FAILED: Said("gave up", "bad"),
    JobStatus.CANCELLED: Said("cancelled"),
    JobStatus.PARKED: Said("parked", "wait"),
}

SENTIMENT_TONES: Mapping[str, str] = {
    "Interested": "good",
    "Meeting Requested": "good",
    "Meeting Booked": "good",
    "Call Requested": "good",
    "Information Requested": "accent",
    "Objection": "wait",
    "Follow Up": "wait",
    "Blacklist": "bad",
    "Not Interested": "bad",
}

REASONS: Mapping[str, str] = {
    "opt-out": "They asked not to be written to.",
    "hostile": "They are hostile; an answer could only make it worse.",
    "blacklisted": "They are on the list of people who get no answer.",
    "bounce": "It is a bounce: the mail never reached a person.",
    "automated": "A machine wrote it.",
    "out-of-office": "It is an out-of-office notice.",
    "automated-reply": "A machine wrote it.",
    "not-interested": "They said no, kindly.",
    "human-answered": "One of your people has answered already.",
    "newer-message": "They wrote again; the newer message is answered, with this one in mind.",
    "help-answered": "They asked for HELP and got the text for it.",
    "not-understood": "Nobody could tell what they want.",
    "maybe-opt-out": "They may want to be left alone: read it before anybody writes again.",
    "no-such-appointment": "They speak of a meeting that is in no calendar of yours.",
    "not-judged": "The AI could not say what it means.",
    "mode-off": "The workspace is switched off: everything waits for you.",
    "mode-shadow": "The workspace only watches: a reply was written, nothing leaves by itself.",
    "mode-suggest": "The workspace only suggests: you decide every reply.",
    "mode-auto": "The workspace may answer by itself.",
    "channel-not-automatic": "On this channel nothing leaves by itself.",
    "automation-paused": "Automation keeps out of this conversation.",
    "backfilled": "It is an old message that was fetched later.",
    "stale": "It is too old to be answered without you.",
    "injection-suspected": "It tries to give orders to the AI.",
    "talk-of-harm": "Somebody may be in danger: a person answers, at once.",
    "emergency": "It is an emergency: a person answers, at once.",
    "legal-threat": "They speak of lawyers, courts or authorities.",
    "medical": "It is about somebody's health.",
    "perhaps-a-minor": "They may be a child.",
    "money-dispute": "They want money back, or dispute a payment.",
    "complaint": "They complain.",
    "hostile-words": "They are angry.",
    "press": "They write for the press.",
    "wants-a-person": "They ask for a person.",
    "perhaps-an-opt-out": "It may mean that they want no more messages.",
    "has-attachments": "It has attachments, which the AI did not see.",
    "attachment-only": "It is only an attachment, which the AI did not see.",
    "empty-message": "There was no text.",
    "group-chat": "Several people read this chat.",
    "empty-draft": "The AI wrote nothing.",
    "hidden-characters": "The draft holds characters that nobody sees.",
    "too-long": "The draft is too long for this medium.",
    "unresolved-placeholder": "The draft still has a blank to fill in.",
    "forbidden-term": "The draft uses a word that you have forbidden.",
    "repeats-ourselves": "The draft says what was said already.",
    "unsourced-fact": "The draft states something that nobody told it.",
    "source-changed": "A price, a link or an entry has changed since: nothing of yours says any more what this says.",
    "slot-mismatch": "The draft offers a time that the calendar does not have.",
    "offer-expired": "The times that it offers are over.",
    "too-many-automatic-turns": "It has answered by itself often enough here; it could be talking to a machine.",
    "daily-budget-spent": "Today's AI budget is spent.",
    "lead-budget-spent": "The AI budget for this person is spent.",
    "not-evaluated": "The second look at the draft did not happen.",
    "evaluator-wants-a-person": "The second look wants you to read it.",
    "below-threshold": "The second look is not sure enough.",
    "evaluation-passed": "The second look is sure enough.",
    "approved": "Somebody approved it.",
    "rejected": "Somebody rejected the draft.",
    "auto": "Every check passed.",
    "switch": "A switch holds everything back.",
    "conversation-moved-on": "Something new was said after the reply was decided.",
    "send-unknown": "The provider did not say whether the reply went out.",
    "by-person": "A person decided.",
    "cancelled-by-person": "A person cancelled it.",
    "not-sent": "The reply could not be sent.",
    "in-a-persons-hands": "A person has taken it over.",
    "slot-accepted": "They accepted a time; it waits for you to book it.",
    "booking": "A meeting is being booked.",
    "same-message": "It is the same message again.",
    "times-to-offer": "The calendar is asked for free times.",
    "edited-after-answer": "They changed their message after it was answered.",
    "no-route": "There is no way to reach them.",
    "worker-lost": "The process that worked on it died; another takes over.",
    "sealed-elsewhere": "The stored keys cannot be opened here.",
    "disconnected": "The account is signed out at the provider.",
}

CHECKS: Mapping[str, str] = {
    "received": "It came in",
    "written": "It was written",
    "safety": "Read by rules",
    "screened": "Read by rules",
    "cleaned": "Quotes and signature set apart",
    "classified": "Understood",
    "opt-out": "May they be written to?",
    "automated": "Is it a person?",
    "route": "Is there a way back?",
    "system-gate": "May the machine answer this at all?",
    "mode": "What may leave by itself?",
    "channel": "May this channel answer by itself?",
    "human-answered": "Did one of yours answer?",
    "newest": "Is it their newest message?",
    "fresh": "Is it fresh enough?",
    "injection": "Does it give orders to the AI?",
    "ambiguous-opt-out": "Might it be an opt-out?",
    "source": "Is it certain where it came from?",
    "attachments": "Are there attachments?",
    "group": "Does a group read it?",
    "text": "Is the text fit to leave?",
    "sourced-facts": "Does it say only what it knows?",
    "offered-times": "Are the offered times free?",
    "own-words": "Does it keep to its own words?",
    "loop": "Is it talking to a machine?",
    "budget": "Is there AI budget left?",
    "evaluation": "Second look at the draft",
    "eligibility": "Does it deserve an answer?",
    "drafted": "A reply was written",
    "decided": "Decision",
    "queued": "Reply put in line",
    "claimed": "Reply taken to be sent",
    "sent": "Handed to the provider",
    "delivered": "Delivered",
    "withheld": "Held back at the last moment",
    "unknown": "The provider gave no answer",
    "settled": "Settled by a person",
    "approved": "Approved",
    "edited": "Draft edited",
    "rejected": "Draft rejected",
    "regenerated": "Draft written anew",
    "disposed": "Outcome",
    "scored": "Scored",
    "status-changed": "Status changed",
    "follow-ups-paused": "Follow-ups paused",
    "follow-ups-resumed": "Follow-ups go on",
    "follow-up": "Follow-up",
    "automation-paused": "Automation keeps out",
    "automation-resumed": "Automation may answer again",
    "snoozed": "Put aside",
    "woken": "Brought back",
    "learned": "Learned",
    "job-failed": "Gave up",
    "job-cancelled": "Cancelled",
    "job-retried": "Started again",
}
CHANNELS: Mapping[str, str] = {
    "calendly": "Calendly (meetings)",
    "clay": "Clay (looks people up)",
    "emailbison": "EmailBison (e-mail)",
    "ghl_sms": "HighLevel (text messages)",
    "instantly": "Instantly (e-mail)",
    "sandbox": "Simulated people",
    "slack": "Slack (approvals)",
    "smartlead": "Smartlead (e-mail)",
    "twilio_sms": "Twilio (text messages)",
    "twilio_voice": "Twilio (calls)",
    "unipile_linkedin": "LinkedIn (through Unipile)",
    "vapi": "Vapi (voice assistant)",
}
MODES: Mapping[str, Said] = {
    "off": Said("Off: messages are kept and understood; you answer everything yourself"),
    "shadow": Said("Watch: replies are written for comparison and never leave", "accent"),
    "suggest": Said("Suggest: every reply waits for your yes", "wait"),
    "auto": Said("Automatic: what passes every check leaves by itself; the rest waits for you", "ai"),
}
ROLES: Mapping[str, str] = {
    "viewer": "Viewer: looks",
    "operator": "Operator: answers, and starts work again",
    "admin": "Admin: sets up, and lets others in",
}
SEVERITIES: Mapping[str, str] = {
    "low": "Everything, trifles too",
    "medium": "What should be looked at today",
    "high": "What should be looked at now",
    "critical": "Only what costs you messages",
}
SWITCHES: Mapping[str, str] = {
    "outbound_halted": "Nothing leaves",
    "outbound_paused": "Nothing leaves by itself",
    "ai_disabled": "The AI is off",
    "processing_paused": "Nothing is worked on",
    "alerts_muted": "Alerts are quiet",
}
CONNECTION_STATES: Mapping[str, Said] = {
    "waiting": Said("waits for its first message", "wait"),
    "active": Said("works", "good"),
    "failing": Said("in trouble", "bad"),
    "disconnected": Said("signed out at the provider", "bad"),
    "disabled": Said("switched off"),
}
DAYS: Mapping[str, str] = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
_LABELS: Mapping[str, str] = {
    "base_url": "Address of its API",
    "webhook_secret": "Webhook secret",
    "where": "To",
    "connection_id": "Account",
    "external_assistant_id": "The assistant's id",
}
_SPELT_SO = {"api": "API", "id": "ID", "sid": "SID", "url": "address", "uri": "address", "dsn": "DSN"}
_WITH_COUNTRY = "Write the number with its country, such as +1 202 555 0100."
WRONG: Mapping[str, str] = {
    "name": "Give it a name, of at most 200 characters.",
    "timezone": "There is no such time zone. Choose one of the list, such as Europe/Berlin.",
    "number": _WITH_COUNTRY,
    "forward_to": _WITH_COUNTRY,
    "owner_phone": _WITH_COUNTRY,
    "from": _WITH_COUNTRY,
    "business_phone": "Write the number as people shall read it, such as (202) 555-0100.",
    "booking_link": "Write a whole address, such as https://cal.example/you.",
    "auto_send_threshold": "Write a number from 0 to 1, such as 0.9.",
    "lead_budget_usd": "Write an amount in US $, such as 1 or 0.50.",
    "daily_budget_usd": "Write an amount in US $, such as 25.",
    "retention_days": "Write a number of days, 30 or more.",
    "email": "Write an e-mail address, such as you@example.com.",
    "external_assistant_id": "Copy the assistant's id from your provider.",
}
"""What to do about a field that was refused, by its name; any other says what the refusal itself says."""
_SAYS_WHAT = frozenset({"classified", "status-changed"})
"""Entries whose verdict is the news."""
_PASSED = frozenset({"pass", "ok", "clear", "stored", "new", "queued", "sent", "delivered", "approved", "send-now"})
_STOPPED = frozenset({"ask", "wait", "ask-human", "waiting-human", "withheld", "unknown", "proposed"})
_REFUSED = frozenset({"silent", "stay-silent", "failed", "error", "suppressed", "rejected"})


def spelt(code: str) -> str:
    """A code that nobody put into words yet, without its dashes."""
    return code.replace("_", " ").replace("-", " ")


def label_of(name: str) -> str:
    """What a field is called on a page."""
    name = name.rpartition(".")[2]
    if name in _LABELS:
        return _LABELS[name]
    first, *rest = [_SPELT_SO.get(word, word) for word in name.split("_")]
    return " ".join([first[:1].upper() + first[1:], *rest])


def channel(name: str) -> str:
    """A channel as a shop owner knows it; a new one by its own name."""
    return CHANNELS.get(name) or spelt(name).capitalize()


def mode(name: str) -> Said:
    """The short name of a mode, with its tone."""
    known = MODES.get(name)
    return Said(known.text.partition(":")[0], known.tone) if known else Said(name)


def reason(code: str) -> str:
    """The sentence of a reason code; a person's own words as they are."""
    return REASONS.get(code) or (spelt(code) if " " not in code else code)


def reasons(decision: Mapping[str, Any]) -> list[str]:
    """Why a draft waits for a person. Where the mode alone decides that, the checks that were spared are not named."""
    codes = [str(code) for code in decision.get("reasons", ())]
    if any(code.startswith("mode-") for code in codes):
        codes = [code for code in codes if code != "not-evaluated"]
    return [reason(code) for code in codes]


def outcome(disposition: str | None) -> Said:
    """How a message ended; of what we wrote, that we wrote it."""
    return OUTCOMES.get(disposition or "", Said(spelt(disposition or "")))


def send_state(state: str) -> Said:
    return SEND_STATES.get(state, Said(state))


def job_state(status: str) -> Said:
    return JOB_STATES.get(status, Said(status.lower()))


def job_name(type_: str) -> str:
    """A kind of work in words."""
    if type_.endswith("_INBOUND_POST_PROCESS"):
        return f"understand {spelt(type_.removesuffix('_INBOUND_POST_PROCESS')).lower()}"
    return spelt(type_).lower()


def wrote(author: str) -> str:
    """Who stands behind a message of ours."""
    known = {"ai": "AI", "human": "one of you", "campaign": "campaign", "elsewhere": "one of you, elsewhere"}
    return known.get(author, "Rejoinder" if author == "system" else author)


def shown_name(name: str, address: str) -> str:
    """The person's name, else where they write from."""
    return name or address or "somebody"


def why(message: MessageView) -> Said:
    """One sentence: why was this answered, or why not?"""
    if message.direction != "inbound":
        return Said(f"Written by {wrote(message.author)}.")
    found = outcome(message.disposition)
    because = reason(message.disposition_reason) if message.disposition_reason else ""
    opening = found.text[:1].upper() + found.text[1:]
    return Said(f"{opening}: {because[:1].lower()}{because[1:]}" if because else f"{opening}.", found.tone)


def row_state(row: InboxRow) -> Said:
    """The mark of a line in the inbox."""
    if row.direction != "inbound":
        return Said(f"last word: {wrote(row.author)}")
    if row.draft_id is not None and row.disposition == Disposition.WAITING_HUMAN:
        return Said("draft ready", "wait")
    return outcome(row.disposition)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trace in words, with everything behind it folded away."""

    code: str
    """The check, as the API names it."""
    title: str
    text: str
    tone: str
    at: datetime
    actor: str
    cost: str
    quotes: tuple[str, ...]
    inputs: Mapping[str, Any]
    is_check: bool
    """One of the questions that were asked before a decision."""


def _tone(step: TraceStep) -> str:
    verdict = step.verdict.lower()
    if verdict in _PASSED:
        return "good"
    if verdict in _STOPPED:
        return "wait"
    return "bad" if verdict in _REFUSED else ""


def _quotes(step: TraceStep) -> tuple[str, ...]:
    seen = step.inputs.get("inputs", step.inputs)
    spans = seen.get("spans") or seen.get("terms") or ()
    found = [str(s.get("text", "")) if isinstance(s, Mapping) else str(s) for s in spans if s]
    more = [str(seen[name]) for name in ("evidence", "passage", "placeholder") if seen.get(name)]
    return tuple(found + more)


def _actor(step: TraceStep) -> str:
    if step.kind == "ai-call":
        return f"AI ({step.model})" if step.model else "AI"
    return "" if step.actor in ("rejoinder", "") else step.actor


def step_in_words(step: TraceStep) -> Step:
    """One step of the trace, for somebody who does not know the code."""
    title = CHECKS.get(step.check, spelt(step.check))
    if step.kind == "ai-call":
        title = f"AI: {spelt(step.check.replace('.', ' '))}"
    text = reason(step.reason) if step.reason and step.reason != step.check else ""
    if step.check in _SAYS_WHAT and step.verdict:
        text = f"{step.verdict} ({text})" if text else step.verdict
    if not text and step.verdict and step.verdict not in ("pass", "ok", "stored"):
        text = OUTCOMES[step.verdict].text if step.verdict in OUTCOMES else spelt(step.verdict)
    cost = "" if not step.cost_usd else f"${step.cost_usd:.5f}"
    return Step(
        code=step.check,
        title=title[:1].upper() + title[1:],
        text=text,
        tone=_tone(step),
        at=step.at,
        actor=_actor(step),
        cost=cost,
        quotes=_quotes(step),
        inputs=step.inputs.get("inputs", step.inputs),
        is_check=step.kind == "check",
    )
