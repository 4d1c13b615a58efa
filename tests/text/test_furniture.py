from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.furniture import clean_text, split_names, tidy
from transforms.text.furniture_lines import is_furniture, is_stamp
from transforms.text.page_comments import group_comments

FIRST = "The town council voted on Tuesday to close the old bridge for six weeks."
SECOND = "“We had no other choice,” the mayor told reporters after the meeting."
LAST = "Buses will run over the new bridge until the works are done."


def text_of(*blocks: str) -> str:
    return "\n\n".join(blocks)


def test_clean_article_stays_as_it_is() -> None:
    cleaned = clean_text(text_of(FIRST, SECOND, LAST))
    assert cleaned.paragraphs == (FIRST, SECOND, LAST)
    assert cleaned.comments == ()
    assert cleaned.authors == ()


def test_numbered_comments_and_the_signature_leave_the_text() -> None:
    tail = (
        "Ann Lee\n  1. Otto says:\n\n    About time.\n\n    Ask the drivers.\n\n"
        "  2. Somebody without a heading\n\n  3. Pia says:\n\n    2. is wrong."
    )
    cleaned = clean_text(text_of(FIRST, LAST, tail))
    assert cleaned.paragraphs == (FIRST, LAST)
    assert cleaned.comments == (
        "Otto says:\nAbout time.\nAsk the drivers.",
        "Somebody without a heading",
        "Pia says:\n2. is wrong.",
    )
    assert cleaned.authors == ("Ann Lee",)


def test_numbered_list_of_the_article_is_no_comment() -> None:
    listed = "1. The bridge closes on Monday.\n2. Buses take the ring road."
    assert clean_text(text_of(FIRST, listed)).paragraphs == (FIRST, listed)


def test_headed_comments_are_split_at_their_replies() -> None:
    tail = "Comments (2)\n\nOtto says:\n\nAbout time.\n\nReply\n\nPia says:\n\nNot for me.\n\nReply"
    cleaned = clean_text(text_of(FIRST, SECOND, LAST, tail))
    assert cleaned.paragraphs == (FIRST, SECOND, LAST)
    assert cleaned.comments == ("Otto says:\nAbout time.", "Pia says:\nNot for me.")


def test_quotations_are_not_comments() -> None:
    blocks = (FIRST, "The mayor says:", SECOND, "The engineer said:", "“The piers are cracked.”", LAST)
    cleaned = clean_text(text_of(*blocks))
    assert cleaned.paragraphs == blocks
    assert cleaned.comments == ()


def test_unnumbered_comments_are_found_by_their_run() -> None:
    tail = ("Otto says:", "About time.", "Pia says:", "Not for me.", "Max says:", "Same here.")
    cleaned = clean_text(text_of(FIRST, SECOND, LAST, FIRST, SECOND, LAST, *tail))
    assert cleaned.paragraphs == (FIRST, SECOND, LAST, FIRST, SECOND, LAST)
    assert cleaned.comments == ("Otto says:\nAbout time.", "Pia says:\nNot for me.", "Max says:\nSame here.")


def test_comments_without_any_sign_are_one_a_line() -> None:
    assert group_comments(["About time.", "Not for me."]) == ("About time.", "Not for me.")


@pytest.mark.parametrize(
    "box",
    [
        "Read Next",
        "READ NEXT:",
        "Related stories from the Sill Courier",
        "Related:\nTown asks for tolls on second bridge\nWhat the old bridge has carried since 1931",
        "More from the Courier\nFerry fares to rise in the autumn season\nWho pays for the new piers",
        "Advertisement",
        "Story continues below advertisement",
        "Sign up for our morning newsletter and never miss a bridge.",
        "Get the latest news delivered to your inbox.",
        "READ MORE: Ferry fares to rise",
        "Click here to read the council's report.",
        "1,204 views",
        "3 min read",
        "Last updated: 4 May 2024, 10:12",
        "Share this article on Facebook",
        "Mehr zum Thema",
        "Lire aussi : Le pont ferme",
        "There was an error processing your subscription.",
        "Thanks for signing up!",
        "You must log in to comment.",
        "This copy is for your personal use only.",
        "© 2024 The Sill Courier. All rights reserved.",
        "Filed under: Bridges, Traffic",
        "More Sill news: https://courier.example/sill",
        "Up early? Subscribe to the Morning Ferry.",
        "SI-TOWN--Bridge, 3rd Ld-Writethru",
        "Passend zum Artikel",
        "関連記事",
        "Читайте также: Мост закрыт",
        "Tempo de leitura: 2 minutos",
        "Czas czytania: 4 min",
        '[button link="https://courier.example/ferry" type="big"] Send us your picture[/button]',
        "04/05/2024 - Publicado por: Ana Lima - Categoria: Obras - Tags: ponte",
        "Posted by Ann Lee in Bridges",
        "Please note: comments with links are held back until an editor has read them.",
        "All comments are moderated before they appear.",
        "We choose what we recommend. If you buy through our links, we may earn a commission.",
        "Ordering a coat here may earn us a commission.",
        "Donate today!",
        "Become a member of the Courier and read without advertising.",
        "Please bookmark courier.example and come back.",
        "The old bridge on the day it closed. (Credit: Bo Roe/Sill Courier)",
        "The tug that pulled the pontoon away (Photo courtesy of the harbour office)",
        "Who pays for the piers Who pays for the piers",
    ],
)
def test_box_between_paragraphs_goes(box: str) -> None:
    assert clean_text(text_of(FIRST, box, LAST)).paragraphs == (FIRST, LAST)


@pytest.mark.parametrize(
    "line",
    [
        "More from Sill Radio:",
        "Comments the mayor made in March caused an outcry.",
        "Share prices of the builder fell by a tenth on Wednesday.",
        "Related companies are not allowed to bid, the council said.",
        "Get out of the water, the lifeguard shouted.",
        "The paper is read by half the town.",
        "Read the room, she told the council.",
        "March 4, 1931: the bridge opens.",
        "Watch out for ice, drivers were told.",
        "“Thank you.”",
        "An error by the engineers had cracked the pier.",
        "You must register by Friday.",
        "The form said: Sign up for the ferry before noon and bring a coat with you.",
        "The Ferry Gazette reports that the company is based in Sill and covers its costs.",
        "“We may earn a commission of two per cent,” the broker told the court.",
        "The agency can earn a commission on each ticket that it sells.",
        "Donate blood today, the hospitals asked.",
        "No, no, no, no.",
        "The council called it a loan (a credit of nine million).",
        "Note: the council meets again on Friday.",
        "The minister deleted the comments on Tuesday.",
    ],
)
def test_sentence_that_begins_like_furniture_stays(line: str) -> None:
    assert clean_text(text_of(FIRST, line, LAST)).paragraphs == (FIRST, line, LAST)


@pytest.mark.parametrize(
    "tail",
    [
        "Courier staff writer Bo Roe contributed to this report.",
        "(Reporting by Ann Lee in Sill; Editing by Bo Roe)",
        "Copyright 2024 The Sill Courier. All rights reserved.",
        "Ann Lee covers transport and housing. She previously worked for a radio station.",
        "Ann Lee is a senior reporter at the Courier. Follow her on Twitter @annlee.",
        "Follow Ann Lee on Twitter: @annlee",
        "https://courier.example/2024/bridge",
        "Listen: https://courier.example/radio",
        "Have a tip? Write to tips@courier.example.",
        "Courier staff writer Bo Roe contributed to this report.\nRelated stories from the Courier\n\n"
        "Ann Lee covers transport. A note to tipsters: write.",
    ],
)
def test_credits_and_portraits_after_the_last_paragraph_go(tail: str) -> None:
    assert clean_text(text_of(FIRST, SECOND, LAST, tail)).paragraphs == (FIRST, SECOND, LAST)


@pytest.mark.parametrize(
    "line",
    [
        "Old bridge closes for six weeks",
        "OLD BRIDGE CLOSES – FOR SIX WEEKS",
        "River and roads: Old bridge closes for six weeks",
        "Sill: bridge closes until June",
    ],
)
def test_title_over_the_text_goes(line: str) -> None:
    cleaned = clean_text(
        text_of(line, FIRST, LAST),
        title="Old bridge closes for six weeks",
        headlines=["Sill: bridge closes until June"],
    )
    assert cleaned.paragraphs == (FIRST, LAST)


def test_short_title_at_the_end_of_a_sentence_stays() -> None:
    asked = "Nobody in town could say who had paid for the bridge"
    assert clean_text(text_of(asked, FIRST), title="The bridge").paragraphs == (asked, FIRST)


def test_known_author_at_the_end_is_a_signature() -> None:
    cleaned = clean_text(text_of(FIRST, LAST, "Ann Lee"), authors=["Ann Lee"])
    assert cleaned.paragraphs == (FIRST, LAST)


def test_head_gives_byline_and_times() -> None:
    head = ("By Ann Lee and Bo Roe", "Published: 2024-05-02 18:40 UTC", "Last updated: May 3, 2024 7:18 AM")
    cleaned = clean_text(text_of("Old bridge closes", *head, FIRST, LAST), title="Old bridge closes")
    assert cleaned.paragraphs == (FIRST, LAST)
    assert cleaned.authors == ("Ann Lee", "Bo Roe")
    assert cleaned.published == datetime(2024, 5, 2, 18, 40, tzinfo=timezone.utc)
    assert cleaned.modified == datetime(2024, 5, 3, 7, 18, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("May 2, 2024 7:18 PM", "published"),
        ("Published: 2024-05-02 18:40 UTC", "published"),
        ("Updated 2 hours ago", "modified"),
        ("sexta-feira, 22 de outubro de 2010 às 20:13", "published"),
        ("기사입력 :[ 2018-09-28 17:32 ]", "published"),
        ("Aktualisiert am 28. April 2023, 20:22 Uhr", "modified"),
        ("Updated at 3:15 p.m.:", None),
        ("Update 3:15 p.m.", None),
        ("1931", None),
        ("On May 2 the bridge closed.", None),
    ],
)
def test_stamp_lines(line: str, kind: str | None) -> None:
    stamp = is_stamp(line)
    assert (stamp[0] if stamp else None) == kind


def test_long_paragraphs_are_never_furniture() -> None:
    assert is_furniture("Sign up for our newsletter.")
    assert not is_furniture("Sign up for our newsletter. " * 20)


def test_lines_of_a_paragraph_stay_together() -> None:
    wrapped = "The council met\non Tuesday night."
    assert clean_text(text_of(wrapped, LAST)).paragraphs == (wrapped, LAST)
    assert clean_text(f"{FIRST}\n{LAST}").paragraphs == (FIRST, LAST)


def test_invisible_characters_go() -> None:
    assert tidy("a\x00b\u200b  c \r\nd\ud800") == "ab c\nd"


def test_names_are_split() -> None:
    assert split_names("Ann Lee, Bo Roe and Cy Poe") == ["Ann Lee", "Bo Roe", "Cy Poe"]


@given(st.text(max_size=400))
def test_any_text_can_be_cleaned(text: str) -> None:
    cleaned = clean_text(text)
    assert all(paragraph.strip() for paragraph in cleaned.paragraphs)


@pytest.mark.parametrize("unit", ["1. Ann says:\n", "Ann says:\n", "By Ann Lee, ", "A.\nB\n", "Related\n", " - ", "x"])
def test_cost_is_linear(unit: str) -> None:
    clean_text(unit * (1_000_000 // len(unit)))
