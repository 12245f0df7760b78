"""What a message wants besides an answer: a greeting, help, a subscription, a person, a refusal, another language."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.conversation import greetings
from bot.conversation.greetings import without_greeting
from knowledge.text import normalise

__all__ = ["Intent", "Name", "recognise", "without_greeting"]

Name = Literal[
    "greeting", "thanks", "goodbye", "help", "subscribe", "unsubscribe", "language", "operator", "refusal", "about",
    "privacy", "delete", "alerts", "affirm", "deny", "missing_person", "foreign",
]  # fmt: skip


@dataclass(frozen=True)
class Intent:
    """What was recognised; `bambara` where a greeting is answered in kind."""

    name: Name
    bambara: bool = False


SHORT = 14  # words; in a longer message "stop" or "delete" is about something else
TOLD_IN = 40  # words; a search for somebody may be told at this length


def recognise(text: str) -> Intent | None:
    """The intent of a message; None where it is, or holds, a question to be answered."""
    said = normalise(text)
    if not said:
        return None
    if _refused(said):
        return Intent("refusal")
    words = said.count(" ") + 1
    short = _small_talk(said) or _service(said) or _twice_said(text) if words <= SHORT else None
    if short:
        return short
    if words <= TOLD_IN and _SEARCH.search(said) and not _NO_SEARCH.search(said):
        return Intent("missing_person")
    return Intent("foreign") if _foreign(said) else None


def _small_talk(said: str) -> Intent | None:
    if _NO.match(said):
        return Intent("deny")
    if greetings.thanks(said):
        return Intent("thanks")
    if _YES.match(said):
        return Intent("affirm")
    if greetings.parts(said):
        return Intent("goodbye")
    return Intent("greeting", greetings.in_bambara(said)) if greetings.greets(said) else None


def _service(said: str) -> Intent | None:
    """What is asked of the assistant itself, without the greeting before it and the politeness around it."""
    asked = said[len(greetings.opening(said)) :].strip()
    asked = _TAIL.sub("", _LEAD.sub("", asked)) or asked
    for name, pattern in _SERVICES.items():
        if pattern.fullmatch(asked) and not (name in _OF_OTHERS and _OTHERS.search(said)):
            return Intent(name)
    return None


def _twice_said(text: str) -> Intent | None:
    """The same wish in two clauses: "can I talk to somebody, a real person?"; no clause may ask anything else."""
    clauses = [said for said in map(normalise, _CLAUSES.split(text)) if said]
    wishes = [_service(said) for said in clauses]
    if len(clauses) < 2 or not wishes[0]:
        return None
    fits = all(wish or said.count(" ") < ADDED for wish, said in zip(wishes, clauses, strict=True))
    return wishes[0] if fits else None


_CLAUSES = re.compile(r"[,;.!?\n]+")
ADDED = 3  # words of a clause that only adds to the wish before it


def _one_of(*parts: str) -> str:
    return "(?:" + "|".join(parts) + ")"


# Services of this assistant -----------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"^(?:(?:please|pls|svp|stp|s il vous plait|s il te plait|ok|okay|merci|thanks|et|and|now|first|also|so|donc|alors|yes|oui|non|no|but|mais|just"
    r"|can (?:you|i|we)|could (?:you|i|we)|will you|would you|may i|i (?:want|need|wish|prefer|would like|would rather|would prefer) to|id (?:like|rather|prefer)(?: to)?|how (?:do|can|could) (?:i|we)|how to|i want you to|is it possible to"
    r"|je (?:veux|voudrais|souhaite|peux|prefere|prefererais)|j aimerais|puis je|peux tu|pouvez vous|est ce que (?:je|tu|vous|on) (?:peux|pouvez|peut)|tu peux|vous pouvez|on peut|comment(?: (?:je (?:peux|fais pour)|puis je|on fait pour|faire pour))?|possible de|il faut|hello|hi|bonjour|salut|slt)(?: |$))+"
)
_TAIL = re.compile(
    r"(?: (?:please|pls|plz|svp|stp|s il vous plait|s il te plait|now|maintenant|merci|thanks|thank you|again|too|alors|then))+$"
)
_PLACE = r"(?:\w+ ){0,3}\w+"
_NOTICE = r"(?:(?:security |safety |bamako |the |your |any |some |new |all |of the |les |des |vos |d |l |de |toutes les |mes )*(?:alerts?|notifications?|advisories|advisory|alertes?|avis(?: de securite)?))"
_NEWS = rf"(?:{_NOTICE}|(?:security |the |your |any )*updates?|(?:your |vos |des |les )messages?)"
_GET = _one_of(
    r"receive|get|want|have|like|need|send(?: it)?(?: to)?(?: me| us)?|give me|sign (?:me |us )?up for|put me (?:on|down for)",
    r"recevoir|veux|voudrais|avoir|envoy\w+(?: (?:moi|nous))?|donne[rz]? (?:moi )?|m envoyer|me donner|etre abonnee? a",
)
_AT_THIS_HOUR = r"(?:right now|now|tonight|at (?:the|this) moment|currently|today|en ce moment|maintenant|ce soir|actuellement|cette nuit|aujourdhui|la nuit|at night)"
_SUBSCRIBE = (
    rf"subscribe(?: (?:me|us))?(?:(?: (?:to|for|in))? {_PLACE})?|sign (?:me |us )?up(?: (?:to|for) {_PLACE})?|register me(?: for {_PLACE})?|follow (?!up|you|me|this|it|that)\w+",
    rf"(?:m |me |s |nous )?abonn\w+(?: (?:moi|nous))?(?:(?: (?:a|aux?|pour|de|sur))? {_PLACE})?|(?:m inscrire|inscri\w+ (?:moi|nous))(?: (?:a|aux?|pour|sur) {_PLACE})?|suivre (?!les?|la|ca|l)\w+",
    rf"{_GET} {_NEWS}(?: (?:for|about|on|in|from|to|of|pour|sur|de|d|du|a|au|concernant) {_PLACE})?",
    rf"(?:security |safety |les )*(?:alerts?|notifications?|advisories|alertes?|avis de securite) (?:for|pour) (?!{_AT_THIS_HOUR}|this|cette|demain|tomorrow){_PLACE}",
    r"(?:alert|notify|warn|alertez|prevenez|avertissez|previens|alerte|avertis|informez|me prevenir|m avertir|m alerter)(?: (?:me|us|moi|nous))? (?:if|when|whenever|of|about|si|s il|s|quand|des|en cas)(?: \w+){1,9}",
    r"(?:tell me|let me know|dites moi|dis moi) (?:if|when|whenever|si|s il|quand) (?:something|anything|quelque chose|il|y a|se)(?: new)?(?: happens?| (?:se )?passe(?: quelque chose)?| une alerte)?(?: (?:in|at|near|a|au|en|pres de) (?:\w+ ?){1,3})?",
    r"keep me (?:informed|posted|updated)|(?:tenez|tiens|gardez|me tenir)(?: moi)? (?:informee?|au courant)",
)
_UNSUBSCRIBE = (
    r"unsubscribe(?: .+)?|unsub|(?:me |se )?(?:desabonn\w+|desinscri\w+)(?: .+)?|unfollow(?: .+)?|opt out|mute|leave (?:the )?(?:list|alerts)|(?:remove|take) me (?:off|from)(?: \w+){1,4}",
    rf"stop(?: it| everything| tout)?|(?:stop|fin|arret\w*|cess\w*|end|quit)(?: (?:sending|receiving|getting|with|de|d|des|les|l|la|me|m|a|envoyer|envoi|recevoir|moi|us|all|these|those|ces|this))* (?:{_NEWS}|messages?|abonnement|subscription|notifs?)",
    r"(?:stop|arret\w*)(?: (?:de|d))? (?:(?:m |me |nous )?(?:ecrire|envoyer|spammer|deranger)|(?:sending|texting|messaging|writing|spamming|bothering)(?: to)?(?: me| us)?(?: \w+)?)",
    r"(?:i )?(?:dont|do not|no longer) (?:want|need|wish)(?: (?:to (?:get|receive|have)|any|your|these|the|more))* (?:messages?|alerts?|notifications?|advisories|updates?)(?: (?:any ?more|any longer|from you))*",
    r"(?:no more|plus d|plus de|plus aucun\w*) (?:alerts?|alertes?|messages?|notifications?|avis)",
    r"(?:je )?(?:ne )?(?:veux|voudrais|souhaite|desire) (?:plus|pas)(?: (?:recevoir|avoir|de|d|des|vos|tes|ces|les|l|aucun\w*))* (?:alertes?|messages?|notifications?|avis)(?: .{1,20})?",
    r"(?:ne )?(?:m|me|nous) (?:envoy\w+|ecri\w+)(?: \w+)? (?:plus|rien)(?: (?:rien|de|d|vos|alertes?|messages?))*|n envoyez plus (?:rien|de messages|d alertes)",
    r"(?:cancel|annul\w+|resili\w+|end)(?: \w+){0,2}? (?:subscription|abonnement)",
)
_TONGUE = r"(?:english|french|anglais|francais)"
_LANGUAGE = (
    rf"(?:(?:speak|talk|write|answer|reply|respond|repeat|say|translate|switch|change|put|tell me|explain|continue|go on|parl\w+|repond\w*|ecri\w*|passe[rz]?|mets?|mettre|met|dis|dites|redis|redites|repet\w+|traduis\w*|traduire|explique[rz]?|continue[rz]?)(?: (?:to|with|me|us|it|that|this|again|everything|the|my|your|answer|lang\w*|moi|nous|ca|cela|le|la|l|ma|votre|reponse|tout|a|de|avec|de nouveau))* )?(?:in |to |into |en |l )?{_TONGUE}(?: only| version| seulement)?",
    rf"(?:the same|same thing|and|la meme chose|pareil|et) (?:in|en) {_TONGUE}|version {_TONGUE}e?",
    r"(?:change|changer|changez|switch|other|another|autre|choose|choisir|modifier|which|what|quelles?)(?: \w+){0,2}? (?:lang(?:uages?|ues?))(?: (?:do you speak|parlez vous|tu parles|vous parlez))?|lang(?:uage|ue)s?",
)
_SOMEONE = r"(?:(?:a|an|the|un|une|your|votre|vos|real|live|actual|vrai|vraie|d|de|duty|human|true) )*(?:human(?: being)?|person|people|agent|operator|staff|someone(?: real)?|somebody|anyone|officer|team|responsable|humain|personne|operateur|operatrice|conseiller|quelqu ?un|equipe)"
_OPERATOR = (
    rf"(?:speak|talk|chat|write|get|connect|transfer|put|reach|contact|call|pass\w*|parler|discuter|joindre|contacter|voir|avoir|appeler|ecrire|echanger)(?: (?:me|through|to|with|on|a|avec|in|touch|moi|directement|directly|at))* {_SOMEONE}(?: (?:real|else|here|there|ici|directly|directement|instead|reel|vrai|on duty|de reel|de vrai|en vrai|de votre equipe|in person|at the desk|physique|humain|of your team|in charge))*",
    r"(?:i (?:want|need)|give me|get me|je veux|je voudrais|donnez moi|il me faut|besoin d|besoin de)? ?(?:(?:a|an|un|une|real|vrai|vraie|d|de) )*(?:human|operator|real person|humain|operateur|vraie personne)(?: (?:agent|help))?",
    r"(?:are|r) (?:you|u)(?: (?:a|an|just|really|real|only|some|kind|of))* (?:human|person|robot|bot|machine|ai|program)(?: or (?:a |an )?\w+(?: \w+)?)?|is (?:this|it|there)(?: (?:a|an|just|really|real|only))* (?:human|person|robot|bot|machine|ai)(?: or (?:a |an )?\w+(?: \w+)?)?(?: (?:here|there|behind this|answering))?",
    r"am i (?:talking|speaking|writing|chatting) (?:to|with) (?:a |an |some)?(?:real )?(?:human|person|robot|bot|machine|one|someone)(?: or (?:a |an )?\w+)?|(?:est ce que )?je parle (?:a|avec) (?:un |une )?(?:vraie? )?(?:robot|humain|machine|personne|bot|quelqu ?un)(?: ou (?:a |avec )?(?:un |une )?\w+)?",
    r"(?:est ce que )?(?:es tu|etes vous|tu es|t es|vous etes|c est|est ce)(?: (?:que|c est|vraiment|juste))*(?: (?:un|une|vrai|vraie))* (?:robot|humain|bot|machine|ia|personne|programme)(?: ou (?:un |une )?(?:vraie? )?\w+)?",
    r"(?:does|do|is|can|est ce qu)(?: (?:there|il y a))? (?:anyone|anybody|somebody|someone|a human|a person|quelqu ?un)(?: (?:actually|really|here|there|vraiment))*(?: (?:read|reading|reads|lit|me lit|repond|answer|answering|answers|there|here|la))+(?: (?:this|here|chat|ici|ceci|cela|ca|me))*|(?:il )?y a (?:t il )?(?:quelqu ?un|une personne|un humain)(?: (?:ici|la|derriere|qui (?:lit|repond)))*",
)
_WHAT_I_SEND = r"(?:my|mes|mon|ma|this|that|these|it|ceci|cela|ca|nos|our|what i (?:write|say|send|type)|ce que (?:j ecris|je dis|j envoie|j ai ecrit))(?: (?:messages?|chats?|data|number|numeros?|phone|texts?|conversations?|questions?|donnees|infos?|informations?|telephone|location|position|name|nom|details?|localisation|history|historique|here))*"
_KEEPS = r"(?:store|keep|save|record|track|log|collect|share|sell|give|show|see|have|know|garde[sz]?|conserve[sz]?|stocke[sz]?|collecte[sz]?|enregistre[sz]?|partage[sz]?|vend(?:s|ez)|donne[sz]?|ave[zs]|sa(?:is|vez)|voi[ts]|voyez)"
_PRIVACY = (
    r"privacy(?: policy)?|confidentialite|vie privee|my data|mes donnees|donnees personnelles|personal data|rgpd|gdpr|politique de confidentialite|anonym\w+",
    rf"(?:what|which|quelles?|que|qu est ce que|quoi)(?: (?:personal|kind of|sorte de|type de|d|de|data|info|information|informations?|infos?|donnees|do|does|bot|you|vous|tu|on|it|est ce que))* {_KEEPS}(?: (?:\w+ ){{0,2}}?(?:about|on|of|sur|de|with) (?:me|us|moi|nous)| data| my data| mes donnees)(?: \w+)?",
    rf"(?:what|which|quelles?|que) (?:personal )?(?:data|info\w*|donnees)(?: (?:do|does|you|vous|tu|de|personnelles?|est ce que|on|it|the bot))* {_KEEPS}(?: (?:vous|tu))?",
    rf"(?:do|does|are|will|would|did)(?: (?:you|this|it|the|bot))+ {_KEEPS}\w*(?:ing|ding)? {_WHAT_I_SEND}(?: .{{1,30}})?|are you (?:tracking|recording|watching|following|logging)(?: (?:me|us|this|my \w+))?|do you (?:track|record|follow|know) (?:me|us|who i am|where i am)",
    rf"(?:est ce que )?(?:vous|tu|on) (?:me |m )?{_KEEPS}(?: vous| tu)? {_WHAT_I_SEND}(?: .{{1,30}})?|{_KEEPS} (?:vous|tu) {_WHAT_I_SEND}(?: .{{1,30}})?|(?:vous|tu) (?:savez|sais) (?:qui|ou) je suis|(?:vous|tu) (?:me |m )?(?:enregistr|surveill|espionn|suiv|pist)\w+",
    rf"(?:who|qui)(?: else| d autre)?(?: (?:can|could|will|peut|va|is|est ce qui))? (?:reads?|sees?|lit|lire|voi[tr]|reading|seeing|a acces a|has access to) {_WHAT_I_SEND}",
    rf"(?:can|could|will|does|do|est ce que|peut elle|peuvent ils)? ?(?:the |la |l |les |le |my |mon |anyone |somebody |else )*(?:police|army|armee|government|gouvernement|etat|soldiers|militaires|authorities|autorites|gendarmes|boss|chef|anyone|else|anybody|people|others|services|jihadists|they|quelqu ?un|on)(?: (?:can|could|else|peut|peuvent|va|vont))* (?:reads?|sees?|lire|voir|lit|lisent|voi[et]\w*|know|access|trace|tracer) {_WHAT_I_SEND}",
    rf"(?:is|are|est ce que|est) (?:{_WHAT_I_SEND}|c est|ce|it) (?:really |vraiment |kept |est |sont )*(?:private|confidential|secret|secure|anonymous|encrypted|confidentiel\w*|anonymes?|securise\w*|prive\w*|secrete?s?|stored|recorded|saved|visible\w*)|c est (?:confidentiel|anonyme|prive|secret|securise)|what happens (?:to|with) {_WHAT_I_SEND}|mon numero est (?:visible|cache|enregistre)|(?:que|qu) (?:faites vous|fais tu|devient|deviennent)(?: (?:de|avec))? {_WHAT_I_SEND}",
)
_MINE = r"(?:me|moi|myself|my (?:data|account|chat|information|info|messages|number|details|history|conversation|name|traces)|mes (?:donnees|infos|informations|messages|traces|conversations|coordonnees)|mon (?:compte|numero|historique|nom)|ma conversation|notre conversation|this (?:chat|conversation)|cette conversation|l historique|la conversation)"
_DELETE = (
    rf"(?:delete|erase|remove|forget|clear|wipe|efface[rz]?|supprime[rz]?|oublie[rz]?|detrui\w+|retire[rz]?)(?: (?:all|everything|tout|toutes|tous|of|about|on|de|sur|the))* {_MINE}(?: (?:and|et|{_MINE}|completely|completement|here|ici|from|in|de|votre|your|(?:the |la )?(?:system|database|base|list|liste|memory|memoire)))*",
    r"(?:delete|erase|remove|forget|clear|wipe|efface[rz]?|supprime[rz]?|oublie[rz]?|detrui\w+)(?: (?:all|everything|tout|toutes|anything|whatever))+(?: (?:that |ce que |les \w+ que |what )?(?:you|vous|tu) (?:have|know|kept|stored|avez|as|savez|sais|gardez|gardes))?(?: (?:about|on|sur|of|de) (?:me|us|moi|nous))?",
)
_ABOUT = (
    r"(?:who|what) (?:are|r) (?:you|u)|what is this(?: (?:bot|chat|service))?|who (?:made|runs|built|created|is behind) (?:you|this)(?: (?:bot|chat|service))?|about(?: you| this(?: bot)?)?|introduce yourself|whats your name",
    r"(?:qui|que|quoi) (?:es tu|etes vous|tu es|vous etes)|(?:tu es|vous etes|t es) (?:qui|quoi)|qui (?:t|vous) a (?:cree|fait)\w*|a propos(?: de vous)?|presente[zs]? (?:vous|toi)|(?:tu|vous) t? ?(?:appelles|appelez) comment|comment (?:tu t appelles|t appelles tu|vous appelez vous)|c est quoi (?:ce|cet|cette) (?:bot|chat|service|assistant)",
)
_NOW_WORDS = rf"(?: (?:in force|en cours|en vigueur|actives?|actuelles?|{_AT_THIS_HOUR}))*"
_ALERTS = (
    rf"(?:(?:any|current|active|show|list|latest|see|read|check|what|which|voir|montre\w*|lire|quelles?|quels|are there|is there|y a t il|il y a|y a|do you have|avez vous|sont|are) )*(?:des |les |the |any |me |moi |une |un |an |vos |your |security |current |active |new )*(?:alerts?|advisories|alertes?|avis de securite)(?: (?:are|sont))?{_NOW_WORDS}(?: (?:in|at|for|near|around|a|au|pour|sur|de) (?!20\d\d){_PLACE}{_NOW_WORDS})?",
)
_HELP = (
    r"help(?: me)?|aide(?: moi)?|aidez moi|(?:(?:j ai )?besoin d |de l )aide|(?:i |we )?need (?:some |your )?help|menu|commands?|commandes?|options|start|commencer|demarrer|instructions|mode d emploi",
    r"how (?:does|do) (?:this|it|that|you|the bot|this bot|this chat|the chat|this thing)(?: bot| chat| thing)? work|how (?:do|can|should) (?:i|we) use (?:you|this|it|the bot|this bot|this chat)|use (?:you|this(?: bot)?|it|the bot)|(?:(?:ca|sa|tu|vous|ce bot|cet assistant) )?(?:marche\w*|fonctionne\w*)(?: ce (?:bot|truc)| cet assistant)?|comment (?:on )?(?:t utilise\w*|vous utiliser|utiliser ce bot)",
    r"what (?:can|do) (?:you|u) (?:do|tell me|answer|know|offer|know about|help(?: me)?(?: with)?)(?: for (?:me|us))?|what (?:can|could|should|may) (?:i|we) ask(?: (?:you|u|here|about))*|what are you (?:for|able to do)|what (?:kind of )?questions can (?:i|you) (?:ask|answer)(?: you)?",
    r"(?:que|qu est ce que|quoi|kes ke|a quoi|en quoi) (?:(?:peux tu|pouvez vous|tu peux|vous pouvez|sais tu|savez vous|tu sais|vous savez|sers tu|servez vous|tu sers|vous servez)(?: (?:faire|dire|repondre|m aider|me dire|nous dire|pour (?:moi|nous)))*|(?:je peux|puis je|on peut)(?: (?:te|vous|demander|poser|comme|questions?|ici))+)",
    r"(?:(?:tu|vous) )?(?:sers|servez|peux|pouvez|sais|savez|faire|fais|faites) (?:a )?(?:quoi|faire quoi)(?: (?:pour (?:moi|nous)|exactement|au juste))*|(?:tu|vous) (?:sers|servez) a quoi|(?:quelles?|quel genre de) questions (?:je peux|puis je|peut on|on peut)(?: (?:te|vous|poser|demander))*|quoi (?:te|vous) demander|demander quoi",
)
_IDEAS: tuple[tuple[Name, tuple[str, ...]], ...] = (
    ("unsubscribe", _UNSUBSCRIBE),
    ("subscribe", _SUBSCRIBE),
    ("alerts", _ALERTS),
    ("language", _LANGUAGE),
    ("operator", _OPERATOR),
    ("delete", _DELETE),
    ("privacy", _PRIVACY),
    ("about", _ABOUT),
    ("help", _HELP),
)
_SERVICES = {name: re.compile(_one_of(*ideas)) for name, ideas in _IDEAS}
# Alerts of an embassy, of a past day or about the attack are something to be asked about, not to be followed.
_OF_OTHERS = ("alerts", "subscribe")
_OTHERS = re.compile(
    r"\b(?:embass\w+|ambassad\w+|consul\w+|country|pays|nationals|ressortissants|citizens|citoyens|us|usa|american\w*|americain\w*|british|french|francaise?s?|france|canad\w+|german\w*|allemand\w*|travel|voyageurs?"
    r"|20\d\d|\d+ sept\w*|september|septembre|october|octobre|november|novembre|attack|attacks|attaque|that day|ce jour|was|were|about the)\b"
)
_YES = re.compile(
    r"^(?:yes|yep|yeah|y|ok|okay|sure|oui|ouais|wi|daccord|d accord|confirm\w*|awo|delete|effacer|supprimer)(?: (?:please|svp|merci|delete|tout|everything|i am sure|je confirme))*$"
)
_NO = re.compile(
    r"^(?:no|nope|n|non|cancel|annuler|ayi|none|none of (?:these|them|those)|aucune?|aucun de ceux la|aucune de ces questions|rien de tout ca)(?: (?:thanks|merci|thank you))*$"
)

# What is refused ----------------------------------------------------------------------------------------------------

_THE = r"(?:(?:an?|the|some|any|my|our|this|that|your|all|more|two|three|les?|la|l|du|des?|d|une?|mes|nos|ces?|cette|au|aux|home ?made|small|big|real|petite?s?|military|army|cocktails?|fake|illegal) )*"
_GROUP = r"(?:jnim|gsim|aqmi|aqim|al ?qa[ei]da|isis|isgs|eigs|daesh|d?jihad\w*|terrorist\w*|terroristes?|katiba\w*|mu?d?jahid\w*|boko haram)"
_MEMBER = r"(?:(?:brothers?|sisters?|freres?|group|groupe|fighters?|men|combattants?|hommes|leaders?|chefs?|recruit\w+|recrut\w+|members?|membres?|someone|somebody|people|quelqu ?un|gens|ranks|rangs|cell|cellule|contact|branch|armed) (?:(?:of|from|in|at|du|de|des|d|dans|au|chez) )?)*"
_ARMS = r"(?:bombs?|explosives?|explosifs?|explosions?|ieds?|eei|grenades?|bombes?|engins? explosifs?|mines?|molotovs?|detonat\w+|dynamite|armes?|kalach\w*|ak ?47|weapons?|guns?|rifles?|pistols?|pistolets?|fusils?|ammunition|ammo|munitions?|cartouches|rockets?|roquettes?|rpg|suicide (?:vests?|belts?)|car bombs?|ceintures? explosives?|poison|chemical weapons?)"
_FORCES = r"(?:soldiers?|troops?|military|army(?: units?)?|militaires?|soldats?|armee|patrols?|patrouilles?|famas?|police(?:men|man)?|policiers?|guards?|gardes?|gardiens?|sentr(?:y|ies)|sentinelles?|gendarmes?|security forces|special forces|forces(?: de (?:l ordre|securite)| armees)?|snipers?|units?)"
_BASE = r"(?:(?:air ?)?base(?: aerienne)?(?: 101)?|camp(?: militaire)?|barracks|caserne|gendarmerie(?: school)?|ecole de (?:la )?gendarmerie|(?:gendarmerie|police|military) (?:school|academy|station|post)|palace|palais|headquarters|etat major|military (?:airport|zone|area)|zone militaire|garrison|garnison|armou?ry|arsenal|depot d armes)"
_TARGET = rf"(?:{_BASE}|airport|aeroport|school|ecole|embass\w+|ambassades?|hotels?|markets?|marches?|church|eglise|mosque|mosquee|convoys?|convois?|checkpoints?|barrages?|bridges?|ponts?|planes?|avions?|aircraft|helicopt\w+|trains?|bus|minibus|ministr\w+|bank|banque)"
_PERSON = rf"(?:{_FORCES}|foreigners?|etrangers?|expats?|expatrie\w*|westerners?|occidenta\w+|people|someone|somebody|gens|tourists?|touristes?|journalists?|journalistes?|civilians?|civils?|hostages|otages|them|him|her|quelqu ?un|ambassad\w+|minister|ministre|president)"
_I_WANT = _one_of(
    r"how to|how (?:do|can|could|would|should|might|does) (?:i|we|one|you|someone|somebody|a person)|where (?:to|(?:do|can|could) (?:i|we|one))|(?:best|easiest|safest|good|any|a|quickest) ways? to",
    r"(?:i|we|im|id)(?: (?:am|are|really|just|also|would|do|d|now))* (?:want|wanna|need|wish|intend|plan|planning|like|going|ready|prepared|trying)(?: to)?|(?:i|we) (?:will|am going to|are going to)|lets",
    r"(?:help|let|teach|show|tell|guide|advise) (?:me|us)(?: how)?(?: to)?|can (?:you|i|we)(?: (?:help|tell|show|teach) (?:me|us)(?: how)?(?: to)?)?|steps to|instructions (?:to|for)|explain how to|need help to",
    r"(?:je|j|on|nous)(?: (?:veux|voudrais|souhaite|compte|vais|dois|cherche a|cherche|aimerais|ai envie de|suis pret a|veut|voudrait|voulons|allons))|comment(?: (?:je (?:peux|fais pour|pourrais)|on (?:peut|fait pour)|peut on|puis je|faire pour|dois je|fait on pour))?",
    r"(?:ou|quand|par ou)? ?(?:puis je|peut on|on peut|je peux|est ce que je peux)|ou|(?:aide[rz]?|apprend\w*|montre\w*|explique\w*|dis|dites|conseille\w*) (?:moi|nous)(?: a| comment| comment on peut| pour)?|(?:m|nous) aider a|(?:meilleure?s? )?(?:moyens?|facons?|manieres?) (?:de|d|pour)|recette (?:de|d|pour)|tuto(?:riel)?(?: pour)?",
)
_DO = rf"\b{_I_WANT} (?:safely |secretly |quickly |facilement |vite |also |people )*"
_START_OR_DO = rf"(?:^|{_DO})"
_WISHES = (
    # joining, reaching or paying an armed group
    rf"{_START_OR_DO}(?:join|enlist (?:in|with)|sign up (?:with|for)|fight (?:for|alongside)|contact|reach|meet|get in (?:touch|contact) with|speak to|talk to|support|fund|finance|donate (?:money )?to|(?:send|give|pay|transfer) (?:money |cash |funds )?to|pledge (?:allegiance )?to|work (?:for|with)|become|help|be recruited by) {_THE}{_MEMBER}{_THE}{_GROUP}\b",
    rf"{_START_OR_DO}(?:rejoindre|adherer|integrer|(?:m |s |nous )?engager (?:dans|avec|chez)|combattre (?:pour|aux cotes)|contacter|joindre|rencontrer|soutenir|financer|aider|(?:envoyer|donner|verser) de l argent|payer|entrer en contact avec|prendre contact avec|devenir|parler (?:a|avec)|travailler (?:pour|avec)|(?:m |s )?enroler (?:dans|chez)|preter allegeance|faire partie) {_THE}(?:a )?{_THE}{_MEMBER}{_THE}{_GROUP}\b",
    rf"\b(?:looking for|need|want|find|cherche\w*|trouver|veux|donne\w*(?: moi)?|give me) {_THE}(?:contacts?|numero|number|recruit\w+|recrut\w+)(?: (?:de telephone|phone|number|person))? (?:(?:of|for|from|in|with|at|du|de|des|d|chez|au) )?{_THE}{_GROUP}\b",
    # making, getting, moving or placing weapons
    rf"{_START_OR_DO}(?:make|making|build|construct|assemble|create|prepare|buy|acquire|obtain|get|find|order|sell|smuggle|transport|carry|bring|move|hide|plant|lay|place|set off|detonate|use|trigger) {_THE}{_ARMS}\b",
    rf"{_START_OR_DO}(?:fabriquer|fabrique|construire|faire|monter|assembler|preparer|acheter|obtenir|trouver|avoir|vendre|commander|(?:me |se )?procurer|passer|transporter|cacher|introduire|acheminer|poser|placer|enterrer|declencher|faire (?:passer|exploser|entrer)|utiliser) {_THE}{_ARMS}\b",
    rf"\b(?:smuggle|smuggling|trafic|contrebande)(?: (?:of|de|d))? {_THE}{_ARMS}\b",
    rf"{_DO}(?:become|be|devenir|etre) {_THE}(?:suicide bombers?|martyrs?|kamikazes?|bombers?)\b",
    # carrying out an attack, on a place or on people
    rf"{_DO}(?:plan|planning|prepare|organi[sz]e|carry out|conduct|launch|stage|commit|execute|coordinate|do|make|planifier|preparer|organiser|mener|lancer|commettre|faire|perpetrer|monter) (?!a (?:une?|l|d|des|cette) )(?:(?:an?|the|this|another|our|my|une?|l|d autres|des|cette|cet|la|suicide|armed|terrorist|bomb|car|big) )*(?:attacks?|attaques?|raids?|bombings?|attentats?|ambush\w*|embuscades?|assaults?|assauts?|enlevements?|kidnappings?|hostage taking|prises? d otages?)\b",
    rf"{_DO}(?:attack|raid|bomb|ambush|blow up|shoot down|storm|hit|strike|burn(?: down)?|destroy|attaquer|frapper|bombarder|faire sauter|incendier|bruler|detruire|prendre d assaut|faire exploser|pieger) {_THE}(?:{_TARGET}|{_FORCES})\b",
    rf"{_DO}(?:kill|murder|assassinate|kidnap|abduct|behead|ambush|attack|tuer|assassiner|kidnapper|enlever|egorger|abattre|attaquer|poignarder|empoisonner) {_THE}{_PERSON}\b",
    r"\b(?:so (?:that )?(?:i|we) can|pour qu(?: on| nous)|qu on|que je) (?:les? )?(?:attack|hit|ambush|kill|strike|frappe|attaque|tue|bombarde)s?\b",
    r"\b(?:best|easiest|ideal|good|perfect|right) (?:target|place|time|day|moment|spot|hour)s? (?:for|to) (?:an? )?(?:attack|strike|hit|bomb|ambush|kill|plant)\w*|\b(?:easiest|easy|simplest|facile|faciles) (?:to|a) (?:attack|bomb|hit|raid|attaquer|frapper|bombarder)\b|\b(?:meilleure?|bonne?|ideale?) (?:cible|endroit|moment|heure|jour|lieu) (?:pour|ou) (?:une? )?(?:attaqu\w*|frapper|attentat|tuer|embuscade|bombe|pos\w*)",
)
_WITH_ARMS = rf"(?:with|carrying|avec|en portant) {_THE}(?:\w+ )?{_ARMS}"
_UNSEEN = r"(?:unseen|unnoticed|undetected|without (?:being|getting) (?:seen|searched|noticed|checked|caught|detected|controlled)|sans (?:etre|se faire|me faire) (?:vu|voir|fouill|controle|repere|remarqu|attrap|pris|prendre)\w*)"
_CONTROL = r"(?:checkpoints?|roadblocks?|barrages?|controles?|fouilles?|search(?:es)?|customs|douanes?|postes? de controle|security|securite|scanners?|patrols?|patrouilles?)"
_EVADING = (
    rf"\b(?:through|past|across|avoid|bypass|evade|pass|cross|dodge|escape|skip|around|eviter|contourner|passer|franchir|echapper|tromper|traverser|dejouer)\b(?: \w+){{0,3}}? {_CONTROL}(?: \w+){{0,4}}? (?:{_WITH_ARMS}|{_UNSEEN})\b|\b(?:pass|cross|get through|passer|traverser|franchir|entrer|voyager|travel|go) {_WITH_ARMS}(?: \w+){{0,3}}? {_CONTROL}\b",
    rf"\b(?:hide|cacher|dissimuler|conceal|pass|passer|bring|take|get|entrer|introduire|sneak|move) {_THE}{_ARMS}(?: \w+){{0,3}}? {_CONTROL}\b",
)
_STAYING = r"(?:posted|stationed|positioned|based|deployed|hiding|hidden|sleep\w*|resting|rest|eat|live|lodged?|gather|patrol+ing|patrol|camped|dug in|cach\w+|post\w+|stationn\w+|positionn\w+|bases|base|deploy\w+|dorm\w+|log\w+|mang\w+|plac\w+|qu on|pour qu|so (?:i|we))"
_ARMY_CONVOY = r"(?:(?:military|army|soldiers|fama) (?:convoys?|patrols?|trucks)|(?:convois?|patrouilles?|camions) (?:militaires?|de l armee|des fama)|patrols?|patrouilles?)"
_SECRETS = (
    # where forces are, how many, when they change
    rf"\b(?:where|ou|wer)(?: (?:exactly|precisely|do|does|are|is|r|sont|est|ce|que|se|dans|quartiers?|exactement|all|can (?:i|we) find|je peux trouver|trouver))* {_THE}(?:\w+ ){{0,1}}?{_FORCES}(?: \w+){{0,3}}? {_STAYING}\b",
    rf"\b(?:ou|where) (?:(?:exactement|exactly|est ce que) )?(?:se|sont|est|are|is) (?:{_STAYING}|trouvent|trouve|tiennent) {_THE}{_FORCES}\b",
    rf"\b(?:where|ou) (?:are|is|sont|est|se trouvent) {_THE}(?:soldiers?|troops?|military|army(?: units?)?|militaires?|soldats?|armee|patrols?|patrouilles?|famas?|snipers?|guards?)(?: \w+){{0,3}}? {_AT_THIS_HOUR}\b",
    rf"\b(?:positions?|locations?|coordinates|coordonnees|gps|emplacements?|whereabouts|deployment|dispositif)(?: (?:of|des?|du|la|l|les|the|gps|exactes?|exacts?|all|d|our|actuelles?))* {_THE}(?!police|units?\b){_FORCES}\b",
    r"\b(?:military|army|troops?|soldiers?|militaires?|fama) (?:positions?|locations?|coordinates|posts? map|movements?)\b",
    rf"\b(?:how many|combien (?:de|d|il y a de|y a de)) {_THE}{_FORCES}(?: (?:are|sont|is|there|currently|now|y a t il|il y a|qui))*(?: (?:guard\w*|gard\w+|protect\w*|proteg\w+|surveill\w+|watch\w*|defend\w*|posted|stationed|based|on duty|at|in front of|inside|post\w+|positionn\w+|devant))(?: \w+){{0,3}}? (?:{_TARGET}|gate|entree|porte|entrance|bridge|pont|faladie|senou|night|nuit)\b",
    r"\b(?:what time|at what|when|what hour|a quelle heure|quelle heure|quand|how often)\b(?: \w+){0,4}? (?:guards?|gardes?|sentr(?:y|ies)|sentinelles?|patrols?|patrouilles?|releve|(?:military|army) convoys?|convois? (?:militaires?|de l armee)|soldiers|soldats|militaires)(?: \w+){0,3}? (?:chang\w+|shift\w*|relieved|pass\w*|leav\w+|rotat\w+|rounds?|rondes?|go\w*|start|sleep|dorm\w+|tourn\w+|part\w*|sort\w*|relev\w+|mang\w+)\b",
    r"\b(?:what time|when|a quelle heure|quand) (?:change|se fait|est|a lieu|passe\w*|is|does)(?: (?:the|la|le|les|l))? (?:gardes?|releve|patrouilles?|patrols?|guards?|change of (?:the )?guard|shift change)\b",
    rf"\b(?:schedules?|timetable|rota|routes?|itineraires?|horaires?|shifts?|rotations?|rondes?|routine|chemin|trajet)(?: (?:(?:que )?(?:prend|prendra|prennent)|of|for|des?|du|la|l|les|the|d))+ {_THE}(?:guards?|gardes?|patrols?|patrouilles?|army convoys?|military convoys?|releve|convois? (?:militaires?|de l armee)|soldiers|soldats|militaires|fama|troops)\b",
    r"\b(?:patrol|guard|sentry|army convoy|military convoy|shift) (?:schedules?|routes?|times?|timetable|changes?|rota)\b|\bguards?(?: \w+){0,6}? (?:change|end|start) (?:their |the )?shifts?\b",
    rf"\b(?:where|which way|par ou|ou)\b(?: \w+){{0,3}}? {_ARMY_CONVOY}(?: (?:will|is|are|to|going|va|vont|doit|que))* (?:pass|go|drive|travel|passe|passer|circule|emprunte)\w*\b",
    rf"\b(?:where|ou) {_THE}{_FORCES} (?:a t elle|ont ils|has|have|keeps?) (?:its|their|ses|leurs?) (?:positions?|posts?|postes?)\b",
    r"\b(?:where|ou)\b(?: \w+){0,8}? (?:ammunition|ammo|weapons?|arms|munitions?|armes|armou?ry|arsenal)(?: (?:d|depots?|stores?|storage|de|kept|stored|cache\w*|gardees?|stockees?))+\b",
    # how to get into a base
    r"\b(?:which|what|quel(?:le)?s?|where|ou)\b(?: \w+){0,3}? (?:entrances?|gates?|entrees?|portes?|walls?|murs?|fence|cloture|perimet\w+|side|cote|points?|spots?|acces)(?: \w+){0,8}? (?:weak\w*|least (?:guarded|protected|watched)|unguarded|not guarded|unprotected|poorly guarded|(?:moins|pas|mal) (?:bien )?(?:garde|protege|surveille)\w*|faibles?|vulnerab\w+)\b",
    rf"\b(?:weak(?:est|ness|nesses)?(?: (?:points?|spots?|sides?|gate|entrance))?|points? faibles?|faiblesses?|failles?|blind spots?|angles? morts?|security gaps?|vulnerabilit\w+)(?: (?:of|in|at|de|du|des|dans|la|l|le|the|security))+ {_THE}(?:{_BASE}|airport|aeroport|embass\w+|ambassade)\b",
    rf"\b(?:plans?|maps?|layout|blueprints?|floor ?plans?|schemas?|croquis|disposition)(?: (?:interieure?s?|detaille\w*|complet|of|de|du|des|d|the|la|le|l|inside|exact))+ {_THE}{_BASE}\b",
    rf"\b(?:get|break|sneak|slip|enter|climb|go|walk|infiltrate|entrer|introduire|infiltrer|rentrer|penetrer|passer|acceder)(?: \w+){{0,6}}? (?:{_TARGET}|guards?|soldiers|gardes?|militaires)(?: \w+){{0,4}}? {_UNSEEN}\b",
    rf"{_DO}(?:break into|sneak (?:into|past)|slip past|get (?:past|inside|into)|slip into|infiltrate|climb into|infiltrer|introduire dans|penetrer(?: dans)?|entrer (?:de force )?dans) {_THE}(?:{_BASE}|guards|soldiers)\b",
)
_WANTED = re.compile("|".join((*_WISHES, *_EVADING)))
_SECRET = re.compile("|".join(_SECRETS))
# A cheap look first: without one of these there is nothing to refuse.
_HINT = re.compile(
    rf"\b(?:{_GROUP}|{_ARMS}|{_FORCES}|{_TARGET}|{_PERSON}|\w*attack\w*|\w*attaqu\w*|attentats?|raids?|bombings?|ambush\w*|embuscades?|assau\w+|enlevement|kidnap\w*|prises?|releve|frappe|shift|tue|bombers?|kamikazes?|martyrs?)\b"
)
# What was done, by whom, to whom: somebody asks what is known, or what to tell others.
_TOLD = re.compile(
    r"\b(?:was|were|did|had|happened|during|that day|that morning|20\d\d|17 sept\w*|on the 17th|ont|avai\w*|etai\w*|ce jour|ce matin la|pendant l attaque|hier|yesterday"
    r"|killed|dead|died|wounded|injured|tues?|morts?|blesses?|publi\w+|post on|film\w*|partag\w+|share|social|reseaux|facebook|whatsapp|allowed|interdit|photograph\w*|should i|dois je|risque|avoid|eviter|attacked|attaques?|buried)\b"
)
_GAMES = re.compile(
    r"\b(?:counter strike|rainbow six|gta|fortnite|minecraft|pubg|free fire|call of duty|clash of clans|jeu video|video game)\b"
)


def _refused(said: str) -> bool:
    """True where help is asked with an attack, a weapon, an armed group, or with finding the forces."""
    if not _HINT.search(said) or _GAMES.search(said):
        return False
    return bool(_WANTED.search(said)) or (bool(_SECRET.search(said)) and not _TOLD.search(said))


# Somebody who is missing --------------------------------------------------------------------------------------------

_KIN = r"(?:son|daughter|brother|bro|sister|husband|wife|father|dad|mother|mum|mom|cousin|uncle|aunt|nephew|niece|friend|child|kid|boy|girl|children|kids|parents?|fiancee?|colleague|relatives?|fils|fille|frere|soeur|mari|femme|epouse?|pere|papa|mere|maman|cousine?|oncle|tante|neveu|amie?|enfants?|gosse|petit|petite|collegue|proche|famille|grand frere|petit frere)"
_MY = rf"(?:my|mon|ma|mes|our|notre|nos) (?:(?:little|big|older|younger|elder|own|petite?s?|grande?s?|best|meilleure?) )*{_KIN}"
_NAMED = r"(?: (?!in\b|safe\b|a\b|the\b)\w+){0,3}?"
_FATE = r"(?:dead|alive|killed|wounded|injured|hurt|missing|among the (?:dead|victims|wounded|injured|killed|casualties)|one of the (?:dead|victims|wounded)|on the list|mort\w*|vivante?|en vie|decede\w*|tue\w*|blesse\w*|parmi les (?:morts|victimes|blesses|tues)|sur la liste)"
_SEARCH = re.compile(
    "|".join(
        (
            rf"\b(?:(?:am|im|are|i|we) (?:still )?(?:looking|searching|search|look) for|trying to (?:find|locate|trace)|where is|where are|have you seen|find|(?:no|any|without) news (?:of|from|about)) {_MY}(?= |$)",
            rf"\b(?:(?:je|on|nous) (?:re)?cherch\w+(?: (?:toujours|encore|apres|a retrouver))?|(?:ou (?:est|sont)|ou se trouve)|(?:sans|aucune|pas de|des) nouvelles? de|avez vous vu|retrouve[rz]?|retrouver) {_MY}(?= |$)",
            rf"\b{_MY}{_NAMED} (?:is|are|has been|is still|a) (?:still )?(?:missing|not come home|not come back|disappeared|disparue?s?)\b|\b{_MY}{_NAMED} (?:est|sont) (?:toujours )?(?:portee?s? disparue?s?|disparue?s?|introuvables?)\b",
            rf"^(?:please |pls |hello |do you know (?:if|whether) |tell me (?:if|whether) |can you tell me (?:if|whether) )*(?:is|was|were|are|has) {_MY}{_NAMED} (?:is |was |still |really )*{_FATE}$|^do you know (?:if|whether) {_MY}{_NAMED} (?:is|was) (?:still )?{_FATE}$",
            rf"^(?:bonjour |svp |est ce que |dites moi si |savez vous si |je veux savoir si )*{_MY}{_NAMED} (?:est il|est elle|est|etait|il est|elle est|fait il partie|a ete) (?:encore |toujours |bien |t il |t elle )*{_FATE}$",
            r"^(?:(?:il|elle) s appelle|(?:his|her) name is|(?:hes|shes|he is|she is) (?:called|named)|son nom (?:c est|est)) (?!comment|qui|quoi|how|what|who|pas|not)\w+(?: \w+){0,3}$",
        )
    )
)
_NO_SEARCH = re.compile(
    r"\b(?:gift|cadeau|passport|passeport|school for|ecole pour|entitled|indemni\w+|compensation)\b"
)

# Another language ---------------------------------------------------------------------------------------------------

_OTHER_SCRIPT = "\u0370"  # Latin letters with their phonetic additions (Bambara ɛ, ɔ, ɲ, ŋ) end before Greek
_FOREIGN = (
    frozenset(["esta", "estan", "hay", "donde", "cuando", "cuanto", "cuantos", "cuantas", "quien", "quienes", "muertos", "heridos", "aeropuerto", "ataque", "seguro", "segura", "viajar", "hola", "buenos", "buenas", "dias", "tardes", "noches", "gracias", "favor", "puedo", "puede", "quiero", "necesito", "ayuda", "los", "las", "el", "una", "del", "por", "muy", "ciudad", "abierto", "cerrado", "paso", "ahora", "hoy", "noche", "fue", "es", "ocurrio", "peligroso"]),
    frozenset(["onde", "quando", "quanto", "quantos", "quem", "seguro", "segura", "viajar", "aeroporto", "ola", "bom", "boa", "dia", "obrigado", "obrigada", "nao", "sim", "voce", "uma", "os", "mortos", "feridos", "aconteceu", "posso", "quero", "preciso", "ajuda", "em", "hoje", "agora", "aberto", "fechado", "eu", "estou", "tem", "sao", "foi", "ataque", "perigoso"]),
    frozenset(["ist", "nicht", "und", "der", "das", "wie", "wo", "wer", "wann", "warum", "viele", "gibt", "ich", "wir", "sie", "bitte", "danke", "hallo", "guten", "sicher", "passiert", "flughafen", "geschlossen", "geoffnet", "tote", "toten", "verletzte", "angriff", "anschlag", "reisen", "kann", "heute", "jetzt", "ein", "eine", "nach", "fur", "mit", "von", "sind", "es", "bei", "auf", "geschehen", "gefahrlich"]),
    frozenset(["dove", "quando", "quanti", "chi", "perche", "sono", "sicuro", "viaggiare", "aeroporto", "ciao", "buongiorno", "buonasera", "grazie", "posso", "voglio", "bisogno", "aiuto", "morti", "feriti", "attacco", "successo", "cosa", "della", "nel", "una", "che", "oggi", "adesso", "aperto", "chiuso", "stato", "gli", "pericoloso"]),
)  # fmt: skip
_HERE = frozenset(["the", "is", "are", "what", "how", "where", "who", "whom", "why", "and", "of", "to", "my", "you", "there", "they", "can", "did", "does", "it", "for", "not", "with", "this", "that", "please", "help", "have", "has", "were", "if", "or", "le", "les", "qui", "quoi", "comment", "combien", "pourquoi", "dans", "au", "aux", "une", "est", "et", "je", "j", "ils", "elles", "vous", "nous", "pas", "avec", "sur", "sont", "quel", "quelle", "ce", "c", "cest", "y", "ya", "on", "un", "ca", "sa", "ki", "koi", "kan", "si"])  # fmt: skip


def _foreign(said: str) -> bool:
    """True where most letters are of another script, or the small words of another language than English or French."""
    letters = [letter for letter in said if letter.isalpha()]
    if len(letters) >= 2 and 2 * sum(letter >= _OTHER_SCRIPT for letter in letters) >= len(letters):
        return True
    words = said.split()
    if len(words) < 3 or not _HERE.isdisjoint(words):
        return False
    return max(len(language.intersection(words)) for language in _FOREIGN) >= 2
