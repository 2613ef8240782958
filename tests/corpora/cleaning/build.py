# ruff: noqa: E501 - markup of mailers, one quote per line
"""Composes the generated half of the corpus from the hand-written parts: `python -m tests.corpora.cleaning.build`.

A mail is a list of `[part, text]` segments whose texts, one after the other, are the body. Every second pair of a
language and a client goes to `tuned.json`, the others to `held_out.json`, and the two halves share no reply, signature,
offer, disclaimer, footer or quote header.
"""

import html
import json
import random
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.corpora.cleaning.parts import LANGUAGES, LEADS, SELLERS, SUBJECTS

HERE = Path(__file__).parent
Segments = list[list[str]]
REPLY, SIGNATURE, QUOTED, DISCLAIMER, MARKUP = "reply", "signature", "quoted", "disclaimer", "markup"
STYLES = ("top", "top", "signed", "signed", "mobile", "legal", "bottom", "inline", "forward", "quote only", "no quote")
LINE_BY_LINE = {"gmail", "apple", "thunderbird", "proton"}


class Scene:
    """One mail's ingredients: a language, a half of the corpus, and what chance chose."""

    def __init__(self, language: str, half: int, style: str, chance: random.Random) -> None:
        self.parts = LANGUAGES[language]
        self.half = half
        self.style = style
        self.chance = chance
        self.name, self.address = SELLERS[half]
        self.lead, self.lead_address = LEADS[half]
        self.subject = SUBJECTS[half]
        self.reply: str = chance.choice(self.parts["reply"][half])
        self.signature: str = (
            chance.choice(self.parts["signature"][half]) if style in {"signed", "legal", "forward", "bottom"} else ""
        )
        self.mobile: str = chance.choice(self.parts["mobile"][half]) if style == "mobile" else ""
        self.legal: str = self.parts["disclaimer"][half] if style == "legal" else ""
        self.offer: str = self.parts["outreach"][half]
        if style == "forward":
            self.reply = self.parts["forward"][half][0]
        if style == "quote only":
            self.reply = ""

    def attribution(self, client: str) -> str:
        return str(self.parts[client][self.half]).format(name=self.name, addr=self.address)

    def headers(self, date_word: str | None = None) -> list[tuple[str, str]]:
        sender, sent, to, copy, subject = self.parts["labels"]
        rows = [
            (sender, f"{self.name} <{self.address}>"), (date_word or sent, self.parts["date"][self.half]),
            (to, f"{self.lead} <{self.lead_address}>"), (copy, "Al Deputy <al@lead.example>"), (subject, self.subject),
        ]  # fmt: skip
        return rows if self.chance.random() < 0.5 else [row for row in rows if row[0] != copy]


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


# --- plain text -------------------------------------------------------------------------------------------------------


def quote_text(client: str, scene: Scene) -> str:
    """What the client puts below an answer."""
    english = ("Mon, Jan 05, 2026 at 10:12 AM", "Thu, Feb 12, 2026 at 4:40 PM")[scene.half]
    block = "\n".join(f"{label}: {value}" for label, value in scene.headers())
    starred = "\n".join(f"*{label.strip()}:* {value}" for label, value in scene.headers())
    match client:
        case "gmail" | "apple" | "thunderbird":
            line = scene.attribution(client)
            if client == "gmail" and scene.chance.random() < 0.5:
                line = textwrap.fill(line, 60, break_long_words=False, break_on_hyphens=False)
            return f"{line}\n\n{marked(scene.offer)}"
        case "yahoo":
            return f" {scene.attribution('yahoo')}\n \n " + scene.offer.replace("\n", "\n ")
        case "outlook":
            return f"{block}\n\n{scene.offer}"
        case "outlook original":
            return f"-----{scene.parts['original']}-----\n{block}\n\n{scene.offer}"
        case "outlook web":
            return f"{'_' * 32}\n{block}\n\n{scene.offer}"
        case "outlook mobile":
            return f"{'_' * 32}\n{starred}\n\n{scene.offer}"
        case "proton":
            if scene.half:
                return f"{scene.attribution('yahoo')}\n\n{marked(scene.offer)}"
            return f"------- Original Message -------\nOn Monday, January 5th, 2026 at 10:12 AM, {scene.name} <{scene.address}> wrote:\n\n\n{marked(scene.offer)}"
        case "superhuman":
            return f"On {english}, {scene.name} <{scene.address}> wrote:\n\n{scene.offer}"
        case "spark":
            stamp = ("5 Jan 2026 at 10:12 +0100", "12 Feb 2026, 16:40 +0000")[scene.half]
            return f"On {stamp}, {scene.name} <{scene.address}>, wrote:\n{marked(scene.offer)}"
        case "front":
            stamp = ("January 5, 2026, 10:12 AM GMT+1", "February 12, 2026 at 4:40 PM UTC")[scene.half]
            return f"On {stamp} {scene.address} wrote:\n\n{scene.offer}"
        case "zoho":
            stamp = ("Mon, 05 Jan 2026 10:12:33 +0100", "Thu, 12 Feb 2026 16:40:02 +0000")[scene.half]
            return f"---- On {stamp} {scene.name} <{scene.address}> wrote ----\n\n{scene.offer}"
        case "gmx":
            rows = dict(scene.headers())
            sender, sent, to, _, subject = scene.parts["labels"]
            order = (sent, sender, to, subject)
            return "\n".join(f"{label}: {rows[label]}" for label in order) + f"\n\n{scene.offer}"
    raise ValueError(client)


def forward_text(client: str, scene: Scene) -> str:
    block = "\n".join(f"{label}: {value}" for label, value in scene.headers())
    match client:
        case "gmail" | "superhuman" | "front" | "zoho":
            return f"---------- Forwarded message ---------\n{block}\n\n\n{scene.offer}"
        case "apple" | "spark":
            return f"{scene.parts['begin']}\n\n{marked(block)}\n>\n{marked(scene.offer)}"
        case "thunderbird" | "proton":
            return f"-------- {scene.parts['forwarded']} --------\n{block}\n\n{scene.offer}"
    return quote_text(client, scene)


def text_mail(client: str, scene: Scene) -> Segments:
    if scene.style == "inline" and client in LINE_BY_LINE | {"spark"}:
        attribution = quote_text(client, scene).split("\n\n")[0]
        segments = (
            [[QUOTED, f"{attribution}\n"]] if client != "spark" else [[QUOTED, attribution.split("\n")[0] + "\n"]]
        )
        for question, answer in zip(
            scene.parts["questions"][scene.half], scene.parts["answers"][scene.half], strict=True
        ):
            segments += [[QUOTED, f"> {question}\n\n"], [REPLY, f"{answer}\n\n"]]
        segments.append([QUOTED, "> Sam\n"])
        return segments
    quote = forward_text(client, scene) if scene.style == "forward" else quote_text(client, scene)
    if scene.style == "bottom" and client in LINE_BY_LINE:
        segments = [[QUOTED, quote + "\n\n"], [REPLY, scene.reply + "\n"]]
        if scene.signature:
            segments.append([SIGNATURE, f"\n{_delimited(client, scene)}\n"])
        return segments
    segments = []
    if scene.reply:
        segments.append([REPLY, scene.reply + "\n\n"])
    if scene.signature:
        segments.append([SIGNATURE, _delimited(client, scene) + "\n\n"])
    if scene.mobile:
        segments.append([SIGNATURE, scene.mobile + "\n\n"])
    if client in {"superhuman", "spark"} and scene.style == "signed":
        segments.append([SIGNATURE, f"Sent via {client.title()}\n\n"])
    if scene.legal:
        segments.append([DISCLAIMER, scene.legal + "\n\n"])
    if scene.style != "no quote":
        segments.append([QUOTED, quote + "\n"])
    return segments


def _delimited(client: str, scene: Scene) -> str:
    return (
        f"-- \n{scene.signature}"
        if client in {"thunderbird", "gmail"} and scene.chance.random() < 0.4
        else scene.signature
    )


# --- HTML -------------------------------------------------------------------------------------------------------------


def lines_html(text: str, opening: str, closing: str, empty: str) -> str:
    return "".join(f"{opening}{html.escape(line) if line else empty}{closing}" for line in text.split("\n"))


def breaks(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


def reply_html(client: str, text: str) -> str:
    if client in {"outlook", "outlook web"}:
        kind = (
            'class="MsoNormal"'
            if client == "outlook"
            else 'class="elementToProof" style="font-family: Aptos; font-size: 12pt"'
        )
        tag = "p" if client == "outlook" else "div"
        return lines_html(
            text, f"<{tag} {kind}>", f"</{tag}>\n", "<o:p>&nbsp;</o:p>" if client == "outlook" else "<br>"
        )
    if client in {"thunderbird", "zoho", "gmx"}:
        return f"<p>{breaks(text)}</p>"
    return lines_html(text, "<div>", "</div>", "<br>")


def signature_html(client: str, text: str) -> str:
    match client:
        case "gmail":
            return f'<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{breaks(text)}</div>'
        case "thunderbird":
            return f'<pre class="moz-signature" cols="72">-- \n{html.escape(text)}</pre>'
        case "outlook web":
            return f'<div id="Signature">{lines_html(text, "<p>", "</p>", "<br>")}</div>'
        case "outlook mobile":
            return f'<div id="ms-outlook-mobile-signature">{breaks(text)}</div>'
        case "proton":
            return f'<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">{breaks(text)}</div></div>'
    return reply_html(client, text)


def headers_html(scene: Scene) -> str:
    return "<br>".join(f"<b>{html.escape(label)}:</b> {html.escape(value)}" for label, value in scene.headers())


def quote_html(client: str, scene: Scene) -> Segments:
    offer = breaks(scene.offer)
    block = headers_html(scene)
    english = ("Mon, Jan 05, 2026 at 10:12 AM", "Thu, Feb 12, 2026 at 4:40 PM")[scene.half]
    who = html.escape(f"{scene.name} <{scene.address}>")

    def said(kind: str) -> str:
        return html.escape(scene.attribution(kind))

    match client:
        case "gmail":
            if scene.style == "forward":
                return [
                    [
                        QUOTED,
                        f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>{block}</div><br><br>{offer}</div>',
                    ]
                ]
            return [
                [
                    QUOTED,
                    f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{said("gmail")}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{offer}</blockquote></div>',
                ]
            ]
        case "apple":
            return [
                [
                    QUOTED,
                    f'<br><blockquote type="cite">{said("apple").removeprefix("&gt; ")}</blockquote></div><blockquote type="cite"><div dir="ltr">{offer}</div></blockquote>',
                ]
            ]
        case "thunderbird":
            return [
                [
                    QUOTED,
                    f'<div class="moz-cite-prefix">{said("thunderbird")}<br></div><blockquote type="cite" cite="mid:1@acme.example">{offer}</blockquote>',
                ]
            ]
        case "yahoo":
            return [
                [
                    QUOTED,
                    f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>{said("yahoo")}</div><div><br></div><div>{offer}</div></div></div>',
                ]
            ]
        case "outlook":
            colour = ("#E1E1E1", "#B5C4DF")[scene.half]
            return [
                [
                    QUOTED,
                    f'<div><div style="border:none;border-top:solid {colour} 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">{block}</p></div></div><p class="MsoNormal">{offer}</p>',
                ]
            ]
        case "outlook web":
            return [
                [
                    QUOTED,
                    f'<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{block}</font><div>&nbsp;</div></div><div>{offer}</div>',
                ]
            ]
        case "outlook mobile":
            return [
                [
                    QUOTED,
                    f'<div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing"><hr><b>{block}</b></div><div>{offer}</div></div>',
                ]
            ]
        case "proton":
            return [
                [
                    QUOTED,
                    f'<div class="protonmail_quote">{said("yahoo")}<br><br><blockquote class="protonmail_quote" type="cite">{offer}</blockquote><br></div>',
                ]
            ]
        case "gmx":
            return [
                [
                    QUOTED,
                    f'<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{block}</div><div name="quoted-content">{offer}</div></div>',
                ]
            ]
        case "zoho":
            return [
                [
                    QUOTED,
                    f'<div class="zmail_extra_hr" style="border-top: 1px solid rgb(204, 204, 204)"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><br><div>---- On Mon, 05 Jan 2026 10:12:33 +0100 <b>{who}</b> wrote ---</div><br><blockquote id="blockquote_zmail">{offer}</blockquote></div>',
                ]
            ]
        case "front":
            return [
                [
                    QUOTED,
                    f'<div>On January 5, 2026, 10:12 AM GMT+1 <a href="mailto:x">{scene.address}</a> wrote:</div><blockquote type="cite" class="front-blockquote">{offer}</blockquote>',
                ]
            ]
        case "superhuman":
            return [
                [
                    QUOTED,
                    f'<br/><div class="gmail_quote">On {english}, {who} wrote:<br/><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{offer}</blockquote></div>',
                ]
            ]
        case "spark":
            return [
                [
                    QUOTED,
                    f'<div name="messageReplySection">On 5 Jan 2026 at 10:12 +0100, {who}, wrote:<br/><blockquote type="cite" style="border-left-color: grey">{offer}</blockquote></div>',
                ]
            ]
        case "unmarked":  # a mailer that rewrites everything to bare divs
            return [[QUOTED, f"<div>{said('gmail')}</div><div>{offer}</div>"]]
        case "unmarked block":
            return [[QUOTED, f"<div>{block}</div><div>{offer}</div>"]]
    raise ValueError(client)


def html_mail(client: str, scene: Scene) -> Segments:
    head = '<html><head><style>p {margin:0}</style></head><body><div dir="ltr">'
    segments: Segments = [[MARKUP, head]]
    if scene.style == "inline" and client in {"gmail", "thunderbird", "apple"}:
        wrapper = '<div class="gmail_quote">' if client == "gmail" else "<div>"
        cite = scene.attribution(client if client != "apple" else "gmail")
        open_cite = {
            "gmail": '<div class="gmail_attr">',
            "thunderbird": '<div class="moz-cite-prefix">',
            "apple": "<div>",
        }[client]
        segments.append([QUOTED, f"{wrapper}{open_cite}{html.escape(cite)}</div>"])
        for question, answer in zip(
            scene.parts["questions"][scene.half], scene.parts["answers"][scene.half], strict=True
        ):
            segments += [
                [QUOTED, f'<blockquote type="cite">{html.escape(question)}</blockquote>'],
                [REPLY, f"<div>{html.escape(answer)}</div>"],
            ]
        return [*segments, [QUOTED, '<blockquote type="cite">Sam</blockquote>'], [MARKUP, "</div></div></body></html>"]]
    quote = quote_html(client, scene)
    if scene.style == "bottom" and client in {"thunderbird", "apple"}:
        segments += [*quote, [REPLY, reply_html(client, scene.reply)]]
        if scene.signature:
            segments.append([SIGNATURE, signature_html(client, scene.signature)])
        return [*segments, [MARKUP, "</div></body></html>"]]
    if scene.reply:
        segments.append([REPLY, reply_html(client, scene.reply)])
    if scene.signature:
        segments.append([SIGNATURE, "<div><br></div>" + signature_html(client, scene.signature)])
    if scene.mobile:
        segments.append([SIGNATURE, f'<div><br></div><div dir="ltr">{html.escape(scene.mobile.split("<")[0])}</div>'])
    if scene.legal:
        segments.append([DISCLAIMER, f'<div><br></div><p style="font-size:8pt;color:gray">{breaks(scene.legal)}</p>'])
    if scene.style != "no quote":
        segments += quote
    return [*segments, [MARKUP, "</div></body></html>"]]


TEXT = ("gmail", "apple", "thunderbird", "yahoo", "outlook", "outlook original", "outlook web", "outlook mobile", "proton", "superhuman", "spark", "front", "zoho", "gmx")  # fmt: skip
HTML = ("gmail", "apple", "thunderbird", "yahoo", "outlook", "outlook web", "outlook mobile", "proton", "gmx", "zoho", "front", "superhuman", "spark", "unmarked", "unmarked block")  # fmt: skip
KINDS: tuple[tuple[str, tuple[str, ...], Callable[[str, Scene], Segments]], ...] = (
    ("text", TEXT, text_mail),
    ("html", HTML, html_mail),
)


def mails() -> list[list[dict[str, Any]]]:
    """Both halves; the same on every run."""
    chance = random.Random(20260105)
    halves: list[list[dict[str, Any]]] = [[], []]
    for row, language in enumerate(LANGUAGES):
        for kind, clients, compose in KINDS:
            for column, client in enumerate(clients):
                half = (row + column) % 2
                style = STYLES[(row * 7 + column * 3 + len(kind)) % len(STYLES)]
                segments = compose(client, Scene(language, half, style, chance))
                identity = f"{language} {client} {kind} {style}".replace(" ", "-")
                halves[half].append({"id": identity, "language": language, "client": client, "style": style, "format": kind, "segments": segments})  # fmt: skip
    return halves


def main() -> None:
    for name, half in zip(("tuned.json", "held_out.json"), mails(), strict=True):
        rows = ",\n".join(json.dumps(mail, ensure_ascii=False) for mail in half)
        (HERE / name).write_text(f"[\n{rows}\n]\n", encoding="utf-8")
        print(name, len(half))


if __name__ == "__main__":
    main()
