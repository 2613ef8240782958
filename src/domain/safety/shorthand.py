# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Short texts as people spell them."""

import re

from rejoinder.domain.safety.spelling import Text

_TOKEN = re.compile(r"[\w'#$@*]+")
RESPELT = {
    "plz": "please", "pls": "please", "plse": "please", "txt": "text", "txting": "texting", "txts": "texts", "txtn": "texting", "textn": "texting", "txtin": "texting", "textin": "texting", "texin": "texting", "txing": "texting", "msg": "message", "msgs": "messages", "msging": "messaging", "mssg": "message", "mesage": "message", "mesages": "messages", "messege": "message", "messeges": "messages", "massages": "messages",
    "frm": "from", "u": "you", "ur": "your", "yr": "your", "ya": "you", "yall": "you", "y'all": "you", "dnt": "don't", "dont": "don't", "don": "don't", "doesnt": "doesn't", "im": "i'm", "ive": "i've", "wanna": "want to", "numbr": "number", "nubmer": "number", "numer": "number", "nmbr": "number", "num": "number", "emial": "email", "emials": "emails", "emal": "email", "emailin": "emailing", "callin": "calling", "cntct": "contact", "conact": "contact", "contcat": "contact", "contac": "contact", "contactin": "contacting",
    "st0p": "stop", "5top": "stop", "$top": "stop", "s7op": "stop", "st*p": "stop", "s*op": "stop", "stoop": "stop", "stahp": "stop", "stawp": "stop", "stopp": "stop", "stpo": "stop", "sotp": "stop", "tsop": "stop", "stoping": "stopping", "syop": "stop", "stip": "stop", "stpp": "stop", "sttop": "stop", "stoip": "stop", "stob": "stop", "sropp": "stop", "srop": "stop", "atop": "stop", "dtop": "stop", "remov": "remove", "rmv": "remove", "remve": "remove", "remvoe": "remove", "reomve": "remove", "romove": "remove", "delte": "delete", "delet": "delete", "unsuscribe": "unsubscribe", "unsubcribe": "unsubscribe", "lst": "list", "lsit": "list", "mailling": "mailing", "mailng": "mailing", "agian": "again", "agen": "again", "agn": "again", "evr": "ever", "leav": "leave", "aloen": "alone", "anymor": "anymore", "nomore": "no more", "intrested": "interested", "asap": "now", "outta": "out of", "teh": "the", "form": "from", "fron": "from", "thsi": "this", "plase": "please", "plaese": "please", "meil": "mail", "dabatase": "database", "rember": "remember", "calln": "calling", "callng": "calling", "textng": "texting", "emailn": "emailing", "emaling": "emailing", "emailng": "emailing", "contating": "contacting", "unsubribe": "unsubscribe", "unsubsribe": "unsubscribe", "unsubscrbe": "unsubscribe", "unscubscribe": "unsubscribe", "w": "with", "da": "the", "dis": "this", "dese": "these", "mah": "my", "meh": "me", "anymre": "anymore", "anymoar": "anymore", "nvr": "never", "nevr": "never", "mssgs": "messages", "mesgs": "messages",
}  # fmt: skip


def respelt(text: Text) -> Text | None:
    """The text as it would stand in a dictionary, where a short one is spelt as people text: "pls st0p txting". Its
    spans are not those of the message."""
    if len(text.folded) > 400 or RESPELT.keys().isdisjoint(_TOKEN.findall(text.folded)):
        return None
    plain = _TOKEN.sub(lambda found: RESPELT.get(found.group(0), found.group(0)), text.folded)
    return Text(plain, plain)
