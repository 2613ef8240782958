"""Entries of knowledge: added, replaced and removed by people, chosen for each draft, named in its trace."""

from __future__ import annotations

import io
import zipfile

import pytest

from rejoinder.application.setup.knowledge import KnowledgeSource, KnowledgeView
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.knowledge import LARGEST_FILE, LONGEST_ENTRY, KnowledgeKind
from rejoinder.domain.timeline import Entry
from rejoinder.infrastructure.documents.pdf import text_of_pdf
from tests.world import World

JO = "token:jo"


@pytest.fixture
def world() -> World:
    return World()


def add(world: World, text: str = "", **more: object) -> KnowledgeView:
    source = KnowledgeSource(text=text, **more)  # type: ignore[arg-type]
    return world.container.add_knowledge()(world.workspace.id, source, JO)


def drafted(world: World) -> Entry:
    return next(entry for entry in reversed(world.database.entries()) if entry.kind == "drafted")


def a_docx(*paragraphs: str, entity: str = "", encoding: str = "utf-8") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f'{entity}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document.encode(encoding))
    return made.getvalue()


ENTITY = "<!DOCTYPE x [<!ENTITY a 'b'>]>"


def a_pdf(words: str, drawn: int = 1) -> bytes:
    """The smallest PDF with one line of text, drawn that often."""
    stream = f"BT /F1 12 Tf 72 720 Td {f'({words}) Tj ' * drawn}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, offsets = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return made + head + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)


def nested(depth: int) -> bytes:
    return a_docx("</w:t>" + "<w:p><w:t>word</w:t>" * depth + "</w:p>" * depth + "<w:t>")


def test_a_word_file_is_read_in_one_pass_however_its_paragraphs_are_nested(world: World) -> None:
    assert add(world, file_name="a.docx", data=nested(90)).text.count("word") == 90
    with pytest.raises(InvalidInput, match="nested too deeply"):
        add(world, file_name="a.docx", data=nested(5_000))


def test_a_pdf_that_asks_for_too_much_is_refused_and_its_work_ends() -> None:
    with pytest.raises(InvalidInput, match="asks for too much"):
        text_of_pdf(a_pdf("work", drawn=400_000), cpu_s=1)


def test_an_entry_is_a_source_for_the_draft_and_its_trace_names_it(world: World) -> None:
    entry = add(world, "A gutter clean costs $85 and takes 2 hours.", title="Prices")
    world.ai.reply = "A gutter clean costs $85. Shall I arrange one?"
    message = world.a_text("What is a gutter clean?")
    world.wait()

    assert world.disposition_of(message) == "sent"
    (shown,) = drafted(world).detail["knowledge"]
    assert (shown["entry"], shown["title"], shown["kind"], shown["used"]) == (entry.id, "Prices", "text", True)


def test_a_draft_written_before_its_entry_was_removed_waits_for_a_person(world: World) -> None:
    entry = add(world, "A gutter clean costs $85.")
    world.ai.reply = "A gutter clean costs $85. Shall I arrange one?"
    removing = world.container.remove_knowledge()

    def taken_away_meanwhile() -> None:
        if world.ai.features()[-1:] == ["draft.strategy"]:
            removing(world.workspace.id, entry.id, JO)

    world.ai.before_call = taken_away_meanwhile
    message = world.a_text("What is a gutter clean?")
    world.wait()

    assert world.disposition_of(message) == "waiting-human:unsourced-fact"


def test_a_claim_that_no_source_holds_is_marked_in_the_draft_with_its_place(world: World) -> None:
    world.ai.reply = "A gutter clean costs $85."
    message = world.a_text("What is a gutter clean?")
    world.wait()

    (found,) = world.the_draft(message).unsourced
    assert (found.kind, found.text, found.start, found.end) == ("money", "$85", 21, 24)
    assert world.disposition_of(message) == "waiting-human:unsourced-fact"


def test_of_much_knowledge_the_parts_that_bear_on_the_question_are_shown(world: World) -> None:
    for number in range(40):
        add(world, f"Topic {number}. " + f"Filler about roofs of kind {number}. " * 20, title=f"Topic {number}")
    wanted = add(world, "Skylights are resealed with butyl tape for $120.", title="Skylights")
    world.a_text("Can you reseal my skylights?")
    world.wait()

    shown = drafted(world).detail["knowledge"]
    assert wanted.id in [part["entry"] for part in shown]
    assert len(shown) < 41


def test_files_are_read_and_say_where_they_come_from(world: World) -> None:
    text = add(world, file_name="faq.md", data=b"# Hours\n\nWe open at 8:00.")
    word = add(world, file_name="Terms.DOCX", data=a_docx("Deposits are 10%.", "Pay later."))
    pdf = add(world, file_name="prices.pdf", data=a_pdf("A sweep costs 85 pounds."))

    assert (text.kind, text.origin, text.title) == (KnowledgeKind.FILE, "faq.md", "faq.md")
    assert word.text == "Deposits are 10%.\nPay later."
    assert pdf.text == "A sweep costs 85 pounds."


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (KnowledgeSource(), "text"),
        (KnowledgeSource(text="x" * (LONGEST_ENTRY + 1)), "text"),
        (KnowledgeSource(text="x", url="not an address"), "url"),
        (KnowledgeSource(url="https://acme.example"), "text"),
        (KnowledgeSource(text="x", file_name="a.txt", data=b"x"), "text"),
        (KnowledgeSource(file_name="a.exe", data=b"x"), "file_name"),
        (KnowledgeSource(file_name="a.txt", data=b"x" * (LARGEST_FILE + 1)), "data"),
        (KnowledgeSource(file_name="a.txt", data=b"a\x00b"), "data"),
        (KnowledgeSource(file_name="a.pdf", data=b"%PDF-1.4 nothing"), "data"),
        (KnowledgeSource(file_name="a.docx", data=b"PK nothing"), "data"),
        (KnowledgeSource(file_name="a.docx", data=a_docx("x", entity=ENTITY)), "data"),
        (KnowledgeSource(file_name="a.docx", data=a_docx("x", entity=ENTITY, encoding="utf-16")), "data"),
        (KnowledgeSource(file_name="a.docx", data=a_docx("x" * 31_000_000)), "data"),
        (KnowledgeSource(file_name="a.docx", data=a_docx("x", entity="<?xml version='1.0' encoding='none'?>")), "data"),
    ],
)
def test_what_cannot_be_an_entry_is_refused_by_name(world: World, source: KnowledgeSource, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.container.add_knowledge()(world.workspace.id, source, JO)
    assert refused.value.field == field


def test_an_entry_is_replaced_only_by_who_saw_the_newest(world: World) -> None:
    entry = add(world, "We open at 8:00.", title="Hours")
    replace = world.container.replace_knowledge()
    newer = replace(world.workspace.id, entry.id, 1, KnowledgeSource(text="We open at 9:00."), JO)
    assert (newer.version, newer.title, newer.text) == (2, "Hours", "We open at 9:00.")
    with pytest.raises(Conflict):
        replace(world.workspace.id, entry.id, 1, KnowledgeSource(text="We open at 7:00."), JO)


def test_entries_of_others_are_not_there(world: World) -> None:
    entry = add(world, "We open at 8:00.")
    other = world.a_workspace()
    for touch in (
        lambda: world.container.show_knowledge().one(other.id, entry.id),
        lambda: world.container.remove_knowledge()(other.id, entry.id, JO),
        lambda: world.container.replace_knowledge()(other.id, entry.id, 1, KnowledgeSource(text="x"), JO),
    ):
        with pytest.raises(NotFound):
            touch()
    assert world.container.show_knowledge().all(other.id) == []


def test_a_search_finds_the_part_in_any_form_of_its_words(world: World) -> None:
    add(world, "Unsere Inspektionen dauern 45 Minuten.", title="Dauer")
    add(world, "雨漏りの修理は三万円です。", title="修理")
    find = world.container.show_knowledge().found
    assert find(world.workspace.id, "Wie lange dauert eine Inspektion?")[0].title == "Dauer"
    assert find(world.workspace.id, "雨漏り修理はいくら?")[0].title == "修理"
    assert list(find(world.workspace.id, "zzz")) == []
