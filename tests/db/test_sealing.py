"""Keys and seals: made once, refused when others may read them, noticed when wrong."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db.errors import WrongKey
from db.sealing import Sealer, check_key, key_from_text, load_or_make_key
from db.session import Database


def test_what_is_sealed_opens_with_its_key_for_its_purpose_only(sealer: Sealer) -> None:
    sealed = sealer.seal(b"-100123", "chat")
    assert sealer.unseal(sealed, "chat") == b"-100123"
    assert b"-100123" not in sealed
    assert sealer.seal(b"-100123", "chat") != sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong, purpose in ((sealed, "intake"), (changed, "chat"), (b"", "chat")):
        with pytest.raises(WrongKey):
            sealer.unseal(wrong, purpose)


def test_a_look_up_key_depends_on_key_channel_and_address(sealer: Sealer) -> None:
    found = sealer.lookup_key("telegram", "1")
    assert found == sealer.lookup_key("telegram", "1")
    others = {sealer.lookup_key("web", "1"), sealer.lookup_key("telegram", "2")}
    others.add(Sealer(Sealer.make_key()).lookup_key("telegram", "1"))
    assert len(others | {found}) == 4


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "key"
    key = load_or_make_key(file)
    assert load_or_make_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert key_from_text(file.read_text()) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_that_others_may_open_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    load_or_make_key(file)
    file.chmod(mode)
    with pytest.raises(WrongKey, match=r"chmod 600 .*key"):
        load_or_make_key(file)


@pytest.mark.parametrize("words", ["", "too short", "c2hvcnQ=", "é"])
def test_a_text_that_is_no_key_is_refused_without_being_repeated(words: str) -> None:
    with pytest.raises(WrongKey, match="32 bytes, written in base64"):
        Sealer(key_from_text(words))


async def test_a_wrong_key_is_noticed_at_start(database: Database, sealer: Sealer) -> None:
    for _ in range(2):
        async with database.unit_of_work() as session:
            await check_key(session, sealer)
    with pytest.raises(WrongKey, match="ADVISORY_KEY is not the key"):
        async with database.unit_of_work() as session:
            await check_key(session, Sealer(Sealer.make_key()))
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM setting")) == 1
