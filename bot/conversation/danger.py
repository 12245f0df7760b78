"""Signs of present danger. They are answered before anything else is looked at."""

import re

from knowledge.text import normalise

# Fire, blood, armed people at the door, in the present and close by; spelt as heard, too.
_FIRE_EN = (
    r"(?:they|theyre|someone|somebody|people|men|gunmen|soldiers|terrorists|jihadists) (?:r |are |is |keep |just )?"
    r"(?:now |still |here )?(?:shooting|firing|shoot|attacking)"
)
_FIRE_FR = r"(?:(?:ils?|on|ca|sa|c|cela|des gens|les gens|quelqu un|quelqun|des hommes|les terroristes) (?:nous |vous )?tir(?:e|es|ent|aient)?)"
_SIGNS = (
    _FIRE_EN,
    _FIRE_FR,
    r"(?:under|being) (?:fire|attack|shot at)",
    r"(?:gunfire|shooting|gunshots?|shots|firing|explosions?|bullets?|bombs?) (?:\w+ ){0,4}?(?:outside|next to|near (?:me|us|my|our|here)|around us|right (?:here|now|next)|here|downstairs|in my|at us|hitting|close)",
    r"(?:i|we|im|were) (?:can |r |are |am |keep )?(?:hear|hearing|hering) (?:\w+ ){0,3}?(?:gunfire|shooting|gunshots?|shots|explosions?|firing|bombs?|screaming)",
    r"(?:i|we|ive|weve) (?:have |was |were |am |been |got )*(?:just )?(?:been |got )?(?:shot|hit|wounded|stabbed)",
    r"(?:i m|im|i am|we are|were|he is|hes|she is|shes|my \w+ is|my \w+s) (?:\w+ ){0,2}?(?:bleeding|hiding|trapped|pinned|stuck under|dying)",
    r"(?:i m|im|i am|we r|we are) (?:in danger|under the bed|hidden)",
    r"(?:armed men|gunmen|men with guns|guns?|rifles?|attackers) (?:\w+ ){0,3}?(?:in the|at the|at my|outside|inside|coming|r coming|here|compound|corridor)",
    r"(?:breaking|kicking|smashing) (?:down |in )?(?:our|my|the) door",
    r"(?:going to|gonna|will) kill (?:us|me)",
    r"(?:save|rescue) (?:us|me)",
    r"(?:help|aide[rz]?) (?:us|me|moi|nous) (?:\w+ ){0,3}?(?:hiding|trapped|shooting|danger|under attack|tire|tirs)",
    r"au secours|a l aide|sos|mayday",
    r"(?:on|j) entend(?:s|ons)? (?:\w+ ){0,4}?(?:tirs?|coups? de feu|rafales?|explosions?|detonations?|kalach\w*|armes?)",
    r"(?:tirs?|coups? de feu|rafales?|explosions?) (?:\w+ ){0,4}?(?:a cote|cote de|pres de (?:moi|nous|chez|la maison)|tout pres|dehors|devant (?:moi|nous|chez)|chez (?:moi|nous)|ici|en ce moment|la maintenant)",
    r"(?:sa|ca|on|ils?) tir\w* ?(?:\w+ ){0,4}?(?:a cote|devant|dehors|ici|partout|sur n\w+|fort|sur moi|\b)",
    r"(?:je suis|on est|nous sommes|chui|jsuis|suis|es) (?:\w+ ){0,2}?(?:bless\w+|cach\w+|coinc\w+|bloqu\w+|bloke|en danger|pieg\w+|touche\w*|encercl\w+)",
    r"(?:je|il|elle) (?:saigne|perd du sang)|pris une balle|recu une balle|prendre une balle",
    r"(?:hommes?|hom|gars|mecs|types|individus) arm\w+ (?:\w+ ){0,4}?(?:dans|ds|devant|defonce\w*|arrive\w*|cour|porte|ici|entre\w*)",
    r"defonce\w* (?:la|notre|ma) porte",
    r"(?:vont|veulent|va) (?:nous|me|n) tu\w+",
    r"sauve[rz]? (?:moi|nous)",
)
_PRESENT = re.compile(r"\b(?:" + "|".join(_SIGNS) + r")\b")
_CRY = re.compile(
    r"^(?:help us|gunfire|shooting|gunshots|shots fired|au secours|a l aide|ca tire|sa tire|tirs|ils tirent|on tire)+(?: (?:help+|please|pls|svp|vite|us|me|they|ils|sont|la|are|firing|shooting|here|us))*$"
)
# First person, present, close by: told in a long message full of other words, it is still a cry.
_STRONG = re.compile(
    r"\b(?:(?:i|we) (?:can |r |are |am |keep )?hear (?:\w+ ){0,3}?(?:gunfire|shooting|gunshots?|shots|explosions?|firing|screaming)"
    r"|(?:they are|theyre|they r|men are|gunmen are|someone is) (?:\w+ ){0,2}?(?:shooting|firing|attacking|breaking)|(?:we|i) (?:are|am|r) (?:\w+ ){0,2}?hiding|im hiding|were hiding"
    r"|(?:i ve|ive|i have|we ve|weve) been (?:shot|hit)|(?:is|am|are) bleeding|theres shooting|there is shooting"
    r"|(?:je suis|on est|nous sommes) (?:\w+ ){0,2}?(?:cach\w+|bless\w+|bloqu\w+|coinc\w+)|(?:ils|on) (?:nous )?tir(?:e|ent) (?:\w+ ){0,3}?(?:sur|dehors|a cote|devant|ici)|au secours|je saigne)\b"
)
# The same words imagined or asked about in general: a question about danger is not a cry.
_IMAGINED = (
    r"if|in case|suppose|imagine|what if|should (?:i|we|staff|people) do (?:if|when|in)|si|sils|au cas ou|en cas d\w*|quand (?:il|on|ca|sa)|lorsqu\w*"
    r"|drill|exercises?|exercice|simulation|steps|staff should|training|formation|video|movie|film|game|jeu|song|chanson"
)
_PAST = (
    r"that day|that morning|was|were there|there were|did|happened|20\d\d|17 sept\w*|september|septembre|on the 17th|le 17"
    r"|yesterday|last (?:week|month|year|night)|hier|l an dernier|la semaine derniere|il y a eu|ya eu|y a eu|a eu|avai\w*|etai\w*|ont tire|a tire|sest passe|s est passe"
    r"|how (?:many|long)|who|why|which|combien|pourquoi|pk|quels?|quelles?|qui a|qui tirait"
)
_HYPOTHETICAL = re.compile(rf"\b(?:{_IMAGINED})\b")
_TOLD = re.compile(rf"\b(?:{_IMAGINED}|{_PAST})\b")


def in_danger(text: str) -> bool:
    """True where the text is a sign of present danger, in either language."""
    said = normalise(text)
    if _CRY.match(said) and "?" not in text:
        return True
    if _STRONG.search(said) and not _HYPOTHETICAL.search(said):
        return True
    return bool(_PRESENT.search(said)) and not told(said)


def told(normalised: str) -> bool:
    """True where danger is asked about, imagined or told of the past."""
    return bool(_TOLD.search(normalised))
