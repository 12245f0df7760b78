"""Signs of present danger. They are answered before anything else is looked at.

A cry names a threat and shows that it is here and now. Naming it is not enough: people also ask about 2024, about
tonight in general, about what to do one day. Missing a cry is the worst error; a false alarm costs a short message.
"""

import re

from bot.conversation.lifted import ASKS, DATED, IMAGINED, OTHERWISE, QUESTION, RECENT, REPORTED, SURELY, phrases
from knowledge.speech import spelt_out
from knowledge.text import CUT, tokens

# Who shoots and attacks, as subjects of a sentence; places that people are in when they write.
_THEY = (
    "(?:they|theyre|thay|dey|he|hes|someone|someones|somebody|people|men|guys|gunmen|soldiers|army|police|rebels"
    "|attackers|terrorists|jihadists)"
)
_ARE = "(?:are |r |re |is |still |now |just |keep |also |all |here |started |start |don )*"
_ILS = (
    "(?:ils|il|y|ca|sa|on|c|quelqu ?un|des gens|les gens|hommes|armes|terroristes|djihadistes|jihadistes"
    "|militaires|soldats|bandits|assaillants)"
)
_TIR = "(?:tir|tire|tires|tirent|canarde*|mitraille*|crepite*|pete*|petarade*|bombarde*|egorge*|fusille*)"
_OURS = "(?:my|our|the|this|a|mon|ma|mes|notre|nos|la|le|l|une|un|cette)"
_PLACE = (
    "(?:house|home|door|gate|building|street|room|compound|office|shop|school|bus|car|taxi|hotel|windows?|market|mall"
    "|neighbou?rhood|area|village|garden|yard|corridor|lobby|restaurant|church|mosque|bank|wall|workplace|convoy|clinic"
    "|classroom|stairwell|stairs|road|maison|porte|portail|immeuble|rue|chambre|cour|bureau|boutique"
    "|ecole|bus|voiture|sotrama|fenetres?|marche|quartier|jardin|couloir|eglise|mosquee|banque|mur|grand marche|car|minibus|camion|village|camp"
    "|maquis|convoi|classe|escalier|concession|entree|toit|etage|hall)"
)
_KIN = (
    "(?:(?:my|our|the|this) (?:little |big |old )?(?!nose|gums?|plants?|phone|battery|laptop)[a-z]+"
    "|(?:mon|ma|notre|mes|le) (?:petite? |grande? )?(?!nez)[a-z]+|he|hes|she|shes|il|elle|i|ive|im|we|weve|je|j ai)"
)

# The threats. Fire is heard or seen, arms are carried, harm is done; each has a life of its own in questions.
_FIRE = phrases(r"""
    gun ?fire, gun ?shot*, shots?, sho*ting, shootin, shoting, firing, bullet*, explosion*, explod*,
    explos(?:e|er|es|ent), blasts?, bomb, bomb(?:s|er|ing|e|es|arde\w*), grenade*, rocket*, roquette*, rpg, mortar*,
    mortier*, shelling, shells, shrapnel, obus, entend\w* (?:\w+ )?(?:et )?tirer, machine gun*, automatic fire, heavy fire, opened fire, open* fire,
    fireball, boom, tirs, cou[ps]* de feu, ouvert le feu, rafale*, fusillade*, detonation*, mitraill*, kalach*,
    les balles, des balles, kamikaze*, marifa*, y a tirs?, un tir, le feu partout, tirait,
    (?:my|our) \w+ (?:is |are )?under at+ack, attack happening, attack ... now, attaque en cours
""")
_ARMED = phrases(r"""
    gunm[ae]n, armed (?:men|man|people|guys), shooter, (?:men|man|people|guys) with (?:masks|knives|machetes), rifles?,
    guns?, kalas*, aks?, pistol*, weapons, knife, attackers, assailants, d?jihadi*, terrorist*, rebels,
    (?:hom+e*s?|gens?|individus|gars|bandits?|types) (?:en )?arme*, cagoule*, assaillant*, tireurs?, des armes, une arme,
    un fusil, fusils, arme blanche, couteau*, machette*,
    at+acking (?:us|our|my|the (?:school|hotel|market|village)|people), attaquent, came in shooting
""")
_FIRING = phrases(rf"""
    (?<!do )(?<!did )(?<!that ){_THEY} (?:(?:on|with|in) \w+ )?{_ARE}(?:sho+t+ing?|firing|shoot|bombing|shelling|opened fire),
    {_THEY} {_ARE}killing (?:us|people|every\w+), bombs? ... (?:going|went) off, (?:bomb|grenade) ... exploded,
    (?<!que )(?<!pourquoi )(?<!d ou ){_ILS} (?:nous |vous |se met a |recommence a )*{_TIR}(?! (?:a la fin|sur la fin)),
    (?<!was )(?<!were )(?<!came )under (?:heavy )?fire (?:in|at|here), (?:is|are|we re) (?:all )?under (?:heavy )?fire(?! from the| for),
    (?:est|sommes|suis|sont) sous (?:les tirs|le feu|les balles|les bombes), (?:vient|viennent) d explos*,
    (?:set|setting) fire to (?:our|my|the|us), brule(?:nt)? (?:ma|mes|notre|nos) \w+, mis le feu (?:a|au|aux) (?:la |ma |notre |l |nos |mon |le )?\w+,
    ils (?:tuent|brulent|enlevent|massacrent|egorgent) (?:les|des|tou[st]|tout le|nos|notre|mon|ma) \w+, robbing us,
    (?:balles|elles) (?:sifflent|passent), (?:ils?|he) (?:is |are )?at+a(?:que|quent|cking) (?:les |tous les
    )?(?:gens|clients|passants|eleves|enfants|people|us|every\w+), on nous (?:tire|attaque|bombarde)*
""")
_HURT = phrases(rf"""
     {_KIN} (?:was |were |has |have |is |been |just |got |am )+(?:shot|stabbed|wounded|injured|bleeding)(?! (?:a
    )?film),
    {_KIN} (?:been |was |is |got |were |think ive been )*hit (?:there|please|help|by ... (?:bullet|shrapnel)|in the),
    (?<!who )(?<!anyone )(?<!anybody )(?:has|ive|weve|hes|shes) been (?:shot|stabbed), (?:ive|have) been hit,
    (?:shot|stabbed|killed) (?:my|our|the guard|him|her|me|us), did shoot, shoot my,
    (?:im|hes|shes|i am) (?:shot|bleeding), (?:not|isnt|stopped|cant) breath*,
    (?:i|we|he|she|hes|shes|im) (?:am |are |is )?(?:going to|gonna|will) (?:die|bleed), vide de son sang, {_KIN}
    (?:vient de |est |suis |a ete |ai ete |ete |es |e |gravement |me )*bles*e*s?(?! (?:par|dans) (?:ses|vos|votre|mon)),
    {_KIN} (?:est |suis |a ete |ai ete |ete )*touche*s? (?:au|a la|aux|par (?:une balle|un eclat)|il perd),
    (?:pris|prendre|recu|prend) une balle, {_KIN} saigne*, per[dt] (?:du|beaucoup de|son) sang, plein de sang,
    respire plus, respire pas, wounded (?:\w+ )?here, (?:losing|lost) consciousness, unconscious, {_KIN} (?:est )?inconscient*(?! d),
    perdu connaissance, bullet in (?:the|his|her|my), (?:recu|pris) (?:un|des) eclats?,
    (?:une )?balles? dans (?:la|l|son|sa|le (?:ventre|dos|bras|pied|cou|genou)), tue devant (?:moi|nous),
    killed in front of (?:me|us), tire dessus, tire(?:nt|r|s)? sur (?:moi|nous?|ma|mon|mes|notre),
    tue (?:le gardien|mon|ma|mes)
""")
_HELD = phrases(r"""
    (?:i am|im|we are) (?:being |all )*(?:held |taken )?hostage*, hostages? (?:here|inside), otages? ici,
    kidnapped (?:me|us|please|pls|help), took me, took my ... weapons, m a kidnappe*, nous ont pris en otage,
    otages? ... (?:je suis|on est|nous sommes), (?:my|our|mon|ma|mes|nos) \w+ ... (?:hostage|kidnapped|otages?),
    (?:je suis|on est|nous sommes) ... (?:otage*|kidnappe*)
""")
_COVER = phrases(r"""
     (?:i am|im|i m|we are|we r|were|we re|we|i) (?:still |all |both )*(?:hiding(?! (?:a|my|the|his|her|this|from
    my))|hidden), (?:im|am|are|were|r|we|everybody) ... (?:under (?:the|my|a) \w+|behind (?:a|the) (?:wall|door|car)|on
    the (?:floor|ground)|in (?:a|the) (?:ditch|cellar|basement|closet|toilets?|bathroom|cupboard)),
    (?:i|we) (?:can ?t|cannot) (?:move|get out(?! of)|escape), peut pas (?:sortir|bouger|fuir),
    on est (?:tous )?(?:au sol|a terre|dans (?:la |le |les |un |une )(?:cave|douche|fosse|toilettes|placard|salle de bain|cave)), pinned down,
    (?:we are|im|i am|all) (?:all )?(?:surrounded|locked (?:in|inside)|barricaded), (?:locked|barricaded) ourselves,
    crouching, taking cover, cant leave the (?:house|school|building|room|hotel),
    (?:suis|est|sommes|es) (?:tous |encore |bien )*(?:cache*s?|couche*s? par terre), (?<!ou )je me cache(?! pas),
    on se cache(?! pas| rien| quoi), reste*r? caches, (?<!etait )(?<!reste )enfermee?s? (?:dans|avec|a),
    sous (?:le|mon) (?:lit|bureau), (?:je suis|on est|nous sommes) sous (?:la|le|les) \w+,
    (?:je suis|on est|nous sommes) (?:\w+ )?derriere (?:un|le) mur
""")
_STUCK = phrases(r"""
     (?:stuck|trapped|bloque*s?|bloke*s?|coince*s?|piege*s?|encercle*s?)(?=
    (?:[.,?]|help|please|pls|svp|vite|ils|they)), (?:trapped|stuck|bloque*s?|bloke*s?|coince*s?|piege*s?) ...
    (?:hotel|building|floor|room|inside|etage|chambre|toilettes|bureau|dedans)
""")
_BROKEN_IN = phrases(rf"""
     {_THEY} {_ARE}(?:have |ve |come |coming |came )*(?:inside|in (?:the|our|my) {_PLACE}|at (?:the|our|my)
    {_PLACE}|upstairs|downstairs), {_THEY} {_ARE}(?:coming|here)(?= [.,?!]), coming for (?:us|me),
    (?:have|ve) (?:guns|weapons), taken over ... we,
    (?:broke|breaking|kicking|smashing) (?:down |in )?(?:our|my|the) (?:door|gate|window),
    (?P<unit>house|door|room|floor|shop) to (?P=unit), {_THEY} (?:have |just |ve )*(?:broke|broken|burst|forced their way) in(?! to| with),
    de (?P<unite>maison|porte|chambre|etage|piece|bureau) en (?P=unite),
    (?:door|gate|window|wall)s? (?:is|are|s) (?:being )?(?:smashed|broken|kicked|forced|breaking),
    (?:people|everyone|everybody|les gens|tout le monde) (?:are |is )?(?:running|screaming|fleeing|courent|crient|fuient|hurlent|court|crie), (?:following|chasing|hunting) (?:me|us), followed by (?:armed|men|gunmen),
    (?:jnim|jihad\w*|djihad\w*|terrorist\w*) (?:is|are|est|sont) (?:in|at|dans|a|au|chez)
    (?:our|my|notre|mon|nos|nous), {_THEY} (?:just |have |has |ve
    )*(?:killed|kidnapped|abducted|stormed|entered|surrounded|burn\w+|executed|took) (?:us|our|my|the
    (?:guard|chief|village|house|hotel|building|school|market|teacher|doctor|driver|boss|imam|nurse|kids|children|students)), ils (?:ont|viennent d) (?:\w+
    )?(?:tuer?|egorger?|enlever?|kidnapper?|bruler?|encercler?|prendre|pris|emmene|emporte|embarque) (?:le gardien|le
    chef|mon|ma|mes|notre|nos|le village|la maison|l hotel|le quartier), ils sont (?:encore|toujours|deja) la,
    (?:casse*[nr]?t?|defonce*[nr]?t?|force*[nr]?t?) (?:la|notre|ma|le|l) (?:porte|portail|entree), ils montent, ils egorgent,
    ils (?:sont|entrent|rentrent|arrivent) (?:encore |deja |juste )*(?:(?:dans|a|devant|derriere) (?:la|le|l|notre|ma|mon) {_PLACE}|en
    bas|dehors|derriere|dedans), (?:ils|djihadistes|terroristes|assaillants) (?:sont la|arrivent)(?= [.,?]),
    fouillent les maisons, suivi par des hommes
""")
_PLEA = phrases(r"""
    au s*(?:cou|ko|ku|se)[kc]?ours?, au se[ck]ou*rs?, au s cours, au sekour, a l aide(?! d), sos, mayday, pitie aide*,
    (?:save|rescue) us, rescue now, need rescue, save me(?! some| a| the| time), sauve[rz]? ?(?:nous|moi),
    help us (?=[.,]|please|pls|we|they|now|quick|get out|escape|there|im|dey),
    aide[rz]? nous (?=[.,]|on|ils|vite|svp|nous|ca|il),
    (?:going to|gonna|will|want to) (?:kill|execute|shoot|slaughter) (?:us|me), (?:going|gonna) to? ?die,
    (?:vont|va|veulent) (?:nous?|m|me|n) (?:tuer?|egorger|executer|abattre), ils nous tuent, on va (?:tous )?mourir,
    (?:i am|im|we are|we r) (?:in danger|under at+ack|under fire),
    (?:je suis|on est|nous sommes) (?:en danger|attaque*s?), nous (?:sauver|secourir), venez (?:vite|nous),
    (?:cant|can t) talk (?=[.,]|they), they (?:will|might) (?:hear|find) (?:me|us|[.]), an dɛmɛ, an deme,
    send (?:police|help|the army)
""")

# What shows that it is here and now: fire that is aimed or near, this minute, and people asking what to do in it.
_NEAR = phrases(rf"""
    (?:at|on|for|to|around|above|from|behind|between|in front of) us, next to (?!the airport|bamako), next door,
    near ?by, close by, very close, so close, close to (?:us|me|my|our),
    near (?:me|us|my|our|here|the hotel|the house), close(?= [.,]), right here, i (?:can )?see, je vois, on voit, nous voyons, (?:streets?|blocks?|houses?|doors?) (?:away|from),
    a (?:une|deux|trois|quelques|[0-9]+) (?:rues?|maisons?|pas|metres),
    outside(?! (?:of|bamako|mali|the capital|the city|the country|town)), downstairs, upstairs, ahead, metres, meters,
    (?:mins?|minutes?|seconds?) ago, il y a [0-9]+ min*, [0-9]+ ?m, (?:my|our|mon|ma|notre|nos) (?:\w+ )?{_PLACE},
    nous tire*, sur nous, sur moi, vers nous, a cote, acote, au dessus de nous, pres de (?:moi|nous|chez|la maison),
    (?:tout|tres|trop|juste) pres, se rapproche*, chez (?:moi|nous?|mon|ma), dehors,
    devant (?!la justice|le tribunal|les medias)\w+, derriere le mur, juste derriere, de partou*t?, an na, an kɛrɛ
""")
_HERE = phrases(rf"""
    us, here, everywhere, near (?:the|a) {_PLACE},
    (?:in|at|into|entered|inside|through|in front of|is|end of) {_OURS} {_PLACE}, in kati, people are running,
    people screaming, kids are inside, vitres, windows, ici, partout, dedans, par terre,
    (?:dans|ds|au|a|vers|devant|sur|de|par) (?:{_OURS} )?{_PLACE}, ou je suis, where i am, of (?:the|our) road
""")
_NOW = phrases(r"""
    right now, rn, now, just, at this moment, again right now, happening, keep(?! hearing), again, maintenan*t?, mnt,
    la la, la(?= [.,?]), la maintenant, en ce moment, a l instant, en cours, vient d*, viennent d*, recommence*,
    depui*s? [0-9]+, continue*, (?P<twice>[a-z]{2,}) (?P=twice), vite, svp, please, pls, quick, help, hlep,
    still bleeding, saigne (?:encore|toujours), aide*[rz]?, au feu, wallaye, peur, scared
""")
_EXISTS = phrases(r"""
    theres?, ther, theres a, there is, there are, there was, il y a(?! eu| pas), y a(?! eu| t il| pas), i hear, hear,
    entend(?:s|ons|ent)?
""")
_HEARD = phrases(r"""
    (?:i|we|im|were|ive) (?:can |r |are |am |keep |just )?hear*(?:ing)?, (?:je|j|on|nous) enten[a-z]*s?(?! dire),
    (?:is|was) (?:that|this|it) (?:gun|shot|explo|shoot|bomb)\w*,
    c est (?:des|un|une|quoi ce[s ]) ?(?:coups?|tirs|explo\w+|rafales)
""")
_SURELY_ARMED = phrases(r"""
    gunm[ae]n, armed men, shooter, (?:hom+e*s?|gens?|bandits?) arme*, un tireur
""")
_WHAT_NOW = phrases(r"""
    (?:what|wat|where|which way|who) (?:do|should|can|must|shud) (?:i|we), what (?:to )?do now, which way,
    should (?:i|we) (?:run|hide|go|stay|leave|call), on f(?:ai|e)[ts]? quoi, je f(?:ai|e)[ts]? quoi, quoi fer,
    quoi faire, qu on f(?:ai|e)[ts]?, kon fe, que faire, ou (?:se|me|nous|on se|je me) cache*r?, on se cache,
    qui appeler, j appelle qui, quelle sortie, on va ou, fuyez, armee vient pas, nobody coming,
    on doit (?:sortir|rester|fuir)
""")

SHOUT = 4  # words, stops included: "gunfire!!!" is shouted, "gunfire" may be a topic


def in_danger(text: str) -> bool:
    """True where the text is a sign of present danger, in either language."""
    heard = _heard(text)
    if not _names_a_threat(heard) or _is_lifted(heard):
        return False
    if "!" in text and "?" not in text and len(heard.split()) <= SHOUT:
        return True
    fact = IMAGINED.sub("", heard)
    return _is_close(fact) or _is_stated(_stated(fact))


def told(normalised: str) -> bool:
    """True where danger is asked about, imagined, told of the past, or the words mean something else."""
    lifts = (IMAGINED, DATED, RECENT, REPORTED, OTHERWISE, ASKS, QUESTION)
    return any(lift.search(normalised) for lift in lifts)


_STOPS = re.compile(r"([,.!?;:\n]+)")
_WE_ARE = re.compile("\\bwe['’]re\\b")  # else "were"
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")  # "helpppp"


def _heard(text: str) -> str:
    """The normalised words, spelt out, with commas, full stops and question marks left standing between them."""
    parts = [*_STOPS.split(text[:CUT]), ""]
    clauses = (
        " ".join(spelt_out(tokens(_DRAWN_OUT.sub(r"\1", _WE_ARE.sub("we are", said.lower()))), "fr")) + _stop(stop)
        for said, stop in zip(parts[::2], parts[1::2], strict=True)
        if said.strip()
    )
    return " ".join(clauses)


def _stop(stop: str) -> str:
    if "?" in stop:
        return " ?"
    return " ," if stop in (",", ":") else " ."


def _names_a_threat(heard: str) -> bool:
    return any(
        threat.search(heard) for threat in (_FIRE, _ARMED, _FIRING, _HURT, _COVER, _PLEA, _STUCK, _BROKEN_IN, _HELD)
    )


def _is_lifted(heard: str) -> bool:
    """True where it is told of then or by others, or where doubtful words mean something else."""
    if DATED.search(heard) or (RECENT.search(heard) and not _NOW.search(heard)):
        return True
    doubtful = REPORTED.search(heard) or OTHERWISE.search(heard)
    sure = SURELY.search(heard) and any(sign.search(heard) for sign in (_NEAR, _COVER, _PLEA))
    return bool(doubtful) and not sure


def _is_close(fact: str) -> bool:
    """True where it happens to those who write, whether they tell it or ask about it."""
    if any(sign.search(fact) for sign in (_PLEA, _HURT, _HELD, _COVER)):
        return True
    if _FIRE.search(fact) or _FIRING.search(fact):
        return any(sign.search(fact) for sign in (_NEAR, _HEARD, _WHAT_NOW))
    return bool(_ARMED.search(fact)) and bool(_WHAT_NOW.search(fact))


def _is_stated(stated: str) -> bool:
    """True where it is said to happen at this moment, by somebody who asks nothing about it."""
    if any(sign.search(stated) for sign in (_FIRING, _BROKEN_IN, _STUCK)):
        return True
    if _FIRE.search(stated):
        return any(sign.search(stated) for sign in (_HERE, _NOW, _EXISTS))
    if _SURELY_ARMED.search(stated) and _EXISTS.search(stated):
        return True
    return bool(_ARMED.search(stated)) and any(sign.search(stated) for sign in (_NEAR, _HERE, _NOW))


def _stated(fact: str) -> str:
    """What is told rather than asked: nothing of a question but what comes before its question word."""
    return " . ".join(_before_the_question(sentence) for sentence in re.findall(r"[^.?]+[.?]?", fact))


_ASKED_AT_THE_END = ("?", " c est ca .", " right .", " correct .")


def _before_the_question(sentence: str) -> str:
    sentence = sentence.strip()
    if ASKS.match(sentence):
        return ""
    asked = QUESTION.search(sentence)
    if asked:
        return sentence[: asked.start()]
    return "" if sentence.endswith(_ASKED_AT_THE_END) else sentence
