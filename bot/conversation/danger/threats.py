"""The threats: fire is heard or seen, arms are carried, harm is done. Each is a table of phrases in both languages."""

from bot.conversation.danger.lifted import phrases

# Who shoots and attacks, as subjects of a sentence; places that people are in when they write.
THEY = (
    "(?:they|theyre|thay|dey|he|hes|someone|someones|somebody|people|men|guys|gunmen|soldiers|army|police|rebels"
    "|attackers|terrorists|jihadists)"
)
ARE = "(?:are |r |re |is |still |now |just |keep |also |all |here |started |start |don )*"
ILS = (
    "(?:ils|il|y|ca|sa|on|c|quelqu ?un|des gens|les gens|hommes|armes|terroristes|djihadistes|jihadistes"
    "|militaires|soldats|bandits|assaillants)"
)
TIR = "(?:tir|tire|tires|tirent|canarde*|mitraille*|crepite*|pete*|petarade*|bombarde*|egorge*|fusille*)"
OURS = "(?:my|our|the|this|a|mon|ma|mes|notre|nos|la|le|l|une|un|cette)"
PLACE = (
    "(?:house|home|door|gate|building|street|room|compound|office|shop|school|bus|car|taxi|hotel|windows?|market|mall"
    "|neighbou?rhood|area|village|garden|yard|corridor|lobby|restaurant|church|mosque|bank|wall|workplace|convoy|clinic"
    "|classroom|stairwell|stairs|road|maison|porte|portail|immeuble|rue|chambre|cour|bureau|boutique"
    "|ecole|bus|voiture|sotrama|fenetres?|marche|quartier|jardin|couloir|eglise|mosquee|banque|mur|grand marche|car|minibus|camion|village|camp"
    "|maquis|convoi|classe|escalier|concession|entree|toit|etage|hall)"
)
KIN = (
    "(?:(?:my|our|the|this) (?:little |big |old )?(?!nose|gums?|plants?|phone|battery|laptop)[a-z]+"
    "|(?:mon|ma|notre|mes|le) (?:petite? |grande? )?(?!nez)[a-z]+|he|hes|she|shes|il|elle|i|ive|im|we|weve|je|j ai)"
)

CLOSE = (
    "(?:son|daughter|brother|sister|wife|husband|father|mother|kids?|child|children|cousin|uncle|aunt|friends?|colleagues?|driver"
    "|boss|neighbou?r|baby|boy|girl|fils|fille|frere|soeur|femme|mari|pere|mere|enfants?|cousine?|oncle|tante|amie?s?"
    "|collegues?|chauffeur|patron|voisine?|bebe|petite?)"
)

# The threats. Fire is heard or seen, arms are carried, harm is done; each has a life of its own in questions.
FIRE = phrases(r"""
    gun ?fire, gun ?shot*, shots?, sho*ting, shootin, shoting, firing, bullet*, explosion*, explod*,
    explos(?:e|er|es|ent), blasts?, bomb, bomb(?:s|er|ing|e|es|arde\w*), grenade*, rocket*, roquette*, rpg, mortar*,
    mortier*, shelling, shells, shrapnel, obus, entend\w* (?:\w+ )?(?:et )?tirer, machine gun*, automatic fire, heavy fire, opened fire, open* fire,
    fireball, boom, bangs(?! (?:on|at|the|his|her|their|my|our|a)), boums(?! de), tirs, cou[ps]* de feu, ouvert le feu, rafale*, fusillade*, detonation*, mitraill*, kalach*,
    les balles, des balles, kamikaze*, marifa*, y a tirs?, un tir, le feu partout, tirait,
    (?:my|our) \w+ (?:is |are )?under at+ack, attack happening, attack ... now, attaque en cours
""")
ARMED = phrases(r"""
    gunm[ae]n, armed (?:men|man|people|guys), shooter, (?:men|man|people|guys) with (?:masks|knives|machetes), rifles?,
    guns?, kalas*, aks?, pistol*, weapons, knife, attackers, assailants, d?jihadi*, terrorist*, rebels,
    (?:hom+e*s?|gens?|individus|gars|bandits?|types) (?:en )?arme*, cagoule*, assaillant*, tireurs?, des armes, une arme,
    un fusil, fusils, arme blanche, couteau*, machette*,
    at+acking (?:us|our|my|the (?:school|hotel|market|village)|people), attaquent, came in shooting
""")
FIRING = phrases(rf"""
    (?<!do )(?<!did )(?<!that ){THEY} (?:(?:on|with|in) \w+ )?{ARE}(?:sho+t+ing?|firing|shoot|bombing|shelling|opened fire),
    {THEY} {ARE}killing (?:us|people|every\w+), bombs? ... (?:going|went) off, (?:bomb|grenade) ... exploded,
    (?<!que )(?<!pourquoi )(?<!d ou ){ILS} (?:nous |vous |se met a |recommence a )*{TIR}(?! (?:a (?:la|sa) fin|sur la fin|la (?:forme|gueule|langue|tete)|les plombs|un cable|au sort)),
    (?<!was )(?<!were )(?<!came )under (?:heavy )?fire (?:in|at|here), (?:is|are|we re) (?:all )?under (?:heavy )?fire(?! from the| for),
    (?:est|sommes|suis|sont) sous (?:les tirs|le feu|les balles|les bombes), (?:vient|viennent) d explos*,
    (?:set|setting) fire to (?:our|my|the|us), brule(?:nt)? (?:ma|mes|notre|nos) \w+, mis le feu (?:a|au|aux) (?:la |ma |notre |l |nos |mon |le )?\w+,
    ils (?:sont en train d[e ]*)?(?:tuer?(?:nt)?|brule(?:nt|r)|enleve(?:nt|r)|massacre(?:nt|r)|egorge(?:nt|r)) (?:les|des|tou[st]|tout le|nos|notre|mon|ma) \w+, robbing us,
    (?:balles|elles) (?:sifflent|passent), (?:ils?|he) (?:is |are )?at+a(?:que|quent|cking) (?:les |tous les
    )?(?:gens|clients|passants|eleves|enfants|people|us|every\w+), on nous (?:tire|attaque|bombarde)*
""")
HURT = phrases(rf"""
     {KIN} (?:was |were |has |have |is |been |just |got |am )+(?:shot|stabbed|wounded|injured|bleeding)(?! (?:a
    )?film),
    {KIN} (?:been |was |is |got |were |think ive been )*hit (?:there|please|help|by ... (?:bullet|shrapnel)|in the),
    (?<!who )(?<!anyone )(?<!anybody )(?:has|ive|weve|hes|shes) been (?:shot|stabbed), (?:ive|have) been hit,
    (?:shot|stabbed|killed) (?:my|our|the guard|him|her|me|us), did shoot, shoot my,
    (?:im|hes|shes|i am) (?:shot|bleeding), (?:not|isnt|stopped|cant) breath*,
    (?:i|we|he|she|hes|shes|im) (?:am |are |is )?(?:going to|gonna|will) (?:die|bleed), vide de son sang, {KIN}
    (?:vient de |est |suis |a ete |ai ete |ete |es |e |gravement |me )*bles*e*s?(?! (?:par|dans) (?:ses|vos|votre|mon)),
    {KIN} (?:est |suis |a ete |ai ete |ete )*touche*s? (?:au|a la|aux|par (?:une balle|un eclat)|il perd),
    (?:pris|prendre|recu|prend) une balle, {KIN} saigne*, per[dt] (?:du|beaucoup de|son) sang, plein de sang,
    respire plus, respire pas, wounded (?:\w+ )?here, (?:losing|lost) consciousness, unconscious, {KIN} (?:est )?inconscient*(?! d),
    perdu connaissance, bullet in (?:the|his|her|my), (?:recu|pris) (?:un|des) eclats?,
    (?:une )?balles? dans (?:la|l|son|sa|le (?:ventre|dos|bras|pied|cou|genou)), tue devant (?:moi|nous),
    killed in front of (?:me|us), tire dessus, tire(?:nt|r|s)? sur (?:moi|nous?|ma|mon|mes|notre),
    tue (?:le gardien|mon|ma|mes)
""")
OBJECT = phrases(r"""
    (?:suspicious|strange|abandoned|ticking|unattended|unknown) (?:bags?|packages?|parcels?|boxes|box|object|device|suitcase),
    (?:bags?|package|parcel|box) with wires, explosive (?:vest|belt), ceinture d explosifs*, unexploded \w+,
    (?:colis|sac|paquet|objet|engin|valise|boite) (?:suspecte?|abandonnee?|bizarre|piegee?|etrange|avec des fils),
    (?:obus|bombe|roquette) (?:pas|non) (?:explosee?|eclatee?), gilet explosif
""")
HELD = phrases(rf"""
    (?:i am|im|we are) (?:being |all )*(?:held |taken )?hostage*, hostages? (?:here|inside), otages? ici,
    kidnapped (?:me|us|please|pls|help), took me, took my ... weapons, m a kidnappe*, nous ont pris en otage,
    otages? ... (?:je suis|on est|nous sommes), (?:my|our|mon|ma|mes|nos) \w+ ... (?:hostage|kidnapped|otages?),
    (?:je suis|on est|nous sommes) ... (?:otage*|kidnappe*),
    (?:kidnappers|abductors|gunmen|bandits|they|armed men|men) (?:have |has |just )*(?:took|taken|grabbed|snatched|abducted|kidnapped) (?:my|our) {CLOSE},
    (?:ravisseurs|bandits|ils|hommes armes|djihadistes) (?:ont|viennent de) (?:pris|prendre|enlever?|kidnapper?|embarquer?|emmener?) (?:mon|ma|mes|notre|nos) {CLOSE},
    (?:i|we) (?:was|were|am|have been|ve been|ive been) (?:just )?(?:kidnapped|abducted), (?:ive|weve) been (?:kidnapped|abducted),
    (?:vient|viennent) de (?:me|m|nous|n) (?:kidnapper|enlever|prendre)
""")
COVER = phrases(r"""
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
STUCK = phrases(r"""
     (?:stuck|trapped|bloque*s?|bloke*s?|coince*s?|piege*s?|encercle*s?)(?=
    (?:[.,?]|help|please|pls|svp|vite|ils|they)), (?:trapped|stuck|bloque*s?|bloke*s?|coince*s?|piege*s?) ...
    (?:hotel|building|floor|room|inside|etage|chambre|toilettes|bureau|dedans)
""")
BROKEN_IN = phrases(rf"""
     {THEY} {ARE}(?:have |ve |come |coming |came )*(?:inside|in (?:the|our|my) {PLACE}|at (?:the|our|my)
    {PLACE}|upstairs|downstairs), {THEY} {ARE}(?:coming|here)(?= [.,?!]), coming for (?:us|me),
    (?:have|ve) (?:guns|weapons), taken over ... we,
    (?:broke|breaking|kicking|smashing) (?:down |in )?(?:our|my|the) (?:door|gate|window),
    (?P<unit>house|door|room|floor|shop) to (?P=unit), {THEY} (?:have |just |ve )*(?:broke|broken|burst|forced their way) in(?! to| with),
    ils sont en train d(?:e|) ?(?:nous )?(?:entrer|rentrer|casser|defoncer|forcer|fouiller|encercler|monter|tirer|attaquer|frapper|bombarder),
    de (?P<unite>maison|porte|chambre|etage|piece|bureau) en (?P=unite),
    (?:door|gate|window|wall)s? (?:is|are|s) (?:being )?(?:smashed|broken|kicked|forced|breaking),
    (?:people|everyone|everybody|les gens|tout le monde) (?:are |is )?(?:running|screaming|fleeing|courent|crient|fuient|hurlent|court|crie), (?:following|chasing|hunting) (?:me|us), followed by (?:armed|men|gunmen),
    (?:jnim|jihad\w*|djihad\w*|terrorist\w*) (?:is|are|est|sont) (?:in|at|dans|a|au|chez)
    (?:our|my|notre|mon|nos|nous), {THEY} (?:just |have |has |ve
    )*(?:killed|kidnapped|abducted|stormed|entered|surrounded|burn\w+|executed|took) (?:us|our|my|the
    (?:guard|chief|village|house|hotel|building|school|market|teacher|doctor|driver|boss|imam|nurse|kids|children|students)), ils (?:ont|viennent d) (?:\w+
    )?(?:tuer?|egorger?|enlever?|kidnapper?|bruler?|encercler?|prendre|pris|emmene|emporte|embarque) (?:le gardien|le
    chef|mon|ma|mes|notre|nos|le village|la maison|l hotel|le quartier), ils sont (?:encore|toujours|deja) la,
    (?:casse*[nr]?t?|defonce*[nr]?t?|force*[nr]?t?) (?:la|notre|ma|le|l) (?:porte|portail|entree), ils montent, ils egorgent,
    ils (?:sont|entrent|rentrent|arrivent) (?:encore |deja |juste )*(?:(?:dans|a|devant|derriere) (?:la|le|l|notre|ma|mon) {PLACE}|en
    bas|dehors|derriere|dedans), (?:ils|djihadistes|terroristes|assaillants) (?:sont la|arrivent)(?= [.,?]),
    (?<!was )(?<!were )(?<!site )under at+ack(?! by| from| in the), fouillent les maisons, suivi par des hommes
""")
PLEA = phrases(r"""
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
