"""Which words an article is about."""

from hamerkop.related.words import BEST, SCALE, count_words, telling_words, text_of, vector_of, words_in


def counts(title, text=""):
    return dict(zip(*count_words(title, text), strict=True))


def test_tags_and_entities_are_not_words():
    assert words_in(text_of('<p class="beaver">Caf&eacute; <b>otters</b> 3 &lt; 4</p>')) == ["café", "otters"]


def test_code_scripts_footnotes_and_the_list_of_references_are_not_read():
    html = (
        "<p>otters</p><pre><code>beavers</code></pre><p><code>voles</code> <tt>mice</tt></p><script>rats</script>"
        "<style>moles</style><!-- shrews --><svg><text>bats</text></svg>"
        '<div class="footnote"><p>hares</p></div>'
        '<section class="references" id="references"><h2>References</h2><ol><li>lemurs</li></ol></section><p>seals</p>'
    )
    assert words_in(text_of(html)) == ["otters", "seals"]


def test_other_sections_are_read():
    assert words_in(text_of('<section class="in-short block"><p>otters</p></section>')) == ["otters"]


def test_a_less_than_sign_in_the_text_swallows_nothing():
    assert "otters" in text_of("<p>2 < 3 otters > 1</p>")


def test_capitals_make_no_difference_and_furniture_is_left_out():
    assert counts("", "The Otters, and THE otters because") == {"otters": 2}


def test_a_word_in_the_title_counts_more():
    assert counts("otters", "otters rivers") == {"otters": 3, "rivers": 1}


def test_scripts_without_spaces_give_pairs_of_characters():
    assert words_in("水獺住在河邊") == ["水獺", "獺住", "住在", "在河", "河邊"]
    assert words_in("Выдры живут у реки") == ["выдры", "живут", "реки"]


def test_empty_text_and_text_without_letters_have_no_words():
    assert count_words("", "") == ((), ())
    assert count_words("12", "— 3 … !") == ((), ())


def test_a_word_of_one_article_or_of_every_one_tells_nothing():
    articles = [count_words("", f"everywhere once{'abcdefghij'[n]} {'shared' if n < 2 else ''}") for n in range(10)]
    assert list(telling_words(articles)) == ["shared"]


def test_of_nine_articles_three_may_share_a_word():
    articles = [count_words("", "otters" if n < 3 else "beavers") for n in range(9)]
    assert list(telling_words(articles)) == ["otters"]


def test_a_vector_holds_the_best_words_at_one_length():
    words = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(BEST + 20)]
    article = count_words("", " ".join(words))
    vector = vector_of(article, {word: 1.0 + number for number, word in enumerate(words)})
    assert len(vector) == BEST
    assert words[-1] in vector
    assert words[0] not in vector
    assert abs(sum(weight**2 for weight in vector.values()) - SCALE**2) < SCALE**2 / 100


def test_an_article_without_telling_words_has_an_empty_vector():
    assert vector_of(count_words("", "otters"), {}) == {}


def test_words_of_two_scripts_are_kept_apart_and_vowel_signs_belong_to_their_word():
    assert words_in("Python入門 ऊदबिलाव") == ["python", "入門", "ऊदबिलाव"]


def test_an_accent_may_be_written_in_two_ways():
    assert words_in("cafe\u0301") == words_in("café") == ["café"]
