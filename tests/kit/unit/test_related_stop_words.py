"""Function words of no language relate two articles, however small the site is."""

import pytest

from hamerkop.related.stop_words import stop_words
from hamerkop.related.terms import count_terms
from tests.related_entries import entry, graph

# Two sentences of each language: each has words that mean something, and none of these is in both.
PAIRS = {
    "de": ("Der Otter wurde zwischen den Steinen gesehen, obwohl er nicht mehr da war.",
           "Die Brücke wurde nicht mehr gebaut, obwohl sie zwischen den Dörfern fehlte und da war."),
    "nl": ("De otter werd tussen de stenen gezien, maar hij was er niet meer.",
           "Omdat het brood niet meer goed was, werd het tussen de eenden verdeeld, maar ook aan de kippen."),
    "fr": ("La loutre était toujours dans la rivière, mais elle ne chassait plus avec les autres.",
           "Cette maison était toujours vide, mais les voisins passaient avec leurs chiens dans le jardin plus tard."),
    "es": ("La nutria estaba siempre cerca del puente, pero también nadaba hasta donde había peces.",
           "El tren siempre llega tarde, pero también había gente que esperaba hasta donde estaba la salida."),
    "pt": ("A lontra estava sempre perto da ponte, mas também nadava até onde havia peixes.",
           "Quando chove, o comboio também atrasa, mas sempre havia lugar até onde estava a saída."),
    "it": ("La lontra era sempre vicino al ponte, ma anche dove nuotavano i pesci della valle.",
           "Questo treno era sempre in ritardo, ma anche quello della sera, dove nessuno saliva."),
    "pl": ("Wydra była zawsze przy moście, ale także tam, gdzie pływały ryby.",
           "Pociąg był zawsze spóźniony, ale także ten wieczorny, gdzie nikt już nie wsiadał, przy oknie."),
    "fi": ("Saukko oli aina sillan luona, mutta myös siellä, missä kalat uivat.",
           "Juna oli aina myöhässä, mutta myös illalla siellä, missä kukaan ei noussut kyytiin."),
    "sv": ("Uttern var alltid vid bron, men också där fiskarna simmade när det regnade.",
           "Tåget var alltid sent, men också det som gick när ingen ville åka där."),
    "tr": ("Su samuru her zaman köprünün yanında değil, ama sonra balıklar için geldi.",
           "Tren her akşam geç kaldı, ama sonra kimse için değil, bekleyenler gibi durdu."),
    "ru": ("Выдра всегда была около моста, потому что там была рыба, которую она любит.",
           "Поезд всегда опаздывал, потому что там была авария, которую около города чинили."),
    "el": ("Η βίδρα ήταν πάντα κοντά στη γέφυρα, αλλά και εκεί όπου υπήρχαν ψάρια.",
           "Το τρένο ήταν πάντα αργά, αλλά και εκεί όπου κανείς δεν περίμενε."),
    "ja": ("獺はいつも橋のそばにいますが、魚もたくさん食べています。",
           "電車はいつも遅れていますが、駅員もたくさん謝っています。"),
    "zh": ("水獺總是在橋的旁邊，但是也會去有魚的地方。", "火車總是晚點，但是也會在車站的門口等人。"),
}  # fmt: skip


@pytest.mark.parametrize("language", PAIRS)
def test_function_words_are_no_reason_on_a_site_of_two_articles(language):
    entries = [entry(name, text=text) for name, text in zip("ab", PAIRS[language], strict=True)]
    assert all(entry.term_counts[0] for entry in entries)
    (link,) = graph(entries).lists["a.md"]
    assert link.words == ()


@pytest.mark.parametrize("language", [name for name in PAIRS if name not in ("ja", "zh")])
def test_the_other_words_stay(language):
    for text in PAIRS[language]:
        assert len(count_terms("", text)[0]) >= 3


def test_a_word_is_a_function_word_only_in_its_own_language():
    assert "war" not in count_terms("", "Der Krieg war lang, aber nicht der letzte.")[0]
    assert "war" in count_terms("", "The war was long, but it was not the last of that century.")[0]


def test_a_long_text_of_an_unknown_language_loses_its_short_words():
    unknown = {"velo": 40, "zan": 30, "mirtalon": 30, "sordanik": 30}
    assert stop_words(unknown) == {"velo", "zan"}
    assert stop_words({"velo": 4, "mirtalon": 3}) == set()
