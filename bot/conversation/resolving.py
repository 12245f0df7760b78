"""One question of a dialogue: what it asks, about what, where and when; each said anew or carried over from before."""

from bot.conversation import followup
from knowledge.answer import Answer, Outcome, answer, answer_elsewhere
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Entry, Lang, Tense
from knowledge.facets import facets, words_of
from knowledge.features import stems
from knowledge.judging import in_country
from knowledge.leaning import Leaning, lacks, names_nothing
from knowledge.text import normalise, tokens

LEANS = 12  # words; a longer message stands on its own
BARE = 2  # words: "by whom?", "pourquoi ?"


def resolve(base: Base, context: Context, lang: Lang, text: str) -> Outcome:
    """What the pack says to one question, read in the light of the answer before it where it is short."""
    if back := followup.back_to(text):
        return _back(base, context, lang, back)
    after = base.pack.entries.get(context.entries[-1]) if context.entries else None
    if after is None or len(tokens(text)) > LEANS:
        return answer(base, text, lang)
    if followup.asks_who_they_are(text) and (named := _spoken_of(after, lang)):
        return answer(base, f"{'c est qui' if lang == 'fr' else 'who is'} {named}", lang)
    said = base.matcher.understood(text, lang)
    if names_nothing(said) and (len(said) <= BARE or not lacks(base, after, facets(" ".join(said)))):
        return _of_the_same(base, lang, text, after)
    rest = followup.joined(text)
    outcome = answer(base, text, lang, _far(base, context), Leaning(after, followup.puts_instead(text)))
    return (_place_alone(base, lang, rest, after, outcome) if rest else None) or outcome


def _of_the_same(base: Base, lang: Lang, text: str, after: Entry) -> Outcome:
    """Nothing is named: the answer before, unless only what it refers to holds what is asked for."""
    if not lacks(base, after, facets(normalise(text))):
        return Answer(after, 1.0)
    outcome = answer(base, text, lang, (), Leaning(after))
    near = isinstance(outcome, Answer) and (outcome.entry.id in after.related or after.id in outcome.entry.related)
    return outcome if near else Answer(after, 1.0)


def _back(base: Base, context: Context, lang: Lang, rest: str) -> Outcome:
    """Back to an answer given earlier: that one again, or what else is asked of it."""
    asked = base.matcher.weights(base.matcher.understood(rest, lang), lang)
    earlier = [name for name in (*context.entries[::-1], *context.before) if name in base.pack.entries]
    known = {name: sum(asked.get(stem, 0.0) for stem in base.reading.titles[lang][name]) for name in earlier}
    meant = max(known, key=lambda name: known[name], default=None)
    if not meant or not known[meant]:
        return answer(base, rest, lang)
    title = base.reading.titles[lang][meant]
    if names_nothing(tuple(word for word in tokens(rest) if title.isdisjoint(stems([word], lang)))):
        return Answer(base.pack.entries[meant], 1.0)
    return answer(base, rest, lang, (), Leaning(base.pack.entries[meant]))


def _spoken_of(after: Entry, lang: Lang) -> str | None:
    """Who the answer before speaks of, where its words name somebody."""
    for statement in after.statements:
        said = normalise(statement.text(lang))
        if named := words_of("voice", said):
            return next(word for word in said.split() if word in named)
    return None


def _far(base: Base, context: Context) -> tuple[str, ...]:
    """The other towns asked about before: only the person can have named them, and means them still."""
    return tuple(place for place in context.places if place not in base.here and in_country(base, [place]))


def _place_alone(base: Base, lang: Lang, rest: str, after: Entry, outcome: Outcome) -> Answer | None:
    """ "and Faladié?": the same thing asked of another place, unless an entry is about that very place."""
    words = tokens(rest)
    mentions = base.pack.gazetteer.mentions(words)
    if not mentions or sum(m.end - m.start for m in mentions) < len(words):
        return None
    places = tuple(mention.place for mention in mentions)
    if isinstance(outcome, Answer) and not (set(places) - base.wide).isdisjoint(outcome.entry.places):
        return outcome
    if not in_country(base, places):
        return _abroad_now(base, after, places)
    outcome = answer_elsewhere(base, after.questions[lang][0], lang, places)
    if isinstance(outcome, Answer):
        return outcome
    return Answer(after, 1.0) if base.pack.gazetteer.agree(list(places), after.places) else None


def _abroad_now(base: Base, after: Entry, places: tuple[str, ...]) -> Answer | None:
    """ "and Senegal?" behind a question about now: what is said of now in that country."""
    entries = base.pack.entries.values()
    told = [entry for entry in entries if entry.tense is Tense.NOW and not set(entry.places).isdisjoint(places)]
    return Answer(told[0], 1.0) if told and after.tense is Tense.NOW else None
