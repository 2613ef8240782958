# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""Web addresses that say something about a person: their booking page, their LinkedIn profile."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

_URL = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,18}(?::\d{2,5})?(?:/[^\s<>\"'\]\[{}|\\^`»“”]*)?",
    re.IGNORECASE,
)
_TAIL = ".,;:!?)>*_…'\"’"


@dataclass(frozen=True, slots=True)
class Link:
    """One address in a text."""

    url: str
    """With its scheme, without what only tracks."""
    start: int
    end: int

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower().removeprefix("www.")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def links(text: str) -> Iterator[Link]:
    """Every web address in the text, unwrapped, without the punctuation behind it."""
    for found in _URL.finditer(text):
        stated = found.group()
        while stated and (stated[-1] in _TAIL) and not (stated[-1] == ")" and stated.count("(") >= stated.count(")")):
            stated = stated[:-1]
        if not stated:
            continue
        url = _unwrapped(stated if "//" in stated[:8] else "https://" + stated)
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            continue
        if "." in host:
            yield Link(url, found.start(), found.start() + len(stated))


def _unwrapped(url: str) -> str:
    """The address inside a mail gateway's or search engine's own."""
    for _ in range(2):
        try:
            parts = urlsplit(url)
        except ValueError:
            return url
        host = (parts.hostname or "").lower()
        inner = ""
        if host.endswith("safelinks.protection.outlook.com"):
            inner = parse_qs(parts.query).get("url", [""])[0]
        elif host in ("www.google.com", "google.com") and parts.path == "/url":
            query = parse_qs(parts.query)
            inner = (query.get("q") or query.get("url") or [""])[0]
        elif host in ("l.facebook.com", "lnkd.in") and "u" in parse_qs(parts.query):
            inner = parse_qs(parts.query)["u"][0]
        if not inner.startswith(("http://", "https://")):
            return url
        url = unquote(inner) if "%3A" in inner else inner
    return url


_HREF = re.compile(r"<a\s[^<>]{0,2000}?href\s*=\s*[\"']?(https?://[^\s\"'<>]{4,1000})", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(
    r"gmail_quote|<blockquote|divRplyFwdMsg|appendonsend|OLK_SRC_BODY|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote|replySplit|"
    r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)|stopSpelling|reference-message|OutlookMessageHeader|-----\s?Original|messageReplySection",
    re.IGNORECASE,
)
_READ = 200_000


def unquoted_targets(html: str) -> list[str]:
    """Where links lead that stand before anything quoted; an HTML body names them without showing them."""
    begins = _QUOTE_BEGINS.search(html, 0, _READ)
    shown = html[: begins.start() if begins else _READ]
    return [entities.unescape(found[1]) for found in islice(_HREF.finditer(shown), 50)]


# Host, and what its path must look like for a page on which others book a time with one person or team.
_SOMETHING = r"/[^/\s]{2,}"
_BOOKING: tuple[tuple[str, str], ...] = (
    (r"calendly\.com", r"/(?!(?:app|login|signup|pricing|blog|legal|privacy|cancellations|reschedulings|invitees|events|integrations|help|features|solutions|resources|about|event_types)(?:/|$))[^/\s]{2,}"),
    (r"(?:app\.)?cal\.com|cal\.eu", r"/(?!(?:blog|pricing|docs|login|signup|privacy|terms|apps|booking|reschedule|cancel|settings|event-types|enterprise|features|solutions)(?:/|$))[^/\s]{2,}"),
    (r"meetings(?:-[a-z0-9]+)?\.hubspot\.com", _SOMETHING),
    (r"(?:app(?:-[a-z0-9]+)?\.)?hubspot\.com", r"/meetings/[^/\s]{2,}"),
    (r"calendar\.app\.google", _SOMETHING),
    (r"calendar\.google\.com", r"/calendar/(?:u/\d+/)?(?:appointments|selfsched)(?:/|\?|$).*"),
    (r"savvycal\.com", _SOMETHING),
    (r"(?:[a-z0-9-]+\.)?chilipiper\.com", r"/(?:book|me|personal|round-robin|link|go|router|booking|meet|[a-z-]+/[^/\s]+).*"),
    (r"(?!www\.|api\.|support\.|help\.)[a-z0-9-]+\.youcanbook\.me", r".*"),
    (r"[a-z0-9-]+\.(?:acuityscheduling|as)\.(?:com|me)", r".*"),
    (r"(?:app\.)?acuityscheduling\.com", r"/(?:schedule\.php|schedule/).*"),
    (r"(?:go\.)?oncehub\.com|(?:go|meet)\.scheduleonce\.com|meetme\.so", _SOMETHING),
    (r"doodle\.com", r"/(?:[a-z]{2}/)?(?:bp|mm|meetme|sign-up-sheet|booking-page)/.+"),
    (r"zcal\.co", r"/(?!(?:login|pricing|blog)(?:/|$))[^/\s]{2,}"),
    (r"tidycal\.com", r"/(?!(?:login|pricing|blog|privacy|register)(?:/|$))[^/\s]{2,}"),
    (r"outlook\.office(?:365)?\.com", r"/(?:owa/calendar/[^/]+/bookings|book/[^/]+|bookwithme/).*"),
    (r"bookings\.cloud\.microsoft|book\.ms|outlook\.office\.com", r"/(?:book|bookwithme)/?.*"),
    (r"(?:app\.)?reclaim\.ai", r"/(?:r|m|meeting)/.+"),
    (r"app\.usemotion\.com", r"/(?:meet|book)/.+"),
    (r"(?:calendar|cal)\.notion\.so|calendar\.notion\.com", r"/meet/.+"),
    (r"[a-z0-9-]+\.zohobookings\.(?:com|eu|in|com\.au)", r".*"),
    (r"(?:app|api|link|msgsndr)\.?(?:[a-z0-9-]+\.)?(?:leadconnectorhq|msgsndr|gohighlevel)\.com", r"/widget/(?:booking|bookings|appointment|groups)/.+"),
    (r"(?:[a-z0-9-]+\.)?setmore\.com", r"/(?!(?:login|pricing|blog)(?:/|$)).{2,}"),
    (r"[a-z0-9-]+\.simplybook\.(?:me|it|pro|asia)", r".*"),
    (r"(?:[a-z0-9-]+\.)?appointlet\.com", r"/.{2,}"),
    (r"(?:www\.)?vyte\.in", _SOMETHING),
    (r"(?:[a-z0-9-]+\.)?harmonizely\.com|koalendar\.com|freebusy\.io|lemcal\.com|neetocal\.com|zeeg\.me|meetergo\.com|cal\.meetergo\.com|trafft\.com|tucalendi\.com|bookafy\.com|appt\.link|fantastical\.app|clara\.co|cal\.ci|calendso\.com|calday\.com|cituro\.com|skedda\.com|sprintful\.com|calendesk\.com|meetfox\.com|hey\.com", r"/(?!(?:login|pricing|blog|privacy|terms)(?:/|$))[^\s]{2,}"),
    (r"[a-z0-9-]+\.(?:neetocal|trafft|bookafy|cituro|calendesk|10to8|picktime|timify|gettimely|timetap|genbook|vagaro|fresha|youcanbookme)\.com", r".*"),
    (r"(?:book\.)?morgen\.so|book\.squareup\.com|squareup\.com", r"/(?:appointments/)?(?:book/)?.{3,}"),
    (r"app\.apollo\.io", r".*meet.*"),
    (r"(?:app\.)?clockwise\.com|(?:app\.)?getclockwise\.com", r"/c/.+"),
    (r"meet\.(?:boomerangapp|salesloft|outreach)\.(?:com|io)|[a-z0-9-]+\.na\.chilipiper\.com", r"/.{2,}"),
)  # fmt: skip
_PAGES = tuple((re.compile(host), re.compile(path, re.IGNORECASE)) for host, path in _BOOKING)
_PROFILE = re.compile(r"^/(?:[a-z]{2}/)?(?:in|pub)/(?P<name>[^/?#\s]{2,100})", re.IGNORECASE)
_LINKEDIN = re.compile(r"^(?:[a-z]{2,3}\.)?linkedin\.com$")


def is_scheduling(link: Link) -> bool:
    """Whether others book a time with somebody there."""
    host = link.host
    rest = link.path + ("?" + urlsplit(link.url).query if urlsplit(link.url).query else "")
    return any(pattern.fullmatch(host) and path.match(rest) for pattern, path in _PAGES)


def profile_of(link: Link) -> str:
    """The LinkedIn profile in one spelling; empty for companies, posts and everything else."""
    if not _LINKEDIN.match(link.host):
        return ""
    found = _PROFILE.match(unquote(link.path))
    return f"https://www.linkedin.com/in/{found['name'].rstrip('/')}" if found else ""


_COMMON = frozenset(
    [
        "in",
        "pub",
        "company",
        "school",
        "posts",
        "feed",
        "m",
        "r",
        "me",
        "u",
        "book",
        "bookwithme",
        "booking",
        "bookings",
        "owa",
        "calendar",
        "calendars",
        "meetings",
        "meeting",
        "meet",
        "widget",
        "groups",
        "appointment",
        "appointments",
        "schedule",
        "schedules",
        "schedule.php",
        "selfsched",
        "bp",
        "mm",
        "meetme",
        "c",
        "d",
        "link",
        "go",
        "round-robin",
        "personal",
        "router",
        "booking-page",
        "sign-up-sheet",
        "event-types",
    ]
)
"""Parts of a path that say what a page is, not whose."""


def owner_of(link: Link) -> str:
    """Host and the first part of the path that names somebody, by which two addresses of one person's are known."""
    host = re.sub(r"^[a-z]{2,3}\.(?=linkedin\.com$)", "", link.host)
    parts = link.path.strip("/").lower().split("/")
    kept: list[str] = []
    for part in parts[:5]:
        kept.append(part)
        if part not in _COMMON:
            break
    return f"{host}/{'/'.join(kept)}"


_BOOKING_WORD = re.compile(
    r"(?:^|[./_-])(?:book(?:ing)?s?|meet(?:ing)?s?|schedul(?:e|er|ing)|calendar|cal|appointments?|appt|termine?|terminbuchung|buchung|rdv|rendez-?vous|"
    r"reservas?|reservar|citas?|agenda|agendar|agendamento|prenota(?:zioni)?|afspraak|afspraken|boek|boka|bokning|bestill|rezerwacj\w*|"
    r"umow|rezervace|varaus|varaa|time|slots?|demo)(?:$|[./_?-])"
)
_WIDGET = re.compile(r"^/widget/(?:bookings?|appointment|groups)/[^/\s]{2,}", re.IGNORECASE)
_INVITES = re.compile(
    r"(?<!\w)(?:(?:book|schedule|grab|pick|choose|find|reserve|select|get|set up) (?:yourself )?(?:a |an |some |any |your |the )?(?:\w+ )?"
    r"(?:time|slot|meeting|call|appointment|chat|demo|session|consultation|spot|date)s?|(?:book|schedule)(?: (?:it|in|directly|online))? (?:with|time with) (?:me|us)|"
    r"my (?:calendar|scheduler|booking (?:page|link)|scheduling (?:page|link))|"
    r"termin\w* (?:\w+ ){0,3}(?:buchen|vereinbaren|aussuchen|wahlen)|(?:buchen|buche|wahlen|wahle|vereinbaren|suchen) (?:sie |dir )?(?:\w+ ){0,3}(?:termin|zeit|slot)|"
    r"(?:prenez|prendre|prends|reservez|reserver|choisissez) (?:un |votre )?(?:rendez-vous|rdv|creneau|horaire)|"
    r"(?:reserva|reserve|agenda|agende|elija|elige|escoge) (?:aqui|conmigo|una? (?:cita|hora|hueco|reunion|llamada)|tu (?:cita|hora))|"
    r"(?:prenota|prenoti|prenotare|fissa|fissi|scelga|scegli) (?:qui|un (?:appuntamento|incontro|orario)|una (?:call|chiamata))|"
    r"(?:marque|agende|agendar|reserve|escolha) (?:aqui|comigo|uma? (?:reuniao|horario|hora|chamada|call))|"
    r"(?:boek|plan|kies|reserveer) (?:hier |zelf )?(?:een |direct een )?(?:afspraak|moment|tijd|gesprek|call)|"
    r"(?:umow|zarezerwuj|wybierz|prosze umowic) (?:\w+ ){0,2}(?:spotkanie|termin|rozmowe)|"
    r"(?:boka|valj) (?:en |ett )?(?:tid|mote)|(?:book|vaelg|vælg|bestill|velg) (?:en |et )?(?:tid|mode|mote)|"
    r"(?:varaa|valitse) (?:\w+ )?(?:aika|tapaaminen)|(?:rezervujte|vyberte|domluvte) (?:si )?(?:termin|schuzku|cas))(?!\w)"
)


def is_own_scheduling(link: Link, around: str) -> bool:
    """Whether a page on a domain of somebody's own books times: its address says so, and the folded words beside it
    invite to it. A booking widget of HighLevel says so by its path alone."""
    if _WIDGET.match(link.path):
        return True
    where = f"{link.host}{link.path}".lower()
    return _BOOKING_WORD.search(where) is not None and _INVITES.search(around) is not None
