"""Which sentences the code says: read from its source, so that none is missing and none is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.locales import FOLDER, check_catalogues, sentences

SAYING = {"say", "count"}
_TEMPLATE = re.compile(r"\b(?:say|count)\(\s*[\"']([^\"']+)[\"']")


def used_keys(folder: Path) -> set[str]:
    """Every key that the modules and templates below a folder say, plural forms included."""
    said = {key for path in folder.rglob("*.py") for key in _in_module(path)}
    said |= {key for path in folder.rglob("*.html") for key in _TEMPLATE.findall(path.read_text("utf-8"))}
    return {form for key in said for form in _forms(key)}


def _in_module(path: Path) -> Iterator[str]:
    """Keys said outright, keys kept in a name or a table before they are said, and those made by an f-string."""
    known = sentences("en")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(key)), *_]
            ) if name in SAYING:
                if "." in key:
                    yield key
            case ast.Constant(value=str(key)) if key in known or f"{key}#one" in known:
                yield key
            case ast.JoinedStr(values=parts):
                pattern = re.compile("".join(_pattern(part) for part in parts))
                yield from (key for key in known if pattern.fullmatch(key.partition("#")[0]))
            case _:
                pass


def _pattern(part: ast.expr) -> str:
    return re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else r"\w+"


def _forms(key: str) -> tuple[str, ...]:
    """A plural key stands for its forms."""
    known = sentences("en")
    return (f"{key}#one", f"{key}#other") if f"{key}#one" in known and key not in known else (key,)


def main() -> int:
    """Print what is missing, left over or unequal; 1 if anything is."""
    problems = check_catalogues(used_keys(FOLDER.parent))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
