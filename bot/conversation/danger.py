"""Signs of present danger. They are answered before anything else is looked at.

A cry names a threat and shows that it is here and now. Naming it is not enough: people also ask about 2024, about
tonight in general, about what to do one day. Missing a cry is the worst error; a false alarm costs a short message.
"""

import re

from knowledge.speech import spelt_out
from knowledge.text import CUT, tokens


def _any(phrases: str) -> re.Pattern[str]:
    """Any of the phrases between the commas: `*` ends a word in any way, `...` stands for up to three words.

    The rest is a regular expression; the words are those of `_heard`.
    """
    kept = (" ".join(phrase.split()) for phrase in re.split(r",(?=\s)", phrases))
    written = "|".join(phrase.replace(" ... ", r" (?:\w+ ){0,3}") for phrase in kept if phrase)
    return re.compile(r"\b(?:" + re.sub(r"(?<=[a-z])\*", r"\\w*", written) + r")(?!\w)")


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
    "|ecole|bus|voiture|sotrama|fenetres?|marche|quartier|jardin|couloir|eglise|mosquee|banque|mur|grand marche"
    "|maquis|convoi|classe|escalier|concession|entree|toit|etage|hall)"
)
_KIN = (
    "(?:(?:my|our|the|this) (?:little |big |old )?(?!nose|gums?|plants?|phone|battery|laptop)[a-z]+"
    "|(?:mon|ma|notre|mes|le) (?:petite? |grande? )?(?!nez)[a-z]+|he|hes|she|shes|il|elle|i|ive|im|we|weve|je|j ai)"
)

# The threats. Fire is heard or seen, arms are carried, harm is done; each has a life of its own in questions.
_FIRE = _any(r"""
    gun ?fire, gun ?shot*, shots?, sho*ting, shootin, shoting, firing, bullet*, explosion*, explod*,
    explos(?:e|er|es|ent), blasts?, bomb, bomb(?:s|er|ing|e|es|arde\w*), grenade*, rocket*, roquette*, rpg, mortar*,
    mortier*, shelling, shells, shrapnel, obus, machine gun*, automatic fire, heavy fire, opened fire, open* fire,
    fireball, boom, tirs, cou[ps]* de feu, ouvert le feu, rafale*, fusillade*, detonation*, mitraill*, kalach*,
    les balles, des balles, kamikaze*, marifa*, y a tirs?, un tir, le feu partout, tirait,
    (?:my|our) \w+ (?:is |are )?under at+ack, attack happening, attack ... now, attaque en cours
""")
_ARMED = _any(r"""
    gunm[ae]n, armed (?:men|man|people|guys), shooter, (?:men|man|people|guys) with (?:masks|knives|machetes), rifles,
    guns?, kalas*, aks?, pistol*, weapons, knife, attackers, assailants, d?jihadi*, terrorist*, rebels,
    (?:hom+e*s?|gens?|individus|gars|bandits?|types) arme*, cagoule*, assaillant*, tireurs?, des armes, une arme,
    un fusil, fusils, arme blanche, couteau*, machette*,
    at+acking (?:us|our|my|the (?:school|hotel|market|village)|people), attaquent, came in shooting
""")
_FIRING = _any(rf"""
    (?<!do )(?<!did )(?<!that ){_THEY} {_ARE}(?:sho+t+ing?|firing|shoot|bombing|shelling|opened fire),
    {_THEY} {_ARE}killing (?:us|people|every\w+), bombs? ... (?:going|went) off, (?:bomb|grenade) ... exploded,
    (?<!que )(?<!pourquoi )(?<!d ou ){_ILS} (?:nous |vous |se met a |recommence a )*{_TIR}(?! (?:a la fin|sur la fin)),
    (?<!was )(?<!were )(?<!came )under (?:heavy )?fire (?:in|at|here), (?:vient|viennent) d explos*,
    (?:set|setting) fire to (?:our|my|the|us), brule(?:nt)? (?:ma|mes|notre|nos) \w+,
    ils (?:tuent|brulent|enlevent|massacrent|egorgent) (?:les|des|tou[st]|tout le|nos|notre|mon|ma) \w+, robbing us,
    (?:balles|elles) (?:sifflent|passent), (?:ils?|he) (?:is |are )?at+a(?:que|quent|cking) (?:les |tous les
    )?(?:gens|clients|passants|eleves|enfants|people|us|every\w+), on nous (?:tire|attaque|bombarde)*
""")
_HURT = _any(rf"""
     {_KIN} (?:was |were |has |have |is |been |just |got |am )+(?:shot|stabbed|wounded|injured|bleeding)(?! (?:a
    )?film),
    {_KIN} (?:been |was |is |got |were |think ive been )*hit (?:there|please|help|by ... (?:bullet|shrapnel)|in the),
    (?<!who )(?<!anyone )(?<!anybody )(?:has|ive|weve|hes|shes) been (?:shot|stabbed), (?:ive|have) been hit,
    (?:shot|stabbed|killed) (?:my|our|the guard|him|her|me|us), did shoot, shoot my,
    (?:im|hes|shes|i am) (?:shot|bleeding), (?:not|isnt|stopped|cant) breath*,
    (?:i|we|he|she|hes|shes|im) (?:am |are |is )?(?:going to|gonna|will) (?:die|bleed), vide de son sang, {_KIN}
    (?:vient de |est |suis |a ete |ai ete |ete |es |gravement |me )*bles*e*s?(?! (?:par|dans) (?:ses|vos|votre|mon)),
    {_KIN} (?:est |suis |a ete |ai ete |ete )*touche*s? (?:au|a la|aux|par (?:une balle|un eclat)|il perd),
    (?:pris|prendre|recu|prend) une balle, {_KIN} saigne*, per[dt] (?:du|beaucoup de|son) sang, plein de sang,
    respire plus, respire pas, (?:losing|lost) consciousness, unconscious, {_KIN} (?:est )?inconscient*(?! d),
    perdu connaissance, bullet in (?:the|his|her|my), (?:recu|pris) (?:un|des) eclats?,
    (?:une )?balles? dans (?:la|l|son|sa|le (?:ventre|dos|bras|pied|cou|genou)), tue devant (?:moi|nous),
    killed in front of (?:me|us), tire dessus, tire(?:nt|r|s)? sur (?:moi|nous?|ma|mon|mes|notre),
    tue (?:le gardien|mon|ma|mes)
""")
_HELD = _any(r"""
    (?:i am|im|we are) (?:being |all )*(?:held |taken )?hostage*, hostages? (?:here|inside), otages? ici,
    kidnapped (?:me|us|please|pls|help), took me, took my ... weapons, m a kidnappe*, nous ont pris en otage,
    otages? ... (?:je suis|on est|nous sommes), (?:my|our|mon|ma|mes|nos) \w+ ... (?:hostage|kidnapped|otages?),
    (?:je suis|on est|nous sommes) ... (?:otage*|kidnappe*)
""")
_COVER = _any(r"""
     (?:i am|im|i m|we are|we r|were|we re|we|i) (?:still |all |both )*(?:hiding(?! (?:a|my|the|his|her|this|from
    my))|hidden), (?:im|am|are|were|r|we|everybody) ... (?:under (?:the|my|a) \w+|behind (?:a|the) (?:wall|door|car)|on
    the (?:floor|ground)|in (?:a|the) (?:ditch|cellar|basement|closet|toilets?|bathroom|cupboard)),
    (?:i|we) (?:can ?t|cannot) (?:move|get out(?! of)|escape), peut pas (?:sortir|bouger|fuir),
    on est (?:au sol|a terre|dans la (?:cave|douche)), pinned down,
    (?:we are|im|i am|all) (?:all )?(?:surrounded|locked (?:in|inside)|barricaded), (?:locked|barricaded) ourselves,
    crouching, taking cover, cant leave the (?:house|school|building|room|hotel),
    (?:suis|est|sommes|es) (?:tous |encore |bien )*(?:cache*s?|couche*s? par terre), (?<!ou )je me cache(?! pas),
    on se cache(?! pas| rien| quoi), reste*r? caches, (?<!etait )(?<!reste )enfermee?s? (?:dans|avec|a),
    sous (?:le|mon) (?:lit|bureau), (?:je suis|on est|nous sommes) sous (?:la|le|les) \w+,
    (?:je suis|on est|nous sommes) (?:\w+ )?derriere (?:un|le) mur
""")
_STUCK = _any(r"""
     (?:stuck|trapped|bloque*s?|bloke*s?|coince*s?|piege*s?|encercle*s?)(?=
    (?:[.,?]|help|please|pls|svp|vite|ils|they)), (?:trapped|stuck|bloque*s?|bloke*s?|coince*s?|piege*s?) ...
    (?:hotel|building|floor|room|inside|etage|chambre|toilettes|bureau|dedans)
""")
_BROKEN_IN = _any(rf"""
     {_THEY} {_ARE}(?:have |ve |come |coming |came )*(?:inside|in (?:the|our|my) {_PLACE}|at (?:the|our|my)
    {_PLACE}|upstairs|downstairs), {_THEY} {_ARE}(?:coming|here)(?= [.,?!]), coming for (?:us|me),
    (?:have|ve) (?:guns|weapons), taken over ... we,
    (?:broke|breaking|kicking|smashing) (?:down |in )?(?:our|my|the) (?:door|gate|window),
    (?:house to house|door to door), (?:following|chasing|hunting) (?:me|us), followed by (?:armed|men|gunmen),
    (?:jnim|jihad\w*|djihad\w*|terrorist\w*) (?:is|are|est|sont) (?:in|at|dans|a|au|chez)
    (?:our|my|notre|mon|nos|nous), {_THEY} (?:just |have |has |ve
    )*(?:killed|kidnapped|abducted|stormed|entered|surrounded|burn\w+|executed|took) (?:us|our|my|the
    (?:guard|chief|village|house|hotel|building|school|market)), ils (?:ont|viennent d) (?:\w+
    )?(?:tuer?|egorger?|enlever?|kidnapper?|bruler?|encercler?|prendre|pris) (?:le gardien|le
    chef|mon|ma|mes|notre|nos|le village|la maison|l hotel|le quartier), ils sont (?:encore|toujours|deja) la,
    (?:casse*n?t?|defonce*n?t?|force*n?t?) (?:la|notre|ma|le|l) (?:porte|portail|entree), ils montent, ils egorgent,
    ils (?:sont|entrent|rentrent|arrivent) (?:encore |deja |juste )*(?:dans (?:la|le|l|notre) {_PLACE}|en
    bas|dehors|derriere|dedans), (?:ils|djihadistes|terroristes|assaillants) (?:sont la|arrivent)(?= [.,?]),
    fouillent les maisons, suivi par des hommes
""")
_PLEA = _any(r"""
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
_NEAR = _any(rf"""
    (?:at|on|for|to|around|above|from|behind|between|in front of) us, next to (?!the airport|bamako), next door,
    near ?by, close by, very close, so close, close to (?:us|me|my|our),
    near (?:me|us|my|our|here|the hotel|the house), close(?= [.,]), right here,
    outside(?! (?:of|bamako|mali|the capital|the city|the country|town)), downstairs, upstairs, ahead, metres, meters,
    (?:mins?|minutes?|seconds?) ago, il y a [0-9]+ min*, [0-9]+ ?m, (?:my|our|mon|ma|notre|nos) (?:\w+ )?{_PLACE},
    nous tire*, sur nous, sur moi, vers nous, a cote, acote, au dessus de nous, pres de (?:moi|nous|chez|la maison),
    (?:tout|tres|trop|juste) pres, se rapproche*, chez (?:moi|nous?|mon|ma), dehors,
    devant (?!la justice|le tribunal|les medias)\w+, derriere le mur, juste derriere, de partou*t?, an na, an kɛrɛ
""")
_HERE = _any(rf"""
    us, here, everywhere, near (?:the|a) {_PLACE},
    (?:in|at|into|entered|inside|through|in front of|is|end of) {_OURS} {_PLACE}, in kati, people are running,
    people screaming, kids are inside, vitres, windows, ici, partout, dedans, par terre,
    (?:dans|ds|au|a|vers|devant|sur|de|par) (?:{_OURS} )?{_PLACE}, ou je suis, where i am, of (?:the|our) road
""")
_NOW = _any(r"""
    right now, rn, now, just, at this moment, again right now, happening, keep(?! hearing), again, maintenan*t?, mnt,
    la la, la(?= [.,?]), la maintenant, en ce moment, a l instant, en cours, vient d*, viennent d*, recommence*,
    depui*s? [0-9]+, continue*, (?P<twice>[a-z]{2,}) (?P=twice), vite, svp, please, pls, quick, help, hlep,
    still bleeding, saigne (?:encore|toujours), aide*[rz]?, au feu, wallaye, peur, scared
""")
_EXISTS = _any(r"""
    theres?, ther, theres a, there is, there are, there was, il y a(?! eu| pas), y a(?! eu| t il| pas), i hear, hear,
    entend(?:s|ons|ent)?
""")
_HEARD = _any(r"""
    (?:i|we|im|were|ive) (?:can |r |are |am |keep |just )?hear*(?:ing)?, (?:je|j|on|nous) enten[a-z]*s?(?! dire),
    (?:is|was) (?:that|this|it) (?:gun|shot|explo|shoot|bomb)\w*,
    c est (?:des|un|une|quoi ce[s ]) ?(?:coups?|tirs|explo\w+|rafales)
""")
_SURELY_ARMED = _any(r"""
    gunm[ae]n, armed men, shooter, (?:hom+e*s?|gens?|bandits?) arme*, un tireur
""")
_WHAT_NOW = _any(r"""
    (?:what|wat|where|which way|who) (?:do|should|can|must|shud) (?:i|we), what (?:to )?do now, which way,
    should (?:i|we) (?:run|hide|go|stay|leave|call), on f(?:ai|e)[ts]? quoi, je f(?:ai|e)[ts]? quoi, quoi fer,
    quoi faire, qu on f(?:ai|e)[ts]?, kon fe, que faire, ou (?:se|me|nous|on se|je me) cache*r?, on se cache,
    qui appeler, j appelle qui, quelle sortie, on va ou, fuyez, armee vient pas, nobody coming,
    on doit (?:sortir|rester|fuir)
""")

# What lifts it. Imagined: the rest of the sentence is no fact.
_IMAGINED = re.compile(r"""(?x)\b(?:
    (?:what\ )?if(?!\ (?:you\ can\ read|anyone|possible))|in\ case|suppos\w+|imagin(?:e|ez|ons)|should
    \ (?:(?:i|we)\ ever|some|any|armed|gunmen|they)\w*
    |si(?!\ (?:fort|pres|proche|vite|loin|quelqu\ un\ me|possible|vous\ me))|s\ ils?(?!\ (?:vous|te)\ plai)
    |sil\b(?!\ vous)|sils
    |(?:en|au)\ cas|un\ jour|one\ day
    |(?:(?:during|against|after)(?:\ an?)?|during\ the|in\ an?|from\ armed)
    \ (?:shooting|men|attack|gunfire|raid|explosion)\b(?!\ now)
    |(?:pendant|lors|face|apres|en\ pleine?)\ (?:d\ |de\ |a\ |aux\ )?(?:une?|des|l|la|les|tirs|fusillade)
    |whe?n\ (?:they|dey|there|someone|people|shoot|gunm|attack|armed|an?|it|fighting|i|we|driv)\w*
    (?!\ (?:came|entered|started|began))|whenever
    |(?:quand|kan|lorsqu?e?)\ (?:il|ils|on|ca|sa|c|des|les|une?|y|j|je|nous|quelqu|tu|vous)|wether|whether
    |(?<!not\ a\ )(?<!pas\ un\ )(?:drill|exercises?|exercice|simulation)
    )\b[^.?]*""")
_DATED = _any(r"""
    20[0-2][0-9], (?:17|17th|le 17|the 17th) (?:of )?sept*, september, septembre, that day, that morning, this day in,
    ce jour la, ce matin la, ce soir la, jour de l attaque, le jour ou, the day of, (?:last|past) (?:week|month|year*),
    years? ago, months? ago, l an dernier, l annee derniere, la semaine derniere, le mois dernier,
    il y a (?:\w+ )?(?:ans?|mois), in the attack, of the attack, since the attack, depuis l attaque, dans l attaque,
    lors de l attaque, cette annee la, ce mardi la, that tuesday, mardi la, ont dure, a dure, (?:a|ont) demarre
""")
_RECENT = _any(r"""
    (?<!since )yesterday, (?<!depuis )hier, last night, hier soir, the other day, l autre jour, y a t il eu, ce mardi,
    (?:has|have) there been, (?:was|were) (?:there|they), did (?!you hear|shoot)\w+
""")
_REPORTED = _any(r"""
    fwd, forward*, transfer*, share (?:this|with), partage*, faites tourner, according to, selon, d apres, articles?,
    reuters, afp, rfi, bbc, news (?:say|said)*, journalist*s?, ngos?, ong, survivors?, survivants?, witness*, temoins?,
    reported*, i (?:have )?read, i saw (?:a|the|on), j ai (?:lu|vu (?:une?|la|sur)), told me, m a dit qu*, il parait,
    on dit qu*, (?:is|was) (?:it|this|that) (?:true|real|fake), c est vrai, vrai ou faux, rumou*rs?, rumeurs?, videos?,
    photos?, parle[nt]* d, m appelle de, calls me from, who claimed, is advised, guidance, manuals?, on conseille,
    conseille t on, consignes, les guides, un guide, revendique*
""")
_OTHERWISE = _any(r"""
    tomorrow, demain, friday, vendredi, samedi, planned, prevue?, training, formation, rehears*, movies?, films?,
    cinema, documentary, novels?, roman, plot, games?, jeux?, joue, song, chanson, camera, photograph*, wedding*,
    mariage, twitter, facebook, whatsapp, instagram, tiktok, telegram, football, match, goals?, un but, le but, buts,
    au but, penalty, striker, equipe, elden, final boss, stage, contract, contrat, bill, flights?, vol, visa, traffic,
    embouteillage*, petrol(?! station), carburant, (?<!station )(?<!d )essence, phone, telephone, batter*, batterie*,
    laptop, computer, ordinateur, app, wifi, chargeur, charger, mon compte, compte orange, account, plants?, presents?,
    gift, cadeau, birthday, anniversaire, surprise, nose, nez, gums, gencives, harmattan, regles, period, mosquito,
    toux, heart attack, panic attack, asthme, maths?, cartes, au sort, les rois, la langue, lecon, bilan, tirer parti,
    profit, sonnette, leurs? informations?, vers le haut, a sa fin, la fin, gentillesse, condoleances, nostalgia,
    espresso, malaria, vaccin*, vaccine*, got fired, prix, prices, forfait, notifications, peinture, fruit, artifice,
    en cuisine, villages? d enfants, vpn, save the date, la date, homework, devoirs, research, la these, thesis,
    liquide, distributeur, atm, trucks, citernes, convoys, livestream, poster, pseudo, page, screen, ecran, loading,
    us understand, me understand, a comprendre, meaning, mean*, mun ye
""")
_SURELY = _any(r"""
    gunfire, gunshot*, gunm[ae]n, armed men, bullet*, explosion*, grenade*, coups? de feu, cous? de feu, kalach*, tirs,
    rafale*, fusillade, hommes? arme*, jihadi*, djihadi*, terrorist*, tirent, ca tire, on tire sur, les balles,
    they (?:are|r) shooting(?! a | the | an ), theyre shooting(?! a | the | an ), sur nous, shooting at, we are hiding,
    blast
""")
_ASKS = re.compile(r"""(?x)^
    (?:(?:and|et|so|donc|ok|hi|hello|bonjour|salut|please|svp|but|mais|alors|then|now|maintenant|,)\ )*
    (?:is|are|was|were(?!\ (?:trapped|hiding|stuck|under|being|locked|all|on\ the|in\ danger))
    |did|does|do|has|have|had|can|could|should|shud|shall|will|would|what\w*|wat
    |which|who|whom|whose|wh?ere
    |when|why|how|any|anyone|tell\ me|est\ ce|qu|que|quoi|quel(?!qu)\w*|qui|comment|coman|combien|pourquoi|quand|ou
    |y\ a\ t\ il|a\ t\ on|faut\ il|peut\ on|c\ est\ (?:quoi|qui|ou)|dites?\ moi
    |il\ y\ a\ (?:eu\ )?combien|hostage|kidnap\w*)\b""")
_QUESTION = _any(r"""
    (?<!men )(?<!guys )(?<!people )who, whom, why, which, where(?! i am| we are), what, wat, how, when,
    (?<!gens )(?<!armes )(?<!arme )(?<!hommes )(?<!terroristes )(?<!djihadistes )(?<!bandits )qui, pourquoi, pk,
    quels?, quelles?, ou(?! je suis| on est| nous sommes| est pas), quoi, que faire, combien, comment, should, can u,
    can you, on fait quoi
""")


SHOUT = 4  # words, stops included: "gunfire!!!" is shouted, "gunfire" may be a topic


def in_danger(text: str) -> bool:
    """True where the text is a sign of present danger, in either language."""
    heard = _heard(text)
    if not _names_a_threat(heard) or _is_lifted(heard):
        return False
    if "!" in text and "?" not in text and len(heard.split()) <= SHOUT:
        return True
    fact = _IMAGINED.sub("", heard)
    return _is_close(fact) or _is_stated(_stated(fact))


def told(normalised: str) -> bool:
    """True where danger is asked about, imagined, told of the past, or the words mean something else."""
    lifts = (_IMAGINED, _DATED, _RECENT, _REPORTED, _OTHERWISE, _ASKS, _QUESTION)
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
    if _DATED.search(heard) or (_RECENT.search(heard) and not _NOW.search(heard)):
        return True
    doubtful = _REPORTED.search(heard) or _OTHERWISE.search(heard)
    sure = _SURELY.search(heard) and any(sign.search(heard) for sign in (_NEAR, _COVER, _PLEA))
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
    if _ASKS.match(sentence):
        return ""
    asked = _QUESTION.search(sentence)
    if asked:
        return sentence[: asked.start()]
    return "" if sentence.endswith(_ASKED_AT_THE_END) else sentence
