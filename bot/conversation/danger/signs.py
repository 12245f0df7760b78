"""What single words stand for, in both languages: a weapon, somebody close, a place one is in, a thing of the past.

One word may stand for several; `*` ends a word in any way. The learnt likeness weighs them and their pairs.
"""

from functools import lru_cache

_WORDS = {
    "arm": """
        gun guns gunmen gunman rifle* pistol* kalas* kalach* ak ak47 aks weapon* knife knives machete* couteau*
        machette* arme armes fusil* mitraill* revolver* lance rpg sword sabre lames
    """,
    "bang": """
        gunfire gunshot* gunshts shot shots shooting shootng shoting shootin shotting firing bullet* blast*
        explosion* explos* explod* bomb* bombe* grenade* rocket* roquette* mortar* mortier* shell shells
        shelling obus rafale* detonation* coups tir tirs balle balles fusillade* bang bangs boom boum mine mines
        ied drone* missile* artillery artillerie tracer* eclat* shrapnel airstrike* canon* crepit* petarad*
        marifa
    """,
    "shoot": """
        shoot shoots firing fire tire tirent tirer tiraient tirs bombard* pilonn* canard* mitraill* pete petent
        crepite attack attacks attacking attacked attaque attaquent attaques attaquer fight fighting combat*
        clash* affront* ambush* embuscade* strike struck frapp*
    """,
    "foe": """
        gunm* attacker* assailant* assaill* terrorist* jihad* djihad* rebel* bandit* robber* braqueur* militant*
        militia* kidnapper* ravisseur* kamikaze* bomber bombers shooter* tireur* cagoul* masked coupeurs mob
        jnim mercenar* wagner
    """,
    "they": """
        they theyr theyre them dem dey thay thye ils il y men man guys guy people persons hommes homme gens gars
        types individus inconnus someone somebody quelqu on mecs group groupe
    """,
    "us": """
        i im ive me my mine we us our ours were weve je j m moi mon ma mes on nous notre nos ns jsuis jai an aw
        ne
    """,
    "kin": """
        brother bro sister mother mum mom father dad son daughter wife husband uncle aunt cousin friend friends
        colleague* child children kid kids baby boy girl driver guard neighbour* neighbor* boss team staff
        frere* soeur* mere maman pere papa fils fille femme mari oncle tante cousin* ami amis amie collegue*
        enfant* bebe petit petits chauffeur gardien* voisin* patron equipe personnel eleve* family famille
    """,
    "hurt": """
        bleed* blood sang saign* segne wound* injur* hurt hit bless* bles* touche* dying die died dead dies mort
        mourir meurs breath* respir* unconscious* inconscien* stab* poignard* killed kill kills killing killin
        kille tue tuent tuer tues egorg* slaughter* massacr* execut* abattent abattre balle
    """,
    "held": """
        hostage* otage* kidnap* abduct* enlev* captur* capti* taken took grabbed emmen* embarqu* retien* retenu*
        holding hold held tied attach* prisoner* ligot*
    """,
    "cover": """
        hid hide hides hiding hidden cach* kach* planqu* locked lock barricad* enferm* trapped stuck coinc*
        bloqu* bloke* pieg* surrounded surround* encercl* pinned cornered crouch* lying allong* couch* under
        sous behind derriere inside dedans underneath
    """,
    "enter": """
        enter* entered entre entrent entres entrer rentr* broke breaking break breaks burst storm* storming
        casse* cassent defonc* forc* fouill* search* climb* escalad* coming come came comes arriv* approach*
        approch* rapproch* closer upstairs downstairs monte montent footsteps pas knocking knock banging frappe
        tape tapent
    """,
    "here": """
        here near next outside inside close nearby beside behind opposite front upstairs downstairs ici la
        dehors devant derriere pres cote proche proches partout everywhere around dedans bas voisin autour neer
        dessus above over
    """,
    "place": """
        house home door gate building street room compound office shop school bus car hotel window* market area
        village garden yard corridor lobby restaurant church mosque bank wall roof hostel hall stairs floor
        kitchen toilet* bathroom basement cellar warehouse base camp convoy maison porte portail immeuble rue
        chambre cour bureau boutique ecole voiture fenetre* marche quartier jardin couloir eglise mosquee banque
        mur toit escalier* etage cuisine toilette* douche cave entrepot convoi concession placard lit table
        tables bed wardrobe cupboard desk
    """,
    "now": """
        now just minute minutes min mins moment instant maintenant mnt vient viennent encours cours rn still
        again currently en toujours encore
    """,
    "plea": """
        help hellp hlp sos save rescue please pls svp secour* secours aide* aidez aider sauv* vite quick quickly
        send envoy* venez viens evacuat* evacu* mayday pitie abeg urgent urgence answer repond* deme
    """,
    "what_now": """
        do faire fait fais fer run stay rester fuir courir
    """,
    "flee": """
        run* flee* cour* fui* scream* cri* crying pleur* panic*
    """,
    "fear": """
        scared afraid fear peur terrified
    """,
    "ask": """
        what when where who whom why how which is are was were did does do has have had can could should would
        quoi quand ou qui pourquoi comment combien quel* quelle* lequel any anyone
    """,
    "past": """
        was were had yesterday hier ago last dernier derniere passee annee year years ans 2012 2015 2022 2023
        2024 2025 2019 septembre september then etait avait avaient etaient ont histoire history
    """,
    "imagined": """
        if si when quand suppose supposons imagin* cas case should would could peut pourrait will serait unless
        during pendant training formation drill exercice exercise simulation scenario
    """,
    "told": """
        says said say tell told read news article report* video* photo* film* movie* facebook whatsapp rumour*
        rumor* rumeur* parait true vrai faux fake heard entendu lu dit disent according selon tv tele roman
        novel song chanson game jeu witness* temoin* post posted
    """,
    "otherwise": """
        visa passport passeport flight vol phone telephone batter* account compte app match but goal football
        team equipe price* prix film movie camera wedding mariage loto argent money traffic bouchons
        embouteillage* job boss work travail deadline critics critiques pirates hackers fruit jus juice heat
        chaleur fatigue tired boredom ennui faim hungry
    """,
    "fire": """
        smoke flames burn* brul* feu fumee incendi* fire
    """,
    "object": """
        suspicious suspect bag sac wires fils parcel paquet colis ticking package abandon* vest ceinture
    """,
}

_WHOLE: dict[str, frozenset[str]] = {}
_STARTS: tuple[tuple[str, str], ...] = tuple(
    (word[:-1], name) for name, words in _WORDS.items() for word in words.split() if word.endswith("*")
)
_ANY_START = tuple(start for start, _ in _STARTS)
for _name, _words in _WORDS.items():
    for _word in _words.split():
        _WHOLE[_word] = _WHOLE.get(_word, frozenset()) | {_name}


@lru_cache(maxsize=20_000)
def classes(word: str) -> frozenset[str]:
    """What a heard word may stand for; nothing for most."""
    whole = _WHOLE.get(word, frozenset())
    if not word.startswith(_ANY_START):  # told in one step; few words begin so
        return whole
    return whole | {name for start, name in _STARTS if word.startswith(start)}
