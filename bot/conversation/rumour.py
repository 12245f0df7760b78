"""Forwarded and pasted texts: one claim each, never split into questions."""

import re

from knowledge.text import normalise

_TRUE = re.compile(
    r"\b(?:is (?:this|that|it) (?:true|real|fake|legit|correct)|true or false|is this (?:a )?(?:rumou?r|hoax)|fake news|can you (?:confirm|verify)(?: this| that)?"
    r"|c est (?:vrai|faux|un fake|une rumeur|confirme)|est ce (?:vrai|que c est vrai|une rumeur)|vrai ou faux|c est vrai ca|vous confirmez|tu confirmes|cest vrai|c vrai|info ou intox|fake ou pas)\b"
)
_PASTED = re.compile(
    r"\b(?:forwarded|transfere|fwd|breaking(?: news)?|urgent|alerte? info|flash info|communique officiel|communique n|a partager|partagez|faites (?:circuler|tourner)"
    r"|share (?:this|widely|with)|send (?:this )?to (?:all|everyone|your)|please share|source sure|selon nos sources|diffusez)\b"
)
LONG = 45  # words; what people type themselves about this is shorter


def is_claim(text: str, forwarded: bool) -> bool:
    """True where the text is somebody else's claim rather than the person's own question."""
    said = normalise(text)
    words = len(said.split())
    pasted = bool(_PASTED.search(said)) and words >= 8
    return forwarded or pasted or (words >= 12 and bool(_TRUE.search(said)) and "\n" in text.strip())


def asks_if_true(text: str) -> bool:
    """True where the person asks whether something is true."""
    return bool(_TRUE.search(normalise(text)))


def claim_alone(text: str) -> str:
    """What is asked about, without "is it true that"."""
    said = _TRUE.sub(" ", normalise(text)).strip()
    return re.sub(r"^(?:that|que|qu|if|si|the|les?|ca) ", "", said)
