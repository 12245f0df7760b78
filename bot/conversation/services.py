"""What is asked of the assistant itself, as people word it: tables of phrases, by what is wanted."""

import re
from typing import Literal

from knowledge.table import Table

Service = Literal[
    "help", "exercises", "subscribe", "unsubscribe", "language", "operator", "about", "privacy", "delete", "alerts"
]


def one_of(*parts: str) -> str:
    return "(?:" + "|".join(parts) + ")"


LEAD = re.compile(
    r"^(?:(?:please|pls|svp|stp|s il vous plait|s il te plait|ok|okay|merci|thanks|et|and|now|first|also|so|donc|alors|yes|oui|non|no|but|mais|just"
    r"|can (?:you|i|we)|could (?:you|i|we)|will you|would you|may i|i (?:want|need|wish|prefer|would like|would rather|would prefer) to|id (?:like|rather|prefer)(?: to)?|how (?:do|can|could) (?:i|we)|how to|i want you to|is it possible to"
    r"|je (?:veux|voudrais|souhaite|peux|prefere|prefererais)|j aimerais|puis je|peux tu|pouvez vous|est ce que (?:je|tu|vous|on) (?:peux|pouvez|peut)|tu peux|vous pouvez|on peut|comment(?: (?:je (?:peux|fais pour)|puis je|on fait pour|faire pour))?|possible de|il faut|hello|hi|bonjour|salut|slt)(?: |$))+"
)
TAIL = re.compile(
    r"(?: (?:please|pls|plz|svp|stp|s il vous plait|s il te plait|now|maintenant|merci|thanks|thank you|again|too|alors|then))+$"
)
_PLACE = r"(?:\w+ ){0,3}\w+"
_NOTICE = r"(?:(?:security |safety |bamako |the |your |any |some |new |all |of the |les |des |vos |d |l |de |toutes les |mes )*(?:alerts?|warnings?|notifications?|notifs?|advisories|advisory|alertes?|avertissements?|avis(?: de securite)?))"
_NEWS = rf"(?:{_NOTICE}|(?:security |the |your |any )*updates?|(?:your |vos |des |les )messages?)"
_GET = one_of(
    r"receive|get|want|have|like|need|send(?: it)?(?: to)?(?: me| us)?|give me|sign (?:me |us )?up for|put me (?:on|down for)",
    r"recevoir|veux|voudrais|avoir|envoy\w+(?: (?:moi|nous))?|donne[rz]? (?:moi )?|m envoyer|me donner|etre abonnee? a",
)
AT_THIS_HOUR = r"(?:right now|now|tonight|at (?:the|this) moment|currently|today|en ce moment|maintenant|ce soir|actuellement|cette nuit|aujourdhui|la nuit|at night)"
_SUBSCRIBE = (
    rf"subscribe(?: (?:me|us))?(?:(?: (?:to|for|in))? {_PLACE})?|sign (?:me |us )?up(?: (?:to|for) {_PLACE})?|register me(?: for {_PLACE})?|follow (?!up|you|me|this|it|that)\w+",
    rf"(?:m |me |s |nous )?abonn\w+(?: (?:moi|nous))?(?:(?: (?:a|aux?|pour|de|sur))? {_PLACE})?|(?:m inscrire|inscri\w+ (?:moi|nous))(?: (?:a|aux?|pour|sur) {_PLACE})?|suivre (?!les?|la|ca|l)\w+",
    rf"{_GET} {_NEWS}(?: (?:for|about|on|in|from|to|of|pour|sur|de|d|du|a|au|concernant) {_PLACE})?",
    rf"(?:security |safety |les )*(?:alerts?|notifications?|advisories|alertes?|avis de securite) (?:for|pour) (?!{AT_THIS_HOUR}|this|cette|demain|tomorrow){_PLACE}",
    r"(?:alert|notify|warn|alertez|prevenez|avertissez|previens|alerte|avertis|informez|me prevenir|m avertir|m alerter)(?: (?:me|us|moi|nous))? (?:if|when|whenever|of|about|si|s il|s|quand|des|en cas)(?: \w+){1,9}",
    r"(?:tell me|let me know|dites moi|dis moi) (?:if|when|whenever|si|s il|quand) (?:something|anything|quelque chose|il|y a|se)(?: new)?(?: happens?| (?:se )?passe(?: quelque chose)?| une alerte)?(?: (?:in|at|near|a|au|en|pres de) (?:\w+ ?){1,3})?",
    rf"keep (?:me|us) (?:informed|posted|updated|in the loop)(?: (?:about|on|for|of|in) {_PLACE})?|(?:tenez|tiens|gardez|garde|me tenir|nous tenir)(?: (?:moi|nous))? (?:informee?s?|au courant)(?: (?:pour|sur|de|a|d|du|des) {_PLACE})?",
    r"(?:add|put) (?:me|us|my number) (?:to|on) (?:the|your) (?:list|group|mailing list)|(?:ajoute[rz]?|mets|mettez)(?: (?:moi|nous|mon numero))? (?:a|dans|sur) (?:la|votre) liste",
)
_UNSUBSCRIBE = (
    r"unsubscribe(?: .+)?|unsub|(?:me |se )?(?:desabonn\w+|desinscri\w+)(?: .+)?|unfollow(?: .+)?|opt out|mute|leave (?:the )?(?:list|alerts)|(?:remove|take) (?:me|us|my number) (?:off|from|out)(?: \w+){1,4}|(?:enleve[rz]?|retire[rz]?|raye[rz]?|sors|sortez|ote[rz]?)(?: (?:moi|nous|mon numero))? (?:de|du) (?:la|votre|vos|groupe)(?: \w+)?|(?:leave|laisse[rz]?) me (?:alone|tranquille)|laisse[rz] moi tranquille",
    rf"stop(?: it| everything| tout)?|(?:stop|fin|arret\w*|cess\w*|end|quit)(?: (?:sending|receiving|getting|with|de|d|des|les|l|la|me|m|a|envoyer|envoi|recevoir|moi|us|all|these|those|ces|this))* (?:{_NEWS}|messages?|abonnement|subscription|notifs?)",
    r"(?:stop|arret\w*)(?: (?:de|d))? (?:(?:m |me |nous )?(?:ecrire|envoyer|spammer|deranger)|(?:sending|texting|messaging|writing|spamming|bothering)(?: to)?(?: me| us)?(?: \w+)?)",
    r"(?:i )?(?:dont|do not|no longer) (?:want|need|wish)(?: (?:to (?:get|receive|have)|any|your|these|the|more))* (?:messages?|alerts?|notifications?|advisories|updates?)(?: (?:any ?more|any longer|from you))*",
    r"(?:no more|plus d|plus de|plus aucun\w*) (?:alerts?|alertes?|messages?|notifications?|avis)",
    r"(?:je )?(?:ne )?(?:veux|voudrais|souhaite|desire) (?:plus|pas)(?: (?:recevoir|avoir|de|d|des|vos|tes|ces|les|l|aucun\w*))* (?:alertes?|messages?|notifications?|avis)(?: .{1,20})?",
    r"(?:ne )?(?:m|me|nous) (?:envoy\w+|ecri\w+)(?: \w+)? (?:plus|rien)(?: (?:rien|de|d|vos|alertes?|messages?))*|n envoyez plus (?:rien|de messages|d alertes)",
    r"(?:cancel|annul\w+|resili\w+|end)(?: \w+){0,2}? (?:subscription|abonnement)",
)
_EXERCISES = (
    r"exercises|exercices|(?:join|leave|quit|stop|take part in|participate in)(?: (?:the|your|security))* (?:exercises|drills)",
    r"(?:rejoindre|quitter|arreter|participer a|participer aux?|prendre part aux?|s inscrire aux?|m inscrire aux?)(?: (?:les|vos))? exercices(?: de securite)?",
)
_TONGUE = r"(?:english|french|anglais|francais)"
_LANGUAGE = (
    rf"(?:(?:speak|talk|write|answer|reply|respond|repeat|say|translate|switch|change|put|tell me|explain|continue|go on|parl\w+|repond\w*|ecri\w*|passe[rz]?|mets?|mettre|met|dis|dites|redis|redites|repet\w+|traduis\w*|traduire|explique[rz]?|continue[rz]?)(?: (?:to|with|me|us|it|that|this|again|everything|the|my|your|answer|lang\w*|moi|nous|ca|cela|le|la|l|ma|votre|reponse|tout|a|de|avec|de nouveau))* )?(?:in |to |into |en |l )?{_TONGUE}(?: only| version| seulement)?",
    r"(?:do|can|does|are)(?: (?:you|u|the bot|it))+ (?:speak|understand|talk|answer in|speaking|know)(?: \w+)? (?:bambara|bamanankan|fulfulde|fula|peul|pulaar|songhai|songhay|soninke|tamasheq|arabic|hausa|wolof|dioula|moore|spanish|german|portuguese|chinese|russian|english|french|my language|other languages)|(?:est ce que )?(?:vous|tu|on peut|t) ?(?:parle[sz]?|comprene[zs]|comprends|connais|connaissez|parler)(?: (?:le|la|l|en|aussi))* (?:bambara|bamanankan|peul|pulaar|fulfulde|songhai|songhay|sonrai|soninke|tamasheq|arabe|haoussa|wolof|dioula|moore|espagnol|allemand|portugais|chinois|russe|anglais|francais|ma langue|d autres langues)|(?:parle[sz]?|comprene[zs]|comprends) (?:vous|tu) (?:le |l )?(?:bambara|peul|songhai|soninke|arabe|wolof|dioula|anglais|francais)",
    rf"(?:the same|same thing|and|la meme chose|pareil|et) (?:in|en) {_TONGUE}|version {_TONGUE}e?",
    r"(?:change|changer|changez|switch|other|another|autre|choose|choisir|modifier|which|what|quelles?)(?: \w+){0,2}? (?:lang(?:uages?|ues?))(?: (?:do you speak|parlez vous|tu parles|vous parlez))?|lang(?:uage|ue)s?",
)
_SOMEONE = r"(?:(?:a|an|the|un|une|your|votre|vos|real|live|actual|vrai|vraie|d|de|duty|human|true) )*(?:human(?: being)?|person|people|agent|operator|staff|someone(?: real)?|somebody|anyone|officer|team|responsable|humain|personne|operateur|operatrice|conseiller|quelqu ?un|equipe)"
_OPERATOR = (
    rf"(?:let (?:me|us) )?(?:speak|talk|chat|write|get|connect|transfer|put|reach|contact|call|pass\w*|parler|discuter|joindre|contacter|voir|avoir|appeler|ecrire|echanger)(?: (?:me|through|to|with|on|a|avec|in|touch|moi|directement|directly|at))* {_SOMEONE}(?: (?:real|else|here|there|ici|directly|directement|instead|reel|vrai|on duty|de reel|de vrai|en vrai|de (?:chez vous|votre (?:equipe|bureau|organisation|ong))|from (?:your|the) (?:team|office|desk|organi[sz]ation|ngo)|in person|at the desk|physique|humain|of your team|in charge|who works (?:there|here)|qui (?:travaille|bosse) (?:la|ici)))*",
    r"(?:i (?:want|need)|give me|get me|je veux|je voudrais|donnez moi|il me faut|besoin d|besoin de)? ?(?:(?:a|an|un|une|real|vrai|vraie|d|de) )*(?:human|operator|real person|humain|operateur|vraie personne)(?: (?:agent|help))?",
    r"(?:(?:il )?y a (?:t il )?|is there |are there |avez vous |do you have )(?:un|une|a|an|des|any|real|live|vrai|vraie| )*(?:conseillere?s?|agents?|operator|operateurs?|operatrice|human|humain|staff|hotline|standard|responsable|vraie personne|real person|person i can (?:talk|speak) to|quelqu ?un (?:a qui parler|pour me repondre))(?: (?:here|ici|disponible|available|de garde|on duty))*",
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
    r"(?:est ce que )?(?:mes|nos|les|ces) (?:messages?|conversations?|donnees|questions?|infos|textes?) (?:sont|restent)(?: (?:ils|elles))? (?:enregistre|garde|stocke|conserve|lu|surveille|partage|confidentiel|prive|secret|supprime|efface)\w*(?: \w+){0,2}|(?:are|will|is) (?:my|our|the|these) (?:messages?|conversations?|chats?|data|questions?|texts?) (?:be )?(?:stored|recorded|kept|saved|read|shared|logged|monitored|private|safe|confidential|deleted)(?: \w+){0,3}",
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
_NOW_WORDS = rf"(?: (?:in force|en cours|en vigueur|actives?|actuelles?|{AT_THIS_HOUR}))*"
_ALERTS = (
    rf"(?:(?:any|current|active|show|list|latest|see|read|check|what|which|voir|montre\w*|lire|quelles?|quels|are there|is there|y a t il|il y a|y a|do you have|avez vous|sont|are) )*(?:des |les |the |any |me |moi |une |un |an |vos |your |security |current |active |new )*(?:alerts?|advisories|alertes?|avis de securite)(?: (?:are|sont))?{_NOW_WORDS}(?: (?:in|at|for|near|around|a|au|pour|sur|de) (?!20\d\d){_PLACE}{_NOW_WORDS})?",
)
_HELP = (
    r"(?:show|see|give|open|go to|back to|montre[rz]?|voir|affiche[rz]?|donne[rz]?|retour)(?: (?:me|moi|us|nous|the|le|la|les|to|au|main|your|votre|vos))* (?:menu|options|commands?|commandes?|help|aide|topics|sujets|choices|choix)|(?:je comprends (?:rien|pas)|i (?:dont|do not) (?:understand|get) (?:this|how this works|anything)|(?:je suis|im) (?:perdue?|lost|new here|nouveau|nouvelle))|what topics(?: do you (?:cover|have|know))?|quels sujets",
    r"help(?: me)?|aide(?: moi)?|aidez moi|(?:(?:j ai )?besoin d |de l )aide|(?:i |we )?need (?:some |your )?help|menu|commands?|commandes?|options|start|commencer|demarrer|instructions|mode d emploi",
    r"how (?:does|do) (?:this|it|that|you|the bot|this bot|this chat|the chat|this thing)(?: bot| chat| thing)? work|how (?:do|can|should) (?:i|we) use (?:you|this|it|the bot|this bot|this chat)|use (?:you|this(?: bot)?|it|the bot)|(?:(?:ca|sa|tu|vous|ce bot|cet assistant) )?(?:marche\w*|fonctionne\w*)(?: ce (?:bot|truc)| cet assistant)?|comment (?:on )?(?:t utilise\w*|vous utiliser|utiliser ce bot)",
    r"what (?:can|do) (?:you|u) (?:do|tell me|answer|know|offer|know about|help(?: me)?(?: with)?)(?: for (?:me|us))?|what (?:can|could|should|may) (?:i|we) ask(?: (?:you|u|here|about))*|what are you (?:for|able to do)|what (?:kind of )?questions can (?:i|you) (?:ask|answer)(?: you)?",
    r"(?:que|qu est ce que|quoi|kes ke|a quoi|en quoi) (?:(?:peux tu|pouvez vous|tu peux|vous pouvez|sais tu|savez vous|tu sais|vous savez|sers tu|servez vous|tu sers|vous servez)(?: (?:faire|dire|repondre|m aider|me dire|nous dire|pour (?:moi|nous)))*|(?:je peux|puis je|on peut)(?: (?:te|vous|demander|poser|comme|questions?|ici))+)",
    r"(?:(?:tu|vous) )?(?:sers|servez|peux|pouvez|sais|savez|faire|fais|faites) (?:a )?(?:quoi|faire quoi)(?: (?:pour (?:moi|nous)|exactement|au juste))*|(?:tu|vous) (?:sers|servez) a quoi|(?:quelles?|quel genre de) questions (?:je peux|puis je|peut on|on peut)(?: (?:te|vous|poser|demander))*|quoi (?:te|vous) demander|demander quoi",
)
_IDEAS: tuple[tuple[Service, tuple[str, ...]], ...] = (
    ("exercises", _EXERCISES),
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
SERVICES = {name: Table(rf"\b{one_of(*ideas)}") for name, ideas in _IDEAS}
# Alerts of an embassy, of a past day or about the attack are something to be asked about, not to be followed.
OF_OTHERS = ("alerts", "subscribe")
OTHERS = re.compile(
    r"\b(?:embass\w+|ambassad\w+|consul\w+|country|pays|nationals|ressortissants|citizens|citoyens|us|usa|american\w*|americain\w*|british|french|francaise?s?|france|canad\w+|german\w*|allemand\w*|travel|voyageurs?"
    r"|20\d\d|\d+ sept\w*|september|septembre|october|octobre|november|novembre|attack|attacks|attaque|that day|ce jour|was|were|about the)\b"
)
