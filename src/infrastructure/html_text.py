"""Mail bodies between HTML and text; above all an HTML body as two texts: what the person wrote, and what they quoted.

Readers of e-mail channels call `html_to_text` when a provider gives HTML; both texts then go through
`domain.email_cleaning` like any plain text. `clean_html` gives all four views of an HTML body at once, with offsets in
the text that it shows. Quote containers are recognised in the tree, because their edges are exact
there and guesswork in text. The walk is iterative: 3,000 nested elements overflow a recursive one
(reference/dependencies.md 2.2, which also lists the containers that mattered in 24 real client mails).
"""

import html as entities
import re
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rejoinder.domain.contacts import normalised_body
from rejoinder.domain.email_cleaning import CleanedBody, Part, Span, clean_email


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Both views in reading order; `quoted_text` is empty when nothing was quoted.

    `rough` says that the document would have cost the parser seconds and was only stripped of its tags. `text` is all
    that is shown, and `known` the stretches of it that the markup calls quoted or a signature.
    """

    reply_text: str
    quoted_text: str
    rough: bool = False
    text: str = ""
    known: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class MailText:
    """What a provider gave as plain text and as HTML, as a message wants it."""

    body: str
    """The plain text; where there is none, everything that the HTML shows."""
    html: str
    reply_text: str | None
    """The reply without its history, where the HTML shows it."""
    quoted_text: str
    flags: tuple[str, ...] = ()
    """What was seen of the history before it was taken off: `forwarded`, `interleaved`, `oversize`."""


def mail_text(plain: str, html: str) -> MailText:
    """The two views of one mail body, either of which may be empty; markup in the place of the plain text is HTML."""
    if not html and looks_like_html(plain):
        plain, html = "", plain
    if not html:
        return MailText(plain, html, None, "")
    shown = html_to_text(html)
    views = clean_email(shown.text, shown.known)
    reply, flags = _unquoted(views, shown.known) or None, tuple(flag for flag in views.flags if flag in _OF_HISTORY)
    return MailText(plain or shown.text.strip(), html, reply, views.quoted, flags)


_OF_HISTORY = ("forwarded", "interleaved", "oversize")


def _unquoted(views: CleanedBody, known: tuple[Span, ...]) -> str:
    """All but the quotes, in order; a signature that the markup names gets the delimiter that plain text has."""
    pieces: list[str] = []
    last = max((span.end for span in views.spans if span.part is Part.REPLY), default=0)
    for span in views.spans:
        piece = views.text[span.start : span.end].strip()
        if span.part is Part.QUOTED or not piece:
            continue
        named = any(mark.part is Part.SIGNATURE and mark.start < span.end and span.start < mark.end for mark in known)
        if span.part is Part.SIGNATURE and named and span.start >= last and not piece.startswith("--"):
            pieces.append("--\n" + piece)
        else:
            pieces.append(piece)
    return "\n\n".join(pieces)


_TAG_OR_ENTITY = re.compile(
    r"</?(?:a|b|body|blockquote|br|center|div|em|font|h[1-6]|head|hr|html|i|img|li|meta|o:p|ol|p|pre|s|small|span|strong"
    r"|style|sub|sup|table|tbody|td|th|title|tr|u|ul)(?:\s[^<>]{0,2000})?/?>|<!--|<!doctype|&(?:nbsp|amp|lt|gt|quot|#\d{1,6});",
    re.IGNORECASE,
)


def looks_like_html(value: str) -> bool:
    """Whether there is markup in it; an address in angle brackets is none."""
    return _TAG_OR_ENTITY.search(value) is not None


def visible_reply(content: str) -> str:
    """What somebody wrote, from HTML or plain text, without quote containers."""
    return html_to_text(content).reply_text if looks_like_html(content) else content


def text_to_paragraphs(body: str) -> str:
    """The text as HTML paragraphs; everything in it stays text."""
    paragraphs = (part.strip("\n") for part in entities.escape(body, quote=False).split("\n\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def begins_with(shown: str, body: str) -> bool:
    """Whether `shown` says `body`, perhaps with a mailbox's signature below it."""
    seen, ours = normalised_body(shown), normalised_body(body)
    return bool(ours) and (seen == ours or seen.startswith(ours + " "))


_QUOTES = ", ".join(
    (
        ".gmail_attr", "blockquote", '[class*="yahoo_quoted"]', ".moz-cite-prefix", ".moz-forward-container",
        ".protonmail_quote", ".tutanota_quote", ".zmail_extra", "#OLK_SRC_BODY_SECTION",
        "#mail-editor-reference-message-container",
        ".ms-outlook-mobile-reference-message", ".quoted-text", '[name="quote"]', "#replySplit",
        ".front-blockquote",
    )
)  # fmt: skip
# Gmail puts answers between quoted lines into the same container: after its first blockquote the person speaks again.
_SOFT_QUOTES = '.gmail_quote, [name="messageReplySection"]'
# The whole rest of the document is quoted.
_QUOTE_STARTS = ", ".join(
    (
        "#divRplyFwdMsg",
        "#x_divRplyFwdMsg",
        "#appendonsend",
        "#x_appendonsend",
        "hr#stopSpelling",
        ".OutlookMessageHeader",
    )
)
_SIGNATURES = ", ".join(
    (".gmail_signature", ".moz-signature", "#Signature", "#ms-outlook-mobile-signature", ".protonmail_signature_block")
)
_SIGNATURE_PREFIX = ".gmail_signature_prefix"
# Paragraphs that their mailer shows without space between them.
_TIGHT = ", ".join(
    ('p[class*="MsoNormal"]', 'p[style*="margin:0"]', 'p[style*="margin: 0"]', 'p[style*="margin-top:0"]')
)
_STYLED = ", ".join(
    f'[style*="{word}"]' for word in ("none", "hidden", "all", "opacity", "font-size", "max-height", "border-top")
)
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"(?:opacity|font-size|max-height)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|$|!))",
    re.IGNORECASE,
)
_OUTLOOK_BORDER = re.compile(r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1(?:\.0)?pt", re.IGNORECASE)
_INDENTATION = re.compile(
    r"margin[^;]*:[^;]*\b40px\b[^;]*;.*\bborder(?:-left)?\s*:\s*(?:none|medium none|0)", re.IGNORECASE
)

_NEVER_SHOWN = frozenset(
    ("script", "style", "head", "title", "meta", "link", "template", "noscript", "object", "svg", "math", "iframe")
)
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
        "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
    )
)  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"))

_BLANKS = re.compile(r"[ \t\r\n\f\v\xa0]+")


def html_to_text(html: str) -> HtmlText:
    """The visible text of a mail in two parts; never raises, whatever the markup, and never runs for seconds."""
    source = html.replace("\x00", "")
    tree = None if _costs_too_much(source) else LexborHTMLParser(source)
    if tree is None or tree.body is None:
        stripped = _strip_tags(source)
        return HtmlText(stripped, "", rough=True, text=stripped)
    return _Walk(tree).read(tree.body)


def clean_html(html: str) -> CleanedBody:
    """The four views of an HTML body; offsets count in `CleanedBody.text`, which is what the document shows."""
    shown = html_to_text(html)
    return clean_email(shown.text, shown.known)


@dataclass(slots=True)
class _Lines:
    """Collected text: single blanks inside a line, at most one empty line between paragraphs."""

    parts: list[str] = field(default_factory=list)
    breaks: int = 2
    blank: bool = False

    def text(self, flat: str) -> None:
        """Adds words that have only single blanks between them."""
        if flat == " ":
            self.blank = True
            return
        if not flat:
            return
        if self.breaks:
            if self.parts:
                self.parts.append("\n" * self.breaks)
            flat = flat.lstrip(" ")
        elif self.blank and flat[0] != " ":
            self.parts.append(" ")
        self.breaks = 0
        self.blank = flat[-1] == " "
        self.parts.append(flat.rstrip(" ") if self.blank else flat)
        if not self.parts[-1]:
            self.parts.pop()

    def verbatim(self, words: str) -> None:
        for index, line in enumerate(words.split("\n")):
            if index:
                self.line_break()
            self.text(_BLANKS.sub(" ", line))

    def end_block(self, paragraph: bool) -> None:
        self.breaks = max(self.breaks, 2 if paragraph else 1)
        self.blank = False

    def line_break(self) -> None:
        self.breaks = min(self.breaks + 1, 2)
        self.blank = False

    def joined(self) -> str:
        return "".join(self.parts).strip()


@dataclass(slots=True)
class _Shown(_Lines):
    """All that a document shows, and where the markup itself changes from one part to another."""

    edges: list[tuple[int, Part]] = field(default_factory=lambda: [(0, Part.REPLY)])

    def turn(self, words: str, part: Part) -> None:
        """The next words belong to `part`; a part is whole lines."""
        before = self.edges[-1][1]
        if part is not before and words and not words.isspace():
            self.end_block(Part.QUOTED in {part, before})
            self.edges.append((len(self.parts), part))

    def known(self) -> tuple[Span, ...]:
        offsets = list(accumulate(map(len, self.parts), initial=0))
        ends = [*(index for index, _ in self.edges[1:]), len(self.parts)]
        return tuple(
            Span(offsets[first], offsets[last], part)
            for (first, part), last in zip(self.edges, ends, strict=True)
            if part is not Part.REPLY
        )


class _Walk:
    """One pass over the tree without recursion; every text node lands in exactly one of the two views."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._quotes = {node.mem_id for node in tree.css(_QUOTES) if not _is_indentation(node)}
        self._soft = {node.mem_id for node in tree.css(_SOFT_QUOTES)}
        self._starts = {node.mem_id for node in tree.css(_QUOTE_STARTS)}
        self._delimited = {node.mem_id for node in tree.css(_SIGNATURES)}
        self._signatures = self._delimited | {node.mem_id for node in tree.css(_SIGNATURE_PREFIX)}
        self._hidden = {node.mem_id for node in tree.css("[hidden]")}
        for node in tree.css(_STYLED):
            style = node.attributes.get("style") or ""
            if _HIDDEN_STYLE.search(style):
                self._hidden.add(node.mem_id)
            elif _OUTLOOK_BORDER.search(style):
                self._starts.add(node.mem_id)
        self._tight = {node.mem_id for node in tree.css(_TIGHT)}
        self._reply = _Lines()
        self._quoted = _Lines()
        self._shown = _Shown()

    def read(self, body: LexborNode) -> HtmlText:
        rest_is_quoted = False
        quotes: list[int] = []  # open quote containers; a soft one that has released its text is negative
        active = 0  # how many of them still quote
        pre = signatures = 0
        open_nodes: list[tuple[LexborNode, str, int]] = []
        node = body.child
        while True:
            while node is None and open_nodes:
                parent, tag, identity = open_nodes.pop()
                if tag == "pre":
                    pre -= 1
                if tag in _BLOCKS:
                    paragraph = tag in _PARAGRAPHS and identity not in self._tight
                    for view in (self._reply, self._quoted, self._shown):
                        view.end_block(paragraph)
                signatures -= identity in self._signatures
                if quotes and abs(quotes[-1]) == identity:
                    active -= quotes.pop() > 0
                    if tag == "blockquote" and quotes and quotes[-1] in self._soft:
                        quotes[-1] = -quotes[-1]
                        active -= 1
                node = parent.next
            if node is None:
                break
            in_quote = rest_is_quoted or active > 0
            target = self._quoted if in_quote else self._reply
            if node.is_text_node:
                words = node.text_content or ""
                self._shown.turn(words, Part.QUOTED if in_quote else Part.SIGNATURE if signatures else Part.REPLY)
                flat = words if pre else _BLANKS.sub(" ", words)
                for view in (target, self._shown):
                    if pre:
                        view.verbatim(words)
                    else:
                        view.text(flat)
                node = node.next
                continue
            tag = node.tag or ""
            identity = node.mem_id
            if not node.is_element_node or tag in _NEVER_SHOWN or identity in self._hidden:
                node = node.next
                continue
            if identity in self._starts:
                rest_is_quoted = True
                target = self._quoted
            if identity in self._quotes or identity in self._soft:
                quotes.append(identity)
                active += 1
                target = self._quoted
            self._open(node, tag, identity, target)
            signatures += identity in self._signatures
            if tag == "pre":
                pre += 1
            child = node.child
            open_nodes.append((node, tag, identity))
            node = child
        return HtmlText(
            self._reply.joined(),
            self._quoted.joined(),
            text="".join(self._shown.parts),
            known=self._shown.known(),
        )

    def _open(self, node: LexborNode, tag: str, identity: int, target: _Lines) -> None:
        for view in (target, self._shown):
            if tag == "br":
                view.line_break()
            elif tag in _BLOCKS:
                view.end_block(tag in _PARAGRAPHS and identity not in self._tight)
                if tag == "li":
                    view.text("- ")
            elif tag in {"td", "th"}:
                view.text(" ")
            elif tag == "img":
                label = node.attributes.get("alt") or ""
                if 0 < len(label) <= 4 and not label.isascii():  # an emoji drawn as a picture
                    view.text(label)
        if identity in self._delimited and target is self._reply:
            target.end_block(False)
            target.text("--")
            target.end_block(False)


def _is_indentation(node: LexborNode) -> bool:
    """The indent button of webmail writes a blockquote without a border; those are the person's own words."""
    return node.tag == "blockquote" and bool(_INDENTATION.search(node.attributes.get("style") or ""))


# --- documents made to hurt -----------------------------------------------------------------------------------------

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})([^<>]*)")
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_FLAT = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "html", "head", "body",
    )
)  # fmt: skip
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_MOST_TAGS = 80_000
_BUDGET = 30_000_000  # about a quarter of a second of lexbor 3 on one core


def _costs_too_much(html: str) -> bool:
    """Whether lexbor would need seconds. Measured on selectolax 1.0.2: 180,000 nested `div` in 900 KB took 73 s,
    100,000 attributes on one tag 37 s, 1,000 unclosed `font` before paragraphs 190 MB."""
    tags = html.count("<")
    if tags > _MOST_TAGS:
        return True
    if tags <= 100 and len(html) < 10_000:
        return False
    cost = depth = formatting = 0
    for closing, name, attributes in _TAG.findall(html):
        tag = name.lower()
        if len(attributes) > 400:
            cost += min(len(_QUOTED_VALUE.sub("", attributes)), 40_000) ** 2 // 4
        if tag in _FORMATTING:
            formatting = max(0, formatting + (-1 if closing else 1))
        if tag not in _FLAT:
            depth = max(0, depth + (-1 if closing else 1))
        cost += depth
        if formatting > 20:
            cost += 500 * formatting
        if cost > _BUDGET:
            return True
    return False


_INVISIBLE_ELEMENT = re.compile(r"<(script|style|head|title)\b", re.IGNORECASE)
_LINE_TAG = re.compile(r"</?(?:br|p|div|li|tr|h[1-6]|blockquote|table|ul|ol)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[!/a-zA-Z][^<>]*>?")


def _strip_tags(html: str) -> str:
    kept: list[str] = []
    low = html.lower()
    position = 0
    while opening := _INVISIBLE_ELEMENT.search(html, position):
        kept.append(html[position : opening.start()])
        position = low.find(f"</{opening.group(1).lower()}", opening.end())
        if position < 0:
            position = len(html)
            break
    kept.append(html[position:])
    text = _ANY_TAG.sub(" ", _LINE_TAG.sub("\n", " ".join(kept)))
    lines = (" ".join(line.split()) for line in entities.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)
