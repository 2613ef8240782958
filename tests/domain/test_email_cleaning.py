# ruff: noqa: E501 - tables of whole messages
"""What a person wrote now, told apart from what they signed and quoted (REQ-35)."""

import re
import sys
import time
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rejoinder.domain.email_cleaning import CleanedBody, Part, Span, clean_email, footers, lines, quotes, signatures


def squeezed(text: str) -> str:
    return "".join(text.split())


HEADERS = {
    "english gmail": "On Mon, Jan 5, 2026 at 10:12 AM Sam Seller <sam@acme.com> wrote:",
    "english over two lines": "On Mon, Jan 5, 2026 at 10:12 AM Sam Seller <sam@acme.com>\nwrote:",
    "english over four lines": "On Monday, 5 January 2026 at 10:12,\nSam Seller of the long named company\n<sam.seller@a-very-long-domain.example>\nwrote:",
    "apple mail": "On Jan 5, 2026, at 10:12, Sam Seller <sam@acme.com> wrote:",
    "old gmail": "2026-01-05 10:12 GMT+01:00 Sam Seller <sam@acme.com>:",
    "no verb": "2026/1/5 sam via Acme <sam@acme.com> wrote:",
    "german": "Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb Sam Seller <sam@acme.com>:",
    "german reversed": "Sam Seller <sam@acme.com> schrieb am Mo., 5. Jan. 2026, 10:12:",
    "french": "Le lun. 5 janv. 2026 à 10:12, Sam Seller <sam@acme.com> a écrit :",
    "spanish": "El lun, 5 ene 2026 a las 10:12, Sam Seller (<sam@acme.com>) escribió:",
    "italian": "Il giorno lun 5 gen 2026 alle ore 10:12 Sam Seller <sam@acme.com> ha scritto:",
    "portuguese": "Em seg., 5 de jan. de 2026 às 10:12, Sam Seller <sam@acme.com> escreveu:",
    "dutch": "Op ma 5 jan 2026 om 10:12 schreef Sam Seller <sam@acme.com>:",
    "polish": "pon., 5 sty 2026 o 10:12 Sam Seller <sam@acme.com> napisał(a):",
    "polish thunderbird": "W dniu 5.01.2026 o 10:12, Sam Seller pisze:",
    "outlook rule": "-----Original Message-----\nFrom: Sam\nSent: Monday",
    "outlook german rule": "-----Ursprüngliche Nachricht-----\nVon: Sam",
    "outlook block": "From: Sam Seller <sam@acme.com>\nSent: Monday, January 5, 2026 10:12 AM\nTo: Jo Lead <jo@lead.com>\nSubject: Your roof",
    "outlook bold block": "*From:* Sam Seller\n*Sent:* Monday\n*To:* Jo\n*Subject:* Roof",
    "outlook underscores": "________________________________\nFrom: Sam Seller <sam@acme.com>\nSent: Monday\nTo: Jo\nSubject: Roof",
    "outlook german block": "Von: Sam Seller <sam@acme.com>\nGesendet: Montag, 5. Januar 2026 10:12\nAn: Jo\nBetreff: Dach",
    "outlook french block": "De : Sam Seller <sam@acme.com>\nEnvoyé : lundi 5 janvier 2026 10:12\nÀ : Jo\nObjet : Toit",
    "outlook spanish block": "De: Sam Seller <sam@acme.com>\nEnviado el: lunes, 5 de enero de 2026\nPara: Jo\nAsunto: Techo",
    "outlook italian block": "Da: Sam Seller <sam@acme.com>\nInviato: lunedì 5 gennaio 2026\nA: Jo\nOggetto: Tetto",
    "outlook portuguese block": "De: Sam Seller <sam@acme.com>\nEnviada em: segunda-feira\nPara: Jo\nAssunto: Telhado",
    "outlook dutch block": "Van: Sam Seller <sam@acme.com>\nVerzonden: maandag 5 januari 2026\nAan: Jo\nOnderwerp: Dak",
    "outlook polish block": "Od: Sam Seller <sam@acme.com>\nWysłano: poniedziałek\nDo: Jo\nTemat: Dach",
    "long recipient list": "From: Sam <sam@acme.com>\nSent: Monday\nTo: Jo <jo@lead.com>;\n Al <al@lead.com>;\n Bo <bo@lead.com>\nSubject: Roof",
    "apple forward": "Begin forwarded message:\n\nFrom: Sam\nSubject: Roof\nDate: Monday",
    "gmail forward": "---------- Forwarded message ---------\nFrom: Sam <sam@acme.com>\nDate: Mon\nSubject: Roof",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("prefix", ["", "> "], ids=["bare quote", "marked quote"])
def test_everything_below_a_quote_header_is_quoted(header: str, prefix: str) -> None:
    body = f"Yes, Tuesday at 3 works.\n\n{header}\n\n{prefix}Would Monday at 9 suit you?\n{prefix}Reply STOP to unsubscribe\n"
    cleaned = clean_email(body)
    assert cleaned.reply == "Yes, Tuesday at 3 works."
    assert "Would Monday at 9" in cleaned.quoted
    assert "unsubscribe" in cleaned.quoted


ELSEWHERE = (
    "Sam Seller <sam@acme.com> schrieb am Mo., 5. Jan. 2026,\n10:12:",
    "<sam@acme.com> schrieb am Mo., 5. Jan. 2026, 10:12:",
    "On Tue, 2026-01-06 at 10:12 +0100, Sam Seller wrote:",
    "* Sam Seller <sam@acme.com> [260105 10:12]:",
    "Sam Seller wrote on 05.01.2026 10:12:",
    "Sam Seller schreef op 2026-01-05 10:12:",
    "At 10:12 05.01.2026, you wrote:",
    "În lun., 5 ian. 2026 la 10:12, Sam <sam@acme.com> a scris:",
    "2026年1月5日(月) 10:12 Sam Seller <sam@acme.com>:",
    "пн, 5 янв. 2026 г. в 10:12, Sam Seller <sam@acme.com>:",
    "Sam Seller <sam@acme.com>, 5 Oca 2026 Pzt, 10:12 tarihinde şunu yazdı:",
    "2026-01-05 10:12 keltezéssel, Sam írta:",
    'Le 5 janv. 2026 10:12 AM, "Sam Seller" <sam@acme.com> a écrit :',
)


@pytest.mark.parametrize("header", ELSEWHERE)
@pytest.mark.parametrize("prefix", ["", "> "], ids=["bare quote", "marked quote"])
def test_attributions_of_other_clients_and_languages_begin_a_quote_too(header: str, prefix: str) -> None:
    cleaned = clean_email(f"Yes please.\n\n{header}\n\n{prefix}Would Monday at 9 suit you?\n{prefix}Sam")
    assert cleaned.reply == "Yes please."


FOOTERS = (
    "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.", "From My Iphone 6", "Sent with Airmail",
    "Sent from Mailbox for iPad", "Sent from my cell, please excuse any typos.", "<<sent by galaxy>>", "從我的 iPhone 傳送",
    "Sent from my Windows 8 PC <http://windows.example/preview>", "Get Outlook for iOShttps://aka.ms/o0ukef", "Отправлено с iPhone",
    "iPhoneから送信", "Typos courtesy of my iPhone", "Please excuse brevity, sent from my phone", "Von Outlook für Android gesendet",
)  # fmt: skip


@pytest.mark.parametrize("footer", FOOTERS)
def test_the_footer_of_a_device_is_not_said(footer: str) -> None:
    cleaned = clean_email(f"Call me.\n\n{footer}")
    assert (cleaned.reply, cleaned.signature) == ("Call me.", footer)


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_mail_that_only_quotes_stays_empty(header: str) -> None:
    cleaned = clean_email(f"{header}\n\nWould Monday at 9 suit you?\n")
    assert cleaned.reply == ""
    assert "only-quoted" in cleaned.flags


KEPT = {
    "a line that begins with To:": "To: be honest I am not sure.\nCall me tomorrow.",
    "a line that begins with From:": "From: Monday on we are closed.\nWrite to me then.",
    "two header-like lines": "Date: next Tuesday\nTo: our office in Leeds",
    "a last paragraph with a phone number": "Sounds good.\n\nPlease call me on +1 202 555 0143 after lunch.",
    "a last paragraph with a link": "Sounds good.\n\nOur site is https://lead.example and you can see the roof there.",
    "the number below": "Yes please.\n\nCall me at the number below\n+1 202 555 0143",
    "an address to visit": "Come by on Friday.\n\nWe are at 12 High Street, ring 202 555 0143 if you get lost.",
    "a number alone": "Sure\n\n202-555-0143",
    "a thank-you before the question": "Thanks\n\nCan you call me at 202 555 0143?",
    "thanks as the whole answer": "Thanks",
    "on reflection": "On reflection, I liked what your colleague wrote: it was clear.\nLet us talk.",
    "on Monday, without a quote": "On Monday I wrote to you about the price.\nNo answer yet.",
    "arithmetic, not a quote": "We have\n> 50 people\nso we need the big plan.",
    "dashes between paragraphs": "First of all, I like it and I want to hear more from you.\n----\nSecond, how much is it for 20 people?",
    "a sentence about a phone": "I sent it from my iPhone yesterday, did you get it?",
    "sent from, in a sentence": "Sent from our side already, please check your inbox",
    "how it was sent": "The form is done.\n\nSent by email on Monday.",
    "a confidential question": "Is this offer confidential?\n\nWe would like to share it.",
    "a list": "1. price\n2. terms\n3. start date",
    "polish short answer": "Dziękuję, proszę o telefon jutro.",
    "emoji": "👍",
    "best is an adverb": "Tuesday is best\nWednesday works too",
    "a greeting that looks like a closing": "Thanks John\n\nWhat does it cost per month?",
    "thanks and a time": "Thanks Mark\n\nTuesday 3pm",
    "thanks and a count": "Thanks\n40 seats, March start",
    "where a van should drive": "From: Hull\nTo: Leeds\nDate: 3 March\n\nHow much would that be?",
    "a wish to leave the list": "Hi,\n\nI no longer wish to receive these e-mails, please unsubscribe me.",
    "a day after thanks, in Spanish": "Gracias\nMartes",
    "an original message in prose": "I lost the original message, please resend.",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_words_of_the_person_are_kept(body: str) -> None:
    cleaned = clean_email(body)
    assert squeezed(cleaned.reply) == squeezed(body)
    assert cleaned.quoted == ""


SIGNED = {
    "delimiter": ("Call me.\n\n-- \nJo Lead\nLead Ltd", "Call me."),
    "delimiter without blank": ("Call me.\n--\nJo Lead\n+1 202 555 0143", "Call me."),
    "english": ("Call me.\n\nBest regards,\nJo Lead\nCEO, Lead Ltd\n+1 202 555 0143\nwww.lead.example", "Call me."),
    "thanks and a name": ("Call me.\n\nThanks,\nJo", "Call me."),
    "on one line": ("Call me.\n\nThanks, Jo", "Call me."),
    "german": ("Rufen Sie an.\n\nMit freundlichen Grüßen\nJo Lead", "Rufen Sie an."),
    "german short": ("Passt.\n\nVG\nJo", "Passt."),
    "french": ("Appelez-moi.\n\nBien cordialement,\nJo Lead", "Appelez-moi."),
    "spanish": ("Llámeme.\n\nSaludos cordiales,\nJo Lead", "Llámeme."),
    "italian": ("Mi chiami.\n\nCordiali saluti,\nJo Lead", "Mi chiami."),
    "portuguese": ("Ligue-me.\n\nAtenciosamente,\nJo Lead", "Ligue-me."),
    "dutch": ("Bel mij.\n\nMet vriendelijke groet,\nJo Lead", "Bel mij."),
    "polish": ("Proszę dzwonić.\n\nPozdrawiam serdecznie\nJo Lead", "Proszę dzwonić."),
    "name and card without closing": ("Call me.\n\nJo Lead\nCEO | Lead Ltd\n+1 202 555 0143", "Call me."),
    "title behind a bar": ("Call me.\n\nJo Lead | Head of Ops\nLead Ltd | Leeds\nm: +44 7700 900123", "Call me."),
    "two languages": (
        "Ja.\n\nMit freundlichen Grüßen / Best regards\n\ni.A. Jo Lead\nVertrieb\n\nLead GmbH\nTel. +49 30 123456",
        "Ja.",
    ),
    "a slogan": ("Call me.\nRegards\nJo Lead\nBook a meeting with me: https://cal.example/jo", "Call me."),
    "dash and name": ("Call me.\n\n- Jo", "Call me."),
    "iphone": ("Call me.\n\nSent from my iPhone", "Call me."),
    "iphone after a name": ("Call me.\n\nJo\n\nSent from my iPhone", "Call me.\n\nJo"),
    "outlook for ios": ("Call me.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Call me."),
    "german iphone": ("Rufen Sie an.\n\nVon meinem iPhone gesendet", "Rufen Sie an."),
    "french iphone": ("Appelez-moi.\n\nEnvoyé de mon iPhone", "Appelez-moi."),
    "spanish iphone": ("Llámeme.\n\nEnviado desde mi iPhone", "Llámeme."),
    "italian iphone": ("Mi chiami.\n\nInviato da iPhone", "Mi chiami."),
    "portuguese iphone": ("Ligue-me.\n\nEnviado do meu iPhone", "Ligue-me."),
    "dutch iphone": ("Bel mij.\n\nVerstuurd vanaf mijn iPhone", "Bel mij."),
    "polish iphone": ("Proszę dzwonić.\n\nWysłane z iPhone'a", "Proszę dzwonić."),
    "android": ("Call me.\n\nSent from my Samsung Galaxy smartphone.", "Call me."),
    "yahoo": ("Call me.\n\nSent from Yahoo Mail on Android", "Call me."),
}


@pytest.mark.parametrize(("body", "reply"), SIGNED.values(), ids=SIGNED)
@pytest.mark.parametrize(
    "quote", ["", "\n\nOn Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote:\n> Hi"], ids=["plain", "above a quote"]
)
def test_a_signature_is_set_apart(body: str, reply: str, quote: str) -> None:
    cleaned = clean_email(body + quote)
    assert cleaned.reply == reply
    assert squeezed(cleaned.signature) == squeezed(body)[len(squeezed(reply)) :]


def test_a_postscript_below_the_signature_is_still_said() -> None:
    cleaned = clean_email("Yes.\n\nBest,\nJo\n\nPS: call me on Monday, not before.")
    assert cleaned.reply == "Yes.\n\nPS: call me on Monday, not before."
    assert cleaned.signature == "Best,\nJo"


def test_a_question_below_the_name_is_still_said() -> None:
    cleaned = clean_email("Yes.\n\nThanks\nJo\nCan you send the price?")
    assert cleaned.reply == "Yes.\n\nCan you send the price?"


@pytest.mark.parametrize("said", ["Please remove me from your list", "Bitte nehmen Sie mich aus dem Verteiler"])
def test_a_wish_right_below_the_name_is_still_said(said: str) -> None:
    assert said in clean_email(f"Yes.\n\nThanks\nJo\n{said}").reply


@pytest.mark.parametrize("body", ["No.\n\nThanks,\nStop", "Hi Sam\n\n--\nstop writing to me please", "Danke\nAbmelden"])
def test_a_command_where_a_name_would_stand_is_said(body: str) -> None:
    assert clean_email(body).reply == body


def test_a_language_without_rules_is_cut_where_the_quote_is_marked() -> None:
    cleaned = clean_email("Igen.\n\nSam <sam@acme.com> ezt írta (időpont: 2026. jan. 8., Cs, 9:00):\n\n> Hi")
    assert cleaned.reply == "Igen."


def test_a_paragraph_below_the_signature_is_still_said() -> None:
    cleaned = clean_email("Yes.\n\nBest regards,\nJo Lead\n\nBy the way, can you also do gutters?")
    assert "gutters" in cleaned.reply
    assert cleaned.signature == "Best regards,\nJo Lead"


def test_thanks_above_a_name_is_the_reply_when_there_is_no_other() -> None:
    cleaned = clean_email("Thanks,\nJo Lead\nCEO\n\nOn Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote:\n> Hi")
    assert cleaned.reply == "Thanks,"
    assert cleaned.signature.startswith("Jo Lead")


@pytest.mark.parametrize("footer", ["Sent from my iPhone", "-- \nJo Lead\n+1 202 555 0143"])
def test_a_footer_above_a_quote_is_no_reply(footer: str) -> None:
    """Falling back to the raw text here would read our own offer as the lead's words (F21)."""
    cleaned = clean_email(f"{footer}\n\nOn Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote:\n> Monday 9:00?")
    assert cleaned.reply == ""
    assert cleaned.flags == ("only-quoted",)


@pytest.mark.parametrize("body", ["Sent from my iPhone", "-- \nJo Lead\n+1 202 555 0143"])
def test_a_footer_alone_is_kept_uncut(body: str) -> None:
    cleaned = clean_email(body)
    assert squeezed(cleaned.reply) == squeezed(body)


DISCLAIMERS = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received this "
    "e-mail in error please notify the sender and delete it.",
    "CONFIDENTIALITY NOTICE: This message may contain privileged information. If you are not the intended recipient, "
    "any disclosure is prohibited.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
    "Ce message et ses pièces jointes sont strictement confidentiels. Si vous n'êtes pas le destinataire, détruisez-le.",
    "Este mensaje y sus archivos adjuntos pueden contener información confidencial para el destinatario.",
    "Please consider the environment before printing this e-mail. It is the only planet with good tea on it.",
)


@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
def test_a_legal_paragraph_is_neither_reply_nor_signature(disclaimer: str) -> None:
    cleaned = clean_email(f"Yes, call me.\n\nBest regards,\nJo Lead\n\n{disclaimer}\n")
    assert cleaned.reply == "Yes, call me."
    assert cleaned.signature == "Best regards,\nJo Lead"
    assert squeezed(cleaned.disclaimer) == squeezed(disclaimer)


def test_answers_between_quoted_lines_are_the_reply() -> None:
    cleaned = clean_email(
        "On Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote:\n> How many people?\n\n40\n\n> When?\n\nIn March\n"
    )
    assert cleaned.reply == "40\n\nIn March"
    assert "interleaved" in cleaned.flags


def test_an_answer_below_the_quote_is_the_reply() -> None:
    cleaned = clean_email("Sam Seller wrote:\n> Are you free on Monday?\n\nNo, Tuesday.")
    assert cleaned.reply == "No, Tuesday."


def test_a_quoted_line_broken_by_a_mailer_does_not_leak() -> None:
    cleaned = clean_email(
        "No thanks\n\n> We could meet on Monday at nine in the morning or whenever else it\nsuits you\n> best. Regards"
    )
    assert cleaned.reply == "No thanks"


def test_a_body_that_a_provider_flattened_is_cut_inside_the_line() -> None:
    cleaned = clean_email(
        "Sounds good, call me. On Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote: Hi Jo, Monday at 9? Unsubscribe here"
    )
    assert cleaned.reply == "Sounds good, call me."
    flat = clean_email("Sounds good. From: Sam <sam@acme.com> Sent: Monday To: Jo Subject: Roof Hi Jo, Monday at 9?")
    assert flat.reply == "Sounds good."


UNSUBSCRIBE_LINES = (
    "If you no longer wish to receive these emails, click here to unsubscribe: https://acme.example/u/9",
    "You are receiving this email because you are listed on lead.example.",
    "Unsubscribe | Manage preferences",
    'Not relevant? Reply "stop" and I will not write again.',
    "Abmelden | Einstellungen",
)


@pytest.mark.parametrize("line", UNSUBSCRIBE_LINES)
def test_our_own_unsubscribe_line_is_not_said_by_the_lead(line: str) -> None:
    cleaned = clean_email(f"Not this year.\n\n{line}")
    assert cleaned.reply == "Not this year."
    assert cleaned.disclaimer == line


COMPLAINTS = (
    "I believe I received this email in error. Please remove me from your list.",
    "Under the GDPR you must delete all my data. You are prohibited from distributing my address to third parties.",
    "When I click unsubscribe nothing happens, so take me off by hand.",
    "Unsubscribe from this list now.",
    "If you don't want to lose our business, reply to my last mail.",
    "If you do not receive our order by Monday, let me know.",
    "Ich habe diese E-Mail wohl irrtümlich erhalten. Bitte löschen Sie meine Daten, ich bin nicht der richtige Empfänger.",
    "Je ne suis pas le bon destinataire, vous avez reçu mes coordonnées par erreur. Merci de supprimer mes données.",
)


@pytest.mark.parametrize("said", COMPLAINTS)
def test_a_complaint_in_the_words_of_a_notice_is_the_leads(said: str) -> None:
    """Taken for a footer, an opt-out would be missed."""
    assert said in clean_email(f"Hello,\n\n{said}\n\nRegards\nJo Lead").reply


def test_an_unsubscribe_line_as_the_whole_answer_is_the_answer() -> None:
    assert clean_email("Click here to unsubscribe").reply == "Click here to unsubscribe"


def test_what_the_markup_calls_quoted_is_quoted_and_answers_between_stay() -> None:
    text = "On Mon, Jan 5, 2026 Sam <sam@acme.com> wrote:\n\nHow many?\n\n40 people"
    start = text.index("How")
    cleaned = clean_email(text, (Span(start, start + len("How many?"), Part.QUOTED),))
    assert cleaned.reply == "40 people"


def test_words_typed_into_the_container_of_the_signature_are_said() -> None:
    text = "Please call me tomorrow.\n\nJo Lead"
    assert clean_email(text, (Span(0, len(text), Part.SIGNATURE),)).reply.startswith("Please call me")


@pytest.mark.parametrize("said", ["El jueves tengo un hueco.", "On Monday I am away!", "Am Freitag geht es nicht."])
def test_a_sentence_right_above_an_attribution_is_still_said(said: str) -> None:
    cleaned = clean_email(f"Hi\n\n{said}\nOn Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com>\nwrote:\n\nMonday at 9?")
    assert cleaned.reply == f"Hi\n\n{said}"


@pytest.mark.parametrize("often", [2, 6, 30])
def test_a_row_of_closings_falls_off_at_once(often: int) -> None:
    assert clean_email("Yes" + "\nThanks" * often).reply == "Yes"


def test_a_rule_of_dashes_above_a_half_sentence_signs_nothing() -> None:
    cleaned = clean_email("We could do it\n---\notherwise no.\n\nOn Mon, Jan 5, 2026 Sam <sam@acme.com> wrote:\n> Hi")
    assert cleaned.reply == "We could do it\n---\notherwise no."


def test_a_quote_too_long_to_read_stays_a_quote_and_what_follows_is_said() -> None:
    cleaned = clean_email("Sam wrote:\n" + "> old offer\n" * 20_000 + "\nNo, thank you.\n")
    assert cleaned.reply == "No, thank you."
    assert "oversize" in cleaned.flags


def test_a_forward_with_a_comment_keeps_the_comment() -> None:
    cleaned = clean_email(
        "Please handle this.\n\n---------- Forwarded message ---------\nFrom: A\nDate: B\nSubject: C\n\nold"
    )
    assert cleaned.reply == "Please handle this."
    assert "forwarded" in cleaned.flags


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\r\n \t\r\n", "\u00a0"])
def test_empty_stays_empty(empty: str) -> None:
    assert clean_email(empty).reply == ""


def test_windows_line_ends_change_nothing() -> None:
    body = "Yes.\n\nThanks,\nJo\n\nOn Mon, Jan 5, 2026 at 10:12 AM Sam <sam@acme.com> wrote:\n\n> Hi\n"
    unix, windows = clean_email(body), clean_email(body.replace("\n", "\r\n"))
    assert (unix.reply, unix.signature, unix.quoted) == (windows.reply, windows.signature, windows.quoted)


# --- laws -------------------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [*"\n".join(HEADERS.values()).split("\n"), *"\n".join(SIGNED[name][0] for name in SIGNED).split("\n"), *DISCLAIMERS,
     "", "", "> quoted", ">", "Yes please", "Call me at 202 555 0143?", "--", "____________", "To: x", "From: y", "Sent: z"]
)  # fmt: skip
BODIES = st.one_of(
    st.text(max_size=300),
    st.builds("\n".join, st.lists(LINES, max_size=25)),
    st.builds("\r\n".join, st.lists(LINES, max_size=12)),
)


def assert_lawful(text: str, cleaned: CleanedBody) -> None:
    position = 0
    for span in cleaned.spans:
        assert span.start == position
        assert span.end > span.start
        position = span.end
    assert position == len(text)
    views = cleaned.reply + cleaned.signature + cleaned.quoted + cleaned.disclaimer
    assert sorted(squeezed(views)) == sorted(squeezed(text))
    if squeezed(text).strip("\x00\ufeff\u200b\u200e\u200f") and not cleaned.reply:
        assert "only-quoted" in cleaned.flags
        assert any(span.part is Part.QUOTED for span in cleaned.spans)


@given(BODIES)
@settings(max_examples=150, deadline=None)
def test_the_views_share_out_the_whole_body(text: str) -> None:
    assert_lawful(text, clean_email(text))


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates too


@given(st.one_of(BODIES, ANY_TEXT))
@settings(max_examples=150, deadline=None)
def test_offsets_slice_back_to_the_views(text: str) -> None:
    cleaned = clean_email(text)
    assert cleaned.text == text
    end = 0
    for piece in sorted((piece for part in Part for piece in cleaned.pieces(part)), key=lambda piece: piece.start):
        assert end <= piece.start < piece.end
        end = piece.end
    for part in Part:
        slices = [text[piece.start : piece.end] for piece in cleaned.pieces(part)]
        assert "\n\n".join(slices).replace("\r\n", "\n") == getattr(cleaned, part)


@given(BODIES)
@example("\nInviato daPhone\nThis e-mail and  aantty are confidential")
@settings(max_examples=150, deadline=None)
def test_cleaning_a_reply_again_changes_nothing(text: str) -> None:
    """Except where single lines of a mail's header stood apart and come together once what lay between them is gone."""
    assume(not re.search(r"^[ >]*\w+ *:", text, re.MULTILINE))
    reply = clean_email(text).reply
    assert clean_email(reply).reply == reply


# --- work -------------------------------------------------------------------------------------------------------------


class CountedPattern:
    """A compiled pattern that adds up the characters which it was given."""

    def __init__(self, pattern: re.Pattern[str], work: list[int]) -> None:
        self._pattern, self._work = pattern, work

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)

        def counted(subject: str, *window: int) -> Any:
            begin, end = (*window, 0, len(subject))[:2] if len(window) != 1 else (window[0], len(subject))
            self._work[0] += max(0, min(end, len(subject)) - begin)
            return method(subject, *window)

        return counted


def work_of(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Lines of Python executed in the cleaner, and characters given to its patterns."""
    work = [0]

    def on_line(frame: FrameType, event: str, _: object) -> Any:
        if "email_cleaning" not in frame.f_code.co_filename:
            return None
        work[0] += event == "line"
        return on_line

    with monkeypatch.context() as patched:
        for module in (lines, quotes, footers, signatures):
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    patched.setattr(module, name, CountedPattern(value, work))
        concepts = tuple(CountedPattern(pattern, work) for pattern in footers._CONCEPTS)
        patched.setattr(footers, "_CONCEPTS", concepts)
        before = sys.gettrace()
        sys.settrace(on_line)
        try:
            clean_email(text)
        finally:
            sys.settrace(before)
    return work[0]


@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from(["\n", "\n\n", " "]))
@settings(max_examples=25, deadline=None)
def test_work_grows_with_the_mail_and_no_faster(unit: list[str], between: str) -> None:
    """Counted, not timed, below the size at which reading stops; a quadratic rule would come to sixteen times. What is
    left may be read again, so one of them can take a round more."""
    with pytest.MonkeyPatch.context() as patched:
        once = work_of(between.join(unit * 100), patched)
        more = work_of(between.join(unit * 400), patched)
    assert more <= 8 * once + 3_000


MEGABYTE = 1_000_000
HOSTILE = {
    "one line": "a" * MEGABYTE, "blanks": " " * MEGABYTE, "line ends": "\n" * MEGABYTE, "short lines": "a\n" * (MEGABYTE // 2),
    "quote marks": ">" * MEGABYTE, "quoted lines": "> \n" * (MEGABYTE // 3), "on": "On Mon, 5 " * (MEGABYTE // 10),
    "from": "From: " * (MEGABYTE // 6), "header lines": "From: a@b\n" * (MEGABYTE // 10), "dashes": "-" * MEGABYTE,
    "underscore lines": "________________\n" * (MEGABYTE // 17), "wrote": "wrote: " * (MEGABYTE // 7), "accents": "é " * (MEGABYTE // 2),
    "attributions": "On Mon, Jan 5, 2026 at 10:12 AM Sam\n" * (MEGABYTE // 37), "thanks": "Thanks,\n" * (MEGABYTE // 8),
    "confidential": "confidential privileged recipient " * (MEGABYTE // 34), "sent from": "Sent from my iPhone\n\n" * (MEGABYTE // 21),
    "names": "John Smith van der " * (MEGABYTE // 19), "carriage returns": "\r" * MEGABYTE, "digits": "1 " * (MEGABYTE // 2),
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_made_to_hurt_is_cleaned_in_a_moment(body: str) -> None:
    begun = time.process_time()
    cleaned = clean_email(body)
    assert time.process_time() - begun < 1.0  # about 0.1 s on an idle core
    assert_lawful(body, cleaned)
