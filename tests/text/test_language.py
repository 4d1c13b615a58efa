import pytest

from transforms.text.language import UNKNOWN, detect_language, normalise_code

SAMPLES = {
    "en": "The harbour was closed on Friday after a crane fell into the water, the port authority said.",
    "de": "Der Hafen wurde am Freitag gesperrt, nachdem ein Kran ins Wasser gestürzt war, sagte die Behörde.",
    "fr": "Le port a été fermé vendredi après la chute d'une grue dans le bassin, ont indiqué les autorités.",
    "es": "El puerto fue cerrado el viernes después de que una grúa cayera al agua, dijeron las autoridades.",
    "ja": "金曜日、クレーンが海に落下したため港は閉鎖されたと港湾当局が発表した。",
    "zh": "周五一台起重机掉入水中后港口关闭，港务局表示调查正在进行。",
    "ar": "أغلق الميناء يوم الجمعة بعد سقوط رافعة في الماء حسبما قالت السلطات المحلية",
    "ru": "Порт был закрыт в пятницу после падения крана в воду, сообщили власти города.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_language_is_found_in_the_text(language: str) -> None:
    assert detect_language(SAMPLES[language]) == language


def test_text_overrules_a_wrong_claim() -> None:
    assert detect_language(SAMPLES["en"], "de-DE") == "en"


def test_text_in_capitals_is_lowered() -> None:
    assert detect_language(SAMPLES["en"].upper()) == "en"


def test_short_text_is_undetermined() -> None:
    assert detect_language("Harbour closed") == UNKNOWN
    assert detect_language("Harbour closed", "en-GB") == "en"
    assert detect_language("") == UNKNOWN


def test_tables_of_figures_are_undetermined() -> None:
    table = "Rvs 81 dl vs 77 dl Nt 4,104,001 vs 3,900,117 Rvs 61.2 mln vs 59.1 mln Shr 9 vs 8 Avg 4,4 mln vs 4,1 mln"
    assert detect_language(table) == UNKNOWN
    assert detect_language(table, title="Rvs vs Nt") == UNKNOWN
    assert detect_language(table, title="Harbour company reports a smaller loss for the quarter") == "en"
    assert detect_language(SAMPLES["en"] + " It holds 4,000 containers and 21 cranes.") == "en"


@pytest.mark.parametrize(
    ("claim", "code"),
    [("en-US", "en"), ("de_AT.UTF-8", "de"), ("nb", "no"), ("deu", "de"), ("english", None), ("", None), (None, None)],
)
def test_claims_are_normalised(claim: str | None, code: str | None) -> None:
    assert normalise_code(claim) == code
