"""What operators publish acts: statements and withdrawals at once, example questions once they are learnt."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation.message import Words
from bot.dialogue import Desk, Learning, converse
from bot.live import READ_BY, Live
from db import entries, operators
from db.entries import EntryProblem, Revision
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from knowledge.entry import Entry, Questions
from knowledge.revision import content_hash
from tests.knowledge.packs import a_pack

MARKET = "market-closed"


class Newsroom:
    """A desk on a small pack, and two curators."""

    def __init__(self, desk: Desk, live: Live, curators: list[int]) -> None:
        self.desk, self.live, self.curators = desk, live, curators
        self.pack = desk.base.pack

    async def publish(self, entry: Entry | None, entry_id: str = MARKET) -> Revision:
        now, base = self.desk.clock(), self.pack.entries.get(entry_id)
        async with self.desk.database.unit_of_work() as session:
            seen = await entries.history(session, entry_id)
            made = await entries.write(
                session,
                entry_id,
                entry,
                self.curators[0],
                content_hash(base) if base else None,
                now,
                seen=seen[0].number if seen else 0,
            )
            await entries.submit(session, entry_id, made.number, self.curators[0], now)
            return await entries.publish(session, entry_id, made.number, self.curators[1], now)

    async def asked(self, question: str) -> str:
        reply = await converse(
            self.desk, channel="web", address="a", kind="private", speaker="v", message=Words(question), hint="en"
        )
        return reply.text

    def changed(self, **fields: Any) -> Entry:
        return self.pack.entries[MARKET].model_copy(update=fields)

    def saying(self, english: str) -> Entry:
        statement = self.pack.entries[MARKET].statements[0].model_copy(update={"en": english})
        return self.changed(statements=(statement,))


@pytest.fixture
async def newsroom(database: Database, sealer: Sealer, now: datetime, tmp_path: Path) -> Newsroom:
    base = Base.open(a_pack(tmp_path / "pack"), tmp_path / "cache")
    desk = Desk(base, database, sealer, lambda: now)
    async with database.unit_of_work() as session:
        added = [await operators.add(session, sealer, name, now, roles=("curator",)) for name in ("awa", "binta")]
    return Newsroom(desk, Live(desk, tmp_path / "learnt"), [each.operator.id for each in added])


QUESTION = "Was the market closed then?"


async def test_a_published_statement_is_told_with_the_next_refresh(newsroom: Newsroom) -> None:
    assert "closed the market on 3 May" in await newsroom.asked(QUESTION)
    await newsroom.publish(newsroom.saying("The harbour master closed the market for a week."))
    await newsroom.live.refresh()
    assert "closed the market for a week" in await newsroom.asked(QUESTION)


async def test_a_draft_and_one_in_review_change_nothing(newsroom: Newsroom) -> None:
    now = newsroom.desk.clock()
    async with newsroom.desk.database.unit_of_work() as session:
        made = await entries.write(session, MARKET, newsroom.saying("Closed."), newsroom.curators[0], None, now, seen=0)
        await entries.submit(session, MARKET, made.number, newsroom.curators[0], now)
    await newsroom.live.refresh()
    assert "closed the market on 3 May" in await newsroom.asked(QUESTION)


async def test_what_the_pack_needs_stays_whatever_is_published(newsroom: Newsroom) -> None:
    await newsroom.publish(None)  # it is one of the pack's starters
    await newsroom.live.refresh()
    assert "closed the market on 3 May" in await newsroom.asked(QUESTION)


async def test_a_withdrawal_brings_the_packs_own_entry_back(newsroom: Newsroom) -> None:
    await newsroom.publish(newsroom.saying("The harbour master closed the market for a week."))
    async with newsroom.desk.database.unit_of_work() as session:
        await entries.withdraw(session, MARKET, newsroom.curators[0], "it was a month", newsroom.desk.clock())
    await newsroom.live.refresh()
    assert "closed the market on 3 May" in await newsroom.asked(QUESTION)


async def test_new_example_questions_are_found_once_learnt(newsroom: Newsroom) -> None:
    asked = newsroom.pack.entries[MARKET].questions
    more = Questions(en=(*asked.en, "did the fishmongers have to go home"), fr=asked.fr)
    await newsroom.publish(newsroom.changed(questions=more))
    await newsroom.live.refresh()
    await newsroom.live.learnt()
    assert "closed the market on 3 May" in await newsroom.asked("did the fishmongers have to go home")


async def test_what_was_learnt_is_kept_for_the_next_start_and_what_was_learnt_long_ago_is_not(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    asked, folder = newsroom.pack.entries[MARKET].questions, tmp_path / "learnt"
    for question in ("did the fishmongers have to go home", "were the stalls taken down"):
        await newsroom.publish(newsroom.changed(questions=Questions(en=(*asked.en, question), fr=asked.fr)))
        await newsroom.live.refresh()
        await newsroom.live.learnt()
        assert sorted(file.name.partition("-")[0] for file in folder.iterdir()) == ["matcher", "usual"]
        for file in folder.iterdir():
            os.utime(file, (0, file.stat().st_mtime - 2 * READ_BY))
    written = {file.name for file in folder.iterdir()}
    newsroom.desk.base = Base.open(tmp_path / "pack")
    again = Live(newsroom.desk, folder)
    await again.refresh()
    await again.learnt()
    assert {file.name for file in folder.iterdir()} == written
    assert "closed the market on 3 May" in await newsroom.asked("were the stalls taken down")


async def test_where_it_cannot_be_kept_the_questions_of_before_go_on_and_it_is_tried_again(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.live.AGAIN", 0.1)
    asked, folder = newsroom.pack.entries[MARKET].questions, tmp_path / "learnt"
    folder.write_text("no folder")
    more = Questions(en=(*asked.en, "did the fishmongers have to go home"), fr=asked.fr)
    await newsroom.publish(newsroom.changed(questions=more))
    await newsroom.live.refresh()
    async with asyncio.timeout(30):
        while "not learnt yet" not in caplog.text:  # noqa: ASYNC110 - a log signals nothing
            await asyncio.sleep(0.05)
    assert newsroom.desk.base.matcher.search(QUESTION, "en", 1)[0].entry == MARKET
    assert newsroom.desk.learning is Learning.FAILED
    folder.unlink()
    await newsroom.live.learnt()
    assert newsroom.desk.learning is Learning.DONE
    assert "closed the market on 3 May" in await newsroom.asked("did the fishmongers have to go home")


async def test_a_new_entry_is_found_once_learnt_and_gone_at_once_when_taken_out(newsroom: Newsroom) -> None:
    ferry = Questions(
        en=tuple(f"Did the ferry sail {n}?" for n in ("then", "early", "late", "at all", "on", "to", "by", "off")),
        fr=tuple(f"Le bac est-il parti {n} ?" for n in ("alors", "tôt", "tard", "du tout", "là", "ici", "où", "oui")),
    )
    entry = newsroom.saying("The ferry did not sail.").model_copy(update={"id": "ferry", "questions": ferry})
    await newsroom.publish(entry, "ferry")
    await newsroom.live.refresh()
    await newsroom.live.learnt()
    assert "The ferry did not sail" in await newsroom.asked("Did the ferry sail late?")
    await newsroom.publish(None, "ferry")
    await newsroom.live.refresh()
    assert "ferry did not sail" not in await newsroom.asked("Did the ferry sail late?")


async def test_what_a_newer_pack_does_not_know_is_left_out(newsroom: Newsroom) -> None:
    stranger = newsroom.saying("Closed.").statements[0].model_copy(update={"by": ("nobody-known",)})
    await newsroom.publish(newsroom.changed(statements=(stranger,)))
    await newsroom.live.refresh()
    assert "closed the market on 3 May" in await newsroom.asked(QUESTION)


async def test_whoever_wrote_it_cannot_publish_it_and_the_refusal_is_recorded(newsroom: Newsroom) -> None:
    now = newsroom.desk.clock()
    async with newsroom.desk.database.unit_of_work() as session:
        made = await entries.write(session, MARKET, newsroom.saying("Closed."), newsroom.curators[0], None, now, seen=0)
        await entries.submit(session, MARKET, made.number, newsroom.curators[0], now)
    with pytest.raises(EntryProblem, match="ask a second curator"):
        async with newsroom.desk.database.unit_of_work() as session:
            await entries.publish(session, MARKET, made.number, newsroom.curators[0], now)
    async with newsroom.desk.database.reading() as session:
        actions = list(await session.scalars(text("SELECT action FROM audit ORDER BY seq")))
    assert actions[-1] == "entry published refused"


async def test_the_second_of_two_editors_is_told_of_the_first(newsroom: Newsroom) -> None:
    now = newsroom.desk.clock()
    async with newsroom.desk.database.unit_of_work() as session:
        await entries.write(session, MARKET, newsroom.saying("One."), newsroom.curators[0], None, now, seen=0)
    with pytest.raises(EntryProblem, match="Somebody else has changed"):
        async with newsroom.desk.database.unit_of_work() as session:
            await entries.write(session, MARKET, newsroom.saying("Two."), newsroom.curators[1], None, now, seen=0)
