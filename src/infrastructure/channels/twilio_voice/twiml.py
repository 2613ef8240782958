"""What a caller hears: TwiML, the little XML that Twilio reads out."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from rejoinder.domain.bridges import Bridge
from rejoinder.domain.numbers import CallReply, Forward, Greet, TextsOnly
from rejoinder.domain.ports.channels import WebhookAnswer, WebhookRequest

_WILL_TEXT = (
    "Thank you for calling. We cannot take your call right now. "
    "We are sending you a text message: please reply to it, and we will help you."
)
_CANNOT_TEXT = (
    "Thank you for calling. We cannot take your call right now, and your number is withheld, so we cannot text you. "
    "We will be told about your call. You can also send a text message to this number."
)
_TEXTS_ONLY = "This number takes text messages only. Please send us a text message. Goodbye."
_MISSED = (
    "Sorry, nobody could take your call. We are sending you a text message: please reply to it, and we will help you."
)
_RINGS_FOR_S = 20
_PERSON_RINGS_FOR_S = 40
_NOT_THROUGH = "You cannot be put through now. Please look at your text messages. Goodbye."


def twiml(*verbs: str) -> WebhookAnswer:
    """A TwiML document of these verbs."""
    body = '<?xml version="1.0" encoding="UTF-8"?><Response>' + "".join(verbs) + "</Response>"
    return WebhookAnswer(body.encode(), "text/xml")


def _say(words: str) -> str:
    return f"<Say>{escape(words)}</Say><Hangup/>"


def greeting(*, will_text: bool = True) -> WebhookAnswer:
    return twiml(_say(_WILL_TEXT if will_text else _CANNOT_TEXT))


def after_dial(*, missed: bool) -> WebhookAnswer:
    """What the caller hears once the person who was rung has hung up, or never picked up."""
    return twiml(_say(_MISSED)) if missed else twiml("<Hangup/>")


def answer_bridge(request: WebhookRequest, bridge: Bridge | None) -> WebhookAnswer:
    """The owner pressed a key: they are put through to the person of that call, or hear that they cannot be."""
    if bridge is None:
        return twiml(_say(_NOT_THROUGH))
    # Relative to the host that Twilio called, like the action of a call that is forwarded.
    path = urlsplit(request.url).path
    action = quoteattr(f"{path}?bridge={bridge.id}")
    ring = f"<Number>{escape(bridge.person)}</Number>"
    return twiml(
        f'<Dial callerId={quoteattr(bridge.our_number)} timeout="{_PERSON_RINGS_FOR_S}" action={action}>{ring}</Dial>'
    )


def after_bridge(*, connected: bool) -> WebhookAnswer:
    """What the owner hears once the person has hung up, or never picked up."""
    return twiml("<Hangup/>") if connected else twiml(_say("They did not pick up. Goodbye."))


def answer_call(request: WebhookRequest, reply: CallReply) -> WebhookAnswer:
    """The answer to a call that comes in."""
    match reply:
        case Forward(number):
            # Relative to the host that Twilio called; it signs the result of this call's <Dial> like any other.
            key_path = urlsplit(request.url).path.removesuffix("/fallback").rstrip("/")
            action = quoteattr(f"{key_path}/dial")
            ring = f"<Number>{escape(number)}</Number>"
            return twiml(f'<Dial answerOnBridge="true" timeout="{_RINGS_FOR_S}" action={action}>{ring}</Dial>')
        case TextsOnly():
            return twiml(_say(_TEXTS_ONLY))
        case Greet(will_text):
            return greeting(will_text=will_text)
