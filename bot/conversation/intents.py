"""What a short message wants besides an answer: a greeting, thanks, help, a subscription, a person, a refusal."""

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.text import normalise

Name = Literal[
    "greeting", "thanks", "help", "subscribe", "unsubscribe", "language", "operator", "refusal",
    "about", "privacy", "delete", "alerts", "sites", "restrictions", "advice", "affirm", "deny", "goodbye",
]  # fmt: skip


@dataclass(frozen=True)
class Intent:
    """What was recognised; `rest` is what the message says besides, in the person's own words."""

    name: Name
    bambara: bool = False
    rest: str = ""


_BAMBARA = r"i ni (?:ce|cie|tie|che|sogoma|sogo|wula|oula|tile|su|sou|wura|baara)|aw ni (?:ce|cie|tie|che|sogoma|wula|oula|tile|su|sou)|ani sogoma|ini ce|inice|anice|ani ce|i ka kene|here sira|nse|nba"
_ARABIC = r"as?salam\w*(?: ?al[ae]i?k\w*)?|salam\w*(?: ?al[ae]i?k\w*)?|sala?m|salamalek\w*|assalam\w*"
_GREETING = (
    r"hi+|hello+|helo|hey+|hiya|good (?:morning|afternoon|evening|day|night)|greetings|howdy|morning|evening"
    r"|bonjour|bonsoir|bjr|bsr|bonj|salut|slt|slm|coucou|cc|re bonjour|bonne (?:journee|soiree|nuit|matinee)|yo|wesh"
    r"|" + _ARABIC + r"|" + _BAMBARA
)
_POLITE = (
    r"to you|there|all|everyone|sir|madam|team|bot|please|pls|my friend|friend|tout le monde|a tous|monsieur|madame|mr|mme|svp|chef|mon ami|les amis|a vous|vous|toi"
    r"|comment (?:ca|sa) va|(?:ca|sa) va(?: bien)?|how are you(?: doing)?|how r u|comment allez vous|comment vas tu|quoi de neuf|cv|et vous|la famille|la forme"
)
_THANKS = r"thanks?|thank you|thx|tks|ty|cheers|much appreciated|appreciate it|merci|mrc|mci|merci bien|grand merci|je vous remercie|je te remercie|barika|i ni baara|baraka"
_THANKS_TAIL = (
    r"very much|so much|a lot|bcp|beaucoup|bien|infiniment|mille fois|that helps?(?: a lot)?|helpful|great|ok|okay|daccord|d accord|very helpful"
    r"|for (?:your|the) \w+|pour (?:votre|la|les|l|ta|tout|vos) ?\w*|a vous|a toi|you|vraiment|c est gentil|dieu vous benisse|god bless(?: you)?|parfait|super|perfect|good|bot|please|and bye|bye|au revoir"
)
_BYE = r"bye|goodbye|bye bye|see you|au revoir|a bientot|a plus|adieu|k an ben|ciao"
_ANY_OF = {
    "refusal": (
        r"(?:plan|plann\w+|prepar\w+|organis\w+|carry out|mener|planifi\w+|launch|lancer|commit|commettre) (?:an? |une? |the |l |d |this |cette |cet )(?:\w+ )?(?:attacks?|attaques?|raid|bombing|attentat|ambush|embuscade|assault|assaut|enlevement|kidnapping)",
        r"(?:aide[rz]?|help|want to|veux|voudrais|how (?:do|can) (?:i|we)|comment (?:je peux|puis je|on peut)) (?:\w+ ){0,2}?(?:faire|make|do|attack|attaquer|raid|bomb|frapper|hit) (?:an? |une? |the |la |le |l |les )(?:attack|attaque|attentat|raid|airport|aeroport|camp|base|school|ecole|caserne|barracks|embassy|ambassade|soldiers|soldats|militaires|convoy|convoi)",
        r"(?:how (?:do|can|to|would)|comment|tell me how|explique\w*|apprend\w*|show me how)(?: \w+){0,4}? (?:make|build|construct|assemble|fabriqu\w+|construir\w+|faire|monter|buy|acheter|get) (?:\w+ ){0,3}?(?:bombs?|explosives?|explosifs?|ied|grenades?|bombe|engin explosif|arme|armes|kalach\w*|ak ?47|weapons?|guns?|suicide vest|ceinture explosive)",
        r"(?:where|position\w*|location\w*|coordonnees|coordinates|ou) (?:\w+ ){0,5}?(?:soldiers?|troops?|military|army|militaires?|soldats?|armee|patrol\w*|patrouille\w*|fama|police|guards?|gendarmes|forces) (?:\w+ ){0,4}?(?:posted|stationed|positioned|based|located|hiding|post\w*|stationn\w+|bas\w+|positionn\w+|places?|qu on|pour qu|so (?:i|we)|cach\w+|trouv\w+ en ce moment)",
        r"(?:position\w*|coordonnees|coordinates|emplacements?|adresse|address|location) (?:\w+ ){0,4}?(?:militaires|soldats|troops|soldiers|army|armee|forces|fama|checkpoints?)",
        r"(?:hour|time|when|heure|quand|horaires?|schedule|itineraire|route|rota)(?: \w+){0,5}? (?:patrols?|patrouilles?|convoys?|convois?|guards?|gardes?|releve)(?: \w+){0,8}",
        r"(?:gate|entree|porte|base|camp|barracks|caserne|perimeter|school)(?: \w+){0,5}? (?:least guarded|unguarded|moins gard\w+|pas gard\w+|sans etre vus?|without being seen|least protected)",
        r"(?:get|slip|sneak|passer|entrer|rentrer|penetrer)(?: \w+){0,4}? (?:past them|past the (?:guards|soldiers)|sans etre vus?|without being seen|unseen)",
        r"(?:join|rejoindre|adherer|integrer|recrut\w+|contact\w*|contacter|support|financ\w+|donate to|send money to|envoyer de l argent)(?: \w+){0,3}? (?:jnim|gsim|jihadists?|djihadistes?|terroristes?|terrorists?|katiba|al qaeda|al qaida)",
        r"(?:kill|tuer|hit|frapper|shoot|abattre|attack|attaquer)(?: \w+){0,2}? (?:soldiers|soldats|militaires|gendarmes|policiers|police|foreigners|etrangers|them|people|les gens|the army|l armee)(?= |$)(?<!who killed)",
        r"qu on les (?:frappe|attaque|tue)",
    ),
    "unsubscribe": (
        r"unsubscribe|unsub|desabonn\w+|desinscri\w+|me desabonner|stop (?:sending|the (?:alerts|messages|advisories)|alerts|messages|notifications)|(?:stop|fin|arret\w*|cess\w*)(?: \w+){0,3}? (?:alertes?|messages?|notifications?|avis|envoyer|abonnement)"
        r"|(?:no more|plus d|plus de|plus aucun\w*) (?:alerts?|alertes?|messages?|notifications?|avis)|ne (?:m|me) (?:envoy\w+|ecri\w+)(?: \w+)? (?:plus|rien)|(?:cancel|annul\w+|resili\w+)(?: \w+){0,2}? (?:subscription|abonnement)|leave (?:the )?(?:list|alerts)|stop",
    ),
    "subscribe": (
        r"subscribe(?: \w+){0,6}|sign (?:me )?up(?: \w+){0,6}|abonn\w+(?: \w+){0,5}|s abonner(?: \w+){0,5}|m abonner(?: \w+){0,5}|m inscrire|inscri\w+ (?:moi|aux)|(?:receive|get|want|like|send me|recevoir|veux|voudrais|envoy\w+(?: moi)?|avoir)(?: \w+){0,4}? (?:alerts?|alertes?|notifications?|advisories|updates|avis de securite|avis)(?! (?:of|from|du|de la france|travel))"
        r"|(?:alert|notify|warn|tell|alertez|prevenez|avertissez|previens|alerte|avertis) (?:me|moi|us|nous) (?:if|when|si|quand|en cas|of|des)",
    ),
    "language": (
        r"(?:speak|talk|write|answer|reply|switch|change|in|parle[rz]?|repond\w*|ecri\w*|passe[rz]?|mets?|mettre|met)(?: \w+){0,3}? (?:english|french|anglais|francais|(?:the |ma |la )?lang(?:uage|ue))|(?:english|french|francais|anglais)(?: please| pls| svp| s il vous plait| only| version)?|(?:change|changer|changez|other|autre|choose|choisir|modifier|which|quelles?)(?: \w+){0,3}? (?:lang(?:uages?|ues?))|lang(?:uage|ue)s?",
    ),
    "operator": (
        r"(?:speak|talk|chat|write|get|connect|transfer|put|want|need|reach|contact|call|give|pass\w*|parler|discuter|joindre|contacter|voir|avoir|appeler|veux|voudrais|donn\w+|besoin)(?: \w+){0,6}? (?:human|person|people|agent|operator|staff|someone real|real (?:person|human)|duty officer|officer|responsable|humain|personne|operateur|conseiller|agent|quelqu un|quelqun|chef|desk|bureau)(?: \w+){0,3}"
        r"|(?:is|are)(?: \w+){0,2}? (?:a )?(?:human|real person|robot|bot)(?: \w+){0,2}|(?:a |an |un |une )?(?:human|operator|real person|humain|operateur|vraie personne)(?: please| svp)?|(?:es tu|etes vous|tu es|vous etes|c est)(?: \w+){0,2} (?:un )?(?:robot|humain|bot|machine)|(?:does|do|is|est ce qu)(?: \w+){0,3}? (?:anyone|anybody|somebody|someone|quelqu un|quelqun)(?: \w+){0,2}? (?:read\w*|lit|lisent|repond\w*)(?: \w+){0,3}",
    ),
    "delete": (r"(?:delete|erase|remove|forget|efface[rz]?|supprime[rz]?|oublie[rz]?)(?: \w+){0,2}? (?:me|my (?:data|account|chat|information)|mes (?:donnees|infos|informations)|mon compte|moi)",),
    "privacy": (r"(?:privacy|confidentialite|vie privee|my data|mes donnees|donnees personnelles|personal data|rgpd|gdpr)(?: policy)?|(?:what|which|quelles?|que)(?: \w+){0,3}? (?:data|donnees|infos)(?: \w+){0,4}? (?:store|keep|collect|garde[sz]?|conserve[sz]?|stocke[sz]?|collecte[sz]?|on me|sur moi)(?: \w+){0,3}|(?:are you|do you)(?: \w+){0,2}? (?:track\w*|record\w*|stor\w*)(?: \w+){0,4}|(?:who can (?:see|read)|qui peut (?:voir|lire))(?: \w+){0,4}",),
    "about": (r"(?:who|what) (?:are|r) (?:you|u)|who (?:made|runs|built|created) (?:you|this)(?: \w+){0,2}|(?:qui|que|quoi) (?:es tu|etes vous|tu es|vous etes)|(?:tu es|vous etes|c est|t es) (?:qui|quoi)|qui (?:t|vous) a (?:cree|fait)\w*|about(?: you| this(?: bot)?)?|a propos",),
    "alerts": (r"(?:(?:any|current|active|show|list|latest|see|voir|montre\w*|les|quelles|y a t il)? ?(?:des |les |the |any |me )*(?:alerts?|advisories|alertes?|avis(?: de securite)?)(?: (?:in force|en cours|en vigueur|active|now|right now|today|maintenant|en ce moment|actuelles?))?)",),
    "sites": (r"sites|affected sites|sites touches|les sites|list of sites|liste des sites",),
    "restrictions": (r"restrictions|movement restrictions|les restrictions|restrictions de (?:mouvement|circulation|deplacement)",),
    "advice": (r"advice|conseils?|recommandations? de securite|consignes|les consignes|safety advice",),
    "help": (
        r"help(?: me)?(?: please| pls)?|aide(?: moi)?(?: svp| stp| s il vous plait)?|aidez moi(?: svp)?|menu|commands?|commandes?|options|how (?:does|do)(?: \w+){0,3}? (?:work|use)(?: \w+){0,8}|how can i use(?: \w+){0,3}|comment (?:ca|sa|tu|vous) (?:marche\w*|fonctionne\w*)(?: \w+){0,3}|what can (?:you|u|i)(?: \w+){0,5}"
        r"|(?:que|qu est ce que|quoi|kes ke|c est quoi que|a quoi)(?: \w+){0,3}? (?:peux tu|pouvez vous|tu peux|vous pouvez|sais tu|savez vous|tu sais|vous savez|sers tu|servez vous|je peux)(?: \w+){0,5}|(?:tu|vous) (?:sers|servez|peux|pouvez) (?:a )?(?:quoi|faire quoi)(?: \w+){0,8}|start|commencer|demarrer",
    ),
}  # fmt: skip
_WHOLE = {
    name: re.compile(
        rf"^(?:(?:please|pls|svp|s il vous plait|can you|could you|can i|i want to|i d like to|i would like to|i d rather|id rather|i would rather|i prefer to|je prefere|j aimerais|id like to|je veux|je voudrais|je peux|peux tu|pouvez vous|hello|hi|bonjour|slt|salut|ok|merci|et|and|now|first) )*(?:{'|'.join(patterns)})(?: (?:please|pls|svp|stp|s il vous plait|now|merci|thanks|me|moi|again|too))*$"
    )
    for name, patterns in _ANY_OF.items()
}
_ANYWHERE = {name: re.compile(rf"\b(?:{'|'.join(_ANY_OF[name])})\b") for name in ("refusal",)}
_OPENING = re.compile(rf"^(?:(?:{_GREETING})(?: (?:{_POLITE}))*[ ]?)+")
_THANKED = re.compile(
    rf"^(?:(?:ok|okay|great|good|super|parfait|daccord|d accord|alright|oui|yes|bon|bien|well) )*(?:(?:{_THANKS})(?: (?:{_THANKS_TAIL}))* ?)+$"
)
_BAMBARA_WORDS = re.compile(rf"^(?:{_BAMBARA})\b")
_YES = re.compile(
    r"^(?:yes|yep|yeah|y|ok|okay|sure|oui|ouais|wi|daccord|d accord|confirm\w*|awo|delete|effacer|supprimer)(?: (?:please|svp|merci|delete|tout|everything|i am sure|je confirme))*$"
)
_NO = re.compile(r"^(?:no|nope|n|non|cancel|annuler|ayi|none|none of these|aucune?|aucun de ceux la|aucune de ces questions|rien de tout ca)(?: (?:thanks|merci|thank you))*$")  # fmt: skip
# In a longer message these words are about something else ("stop" on the road, "delete" a photo).
_SHORT = 14  # words


def recognise(text: str) -> Intent | None:
    """The intent of a message; None where it is, or holds, a question to be answered."""
    said = normalise(text)
    if not said:
        return None
    if _ANYWHERE["refusal"].search(said) and not _asked_about(said):
        return Intent("refusal")
    if len(said.split()) > _SHORT:
        return None
    for name, pattern in (
        ("thanks", _THANKED),
        ("affirm", _YES),
        ("deny", _NO),
        ("goodbye", re.compile(rf"^(?:{_BYE})$")),
    ):
        if pattern.match(said):
            return Intent(name)  # type: ignore[arg-type]
    for name, whole in _WHOLE.items():
        if whole.match(said):
            return Intent(name)  # type: ignore[arg-type]
    greeted = _OPENING.match(said)
    if greeted and greeted.end() >= len(said):
        return Intent("greeting", bambara=bool(_BAMBARA_WORDS.match(said)))
    return None


def without_greeting(text: str) -> str:
    """The message without its opening greeting, so that "hello, is it open?" is the question alone."""
    words = text.split()
    greeted = _OPENING.match(normalise(text))
    if not greeted or greeted.end() == 0:
        return text
    left = len(normalise(text)[: greeted.end()].split())
    return " ".join(words[left:]) if left < len(words) else text


_EVENT = re.compile(
    r"\b(?:was|were|did|had|happened|17|20\d\d|that day|ont|a ete|ont ete|etait|etaient|ce jour|a fait|revendiqu\w*|jnim|gsim|guidelines?|advice|ngos?|ong)\b"
)


def _asked_about(said: str) -> bool:
    """True where the words of a refusal are about what happened, not about what somebody wants to do."""
    first_person = re.search(
        r"\b(?:i|we|me|us|je|j|nous|moi|on les|aide\w*|help|build|make|fabriqu\w*|join|rejoindre)\b", said
    )
    return bool(_EVENT.search(said)) and not first_person
