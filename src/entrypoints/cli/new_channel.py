"""`rejoinder new-channel`: one folder that passes the shared suite, to be turned into a real provider."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated, Any

import typer

from rejoinder.domain.messages import Medium
from rejoinder.entrypoints.cli.instance import CommandFailed

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SECRET = "secret-of-the-sample"  # noqa: S105 - invented, and written into the samples for everybody to see
_WHO = {Medium.EMAIL: ("jane@acme.example", "us@shop.example")}


def new_channel(
    name: Annotated[str, typer.Argument(help="The channel's name, such as acme_mail: small letters and underscores.")],
    medium: Annotated[Medium, typer.Option(help="What its people talk over.")] = Medium.EMAIL,
    folder: Annotated[
        Path | None, typer.Option(help="Where the channels are; default: src/infrastructure/channels of this checkout.")
    ] = None,
) -> None:
    """Make the folder of a new channel; it works at once, and its samples show what to change."""
    if not _NAME.fullmatch(name):
        raise CommandFailed(f"'{name}' is no channel name; take small letters, digits and underscores.")
    place = (folder or Path("src/infrastructure/channels")) / name
    if not place.parent.is_dir():
        raise CommandFailed(f"There is no folder {place.parent}; run this in a checkout, or give --folder.")
    if place.exists():
        raise CommandFailed(f"{place} exists already; choose another name.")
    for path, text in _filled(name, medium).items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    print(f"{place} is there. Now: ./run pytest tests/channels -k {name}, and docs/adding-a-channel.md.")


def _filled(name: str, medium: Medium) -> dict[str, str]:
    """Every file of the folder."""
    words = {
        "name": name,
        "dashed": name.replace("_", "-"),
        "Class": "".join(part.capitalize() for part in name.split("_")),
        "Title": " ".join(part.capitalize() for part in name.split("_")),
        "MEDIUM": medium.name,
    }
    found = {
        entry.name.removesuffix(".tmpl"): Template(entry.read_text(encoding="utf-8")).substitute(words)
        for entry in files("rejoinder.entrypoints.cli").joinpath("channel_template").iterdir()
        if entry.name.endswith(".tmpl")
    }
    samples = {
        "samples/message.json": _message(words, medium),
        "samples/unknown_event.json": _unknown(words),
        "samples/without_id.json": _delivery(words, {"type": "message.received"}, {"error": "PayloadUnreadable"}),
        "samples/sends/ok.json": _send(words, medium),
    } | {f"samples/sends/error_{status}.json": _refused_send(words, medium, status) for status in _REFUSALS}
    return found | {path: json.dumps(sample, indent=2) + "\n" for path, sample in samples.items()}


_REFUSALS = {401: "ConnectionRevoked", 422: "MessageRefused", 429: "ProviderBusy", 500: "OutcomeUnknown"}


def _refused_send(words: dict[str, str], medium: Medium, status: int) -> dict[str, Any]:
    answer = {"status": status, "headers": {}, "body": {"message": "no"}}
    return {**_send(words, medium), "answer": answer, "becomes": {"error": _REFUSALS[status]}}


def _delivery(words: dict[str, str], body: dict[str, Any], becomes: dict[str, Any]) -> dict[str, Any]:
    signature = hmac.new(_SECRET.encode(), json.dumps(body).encode(), hashlib.sha256).hexdigest()
    return {
        "_meta": {"provider": words["name"], "mark": "assumed", "proof": "signature"},
        "connection": {"account": "", "credentials": {"api_key": "key-of-the-sample"}, "webhook_secrets": [_SECRET]},
        "url": f"https://rejoinder.example.com/api/webhooks/{words['name']}/k",
        "headers": {"content-type": "application/json", f"x-{words['dashed']}-signature": signature},
        "body": body,
        "becomes": becomes,
    }


def _message(words: dict[str, str], medium: Medium) -> dict[str, Any]:
    them, us = _WHO.get(medium, ("+12025550143", "+12025550100"))
    said = {"type": "message.received", "id": "m-1", "from": them, "to": us, "name": "Jane Doe", "body": "Still free?"}
    fields = {"external_id": "m-1", "medium": medium.value, "sender": them, "recipient": us, "body": "Still free?"}
    key = {"key": "message.received:m-1", "kind": "message.received", "fact": "InboundMessage"}
    return _delivery(words, said, {**key, "fields": fields})


def _unknown(words: dict[str, str]) -> dict[str, Any]:
    key = {"key": "account.updated:e-1", "kind": "account.updated", "fact": "Noted"}
    return _delivery(words, {"type": "account.updated", "id": "e-1"}, {**key, "fields": {"reason": "not-a-message"}})


def _send(words: dict[str, str], medium: Medium) -> dict[str, Any]:
    them, us = _WHO.get(medium, ("+12025550143", "+12025550100"))
    outbound = {"send_id": "s-1", "medium": medium.value, "recipient": them, "sender": us, "body": "Yes, it is."}
    return {
        "_meta": {"provider": words["name"], "mark": "assumed", "direction": "outbound"},
        "connection": {"account": "", "credentials": {"api_key": "key-of-the-sample"}, "webhook_secrets": []},
        "outbound": {**outbound, "conversation": "t-1"},
        "request": {
            "method": "POST",
            "url": f"https://api.{words['dashed']}.example/v1/messages",
            "headers": {"content-type": "application/json", "authorization": "Bearer key-of-the-sample"},
            "json": {"to": them, "body": "Yes, it is.", "thread": "t-1"},
        },
        "answer": {"status": 200, "headers": {}, "body": {"id": "p-1"}},
        "becomes": {"receipt": "p-1"},
    }
