"""The words of a message as the tables read them: normalised, spelt out, with the stops left standing."""

import re

from knowledge.speech import spelt_out
from knowledge.text import CUT, tokens

_STOPS = re.compile(r"([,.!?;:\n]+)")
_WE_ARE = re.compile("\\bwe['’]re\\b")  # else "were"
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")  # "helpppp"


def heard(text: str) -> str:
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
