"""What lifts a sign of danger: it is imagined, told of then or by others, asked about, or means something else."""

import re

from knowledge.table import Table


def phrases(phrases: str) -> Table:
    """Any of the phrases between the commas: `*` ends a word in any way, `...` stands for up to three words.

    The rest is a regular expression; the words are normalised.
    """
    kept = (" ".join(phrase.split()) for phrase in re.split(r",(?=\s)", phrases))
    written = "|".join(phrase.replace(" ... ", r" (?:\w+ ){0,3}") for phrase in kept if phrase)
    return Table(r"\b(?:" + re.sub(r"(?<=[a-z])\*", r"\\w*", written) + r")(?!\w)")


# What lifts it. Imagined: the rest of the sentence is no fact.
IMAGINED = re.compile(r"""(?x)\b(?:
    (?:what\ )?if(?!\ (?:you\ can\ read|anyone|possible))|in\ case|suppos\w+|imagin(?:e|ez|ons)|should
    \ (?:(?:i|we)\ ever|some|any|armed|gunmen|they)\w*
    |si(?!\ (?:fort|pres|proche|vite|loin|quelqu\ un\ me|possible|vous\ me))
    |(?:what\ (?:do|should|can)\ (?:i|we)\ do|que\ faire)\ (?:at|in|near|a|dans|devant|pres\ d)\ (?:an?|une?)\b
    |s\ ils?(?!\ (?:vous|te)\ plai)
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
DATED = phrases(r"""
    (?:19|20)[0-9][0-9], (?:17|17th|le 17|the 17th) (?:of )?sept*, september, septembre, that day, that morning, this day in,
    ce jour la, ce matin la, ce soir la, jour de l attaque, le jour ou, the day of, (?:last|past) (?:week|month|year*),
    years? ago, months? ago, l an dernier, l annee derniere, la semaine derniere, le mois dernier,
    il y a (?:\w+ )?(?:ans?|mois), in the attack, of the attack, since the attack, depuis l attaque, dans l attaque,
    lors de l attaque, cette annee la, ce mardi la, that tuesday, mardi la, ont dure, a dure, (?:a|ont) demarre
""")
RECENT = phrases(r"""
    (?<!since )yesterday, (?<!depuis )hier, last night, hier soir, the other day, l autre jour, y a t il eu, ce mardi,
    (?:has|have) there been, (?:was|were) (?:there|they), did (?!you hear|shoot)\w+
""")
REPORTED = phrases(r"""
    fwd, forward*, transfer*, share (?:this|with), partage*, faites tourner, according to, selon, d apres, articles?,
    reuters, afp, rfi, bbc, news (?:say|said)*, journalist*s?, ngos?, ong, survivors?, survivants?, witness*, temoins?,
    reported*, i (?:have )?read, i saw (?:a|the|on), j ai (?:lu|vu (?:une?|la|sur)), told me, m a dit qu*, il parait,
    on dit qu*, (?:is|was) (?:it|this|that) (?:true|real|fake), c est vrai, vrai ou faux, rumou*rs?, rumeurs?, videos?,
    photos?, parle[nt]* d, (?:on|sur|a la|au|le) (?:tv|tele|television|radio|journal), in my dream, mon reve, m appelle de, calls me from, who claimed, is advised, guidance, manuals?, on conseille,
    conseille t on, consignes, les guides, un guide, revendique*
""")
OTHERWISE = phrases(r"""
    tomorrow, demain, souvent, often, d habitude, usually, normally, en general, in general, joueu(?:r|se)s?, players?,
    de (?:rire|chaud|faim|fatigue|soif|honte|ennui|froid|joie), sur la corde, website, (?:en|in a|en pleine) (?:reunion|meeting), friday, vendredi, samedi, planned, prevue?, training, formation, rehears*, movies?, films?,
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
SURELY = phrases(r"""
    gunfire, gunshot*, gunm[ae]n, armed men, bullet*, explosion*, grenade*, coups? de feu, cous? de feu, kalach*, tirs,
    rafale*, fusillade, hommes? arme*, kalash*, kalas, jihadi*, djihadi*, terrorist*, tirent, ca tire, on tire sur, les balles,
    they (?:are|r) shooting(?! a | the | an ), theyre shooting(?! a | the | an ), sur nous, shooting at, we are hiding,
    blast
""")
ASKS = re.compile(r"""(?x)^
    (?:(?:and|et|so|donc|ok|hi|hello|bonjour|salut|please|svp|but|mais|alors|then|now|maintenant|,)\ )*
    (?:is|are|was|were(?!\ (?:trapped|hiding|stuck|under|being|locked|all|on\ the|in\ danger))
    |did|does|do|has|have|had|can|could|should|shud|shall|will|would|what\w*|wat
    |which|who|whom|whose|wh?ere
    |when|why|how|any|anyone|tell\ me|est\ ce|qu|que|quoi|quel(?!qu)\w*|qui|comment|coman|combien|pourquoi|quand|ou
    |y\ a\ t\ il|a\ t\ on|faut\ il|peut\ on|c\ est\ (?:quoi|qui|ou)|dites?\ moi
    |il\ y\ a\ (?:eu\ )?combien|hostage|kidnap\w*)\b""")
QUESTION = phrases(r"""
    (?<!men )(?<!guys )(?<!people )who, whom, why, which, where(?! i am| we are), what, wat, how, when,
    (?<!gens )(?<!armes )(?<!arme )(?<!hommes )(?<!terroristes )(?<!djihadistes )(?<!bandits )qui, pourquoi, pk,
    quels?, quelles?, ou(?! je suis| on est| nous sommes| est pas), quoi, que faire, combien, comment, should, can u,
    can you, on fait quoi
""")
