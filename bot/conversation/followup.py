"""Short messages that only mean something after the answer before: source, since when, more, "and the airport?"."""

import re
from enum import StrEnum

from bot.conversation.splitting import without_first
from knowledge.text import normalise


class Ask(StrEnum):
    """What is asked of the answer given last."""

    SOURCE = "source"
    DATE = "date"
    MORE = "more"
    SHORTER = "shorter"
    REPEAT = "repeat"
    NOW = "now"
    WHOM = "whom"
    DOUBT = "doubt"


_LEAD = r"(?:(?:and|et|ok|okay|but|mais|so|donc|alors|please|pls|oh|ah|yes|oui|no|non|hm+|well|bon|thanks|merci|wait|attends|attendez) )*"
_TAIL = r"(?: (?:please|pls|svp|stp|ca|that|this|it|then|alors|donc|exactly|exactement|cela|info|information|figure|chiffre|number|ce chiffre|cette info))*"
_ASKS: dict[Ask, str] = {
    Ask.SOURCE: (
        r"(?:the |your |la |les |votre |vos |ta |c est quoi la |quelle est (?:la |votre )|what(?: is|s| are)? (?:the |your )|quelles? )?(?:sources?|references?)"
        r"|who (?:says?|said|told|reports?|reported|claims?|confirmed)(?: so| that| this| it| you)*|says who|according to (?:who|whom)|where (?:did|do|does|is) (?:you|that|this|it)(?: \w+){0,4} from|where(?: did)? (?:you|u) (?:get|hear|read|find)(?: \w+){0,2}|how do you know(?: that| this)?"
        r"|qui (?:le |l |la )?(?:dit|a dit|dis|affirme|rapporte)(?: \w+){0,2}|selon qui|d apres qui|d ou (?:vient|viennent|tenez|tiens|sort)(?: \w+){0,4}|d ou (?:ca|sa|tu|vous|t)(?: \w+){0,3}|c est qui qui (?:dit|l a dit)(?: ca)?|comment (?:tu|vous) (?:le )?sa(?:is|vez)(?: ca)?|ki di sa|qui t a dit(?: ca)?"
    ),
    Ask.DATE: (
        r"since when|as of when|when (?:was|is|were) (?:that|this|it)(?: \w+){0,3}|how (?:old|recent|fresh|current|up to date) is (?:that|this|it|the info\w*)|what date(?: is that| was that)?|when did you (?:last )?(?:check|update|look)(?: \w+){0,2}|is (?:that|this|it) (?:recent|up to date|still current|old)|dated when"
        r"|depuis quand|c est de quand|ca date de quand|sa date de quand|de quand (?:date|datent|ca date|est|sont)(?: \w+){0,3}|a quelle date|c est quelle date|c est (?:recent|a jour|vieux)|quelle date|(?:info|information) (?:recente|de quand)"
    ),
    Ask.MORE: (
        r"(?:tell me |give me |any |some |no |i want |i need )?more(?: (?:details?|info\w*|about (?:it|that|this)|on (?:it|that|this)))?|(?:more |the |any )?details?|go on|continue|what else|anything else|expand|elaborate|and then|explain(?: more)?"
        r"|(?:donne[rz]? (?:moi )?|un peu |dis m en |dites m en |je veux |avez vous |y a )?plus(?: (?:de |d )?(?:details?|infos?|informations?|precisions?))?|(?:des |les |plus de )?(?:details?|precisions?)|la suite|suite|ensuite|et apres|quoi d autre|autre chose|encore|developpe\w*|precise\w*|en savoir plus|dis m en plus|dites m en plus|explique\w*(?: plus| mieux| moi)?"
    ),
    Ask.SHORTER: r"shorter|short(?:er)? version|in short|briefly|tl ?dr|summari[sz]e|summary|too long|plus court|en bref|resume\w*|en resume|court|trop long|version courte|fais court|en deux mots",
    Ask.REPEAT: r"repeat(?: that)?|again|say (?:that |it )?again|repete[rz]?|redis|redites|redire|pardon|comment",
    Ask.NOW: r"(?:what about |how about )?(?:right )?now|(?:and |what about |how about )?(?:today|tonight|at the moment|currently)|is it still(?: (?:true|the case|like that))?|still|maintenant|(?:et )?(?:aujourdhui|ce soir|actuellement|en ce moment|mnt|la maintenant|a present)|c est toujours (?:le cas|vrai|comme ca)|toujours",
    Ask.WHOM: r"whom(?: to ask)?|a qui|(?:so |then )?whom? (?:can|should|do|could|must) (?:i|we) (?:ask|call|contact|check with)(?: instead)?|who (?:knows|would know|can tell me)|where (?:can|do|should) (?:i|we) (?:ask|check|find out)(?: \w+){0,2}|(?:je|on|nous) (?:demandons|demande|verifie|peux demander|peut demander|dois demander|m adresse) (?:a|aupres de|chez) qui|a qui (?:demander|m adresser|s adresser|je demande|dois je demander|puis je demander|on demande)|qui (?:peut|pourrait) (?:me|nous) (?:le )?(?:dire|renseigner)|ou (?:demander|se renseigner|verifier|me renseigner)",
    Ask.DOUBT: r"(?:are |r )?(?:you|u) (?:really |quite |absolutely )?sure(?: about (?:that|this|it))?|really|is that (?:so|sure|certain|official|confirmed)|for real|how sure (?:are you|is (?:that|this|it))|no way|seriously|(?:i )?(?:dont|cant|do not|can not) believe (?:it|that|this|you)|vraiment|ah bon|c est (?:sure?|certain|officiel|confirme|fiable)(?: ca)?|(?:tu es|vous etes|t es|etes vous|es tu) (?:vraiment |bien )?(?:surs?|sures?|certaine?s?)|sur et certain|serieux|serieusement|sans blague|j y crois pas",
}  # fmt: skip
_PATTERNS = {ask: re.compile(rf"^{_LEAD}(?:{words}){_TAIL}$") for ask, words in _ASKS.items()}
_JOINED = re.compile(
    r"^(?:(?:ok|okay|thanks|merci|oui|yes|non|no|nope|hmm|mais|but|i mean|i meant|je (?:parle|parlais|veux dire|voulais dire)|plutot|rather|not that) *)*"
    r"(?:and|et|what about|how about|and what about|and for|et pour|et sur|et concernant|quid d\w*|qu en est il d\w*|same for|pareil pour|i mean|i meant|je (?:parle|parlais) d\w*|je veux dire|je voulais dire|plutot|rather|no|non)\b\s*"
    r"(?:about |for |in |at |the |a |au |aux |le |la |les |l |de |du |des |d |dans |in the |pour |sur )*"
)
SHORT = 7  # words; a longer message stands on its own


# How people come into a sentence; it says nothing of what they ask.
_OPENING = re.compile(
    r"^(?:(?:ok|okay|oki|k|hm+|mh+m*|uh|um|euh|thanks|thx|thank you|merci(?: beaucoup| bien)?|bon|ben|bah|ah|oh|well|so|donc|alors|d accord|daccord|dac|sorry|pardon|please|pls|svp|stp|oui|ouais|yes|yeah|right|hein|dis|dites|dis moi|dites moi|tell me|autre chose|another (?:thing|question)|something else|one more(?: thing)?|by the way|btw|au fait|sinon|but|mais|then|puis|voila|i see|je vois|compris|got it|parfait|great|super|cool)\b ?)+"
)
_BACK = re.compile(
    r"^(?:(?:and|et|can we|could we|let s|lets|i want to|i d like to|on peut|je veux|je voudrais) )*(?:(?:going |go |coming |come |get |getting )?back to|return(?:ing)? to|(?:what did you say|what were you saying|what was that|you (?:said|told me|were saying)(?: something| earlier| before)?|earlier you said(?: something)?)(?: again)? (?:about|on)|(?:pour )?(?:revenir|revenons|reviens|revient|je reviens|on revient|retournons|retour) (?:a|au|aux|sur)|(?:tu|vous|t) (?:disais|disiez|as dit|avez dit|m as dit|m avez dit)(?: quoi)? (?:sur|de|du|des|d|pour|a propos d\w*)|qu (?:as tu|avez vous|est ce que (?:tu as|vous avez)) dit (?:sur|de|du|des|d|pour))\b ?(?:the|le|la|les|l|du|de|des|d)? ?"
)


def without_opening(text: str) -> str:
    """The message without the words that people come in with: "ok thanks, so", "bon d'accord"; the whole if no more."""
    found = _OPENING.match(normalise(text))
    return (found and without_first(text, len(found.group().split()))) or text


def back_to(text: str) -> str | None:
    """What a message goes back to ("back to the airport", "tu disais quoi sur l'école"), with all it says of it."""
    said = normalise(without_opening(text))
    found = _BACK.match(said)
    return said[found.end() :].strip() or None if found else None


def asked_of_last(text: str) -> Ask | None:
    """What the message asks of the answer before it; None where it asks something of its own."""
    said = normalise(text)
    if len(said.split()) > SHORT + 2:
        return None
    return next((ask for ask, pattern in _PATTERNS.items() if pattern.match(said)), None)


def asked_of_one(text: str, shown: int) -> tuple[Ask, int] | None:
    """What is asked of which of several answers: "more about the second", "et la première, source ?"."""
    said = normalise(text)
    found = _ORDINAL.search(said)
    if shown < 2 or not found:
        return None
    index = next((n for n, names in enumerate(_ORDINALS[:shown]) if found[1] in names), None)
    ask = asked_of_last(" ".join((said[: found.start()] + said[found.end() :]).split()))
    return (ask, index) if ask and index is not None else None


def joined(text: str) -> str | None:
    """What is asked about instead, where the message starts like "and the airport?"; else None."""
    said = normalise(text)
    found = _JOINED.match(said)
    if not found or len(said.split()) > SHORT + 2:
        return None
    return said[found.end() :].strip() or None


_SENTENCE_WORDS = """
    is are was were be been do does did has have had can could will would should may must i you he she it we they
    what which when where who whom why how whats wheres whos isnt arent wasnt didnt doesnt dont est sont etait
    etaient ete a as ai ont avons avez avait avaient peut peux pouvez faut fait font va vont je j tu il elle on nous
    vous ils elles qui que quoi koi qu quel quelle quels quelles ou quand comment combien pourquoi lequel laquelle
    lesquels lesquelles c ca y ya
"""
_SENTENCE = frozenset(_SENTENCE_WORDS.split())
FRAGMENT = 4  # words


def puts_instead(text: str) -> bool:
    """True where something else is put in the place of what was spoken of: "and the airport?", "les ambassades"."""
    words = normalise(text).split()
    return joined(text) is not None or (len(words) <= FRAGMENT and _SENTENCE.isdisjoint(words))


_WHO_THEY = re.compile(
    rf"^{_LEAD}(?:who (?:are|is|were|was) (?:they|these people|those people|these guys|that|he|she)|(?:c est|ce sont|cest) qui (?:eux|ca|ceux la|ces gens|ces gars|lui|elle)|qui sont (?:ils|ces gens|ceux la)|ils sont qui|eux c est qui)$"
)


def asks_who_they_are(text: str) -> bool:
    """True where a message asks who those are that the answer before speaks of."""
    return bool(_WHO_THEY.match(normalise(text)))


def chosen(text: str, offered: int) -> int | None:
    """The index that a number or an ordinal chooses among what was offered; None where it chooses nothing."""
    said = re.sub(r"^(?:the|le|la|l|number|numero|no|option|choix|celui|celle) ", "", normalise(text))
    said = re.sub(r" (?:one|option|choice|question|svp|please|stp|merci)$", "", said)
    for index, names in enumerate(_ORDINALS[:offered]):
        if said in names:
            return index
    return offered - 1 if offered and said in ("last", "derniere", "dernier", "the last") else None


_ORDINALS = (
    {"1", "first", "premier", "premiere", "un", "une", "1er", "1ere", "1st", "one"},
    {"2", "second", "deuxieme", "deux", "seconde", "2e", "2eme", "2nd", "two"},
    {"3", "third", "troisieme", "trois", "3e", "3eme", "3rd", "three"},
    {"4", "fourth", "quatrieme", "quatre", "4e", "4eme", "4th", "four"},
)
_ORDINAL = re.compile(
    r"(?:(?:about|on|of|for|de|sur|pour|et|and) )?(?:the |la |le |l )?\b(first|second|third|fourth|premiere?|deuxieme|seconde|troisieme|quatrieme)\b(?: one| question| answer| reponse)?"
)
