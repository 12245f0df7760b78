"""Words as people type them on a phone, spelt out: abbreviations, text-speak and writing by ear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

FIRST = 200  # words looked at; a bound on how much longer a text becomes

Patterns = Mapping[tuple[str, ...], tuple[str, ...]]

# What it means: how it is typed. Typed words that go together are joined by "+".
_EN = """
you: u yu
your: ur yr
are: r
why: y
what: wat wot wht wut wetin
whats: wats wots whts wuts
when: wen whn
where: wer whr wher
which: wich wch whch
how: hw
should: shud shd shld
could: cud cld
would: wud wld
have: hav hv
that: dat tht
please: pls plz plse pleez abeg
people: ppl pple peeps
good: gud gd
tonight: tonite 2nite 2night tnite tonyt 2nyt tonyte
tomorrow: 2moro 2morrow 2morow 2mrw tmrw tmr tmw tomoro tomo tomoz
today: 2day tday 2dy
yesterday: yest ystrday ysterday yestday
right now: rn
at the moment: atm
before: b4 bfore
thanks: thx thnx tnx thnks thanx tanx tks
because: coz cuz cos bcoz bcuz becoz becuz bcs bc
dont know: dunno
i dont know: idk
dont: dnt
going to: gonna gunna
want to: wanna
got to: gotta
let me: lemme
give me: gimme
trying to: tryna
government: govt gvt gvmt
airport: airpt arpt airprt
hospital: hosp hospi
message: msg mesg
about: abt
with: w wid wiv
without: wo w+o
night: nyt nite
anything: owt anythin
nothing: nowt nothin
something: smth smthg sumthing sumthin somethin summat
someone: some1 sum1 sm1
anyone: any1 ne1
everyone: every1 evry1
going: goin
happening: happenin
and: n nd
ok: k
through: thru
between: btwn
week: wk
weekend: wknd
great: gr8
late: l8
later: l8r
for you: 4u
"""

_FR = """
pourquoi: pk pq pkoi pkw pqoi pourkoi pourkwa pourqoi pourkoa prkoi prquoi purkoi
quoi: koi qoi kwa koa qwa quoa qoa
qui: ki
que: ke k qe q
quel: kel qel
quels: kels qels
quelle: kelle qelle
quelles: kelles qelles
qu il: quil kil
qu on: quon
c est: c cest cst
c est qui: cki
c est quoi: ckoi cquoi ckwa cqoi skoi sekoi cekoi
c est que: cke
c etait: cetait ctait cetai
ce que: ske
ce qu il: skil
il y a: ya ia il+ya
n y a: n+ya ny+a nya
y a t il: ya+til ya+ti yatil
il y aura: yaura
il y avait: yavait yavai
t il: til
qu il y a: kya kia kiya
qu est ce que: kesk keske kesque keskeu quesque queske qesk qeske qsq kske
qu est ce qui: keski kesski quesqui keskis
qu est ce qu il y a: keskya keskia keskiya
qu est ce qui se passe: keskispass keskispasse keskisspass keskisepasse kispass
est ce que: eske esk esque esq esqe estceque estce+que es+ke es+k es+que es+qe est+ke
j ai: g jai
j ai vu: gvu
je peux: jpeu jpeux jpe jpx
je suis: chui chuis jsuis jsui jss
je sais: jsai jsais chais
je sais pas: jsp jspa
je veux: jveu jveux jvx
je voudrais: jvoudrai jvoudrais jvdr
faut: fo fau
pas: pa
aujourdhui: ojd ajd auj ajrd aujd aujourd+hui ojourd+hui ojourdui ojourdhui ojourdi aujourdui ajourdhui aujourdi
demain: 2m1 2main dem1 dmain dmn
maintenant: mnt mtn mnn maintnt mintenan mintnan
toujours: tjrs tjr tjs tjour toujour
jamais: jms
beaucoup: bcp bcq bocou boku bokou
tout: tt
tous: ts
toute: tte
toutes: ttes
tout le monde: tlm
dans: ds
avec: ac avc avk avek
pour: pr
nous: ns
vous: vs
donc: dc
quand: qd kan kand qand qan
combien: cb cmb kombien konbien konbyen combi1 conbien combyen
comment: cmt cmnt cmmt koman komen komment koment komman
temps: tps tmps
longtemps: lgtps lontemps lontan
depuis: dps dpuis dpui dp8 2puis 2pui
parce que: pcq pcque psk pske paske parske parsk parcke
quelqu un: qqun qqn qq1 kelkun kelk1 kelkin
quelque chose: qqch qqchose kelkechoz kelkechose
quelques: qq qqs
rien: ri1 ryn
bien: bi1 byen
salut: slt
bonjour: bjr bjour bonjou
bonsoir: bsr bswr
svp: stp silvouplait silvouplai sivouplait siouplait svpl
merci: mrc mci mersi
d accord: dacc dac dak dacor dakor
non: nn
oui: wi
deja: dja
trop: tro
vraiment: vrmt vrm
rendez vous: rdv
probleme: pb pblm prblm
message: msg
numero: num
nouvelle: nvl nvel nvlle
nouvelles: nvls nvles nvelles
info: 1fo
gouvernement: gouv gvt gouvt
president: presi prezi
la bas: labas
couvre feu: couvrefeu kouvrefeu couvrefe kouvrefe couvrefeux
militaire: militer
ca: sa
forces de securite: corps+habilles corps+habille
"""


def spelt_out(words: tuple[str, ...], lang: str) -> tuple[str, ...]:
    """Normalised words with phone abbreviations spelt out; one may become several.

    A word that is also an ordinary one is only touched where its neighbours speak for the other meaning.
    """
    patterns, fits, firsts = _PATTERNS.get(lang, {}), _FITS.get(lang, {}), _FIRSTS.get(lang, frozenset())
    if firsts.isdisjoint(words):
        return words
    spelt: list[str] = []
    place = 0
    while place < min(len(words), FIRST):
        if words[place] not in firsts:
            spelt.append(words[place])
            place += 1
            continue
        typed = next(
            (pair for pair in (words[place : place + 2], words[place : place + 1]) if pair in patterns),
            (),
        )
        if typed and (len(typed) > 1 or typed[0] not in fits or fits[typed[0]](_Around.of(words, place))):
            spelt += patterns[typed]
        else:
            typed = words[place : place + 1]
            spelt += typed
        place += len(typed)
    return (*spelt, *words[place:])


class _Around(NamedTuple):
    """What stands around a word: the words before and after it ("" at the ends), and all of them."""

    before: str
    after: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, words: tuple[str, ...], place: int) -> _Around:
        before = words[place - 1] if place else ""
        return cls(before, words[place + 1] if place + 1 < len(words) else "", words)


def _patterns(table: str) -> Patterns:
    """The patterns of a table, one meaning a line."""
    lines = (line.split(": ") for line in table.strip().splitlines())
    return {tuple(typed.split("+")): tuple(meaning.split()) for meaning, many in lines for typed in many.split()}


def _is_word(word: str) -> bool:
    return len(word) > 1 and word.isalpha()


def _at_the_moment(around: _Around) -> bool:
    """At the end of a question that is not about the cash machine."""
    named = around.after or around.before in _BEFORE_CASH
    return len(around.words) > 2 and not named and _CASH.isdisjoint(around.words)


def _it_is(around: _Around) -> bool:
    return around.after not in _AFTER_C and around.before not in _LETTER


def _that(around: _Around) -> bool:
    """Before a verb or at the end: before a noun "sa" is "his"."""
    return not around.after or around.after in _AFTER_SA


def _there_is(around: _Around) -> bool:
    """At the beginning or behind a word that a clause begins with, not in "une IA"."""
    return bool(around.after) and (not around.before or around.before in _BEFORE_CLAUSE)


def _how_much(around: _Around) -> bool:
    """Not the bank card, "ma CB"."""
    return not around.before or around.after in _AFTER_CB or around.before in _BEFORE_CB


def _you(around: _Around) -> bool:
    """Not the "versus" of two sides."""
    return around.after.endswith("ez") or around.before.endswith("ez") or bool({*around[:2]} & _WITH_VOUS)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEFORE_CASH = _set("a an any each every find has in is need no of that the this use using working")
_CASH = _set("bank banks card cash closest dollars euros machine money my nearby nearest near visa withdraw")
_AFTER_C = _set("est etait etaient etai en eut")
_LETTER = _set("classe groupe lettre niveau plan vitamine zone")
_AFTER_SA = _set(
    "a arrive brule chauffe commence continue craint crame depend devient dit doit etait existe explose fai fait n ne"
    " passe peu peut recommence ressemble s se sert suffit tire va vient veut y"
)
_BEFORE_CLAUSE = _set("car combien comme comment donc et kan ki mais ou parce pk pourquoi qd quand que qu qui si")
_BEFORE_CB = _set("coute coutent depuis fait il y a")
_AFTER_CB = _set("d de")
_WITH_VOUS = _set("avec ac chez dites entre est etes faites pour pr sans")
_MILITARY = _set(
    "academie avion avions base bases camp camps convoi convois ecole ecoles hopital l la le les des"
    " operation police site sites un vehicule zone"
)

_FITS: Mapping[str, Mapping[str, Callable[[_Around], bool]]] = {
    "en": {
        "atm": _at_the_moment,
        "u": lambda around: around.after not in {"s", "n", "k", "a", "e"} and not around.before.isdigit(),
        "r": lambda around: around.before != "and" and around.after not in {"and", "n"},
        "y": lambda around: not around.before and around.after.isalpha(),
        "rn": lambda around: not around.after.isdigit() and around.before not in {"the", "road", "route"},
        "bc": lambda around: bool(around.before and around.after) and _is_word(around.before),
        "n": lambda around: _is_word(around.before) and _is_word(around.after),
        "w": lambda around: bool(around.before and around.after),
        "k": lambda around: not around.before,
        "nyt": lambda around: around.before not in {"the", "from"} and around.after not in {"reported", "says"},
    },
    "fr": {
        "c": _it_is,
        "sa": _that,
        "ia": _there_is,
        "cb": _how_much,
        "vs": _you,
        "g": lambda around: bool(around.after) and _is_word(around.before or "ok"),
        "k": lambda around: not around.before.isdigit(),
        "q": lambda around: _is_word(around.after),
        "pk": lambda around: not around.after.isdigit() and around.before not in {"au", "le", "du"},
        "pa": lambda around: around.before.isalpha() and around.before not in {"le", "mon", "ton", "son"},
        "militer": lambda around: around.before in _MILITARY,
    },
}
_PATTERNS: Mapping[str, Patterns] = {"en": _patterns(_EN), "fr": _patterns(_FR)}
_FIRSTS = {lang: frozenset(typed[0] for typed in patterns) for lang, patterns in _PATTERNS.items()}
