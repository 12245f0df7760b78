"""`advisory ask`, `match`, `check`, `eval` as processes: what outside checks rely on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.base import Base
from tests.commands.running import PATIENCE, ROOT, environment
from tests.conftest import required
from tests.knowledge.packs import a_pack

ENTRIES = [
    {
        "id": "hours",
        "lang": "en",
        "questions": ["when do you open", "opening hours", "are you open on sunday"],
        "answer": "",
    },
    {
        "id": "price",
        "lang": "en",
        "questions": ["how much is it", "what does it cost", "price of a ticket"],
        "answer": "",
    },
]


def advisory(*words: str, typed: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, env=environment(**extra), cwd=ROOT, timeout=PATIENCE
    )


@pytest.fixture(autouse=True)
def indexed(base: Base) -> Base:
    """The processes find the index built."""
    return base


def test_one_question_is_answered_in_the_language_it_is_asked_in() -> None:
    english, french = advisory("ask", "how many people died?"), advisory("ask", "ya eu combien de morts ?")
    assert "army acknowledged" in english.stdout
    assert "l'armée a reconnu" in french.stdout
    assert (english.returncode, french.returncode) == (0, 0)


def test_json_has_the_fields_of_the_contract() -> None:
    told = json.loads(advisory("ask", "hello", "--json").stdout)
    assert told["intent"] == "greeting"
    assert told["abstained"] is False
    assert set(told) == {"answer", "abstained", "lang", "intent", "entries"}


def test_lines_are_answered_in_order_and_a_conversation_remembers() -> None:
    lines = [
        {"id": 1, "q": "how many people died?", "conversation": "a"},
        {"id": 2, "q": "who won the world cup", "lang": "en"},
        {"id": 3, "q": "et les blessés ?", "conversation": "a", "lang": "fr"},
        {"id": "four", "q": "and the airport?"},
    ]
    done = advisory("ask", "--jsonl", typed="".join(json.dumps(line) + "\n" for line in lines))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in told] == [1, 2, 3, "four"]
    assert told[0]["entries"] == ["casualties-dead"]
    assert told[1]["abstained"] is True
    assert (told[2]["entries"], told[2]["lang"]) == (["casualties-injured"], "fr")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "line 1 is not JSON"),
        ("[]", 'needs an object with "q"'),
        ('{"q": "x", "lang": "de"}', '"en" or "fr"'),
    ],
)
def test_a_bad_line_is_one_clear_sentence(line: str, said: str) -> None:
    done = advisory("ask", "--jsonl", typed=line + "\n")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_hour_can_be_given_and_a_wrong_one_is_refused() -> None:
    assert advisory("ask", "hello", "--now", "2024-09-17T06:30:00+00:00").returncode == 0
    wrong = advisory("ask", "hello", "--now", "yesterday")
    assert (wrong.returncode, "--now: yesterday is not an hour" in wrong.stderr) == (2, True)


def test_asking_loads_neither_telegram_nor_a_database() -> None:
    program = (
        "import sys; sys.argv = ['advisory', 'ask', 'hello']\n"
        "from bot.__main__ import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "print([name for name in ('telegram', 'sqlalchemy', 'sqlmodel', 'starlette', 'aiohttp') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=PATIENCE)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_the_matcher_runs_alone_over_other_content(tmp_path: Path) -> None:
    (tmp_path / "e.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in ENTRIES))
    (tmp_path / "q.jsonl").write_text(
        '{"q": "what are the opening hours", "lang": "en"}\n{"q": "xyzzy", "lang": "en"}\n'
    )
    done = advisory(
        "match", "--entries", str(tmp_path / "e.jsonl"), "--queries", str(tmp_path / "q.jsonl"), "--no-cache"
    )
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["results"][0]["id"] == "hours"
    assert first["abstained"] is False
    assert second["abstained"] is True
    assert "build" in done.stderr
    assert "peak memory" in done.stderr


def test_a_broken_pack_is_listed_and_nothing_is_started(tmp_path: Path) -> None:
    folder = a_pack(tmp_path / "pack", {"topic": "cooking", "places": ["nowhere"]})
    checked = advisory("check", str(folder))
    assert checked.returncode == 1
    assert "market-closed.yaml:2: topic" in checked.stdout.replace("\n", "")
    asked = advisory("ask", "hello", ADVISORY_PACK=str(folder))
    assert asked.returncode == 1
    assert "nothing was started" in asked.stderr


def test_another_pack_is_another_content_with_the_same_code(tmp_path: Path) -> None:
    folder = a_pack(tmp_path / "pack")
    done = advisory(
        "ask", "Was the market closed early?", ADVISORY_PACK=str(folder), ADVISORY_CACHE_DIR=str(tmp_path / "cache")
    )
    assert "harbour master closed the market" in done.stdout, done.stderr


def test_an_evaluation_prints_kinds_and_intervals_and_what_changed(tmp_path: Path) -> None:
    file, kept = tmp_path / "q.jsonl", tmp_path / "last.json"
    row = {
        "id": "q1",
        "q": "how many people died?",
        "lang": "en",
        "kind": "in",
        "expected": ["casualties-dead"],
        "intent": None,
    }
    file.write_text(json.dumps(row) + "\n")
    kept.write_text('{"q1": false}')
    done = advisory("eval", str(file), "--keep")
    assert "100.0 %  (1/1, 95 % interval" in done.stdout
    assert "now right: q1" in done.stdout
    assert json.loads(kept.read_text()) == {"q1": True}


def test_the_matcher_is_chosen_by_name_and_an_unknown_one_is_a_sentence(tmp_path: Path) -> None:
    entries, queries = tmp_path / "entries.jsonl", tmp_path / "queries.jsonl"
    entries.write_text("".join(json.dumps(entry) + "\n" for entry in ENTRIES))
    queries.write_text(json.dumps({"q": "tariff", "lang": "en"}) + "\n")
    files = ("--entries", str(entries), "--queries", str(queries), "--no-cache")
    chosen = advisory("match", *files, "--matcher", "encoder")
    if chosen.returncode:
        assert "uv sync --extra encoder" in chosen.stderr
        assert not required("encoder")
    else:
        assert json.loads(chosen.stdout)["results"][0]["id"] == "price"
    unknown = advisory("match", *files, "--matcher", "oracle")
    assert unknown.returncode == 2
    assert "oracle is not one of lexical, encoder" in unknown.stderr
