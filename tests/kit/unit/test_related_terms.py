"""Which terms an article has, and how much each says about it."""

import time

import pytest

from hamerkop.related.terms import (
    MAX_TERMS,
    VECTOR_LENGTH,
    TermCounts,
    count_terms,
    document_frequencies,
    rounded_log,
    rounded_log_df,
    significant_terms,
    text_of,
    tf_idf_vector,
    tokenize,
)


def counts(title, text=""):
    found = count_terms(title, text)
    return dict(zip(found.terms(), found.frequencies(), strict=True))


def test_tags_and_entities_are_not_words():
    assert tokenize(text_of('<p class="beaver">Caf&eacute; <b>otters</b> 3 &lt; 4</p>')) == ["café", "otters"]


def test_code_scripts_footnotes_and_the_list_of_references_are_not_read():
    html = (
        "<p>otters</p><pre><code>beavers</code></pre><p><code>voles</code> <tt>mice</tt></p><script>rats</script>"
        "<style>moles</style><!-- shrews --><svg><text>bats</text></svg>"
        '<div class="footnote"><p>hares</p></div>'
        '<section class="references" id="references"><h2>References</h2><ol><li>lemurs</li></ol></section><p>seals</p>'
    )
    assert tokenize(text_of(html)) == ["otters", "seals"]


def test_code_that_never_ends_hides_nothing_and_a_comment_that_never_ends_hides_the_rest():
    assert tokenize(text_of("<p>otters <code>seals <pre>voles</pre> mice")) == ["otters", "seals", "mice"]
    assert tokenize(text_of("<p>otters</p><!-- private <p>note</p>")) == ["otters"]


def test_paragraphs_separate_words():
    assert tokenize(text_of("<p>otters</p><p>seals</p>")) == ["otters", "seals"]


@pytest.mark.parametrize(
    "shape",
    ["<", "<a ", "<code", "<code>", "</code", "<!--", '<div class="footnote', "<section class='", "<svg><math>"],
)
def test_a_megabyte_of_any_shape_is_read_at_once(shape):
    start = time.process_time()
    tokenize(text_of(shape * (10**6 // len(shape))))
    assert time.process_time() - start < 5


def test_other_sections_are_read():
    assert tokenize(text_of('<section class="in-short block"><p>otters</p></section>')) == ["otters"]


def test_a_less_than_character_in_the_text_removes_nothing():
    assert "otters" in text_of("<p>2 < 3 otters > 1</p>")


def test_capitals_make_no_difference_and_stop_words_are_left_out():
    assert counts("", "The Otters, and THE otters because") == {"otters": 2}


def test_a_word_in_the_title_counts_more():
    assert counts("otters", "otters rivers") == {"otters": 3, "rivers": 1}


def test_scripts_without_spaces_give_pairs_of_characters():
    assert tokenize("水獺住在河邊") == ["水獺", "獺住", "住在", "在河", "河邊"]
    assert tokenize("Выдры живут у реки") == ["выдры", "живут", "реки"]


def test_empty_text_and_text_without_letters_have_no_words():
    assert count_terms("", "") == TermCounts()
    assert count_terms("12", "— 3 … !") == TermCounts()


def test_a_word_of_one_article_or_of_every_one_is_not_significant():
    articles = [count_terms("", f"everywhere once{'abcdefghij'[n]} {'shared' if n < 2 else ''}") for n in range(10)]
    assert list(significant_terms(articles)) == ["shared"]


@pytest.mark.parametrize(
    ("shared_by", "number", "significant"),
    [(3, 4, True), (4, 8, True), (5, 8, False), (7, 20, True), (8, 20, False), (7, 35, True), (8, 35, False)],
)
def test_half_of_a_small_site_may_share_a_word_and_a_fifth_of_a_large_one(shared_by, number, significant):
    articles = [count_terms("", "otters" if n < shared_by else "") for n in range(number)]
    assert list(significant_terms(articles)) == (["otters"] if significant else [])


def test_a_vector_has_the_best_terms_and_always_the_same_length():
    words = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MAX_TERMS + 20)]
    article = count_terms("", " ".join(words))
    vector = tf_idf_vector(article, {word: 1.0 + number for number, word in enumerate(words)})
    assert len(vector) == MAX_TERMS
    assert words[-1] in vector
    assert words[0] not in vector
    assert abs(sum(weight**2 for weight in vector.values()) - VECTOR_LENGTH**2) < VECTOR_LENGTH**2 / 100


def test_an_article_without_significant_terms_has_an_empty_vector():
    assert tf_idf_vector(count_terms("", "otters"), {}) == {}


def test_words_of_two_scripts_are_separated_and_combining_vowels_belong_to_their_word():
    assert tokenize("Python入門 ऊदबिलाव") == ["python", "入門", "ऊदबिलाव"]


def test_an_accent_may_be_written_in_two_ways():
    assert tokenize("cafe\u0301") == tokenize("café") == ["café"]


def test_a_document_frequency_counts_articles_not_uses():
    articles = [count_terms("", "otters otters seals"), count_terms("otters", "")]
    assert document_frequencies(articles) == {"otters": 2, "seals": 1}


def test_the_rarer_of_two_significant_terms_has_the_greater_idf():
    articles = [count_terms("", "rare common" if n < 2 else "common" if n < 4 else "other") for n in range(20)]
    idf = significant_terms(articles)
    assert idf["rare"] > idf["common"] > 0


def test_numbers_of_articles_are_rounded_to_half_a_doubling_and_those_that_use_a_term_to_a_fourth():
    assert [rounded_log(number) for number in (2, 4, 10, 11, 12, 13, 14, 16)] == [4, 8, 14, 14, 14, 14, 16, 16]
    assert [rounded_log_df(df) for df in range(1, 13)] == [0, 4, 6, 9, 9, 11, 11, 12, 13, 13, 14, 14]


def test_a_new_article_without_known_terms_leaves_the_idf_of_all_others():
    articles = [count_terms("", f"otters{chr(97 + n % 9)} seals{chr(97 + n // 9)}") for n in range(40)]
    assert significant_terms(articles) == significant_terms([*articles, count_terms("", "walrus")])
