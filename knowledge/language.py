"""Which of the two languages a message is in, told from its words."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.entry import Lang
from knowledge.text import tokens

# Words that only one of the languages uses, normalised: short messages often hold nothing else.
_ONLY: dict[Lang, str] = {
    "en": "the and is are was were be been am i im you your he she they them we our us my me it its this that these those there here"
    " what when where who whom whose why how which do does did dont didnt doesnt isnt wasnt can cant could should would will wont shall may might"
    " must have has had of to from with without about into for in on at by up out off over under again then than not no yes if or but so because while"
    " any some many much more most all please thanks thank hello hi hey good morning evening afternoon night bye help stop subscribe unsubscribe"
    " tell know happened happening people now today tonight tomorrow still safe open closed going go get any anyone anything something"
    " hear heard shooting shots gunfire english near need want",
    "fr": "le la les un une des du de et est sont etait etaient etre suis es sommes etes je j tu il elle on nous vous ils elles mon ma mes ton ta tes"
    " son sa ses notre nos votre vos leur leurs ce cet cette ces ca cela c qu que qui quoi quand ou comment pourquoi combien quel quelle quels quelles"
    " dans sur sous avec sans pour par chez vers entre depuis pendant avant apres mais donc car si ne pas plus moins tres trop bien mal oui non peut peux"
    " pouvez veux voulez faut fait faire a ai as avez avons ont avait y ya eu l d n s m t au aux en bonjour bonsoir salut merci svp stp slt bjr bsr mrc"
    " aide moi toi lui eux qoi koi c'est est-ce encore deja aussi meme rien quelqu jamais toujours maintenant aujourdhui demain soir matin hier"
    " francais abonner desabonner arreter arret infos info nouvelles quelque chose gens pk pq bcp tt ki ke kel wesh dja sais savoir dire dites etes"
    " tirs tirent tire blesses blesse morts aeroport ecole attaque",
}
_ACCENTS = re.compile(r"[éèêëàâùûîïôçœ«»]", re.IGNORECASE)
_SMOOTH = 0.5
MOST = 2.0  # nats; what one word can say at most
SURE = 1.5  # nats; below, the person's setting decides


@dataclass(frozen=True)
class Recogniser:
    """Words with how much they speak for French (positive) or English (negative), in nats."""

    weights: dict[str, float]

    @classmethod
    def of(cls, english: Mapping[str, int], french: Mapping[str, int]) -> "Recogniser":
        """Learn from how often each language uses a word; the words that only one language uses weigh most."""
        counts = (Counter(english), Counter(french))
        totals = [sum(count.values()) or 1 for count in counts]
        weights = {
            word: _odds(counts[1][word], totals[1]) - _odds(counts[0][word], totals[0])
            for word in counts[0].keys() | counts[1].keys()
        }
        only_en, only_fr = (set(tokens(_ONLY[lang])) for lang in ("en", "fr"))
        weights |= dict.fromkeys(only_en - only_fr, -2.0) | dict.fromkeys(only_fr - only_en, 2.0)
        return cls(weights | dict.fromkeys(only_en & only_fr, 0.0))

    @cached_property
    def _bounded(self) -> dict[str, float]:
        """The weights, none beyond MOST."""
        return {word: max(-MOST, min(MOST, weight)) for word, weight in self.weights.items()}

    def evidence(self, text: str) -> float:
        """Nats for French; negative for English; each word counts at most 2."""
        words = tokens(text)
        total = sum([self._bounded.get(word, 0.0) for word in words])
        return total + min(3, len(_ACCENTS.findall(text[:500]))) * 1.0

    def recognise(self, text: str) -> Lang | None:
        """The language of a text; None where its words do not tell."""
        evidence = self.evidence(text)
        if abs(evidence) < SURE:
            return None
        return "fr" if evidence > 0 else "en"


def _odds(n: int, total: int) -> float:
    return math.log((n + _SMOOTH) / (total + 1))
