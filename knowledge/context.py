"""What is remembered of a dialogue."""

from dataclasses import dataclass

from knowledge.entry import Lang


@dataclass(frozen=True)
class Context:
    """What is remembered of a dialogue for 30 minutes: ids and slots, never words of the person."""

    entries: tuple[str, ...] = ()  # shown last, in order
    before: tuple[str, ...] = ()  # shown earlier, latest first: "back to the airport"
    places: tuple[str, ...] = ()  # asked about last
    facets: tuple[str, ...] = ()  # what was asked of them, e.g. "dead"
    choices: tuple[str, ...] = ()  # actions offered last, in order
    lang: Lang | None = None
    no_answers: int = 0  # in a row, so that the same sentence is not said twice
    audience: str | None = None  # traveller, ngo, resident: where the person's words told
    pending: str | None = None  # what a bare answer would settle, e.g. "delete"
