"""A question finds the entry that answers it, in two languages, with a probability to act on."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.base import Base
from knowledge.features import Index, grams
from knowledge.matcher import Example, Matcher, cached
from knowledge.text import tokens
from tests.conversation.adversarial import texts

QUESTIONS = {
    ("airport", "en"): [
        "Is the airport open?",
        "Are flights leaving?",
        "Can I fly out?",
        "Is my flight cancelled?",
    ],
    ("airport", "fr"): ["L'aéroport est-il ouvert ?", "Y a-t-il des vols ?", "Mon vol est-il annulé ?"],
    ("curfew", "en"): ["Is there a curfew?", "When does the curfew start?", "Can I go out at night?"],
    ("curfew", "fr"): [
        "Y a-t-il un couvre-feu ?",
        "À quelle heure est le couvre-feu ?",
        "Puis-je sortir la nuit ?",
    ],
    ("embassy", "en"): ["How do I reach the embassy?", "Embassy phone number", "Where is the consulate?"],
    ("embassy", "fr"): ["Comment joindre l'ambassade ?", "Numéro de l'ambassade", "Où est le consulat ?"],
    ("casualties", "en"): ["How many people died?", "What is the death toll?", "Were people killed?"],
    ("casualties", "fr"): ["Combien de morts ?", "Quel est le bilan ?", "Y a-t-il des victimes ?"],
}
EXAMPLES = [Example(entry, lang, q) for (entry, lang), questions in QUESTIONS.items() for q in questions]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(EXAMPLES, protected=["Bamako"])


@pytest.mark.parametrize(
    ("query", "lang", "entry"),
    [
        ("are there flights from the airport", "en", "airport"),
        ("aeroport ferme ?", "fr", "airport"),
        ("curfw hours", "en", "curfew"),
        ("heure du couvre feu", "fr", "curfew"),
        ("numero du consulat", "fr", "embassy"),
        ("phone of the embasy", "en", "embassy"),
        ("how many killed", "en", "casualties"),
        ("combien de victimes", "fr", "casualties"),
    ],
)
def test_a_question_finds_its_entry_with_and_without_its_language(
    matcher: Matcher, query: str, lang: str, entry: str
) -> None:
    assert matcher.search(query, lang)[0].entry == entry
    assert matcher.search(query)[0].entry == entry
    assert matcher.search(query, "de")[0].entry == entry


def test_hits_are_probabilities_best_first_of_different_entries(matcher: Matcher) -> None:
    hits = matcher.search("is the airport open during the curfew", "en")
    scores = [hit.score for hit in hits]
    assert len(hits) == len({hit.entry for hit in hits}) == len({entry for entry, _ in QUESTIONS})
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert matcher.search("airport", "en", k=2) == matcher.search("airport", "en")[:2]


def test_a_strange_question_is_trusted_less_than_a_known_one(matcher: Matcher) -> None:
    strange = matcher.search("what is a good recipe for banana bread", "en")
    assert not strange or strange[0].score < matcher.search("is the airport open", "en")[0].score


def test_of_two_texts_understood_alike_the_mended_one_is_forgiven_its_smaller_likeness(matcher: Matcher) -> None:
    typed, meant = matcher.search("is the airprot open", "en")[0], matcher.search("is the airport open", "en")[0]
    assert typed.entry == meant.entry == "airport"
    assert meant.score < typed.score < 1


@pytest.mark.parametrize("query", ["", "?!", "\u200b", "漢字"])
def test_what_shares_nothing_with_any_example_finds_nothing(matcher: Matcher, query: str) -> None:
    assert matcher.search(query) == ()


def test_the_borders_are_in_order(matcher: Matcher) -> None:
    assert 0 <= matcher.choice_at <= matcher.threshold <= matcher.answer_at <= 1


def test_leaving_one_out_reports_each_example_in_the_order_given(matcher: Matcher) -> None:
    left = matcher.leave_one_out()
    shuffled = Matcher.build(EXAMPLES[::-1], protected=["Bamako"]).leave_one_out()[::-1]
    assert len(left) == len(EXAMPLES)
    assert left == shuffled
    found = {example.question: entry for example, entry in zip(EXAMPLES, left, strict=True)}
    assert found["When does the curfew start?"] == "curfew"


def test_leaving_some_out_in_closed_form_agrees_with_building_without_them() -> None:
    from knowledge.kernel import RIDGE, duals, factor, inverse_among, without

    start = np.array([0, 250, 500, 600])  # examples of three entries, in more blocks than one
    points = np.random.default_rng(7).normal(size=(600, 4)).astype(np.float32)
    kernel = np.exp(-np.square(points[:, None] - points).sum(axis=2)) + RIDGE * np.eye(600, dtype=np.float32)
    target = np.eye(3, dtype=np.float32)[np.repeat(np.arange(3), np.diff(start))]
    left = np.array([3, 100, 255, 256, 599])
    kept = np.setdiff1d(np.arange(600), left)
    rebuilt = kernel[np.ix_(left, kept)] @ np.linalg.solve(kernel[np.ix_(kept, kept)], target[kept])
    factored = factor(kernel.copy())
    assert np.allclose(factored.T @ factored @ kernel, np.eye(600), atol=1e-3)
    weights = duals(factored, start)
    assert np.allclose(kernel @ weights, target, atol=1e-3)
    assert np.allclose(without(inverse_among(factored, left), weights[left], target[left]), rebuilt, atol=1e-3)


def test_examples_among_each_other_are_as_alike_as_when_they_are_asked(matcher: Matcher) -> None:
    read = [grams(tokens(example.question)) for example in EXAMPLES] * 40  # more than one block
    index = Index.of(read)
    asked, at = np.stack([index.cosines(features) for features in read]), 0
    for block in index.among():
        assert np.allclose(block, asked[at : at + len(block), at:], atol=1e-5)
        assert np.allclose(np.diag(block), 1, atol=1e-5)
        at += len(block)
    assert at == len(read)


@pytest.mark.parametrize("examples", [[("a", "airport open")], [("a", "airport"), ("b", "curfew")], [("a", "???")]])
def test_the_smallest_knowledge_bases_work(examples: list[tuple[str, str]]) -> None:
    small = Matcher.build([Example(entry, "en", question) for entry, question in examples])
    assert [hit.entry for hit in small.search("airport", "en", 1)] in (["a"], [])
    assert len(small.leave_one_out()) == len(examples)


def test_a_question_in_the_very_words_of_a_lone_example_is_trusted() -> None:
    lone = Matcher.build([Example(entry, lang, qs[0]) for (entry, lang), qs in QUESTIONS.items() if lang == "en"])
    assert lone.search("is the airport open", "en")[0].score > lone.search("opening a bank account", "en")[0].score


def test_no_example_or_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Matcher.build([])
    with pytest.raises(ValueError, match="de"):
        Matcher.build([Example("a", "de", "Flughafen")])


def test_what_was_kept_answers_exactly_alike(matcher: Matcher, tmp_path: Path) -> None:
    matcher.save(tmp_path / "m.bin")
    loaded = Matcher.load(tmp_path / "m.bin")
    for example in EXAMPLES:
        assert loaded.search(example.question + " airprt", example.lang) == matcher.search(
            example.question + " airprt", example.lang
        )
        assert loaded.understood(example.question, "fr") == matcher.understood(example.question, "fr")
    borders = [(m.threshold, m.answer_at, m.choice_at) for m in (loaded, matcher)]
    assert borders[0] == borders[1]
    assert loaded.leave_one_out() == matcher.leave_one_out()


def test_a_cache_is_used_again_and_follows_the_content(matcher: Matcher, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = cached(EXAMPLES, ["Bamako"], folder)
    [file] = folder.iterdir()
    written = file.stat().st_mtime_ns
    assert cached(EXAMPLES, ["Bamako"], folder).search("airport") == first.search("airport")
    assert file.stat().st_mtime_ns == written
    cached(EXAMPLES[1:], ["Bamako"], folder)
    cached(EXAMPLES, [], folder)
    assert len(list(folder.iterdir())) == 3
    assert cached(EXAMPLES, ["Bamako"], None).search("airport") == matcher.search("airport")


def test_a_language_in_which_nothing_changed_is_not_learnt_again(matcher: Matcher) -> None:
    more = [*EXAMPLES, Example("curfew", "en", "do soldiers stop people in the dark")]
    anew, after = (Matcher.build(more, ["Bamako"], before=models) for models in ({}, matcher.models))
    assert after.models["fr"] is matcher.models["fr"]
    assert after.models["en"] is not matcher.models["en"]
    for query in ("do soldiers stop people in the dark", "soldats la nuit", "curfw hours"):
        assert after.search(query) == anew.search(query)
    assert after.leave_one_out() == anew.leave_one_out()


def test_relatives_and_words_of_one_meaning_change_what_is_learnt(matcher: Matcher) -> None:
    for change in ({"families": {"airport": "travel", "embassy": "travel"}}, {"groups": "night: [dark, evening]"}):
        after = Matcher.build(EXAMPLES, ["Bamako"], before=matcher.models, **change)
        assert not {id(model) for model in after.models.values()} & {id(model) for model in matcher.models.values()}


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign"])
def test_a_damaged_cache_is_rebuilt(matcher: Matcher, tmp_path: Path, damage: str) -> None:
    cached(EXAMPLES, ["Bamako"], tmp_path)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    file.write_bytes({"empty": b"", "cut": whole[:-9], "flipped": flipped, "foreign": b"\x80\x04." * 99}[damage])
    assert cached(EXAMPLES, ["Bamako"], tmp_path).search("airport") == matcher.search("airport")
    assert file.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_does_no_harm(matcher: Matcher, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert cached(EXAMPLES, ["Bamako"], tmp_path / "file").search("airport") == matcher.search("airport")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=500), st.sampled_from(["en", "fr", None]))
def test_any_text_can_be_asked(matcher: Matcher, query: str, lang: str | None) -> None:
    assert all(0 <= hit.score <= 1 for hit in matcher.search(query, lang))


def test_hostile_texts_are_searched_like_any_other(base: Base) -> None:
    """The short form of `python -m tests.bench.hostile 100000`, which also says how long each takes."""
    for n, text in enumerate(texts(base, 300, seed=18)):
        hits = base.matcher.search(text, ("en", "fr", None)[n % 3])
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(0 <= hit.score <= 1 for hit in hits)


def test_an_entry_with_examples_in_one_language_is_found_in_the_other_by_what_they_share() -> None:
    lone = Matcher.build(
        [*EXAMPLES, Example("minusma", "en", "Did MINUSMA leave?"), Example("minusma", "en", "minusma")]
    )
    hits = lone.search("la minusma est partie ?", "fr")
    assert hits[0].entry == "minusma"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert lone.search("aeroport ferme ?", "fr")[0].entry == "airport"
