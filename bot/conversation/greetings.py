"""The small talk around a question: greetings, thanks, goodbyes, in English, French, Bambara and Arabic as written here."""

import re

from bot.conversation.splitting import without_first
from knowledge.text import normalise

_ENGLISH = r"hi+|hello+|sup|wassup|how (?:far|body|una dey|na)(?=$)|helo|hey+|hiya|greetings|howdy|yo|good (?:morning|afternoon|evening|day)|(?:morning|evening)(?=$| (?:all|everyone|sir|team)\b)"
_FRENCH = r"bonjour|bonsoir|bjr|bsr|bonj|salut|slt|coucou|cc|allo|re bonjour|wesh|bonne (?:journee|soiree|matinee)"
_ARABIC = r"slm|(?:wa ?)?al[ae]?[iy]+k\w* (?:as |es )?s+al+am\w*|(?:[ae]s |[ae]l )?[ae]?s+al+a+m\w*(?: (?:wa ?)?[a3]*l[ae]?[iy]+k\w*)?"
_BAMBARA_DAY = r"ce|cie|tie|che|sogoma|sogo|wula|oula|tile|su|sou|wura|baara"
_BAMBARA = (
    rf"[ia]w? ?ni (?:{_BAMBARA_DAY})|ani sogoma|inice|anice|(?:i|aw) ka k[eɛ]n[eɛ](?: wa)?|h[eɛ]r[eɛ] (?:sira|tilenna|be)(?: wa)?"
    r"|(?:i )?somog[oɔ]w? ka k[eɛ]n[eɛ](?: wa)?|nse|nba|n ba"
)
_NEIGHBOURS = (  # Fulfulde, Songhai, Soninke, Tamasheq and Moore, as written by ear
    r"(?:a |on |aa |oo )?jaa?ra+ma+|jam (?:waali|wali|hi+ri+|nyalli|nyalla|tan|na|weeti)|no mbadda|mi sal+mini+ ma|fo+fo+|mate (?:ni|war) (?:go|kani|bara)|(?:ni|war) (?:kani|foy) ba+ni+"
    r"|ba+ni (?:samay|nin)|an mo+xo|ma ?toulahas?|oyik|ne y (?:yibeogo|windiga|zaabre)"
)
_HOW_ARE_YOU = (
    r"whats (?:good|new|happening)(?=$)|how(?: are|re| r) (?:you|u|things)(?: (?:doing|all|going))?|hows (?:it going|everything|life)|whats up|hope you are (?:well|fine|doing well)|nice to meet you"
    r"|comment (?:ca|sa) va(?: tu)?|(?:ca|sa) va(?: bien)?(?! \w+(?:er|ir|re)\b)|comment (?:allez vous|vas tu|tu vas|vous allez)|vous allez bien|tu vas bien|quoi de neuf|cv|et (?:vous|toi)|(?:et )?la (?:famille|forme)|j espere que (?:vous allez|tu vas) bien|enchantee?"
)
_ADDRESSED = (
    r"to you|there(?! (?:is|are|was|were|s|has)\b)|all|everyone|everybody|sir|madam|maam|team|bot|please|pls|my friend|friend|my brother|tout le monde|a tous(?: et a toutes)?|monsieur|madame|mr|mme|svp|chef|mon ami|mon frere|les amis|a vous|a toi"
    r"|today|this (?:morning|evening)|aujourdhui|ce (?:matin|soir)(?=$)"
)
_HELLO = rf"(?:{_ENGLISH}|{_FRENCH}|{_ARABIC}|{_BAMBARA}|{_NEIGHBOURS})(?= |$)"
_TALK = rf"(?:{_HOW_ARE_YOU}|{_ADDRESSED})(?= |$)"

_THANKS = r"thanks?|thank (?:you|u)|thx|tks|ty|cheers|much appreciated|(?:i )?appreciate (?:it|that)|(?:un )?(?:grand )?merci|mrc|mci|je (?:vous|te) remercie|(?:que )?(?:dieu|allah) (?:vous|te|nous|t|v) (?:benisse|garde|protege|recompense|paie|le rende|aide)(?: tous)?|may (?:god|allah) (?:bless|keep|protect) (?:you|u)(?: all)?|god bless(?: (?:you|u))?|jaza[kc]\w*(?: \w+)?|shukran|ch?oukran|barka|al+ah? (?:i|ka i|ka) sara|nagode|al barka|barika|baraka|i ni baara"
_BECAUSE = (
    r"(?:that|this|it|you)(?: (?:was|is|were|are|have been)|s|ve been) (?:(?:very|so|really|all|too|most) )*(?:clear|helpful|useful|great|kind|nice|good|perfect|enough|fine|i needed|i wanted(?: to know)?)"
    r"|(?:c|ca) (?:est|etait|a ete) (?:(?:tres|vraiment|bien|super|trop|assez) )*(?:clair|gentil|utile|parfait|bon|bien|note|compris|sympa|tout)|cest (?:clair|gentil|bon|tout)"
    r"|that helps?(?: a lot)?|thats all(?: for now)?|(?:very |so )?(?:clear|helpful|useful)|got it|i understand(?: now)?|j ai (?:bien )?(?:compris|note)|bien (?:recu|note)|compris|note"
)
_MANNER = (
    r"very much|so much|a lot|a million|bcp|beaucoup|bien|infiniment|mille fois|(?:for|pour) (?:your|the|all(?: your| the)?|that|this|everything|votre|vos|ton|ta|tes|la|le|les|l|tout|tous|ces?|cette)(?: \w+){0,2}|pour tout"
    r"|d avance|in advance|again|encore|a vous|a toi|you|vraiment|dieu vous benisse|god bless(?: you)?|parfait|super|perfect|great|good|ok|okay|daccord|d accord|bot|please|my friend|mon ami|chef|sir|madame|monsieur"
)
_WELL = r"ok|okay|k|great|good|super|parfait|perfect|daccord|d accord|alright|oui|yes|bon|bien|well|ah|oh|cool|nice|top|hi|hello|bonjour|non|no"

_BYE = r"(?:good ?)?bye(?: ?bye)?|see (?:you|ya|u)(?: (?:later|soon|tomorrow|around))?|talk (?:to you )?(?:later|soon)|take care|good ?night|have a (?:nice|good|great) \w+|au revoir|a (?:bientot|demain|plus tard|la prochaine|tout a l heure|tantot)|a plus|adieu|k? ?an b[eɛ]n|kan b[eɛ]n|ciao|tchao|bonne (?:nuit|journee|soiree|continuation)"
_BYE_TAIL = r"for now|then|now|and|et|merci|thanks|thank you|bot|everyone|all|a vous|a tous|chef|mon ami|my friend"

_GREETED = re.compile(rf"^{_HELLO}(?: (?:{_HELLO}|{_TALK}))*$|^(?:{_HOW_ARE_YOU})(?: (?:{_ADDRESSED}))*$")
_OPENING = re.compile(rf"^{_HELLO}(?: (?:{_HELLO}|{_TALK}))*")
_IN_BAMBARA = re.compile(rf"^(?:{_BAMBARA})(?= |$)")
_THANKED = re.compile(
    rf"^(?:(?:{_WELL}) )*(?:{_THANKS})(?: (?:{_THANKS}|{_MANNER}|{_BECAUSE}|{_BYE}|{_BYE_TAIL}))*$"
    rf"|^(?:(?:{_WELL}) )*(?:{_BECAUSE})(?: (?:{_BECAUSE}))* (?:{_THANKS})(?: (?:{_MANNER}))*$"
)
_PARTED = re.compile(rf"^(?:(?:{_WELL}) )*(?:{_BYE})(?: (?:{_BYE}|{_BYE_TAIL}))*$")


def greets(said: str) -> bool:
    """True where the normalised words are a greeting and nothing else."""
    return bool(_GREETED.match(said))


def in_bambara(said: str) -> bool:
    """True where a greeting opens in Bambara."""
    return bool(_IN_BAMBARA.match(said))


def thanks(said: str) -> bool:
    """True where the normalised words thank and ask nothing."""
    return bool(_THANKED.match(said))


def parts(said: str) -> bool:
    """True where the normalised words say goodbye."""
    return bool(_PARTED.match(said))


def opening(said: str) -> str:
    """The greeting that normalised words open with; empty where they open with none."""
    found = _OPENING.match(said)
    return found.group() if found else ""


def without_greeting(text: str) -> str:
    """The message without its opening greeting, so that "hello, is it open?" is the question alone."""
    return without_first(text, len(opening(normalise(text)).split())) or text
