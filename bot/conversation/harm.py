"""What is refused: help with an attack, a weapon or an armed group, and finding where the forces are."""

import re

from bot.conversation.services import AT_THIS_HOUR, one_of
from knowledge.table import Table

_THE = r"(?:(?:an?|the|some|any|my|our|this|that|your|all|more|two|three|les?|la|l|du|des?|d|une?|mes|nos|ces?|cette|au|aux|home ?made|small|big|real|petite?s?|military|army|cocktails?|fake|illegal) )*"
_GROUP = r"(?:jnim|gsim|aqmi|aqim|al ?qa[ei]da|isis|isgs|eigs|daesh|d?jihad\w*|terrorist\w*|terroristes?|katiba\w*|mu?d?jahid\w*|boko haram)"
_MEMBER = r"(?:(?:brothers?|sisters?|freres?|group|groupe|fighters?|men|combattants?|hommes|leaders?|chefs?|recruit\w+|recrut\w+|members?|membres?|someone|somebody|people|quelqu ?un|gens|ranks|rangs|cell|cellule|contact|branch|armed) (?:(?:of|from|in|at|du|de|des|d|dans|au|chez) )?)*"
_ARMS = r"(?:bombs?|explosives?|explosifs?|explosions?|ieds?|eei|grenades?|bombes?|engins? explosifs?|mines?|molotovs?|detonat\w+|dynamite|armes?|kalach\w*|ak ?47|weapons?|guns?|rifles?|pistols?|pistolets?|fusils?|ammunition|ammo|munitions?|cartouches|rockets?|roquettes?|rpg|suicide (?:vests?|belts?)|car bombs?|ceintures? explosives?|poison|chemical weapons?)"
_FORCES = r"(?:soldiers?|troops?|military|army(?: units?)?|militaires?|soldats?|armee|patrols?|patrouilles?|famas?|police(?:men|man)?|policiers?|guards?|gardes?|gardiens?|sentr(?:y|ies)|sentinelles?|gendarmes?|security forces|special forces|forces(?: de (?:l ordre|securite)| armees)?|snipers?|units?)"
_BASE = r"(?:(?:air ?)?base(?: aerienne)?(?: 101)?|camp(?: militaire)?|barracks|caserne|gendarmerie(?: school)?|ecole de (?:la )?gendarmerie|(?:gendarmerie|police|military) (?:school|academy|station|post)|palace|palais|headquarters|etat major|military (?:airport|zone|area)|zone militaire|garrison|garnison|armou?ry|arsenal|depot d armes)"
_TARGET = rf"(?:{_BASE}|airport|aeroport|school|ecole|embass\w+|ambassades?|hotels?|markets?|marches?|church|eglise|mosque|mosquee|convoys?|convois?|checkpoints?|barrages?|bridges?|ponts?|planes?|avions?|aircraft|helicopt\w+|trains?|bus|minibus|ministr\w+|bank|banque)"
_PERSON = rf"(?:{_FORCES}|foreigners?|etrangers?|expats?|expatrie\w*|westerners?|occidenta\w+|people|someone|somebody|gens|tourists?|touristes?|journalists?|journalistes?|civilians?|civils?|hostages|otages|them|him|her|quelqu ?un|ambassad\w+|minister|ministre|president)"
_I_WANT = one_of(
    r"how to|how (?:do|can|could|would|should|might|does) (?:i|we|one|you|someone|somebody|a person)|where (?:to|(?:do|can|could) (?:i|we|one))|(?:best|easiest|safest|good|any|a|quickest) ways? to",
    r"(?:i|we|im|id)(?: (?:am|are|really|just|also|would|do|d|now))* (?:want|wanna|need|wish|intend|plan|planning|like|going|ready|prepared|trying)(?: to)?|(?:i|we) (?:will|am going to|are going to)|lets",
    r"(?:help|let|teach|show|tell|guide|advise) (?:me|us)(?: how)?(?: to)?|can (?:you|i|we)(?: (?:help|tell|show|teach) (?:me|us)(?: how)?(?: to)?)?|steps to|instructions (?:to|for)|explain how to|need help to",
    r"(?:je|j|on|nous)(?: (?:veux|voudrais|souhaite|compte|vais|dois|cherche a|cherche|aimerais|ai envie de|suis pret a|veut|voudrait|voulons|allons))|comment(?: (?:je (?:peux|fais pour|pourrais)|on (?:peut|fait pour)|peut on|puis je|faire pour|dois je|fait on pour))?",
    r"(?:(?:ou|quand|par ou) )?(?:puis je|peut on|on peut|je peux|est ce que je peux)|ou|(?:aide[rz]?|apprend\w*|montre\w*|explique\w*|dis|dites|conseille\w*) (?:moi|nous)(?: a| comment| comment on peut| pour)?|(?:m|nous) aider a|(?:meilleure?s? )?(?:moyens?|facons?|manieres?) (?:de|d|pour)|recette (?:de|d|pour)|tuto(?:riel)?(?: pour)?",
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
    r"\b(?:so (?:that )?(?:i|we) can|pour qu(?: on| nous)|(?<!dit )(?<!disent )(?<!parait )qu on|(?<!dit )que je) (?:les? )?(?:attack|hit|ambush|kill|strike|frappe|attaque|tue|bombarde)s?\b",
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
    rf"\b(?:where|ou) (?:are|is|sont|est|se trouvent) {_THE}(?:soldiers?|troops?|military|army(?: units?)?|militaires?|soldats?|armee|patrols?|patrouilles?|famas?|snipers?|guards?)(?: \w+){{0,3}}? {AT_THIS_HOUR}\b",
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
_WANTED = Table("|".join((*_WISHES, *_EVADING)))
_SECRET = Table("|".join(_SECRETS))
# A cheap look first: without one of these there is nothing to refuse.
_IN_A_WORD = ("attack", "attaqu")
_HINT = Table(
    rf"\b(?:{_GROUP}|{_ARMS}|{_FORCES}|{_TARGET}|{_PERSON}|attentats?|raids?|bombings?|ambush\w*|embuscades?|assau\w+|enlevement|kidnap\w*|prises?|releve|frappe|shift|tue|bombers?|kamikazes?|martyrs?)\b"
)
# What was done, by whom, to whom: somebody asks what is known, or what to tell others.
_TOLD = re.compile(
    r"\b(?:was|were|did|had|happened|during|that day|that morning|20\d\d|17 sept\w*|on the 17th|ont|avai\w*|etai\w*|ce jour|ce matin la|pendant l attaque|hier|yesterday"
    r"|killed|dead|died|wounded|injured|tues?|morts?|blesses?|publi\w+|post on|film\w*|partag\w+|share|social|reseaux|facebook|whatsapp|allowed|interdit|photograph\w*|should i|dois je|risque|avoid|eviter|attacked|attaques?|buried)\b"
)
_GAMES = Table(
    r"\b(?:counter strike|rainbow six|gta|fortnite|minecraft|pubg|free fire|call of duty|clash of clans|jeu video|video game)\b"
)


def asks_for_harm(said: str) -> bool:
    """True where help is asked with an attack, a weapon, an armed group, or with finding the forces."""
    hinted = any(part in said for part in _IN_A_WORD) or _HINT.search(said)
    if not hinted or _GAMES.search(said):
        return False
    return bool(_WANTED.search(said)) or (bool(_SECRET.search(said)) and not _TOLD.search(said))
