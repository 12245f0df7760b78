"""What is meant to make the assistant say what it does not know, and rudeness: both get one calm sentence."""

import re

from knowledge.table import Table

_SAFE = r"(?:safe|sure?|sur|secure|calm|calme|over|fini|sans danger|dangerous|dangereux|open|ouvert\w*)"
_INVENTING = Table(
    r"\b(?:(?:just |please |can you |to )?(?:make|making) (?:something up|it up|up (?:an?|some|any|your|something|numbers?|figures?)\b)|(?<!who )(?<!qui )(?<!a )(?:invent|invente[rz]?)(?: (?:moi|me))? (?:an?|some|any|un|une|des|n importe|something|quelque)|(?:just|only) (?:guess|say (?:yes|no|it)|give (?:me )?(?:a|any) (?:number|figure|guess))"
    r"|(?:dis|donne|donnez|dites)(?: moi)? (?:juste |seulement )?(?:n importe (?:quoi|quel\w*)|un chiffre au hasard|au pif)|(?:au hasard|devine[rz]?) (?:combien|un|le|la)?|your (?:own )?(?:opinion|guess)|(?:votre|ton) (?:avis personnel|opinion)|fabrique[rz]? (?:une|un|des) (?:histoire|chiffre|info|temoignage|preuve)s?"
    r"|(?:write|ecri[st]|ecrivez|redige[rz]?)(?: (?:me|moi))? (?:a|an|un|une|de) (?:fake|false|fau(?:x|sse)) \w+)\b"
)
_INJECTING = Table(
    r"\b(?:(?:ignore|forget|disregard|override|bypass|oublie[rz]?|ignore[rz]?|contourne[rz]?)(?: (?:all|any|everything|tout(?:es)?|les|tes|vos|the|your|my|previous|prior|above|ces))* (?:instructions?|rules?|prompts?|consignes|regles|directives?|programming|guidelines|limites?)|system prompt|prompt systeme|developer mode|mode developpeur|jailbreak|dan mode"
    r"|(?:pretend|act|behave)(?: (?:to be|as if|like|as|that))* (?:you|a|an|the|there)\b|(?:fais|faites) (?:comme si|semblant)|(?:you are|tu es|vous etes) (?:now|maintenant|desormais) (?:a|an|un|une|dan|free|libre)|(?:reveal|show|print|montre|revele|affiche)\w*(?: (?:me|moi))? (?:your|ton|votre|tes|vos) (?:instructions?|prompt|rules|consignes|code|source code)"
    rf"|(?:say|tell (?:me|them|everyone)|confirm|repeat|dis|dites|repete\w*|confirme\w*)(?: (?:that|que|moi|me|just|juste))* (?:bamako|mali|it|everything|the airport|l aeroport|tout|c) (?:is|est|va)(?: \w+)? {_SAFE})\b"
)
_YOU = r"(?:you|u|ur|youre|you re|this|bot|tu|t|t es|tu es|vous|vous etes|espece|sale|ce bot|this bot|your bot|toi)"
_RUDE = r"(?:stupid|idiots?|useless|dumb|moron|shit|shitty|crap|trash|garbage|rubbish|fool|foolish|bastard|bitch|asshole|worthless|nulle?s?|con|conne|connards?|connasse|imbecile|debile|cretin|abruti|batard|salaud|salope|merde|pourrie?|inutile|bete|incapable|menteu(?:r|se)|liars?|mougou|ane|voleurs?)"
_INSULT = re.compile(
    rf"^(?:\w+ ){{0,3}}?{_YOU}(?: (?:are|r|re|is|a|an|the|so|really|such|such a|fucking|bloody|es|etes|est|un|une|d|de|trop|vraiment|tellement|quel|gros|grosse|petit|sale|espece|damn|stupid|dumb|useless|big))* {_RUDE}(?: (?:bot|robot|machine|thing|program|idiot|d idiot|ia|truc|system))?$"
    rf"|^(?:(?:quel|quelle|what a|such a|espece d|espece de|sale|stupid|dumb|useless) )+(?:\w+ )?(?:{_RUDE}|bot|robot|machine)$|^{_RUDE}(?: (?:bot|robot|machine))?$|\b(?:fuck|f\*ck|fck) (?:you|u|off|this)\b|\b(?:piss|bugger) off\b|\bgo to hell\b|\bshut up\b|\bscrew you\b"
    r"|\b(?:va (?:te|vous|t)|allez vous) (?:faire (?:foutre|voir|enculer)|en (?:la|d ici))\b|\b(?:ta|vos|votre) (?:gueule|mere|meres)$|\bferme(?:z)? (?:la|ta|ta gueule)\b|\b(?:nique|encule|ntm|fdp|pd|filles? de pute|fils de pute|casse toi)\b|^degage[sz]?$"
)
SHORT = 12  # words; a longer complaint is read for what it asks


def wants_invention(said: str) -> bool:
    """True where the normalised words ask for what is not known to be said, or for the rules to be dropped."""
    return bool(_INJECTING.search(said) or _INVENTING.search(said))


def is_rude(said: str) -> bool:
    """True where the normalised words insult and ask nothing."""
    return said.count(" ") < SHORT and bool(_INSULT.search(said))
