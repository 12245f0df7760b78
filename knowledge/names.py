"""Names of people, places and organisations that stand in no word list: "Mory" is a person, not a typing error.

The names are common ones in Mali and around it, lower case and without accents; the places and short forms are those
that people there write and a pack need not know.
"""

_FAMILY = """
    baby bagayoko bah balde ballo bamba barry bathily bengaly berthe bissan bocoum bouare camara camera cisse
    cissoko cissouma coulibaly coulou dabitao dabo dagnoko dakouo danioko dansira dansoko dao daou dembele dena
    diabate diakite diallo diamoutene diane diarra diassana diawara dicko diop djire dolo doucoure dougnon doumbia
    drame fall fane fofana foune gakou gassama goita goro gueye guindo guisse haidara kaba kalossi kamate kante
    karembe kassogue kebe keita kida kodio koita konare konate kone konta kouyate magassa maguiraga maiga malle
    mariko menta ndiaye niare nimaga ongoiba ouattara ouologuem poudiougou sacko sagara sakiliba sako samake
    samassa sanankoua sangare sangho sanogo sanou sarro sidi sidibe simpara sinayoko sissoko sogoba soucko
    soukouna soumano soumare soumounou sow sylla tall tamboura tandina tangara tapily telly tembely thera thiam
    timbo togo togola tolo tounkara toure traore wague walet wane yalcouye yanogo yara yaro yattara yattassaye
    zerbo
"""

_GIVEN = """
    abdoul abdoulaye adama aissata alassane aliou alou alpha amadou aminata arouna assa assetou assimi astan awa
    badra bakary balla binta bintou boua boubacar broulaye chaka cheick cheikh choguel coumba dado daouda demba
    diaba dioncounda djelika djeneba drissa fanta fatoumata fily fousseyni gaoussou gaston habib hady hamadoun
    hamidou hassane hawa hawoye housseini ibrahim ibrahima idrissa inna issa issouf jeneba kadiatou kadidia
    kalilou kaly karim kassim kassoum korotoumou koumba lala lalla lamine lassana lassine macire madou mahamadou
    maimouna makan maki mamadou mamou mamoutou mariam mariame massa mata moctar modi modibo mohamed mory moussa
    nana nantenin nene nfa ngolo niama nouhoum noumouke oumar oumarou oumou ousmane penda ramata rokia rokiatou
    sadio safiatou salif salimata samba sambou sanata sekou seyba seydou siaka sidiki sira sirantou sory
    souleymane soumaila soungalo tata tenin tidiane tiecoura tiemoko toumani vieux yacouba yaya youma youssouf zan
    zeinab zeynab zoumana
"""

_PLACES = """
    abidjan agadez ansongo badalabougou bagadadji baguineda bali banamba banankabougou bandiagara bankass benin
    bla bobo bolibana bouake bougouni boulkassoumbougou bourem chad conakry dakar dialakorodji diffa dioila
    dioulasso dire djelibougou djenne djicoroni douentza dravela faladie fana gambia goundam guinea hamdallaye
    hippodrome kadiolo kaduna kalaban kangaba kankan kati kayes kidal kita kolondieba korhogo koro korofina
    koutiala labe lafiabougou lagos magnambougou malabo malawi maldives mali malta maradi medine menaka
    missabougou missira nara niafunke niamakoro niamey niarela nioro nossombougou nouakchott ouagadougou
    ouelessebougou quinzambougou san sanankoroba sebenikoro senou siguiri sikasso sirakoro sogoniko somalia sotuba
    sudan tchad tessalit tominian tripoli tunis yanfolila yirimadio yorosso zinder
"""

_SHORT_FORMS = """
    acf aes afp anac anict asecna asky bbc cedeao centif cfa cicr cma cnsp csp dhl dnpc drc ecowas edm eei eutm
    fama fla fnud forsat gatia gign gps gsim hcr icrc ied inso iom irc jnim minusma msa msf nrc ocha oim oms onu
    ortm pam pmu pnud rfi rn6 rn7 sim sms sonef sotelma undp undss unfpa unhas unhcr unicef usaid vbied wfp who
"""

PEOPLE = frozenset(" ".join((_FAMILY, _GIVEN)).split())
NAMES = PEOPLE | frozenset(" ".join((_PLACES, _SHORT_FORMS)).split())
