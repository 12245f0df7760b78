"""Spaces at which no line may end: a number and its unit, "6 h 30", and what French sets apart with a space.

Put in at the last step, where a channel's text is made; what is stored, copied or searched keeps its plain spaces.
"""

import re

_UNITS = "h|min|s|j|km|m|cm|kg|t|km/h|%|°C|XOF|F|FCFA|CFA|EUR|USD|€"
_APART = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))"  # 25 km, 3 h
    r"|(?<=\d h) (?=\d\d\b)"  # 6 h 30
    r"|(?<=\d) (?=\d{3}(?!\d))"  # 4 180
    r"|(?<=\S) (?=[:;?!»](?:\s|$|[)»]))"  # Niveau : grave
    r"|(?<=«) "
)


def unbroken(text: str) -> str:
    """The text with spaces that do not break where a line must not end; as long as before."""
    return _APART.sub("\u00a0", text)
