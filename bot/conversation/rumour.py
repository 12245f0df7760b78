"""Forwarded and pasted texts: one claim each, never split into questions."""

import re

from knowledge.table import Table
from knowledge.text import CUT, normalise

_THINGS = r"(?:this|that|it|these|those|they|what (?:they|people|he|she) (?:say|says|said)|(?:the|this|that|these|those) (?:\w+ ){0,3}?(?:message|text|news|info\w*|story|video|pictures?|photos?|images?|audio|voice note|communique|letter|document))"
_JUDGED = (
    r"(?:true|real|fake|false|legit|correct|genuine|authentic|a (?:rumou?r|hoax|lie|fake)|fake news|confirmed|verified)"
)
_CLAIMS_FR = r"(?:c|ce (?:message|texte|communique|vocal)|cette (?:info\w*|video|photo|image|nouvelle)|ces (?:photos|videos|images))"
_JUGE = (
    r"(?:vrai|faux|fake|confirme|verifie|authentique|un (?:faux|fake|mensonge)|une (?:rumeur|fake news|intox)|bidon)"
)
_TRUE = Table(
    rf"\b(?:(?:is|are|was) {_THINGS} (?:really |actually )?(?:{_JUDGED}|true or (?:false|not)|real or fake)|true or (?:false|not|fake)|real or (?:fake|not)|fake or (?:real|not)|fake news|fact check|fact or (?:rumou?r|fake|fiction)|any truth|how true|a hoax|hoax|(?:can|could) (?:you|u|someone|anyone) (?:please |pls )?(?:confirm|verify|check)(?: this| that| if| whether| the)?|please (?:confirm|verify|check)(?: this| that| if)?|^(?:pls |please )?(?:confirm|verify)\b|(?:confirm|verify)(?: this| that)?$"
    r"|(?:is|are) (?:the )?(?:news|info\w*|rumou?rs?|story|report) (?:\w+ ){0,4}?(?:true|correct|real|right)|is it (?:a )?(?:correct|fact|right|so)$|(?:true|correct|real|fake|fact)$(?<!is true)(?<!comes true)(?<!name real)"
    rf"|{_CLAIMS_FR} (?:est |sont )?(?:vraiment )?{_JUGE}s?(?: ou (?:pas|faux|non|fake))?|cest (?:vrai|faux|fake)|est ce (?:vrai|faux|que c est (?:vrai|faux)|une rumeur|un fake)|vrai ou (?:faux|fake|pas)"
    r"|vous confirmez|tu confirmes|^confirme[rz]?(?: (?:svp|moi))?|confirme[rz] svp|(?:pouvez vous|tu peux|vous pouvez|peux tu) (?:me |nous )?(?:confirmer|verifier)|(?:info|vrai) ou (?:intox|fake|rumeur)|rumeur ou (?:vrai|realite|info|pas)|fake ou pas|canular|intox$|a verifier|y a (?:t il )?du vrai|(?:est ce |c est |cest )(?:(?:exact|correct|authentique|fonde)(?: que| qu| ou pas)?|sur(?: que| qu| ou pas|$))|est ce une (?:rumeur|intox|fausse nouvelle)|(?<!pas )authentiques?$|fiable$|vraiment vrai|(?:sont|est) (?:elles|ils|elle|il) (?:vraie?s?|fausse?s?|faux|authentiques?))\b"
)
_AROUND = r"(?:so|and|but|then|ok|okay|hmm|really|well|donc|alors|et|mais|ah|bon|or not|ou pas|ou non|please|pls|svp|ca|cela|though|que|tout)"
_BARE = re.compile(
    rf"(?:{_AROUND} )*(?:{_TRUE.pattern}|fake|faux|vrai|true|false|really|vraiment|intox|rumeur)(?: {_AROUND})*"
)

# The label of a forwarding, as apps and people write it: a heading, not a word of the sentence.
_LABEL = re.compile(
    r"^\W*(?:fwd?|forwarded(?: message| as received| many times)?|(?:message )?transf[ée]r[ée](?: plusieurs fois)?|tr|breaking(?: news)?|urgent(?: news)?|(?:message )?(?:re[çc]u|received)|audio|vocal|voice note|whatsapp|rumeur|rumou?r|alerte? info|flash(?: info)?|info (?:urgente|de derni[èe]re minute)|communiqu[ée](?: officiel)?(?: n[°o]? ?\d+)?|message (?:de la|du|from the) \w+|important|attention|alerte?)\s*(?:[:!\-–—*\n]|(?=\w+ ?:))",
    re.IGNORECASE,
)
_ASKER = r"(?<!should i )(?<!do i )(?<!to )(?<!we )(?<!can i )(?<!must i )(?<!dois je )(?<!de )(?<!je )(?<!a )(?<!les )"
_SPREAD = Table(
    rf"\b{_ASKER}(?:share (?:this|it|widely|to (?:save|warn|all|every)|please|pls|with (?:everyone|all|your))|(?:please|pls|kindly) (?:share|forward|pass)|(?:send|forward) (?:this |it )?to (?:all|every\w+|your|\d+|at least)|pass (?:it|this) on(?! or)|don ?t ignore|tell (?:everyone|all your)|warn (?:everyone|all your|your)"
    rf"|partage[rz] (?:svp|pour (?:sauver|prevenir|alerter|informer|que)|a (?:tous|tes|vos|\d+)|massivement|largement|a tous|au maximum|ce message|avec)|a partager|diffusez|faites? (?:circuler|tourner|passer|suivre)|transferez|(?:envoie|envoyez|transfere|transferez)(?: (?:le|la|ca|ceci|ce message))? a (?:tous|vos|tes|\d+|tout)|prevenez (?:vos|tous|tout)|informez vos)\b|\b(?:partage[rz]?|share|faites? passer|a partager)$"
)
_SOURCE = r"(?:my|a|an|our|one of my|mon|ma|un|une|notre|l|le|la) (?:\w+ )?(?:cousine?|aunt|uncle|brother|sister|friend|neighbou?r|colleague|boss|mother|father|contact|source|insider|tante|oncle|tonton|tata|frere|soeur|amie?|pote|voisine?|collegue|patron|mere|pere|beau frere|marabout|general|officier|policier|gendarme|militaire)"
_SAYS = r"(?:says?|said|tells?|told|heard|warns?|warned|announced|dit|disent|annonce\w*|previen\w*|prevenu|raconte\w*|parait|apparently|appris|entendu|conseille\w*|affirme\w*|confirme\w*|dis)"
_ACT = r"(?:stock\w*|provisions|reserves|stay (?:home|inside|indoors|at home|off)|(?:do not|dont|not to|never) (?:go|leave|travel|drive|come|take)|leave (?:the )?(?:city|town|country|bamako)|keep away|withdraw|fill up|ne (?:pas )?sort\w*|pas sortir|reste[rz]|quitte[rz]?|evite[rz]?|retire[rz]?|faire le plein)"
_TO_COME = r"(?:attacks?|attaques?|attentats?|bombs?|bombes?|coup|curfew|couvre feu|guerre|war|shut|closed?|coupe\w*|brule\w*) (?:\w+ ){0,4}?(?:tomorrow|tonight|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:week|weekend|friday)|next \w+|demain|ce soir|cette nuit|(?:ce )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|la semaine prochaine|bientot|soon)"
_SOMEBODY = r"(?:somebody|someone|people|quelqu ?un|des gens|les gens|on (?:me|m|nous)|il parait|apparently|i heard|j ai (?:appris|entendu)|they|ils)"
# Of a source that is named, one sign is enough; "somebody said that it is closed" is how people ask whether it is.
_TOLD_BY = re.compile(rf"\b{_SOURCE} (?:\w+ ){{0,8}}?{_SAYS}\b(?: \w+){{0,6}}? (?:{_ACT}|{_TO_COME})\b")
_ANYBODY, _TO_DO, _COMING = (re.compile(rf"\b{words}\b") for words in (_SOMEBODY, _ACT, _TO_COME))
_QUOTED = re.compile(r"[\"“«][^\"”»]{40,}[\"”»]")
_QUESTION = re.compile(
    r"\b(?:who|what|when|where|why|how|which|should i|do i|can i|did|does|has|had|was|is (?:it|there)|quoi|koi|quand|ou est|ou sont|pourquoi|comment|combien|quels?|quelles?|est ce|dois je|que faire|faut il|c etait|disait|20\d\d)\b"
)


LEAST = 4  # words of a claim that has both a label and a request to pass it on
SURE_FROM = 8  # words of one that has either


def is_claim(text: str, forwarded: bool) -> bool:
    """True where the text is somebody else's claim rather than the person's own question."""
    if forwarded:
        return True
    said = normalise(text)
    words = said.count(" ") + 1
    asks = asks_if_true(text)
    own_question = text.rstrip().endswith("?") and not asks
    if own_question or words < LEAST:
        return False
    if _LABEL.match(text[:CUT]) and _SPREAD.search(said):
        return True
    if words < SURE_FROM:
        return False
    if _LABEL.match(text[:CUT]) or _SPREAD.search(said):
        return True
    if asks:
        return words >= 12 and ("\n" in text.strip() or bool(_QUOTED.search(text[:CUT])))
    return _hearsay(said) and not _QUESTION.search(said)


def _hearsay(said: str) -> bool:
    """True where a named source tells what to do or what is to come, or somebody unnamed tells both."""
    if _TOLD_BY.search(said):
        return True
    somebody = _ANYBODY.search(said)
    if not somebody:
        return False
    return bool(_TO_DO.search(said, somebody.end()) and _COMING.search(said, somebody.end()))


def asks_if_true(text: str) -> bool:
    """True where the person asks whether something is true, or false."""
    said = normalise(text)
    return bool(_TRUE.search(said)) or asks_of_before(text)


def asks_of_before(text: str) -> bool:
    """True for a bare "is it fake?": what is asked about stands in the text before, so "Yes" would answer nothing."""
    said = normalise(text)
    return said.count(" ") < 9 and bool(_BARE.fullmatch(said)) and ("?" in text or bool(_TRUE.search(said)))


def claim_alone(text: str) -> str:
    """What is asked about, without "is it true that" and without the label of a forwarding."""
    said = _TRUE.sub(" ", normalise(_LABEL.sub(" ", text[:CUT]))).strip()
    return re.sub(r"^(?:that|que|qu|if|si|the|les?|ca) ", "", " ".join(said.split()))
