"""Operators: who may write, review and approve, and the codes that prove it is they."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import pyotp
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit
from db.permissions import ROLES as ROLES
from db.permissions import Role as Role
from db.permissions import has_role
from db.refusals import Refused, attempting
from db.sealing import Sealer
from db.statements import insert, table
from db.tables import ChatLinkRow, OperatorChatRow, OperatorRoleRow, OperatorRow, SessionRow
from knowledge.entry import Lang

SEALED_FOR = "totp"
STEP = 30  # seconds a code lasts; RFC 6238, what every authenticator app assumes
AROUND = (0, -1, 1)  # steps taken besides the present one: a phone's clock may be half a minute off

operator = table(OperatorRow).c
role = table(OperatorRoleRow).c


class OperatorProblem(Refused):
    """Something an operator asked for that cannot be; the message is a sentence for them."""


@dataclass(frozen=True)
class Operator:
    """Somebody who curates or approves; a demo operator has no code and exists in the demo only."""

    id: int
    name: str
    language: Lang
    roles: frozenset[Role]
    demo: bool
    active: bool


@dataclass(frozen=True)
class Added:
    """A new operator, and the secret for their authenticator app: shown once, then only sealed."""

    operator: Operator
    totp_uri: str | None


async def add(
    session: AsyncSession,
    sealer: Sealer,
    name: str,
    now: datetime,
    *,
    roles: Collection[Role] = ("author", "approver"),
    language: Lang = "en",
    demo: bool = False,
    issuer: str = "Advisory",
    by: int | None = None,
) -> Added:
    """A new operator with their own secret; a demo operator has none. `by` is None on the command line.

    Raises: OperatorProblem where the name is taken.
    """
    secret = None if demo else pyotp.random_base32()
    made = insert(session, OperatorRow).values(
        name=name,
        language=language,
        demo=demo,
        active=True,
        added_at=now,
        totp_sealed=sealer.seal(secret.encode(), SEALED_FOR) if secret else None,
        key_id=sealer.key_id if secret else None,
    )
    operator_id = await session.scalar(made.on_conflict_do_nothing().returning(operator.id))
    if operator_id is None:
        raise OperatorProblem(f"There is an operator named {name} already; choose another name.")
    for each in sorted(roles):
        await session.execute(insert(session, OperatorRoleRow).values(operator_id=operator_id, role=each))
    details = {"name": name, "roles": sorted(roles), "demo": demo}
    await audit.append(session, "operator added", f"operator:{operator_id}", details, operator_id=by, now=now)
    uri = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=issuer) if secret else None
    return Added(await get(session, operator_id), uri)


async def set_roles(
    session: AsyncSession, operator_id: int, roles: Collection[Role], now: datetime, *, by: int | None = None
) -> Operator:
    """Give an operator these roles and no others; `by` is None on the command line, which the machine protects.

    Raises: OperatorProblem.
    """
    with attempting("operator roles", f"operator:{operator_id}", by, now):
        await _may_manage(session, by)
        before = await get(session, operator_id)
        if "administrator" not in roles:
            await _not_the_last_administrator(session, before)
    await session.execute(delete(table(OperatorRoleRow)).where(role.operator_id == operator_id))
    for each in sorted(set(roles)):
        await session.execute(insert(session, OperatorRoleRow).values(operator_id=operator_id, role=each))
    details = {"before": sorted(before.roles), "after": sorted(set(roles))}
    await audit.append(session, "operator roles", f"operator:{operator_id}", details, operator_id=by, now=now)
    return await get(session, operator_id)


async def deactivate(session: AsyncSession, operator_id: int, now: datetime, *, by: int | None = None) -> Operator:
    """From now on they can do nothing: log-ins end, linked chats are unlinked. The record keeps their name.

    Raises: OperatorProblem, where they are the last administrator too.
    """
    with attempting("operator deactivate", f"operator:{operator_id}", by, now):
        await _may_manage(session, by)
        await _not_the_last_administrator(session, await get(session, operator_id))
    await session.execute(update(table(OperatorRow)).where(operator.id == operator_id).values(active=False))
    for row in (SessionRow, OperatorChatRow, ChatLinkRow):
        await session.execute(delete(table(row)).where(table(row).c.operator_id == operator_id))
    await audit.append(session, "operator deactivated", f"operator:{operator_id}", {}, operator_id=by, now=now)
    return await get(session, operator_id)


async def get(session: AsyncSession, operator_id: int) -> Operator:
    """Raises: OperatorProblem where there is none."""
    return await _one(session, operator_id=operator_id)


async def by_name(session: AsyncSession, name: str) -> Operator:
    """Raises: OperatorProblem where there is none."""
    return await _one(session, name=name)


async def everybody(session: AsyncSession) -> tuple[Operator, ...]:
    """All operators, inactive ones too, by name."""
    roles: dict[int, set[Role]] = {}
    for operator_id, each in await session.execute(select(role.operator_id, role.role)):
        roles.setdefault(operator_id, set()).add(cast(Role, each))
    rows = await session.execute(_operators().order_by(operator.name))
    return tuple(_operator(row, roles.get(row.id, ())) for row in rows)


async def verify_totp(session: AsyncSession, sealer: Sealer, operator_id: int, code: str, now: datetime) -> bool:
    """True where the code is the operator's and was not used before; a code is taken once.

    Raises: WrongKey.
    """
    found = select(operator.totp_sealed).where(operator.id == operator_id, operator.active.is_(True))
    sealed = await session.scalar(found)
    if not sealed:
        return False
    totp = pyotp.TOTP(sealer.unseal(sealed, SEALED_FOR).decode(), interval=STEP)
    present = int(now.timestamp()) // STEP
    typed = "".join(code.split())
    steps = [present + n for n in AROUND if pyotp.utils.strings_equal(totp.generate_otp(present + n), typed)]
    if steps and await _use(session, operator_id, max(steps)):
        return True
    await audit.append(session, "code refused", f"operator:{operator_id}", {}, operator_id=operator_id, now=now)
    return False


async def set_language(session: AsyncSession, operator_id: int, language: Lang) -> None:
    """What the console and the chat speak to them."""
    await session.execute(update(table(OperatorRow)).where(operator.id == operator_id).values(language=language))


async def _may_manage(session: AsyncSession, by: int | None) -> None:
    if by is None:
        return
    who = await get(session, by)
    if not who.active or not has_role(who.roles, "operators"):
        raise OperatorProblem(f"{who.name} may not manage operators.")


async def _not_the_last_administrator(session: AsyncSession, leaving: Operator) -> None:
    if "administrator" not in leaving.roles or not leaving.active:
        return
    others = (
        select(func.count())
        .select_from(table(OperatorRow))
        .join(table(OperatorRoleRow), role.operator_id == operator.id)
    )
    others = others.where(role.role == "administrator", operator.active.is_(True), operator.id != leaving.id)
    if not await session.scalar(others):
        raise OperatorProblem(f"{leaving.name} is the only administrator: make somebody else one first.")


async def _use(session: AsyncSession, operator_id: int, step: int) -> bool:
    """Take the step in one statement, so that of two uses at once one wins."""
    unused = or_(operator.totp_last_step.is_(None), operator.totp_last_step < step)
    using = update(table(OperatorRow)).where(operator.id == operator_id, unused).values(totp_last_step=step)
    return await session.scalar(using.returning(operator.id)) is not None


async def _one(session: AsyncSession, operator_id: int | None = None, name: str | None = None) -> Operator:
    which = operator.id == operator_id if name is None else operator.name == name
    row = (await session.execute(_operators().where(which))).one_or_none()
    if row is None:
        raise OperatorProblem(f"There is no operator {name if name is not None else operator_id}.")
    roles = await session.scalars(select(role.role).where(role.operator_id == row.id))
    return _operator(row, [cast(Role, each) for each in roles])


def _operators() -> Any:
    return select(operator.id, operator.name, operator.language, operator.demo, operator.active)


def _operator(row: Any, roles: Collection[Role]) -> Operator:
    return Operator(row.id, row.name, cast(Lang, row.language), frozenset(roles), row.demo, row.active)
