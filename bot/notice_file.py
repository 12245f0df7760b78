"""Templates of developing notices written in a file; the product ships a few to begin from."""

from importlib.resources import files

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.notice import Template

SHIPPED = "notices.yaml"
_LIST = TypeAdapter(list[Template])


class BadNotices(Exception):
    """The file holds no templates; `problems` says why, each with its place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_notices(text: str, name: str) -> list[Template]:
    """Every template of a file.

    Raises: BadNotices.
    """
    try:
        return _LIST.validate_python(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise BadNotices((f"{name}: {problem}",)) from None
    except ValidationError as problem:
        found = (f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problem.errors())
        raise BadNotices(tuple(found)) from None


def shipped_notices() -> list[Template]:
    """Drafts, which nobody has approved yet."""
    return read_notices((files("bot") / "samples" / SHIPPED).read_text("utf-8"), SHIPPED)
