"""One-time links with which an operator chooses a password; recovery codes for a lost authenticator."""

import hashlib
import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit
from db.operators import SEALED_FOR, STEP
from db.sealing import Sealer
from db.statements import insert, table
from db.tables import InvitationRow, OperatorRow, RecoveryCodeRow

LASTS = timedelta(hours=24)
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, LENGTH = 3, 4  # abcd-efgh-jkmn: 59 bits

invitation_table, code_table, operator_table = table(InvitationRow), table(RecoveryCodeRow), table(OperatorRow)
invitation, code, operator = invitation_table.c, code_table.c, operator_table.c


async def invite(session: AsyncSession, operator_id: int, now: datetime, *, by: int | None = None) -> str:
    """A link's token, 256 random bits, for 24 hours and one use; earlier links of this operator end.

    Whoever was invited before gets another secret for the authenticator: the phone may be lost.
    """
    token = secrets.token_urlsafe(32)
    fresh = {"totp_sealed": None, "key_id": None, "totp_last_step": None}
    again = operator.password_hash.is_not(None)
    await session.execute(update(operator_table).where(operator.id == operator_id, again).values(**fresh))
    await session.execute(delete(invitation_table).where(invitation.operator_id == operator_id))
    values = {"token_hash": _hash(token), "operator_id": operator_id, "ends_at": now + LASTS}
    await session.execute(insert(session, InvitationRow).values(**values))
    await audit.append(session, "operator invited", f"operator:{operator_id}", {}, operator_id=by, now=now)
    return token


async def invited(session: AsyncSession, token: str, now: datetime) -> int | None:
    """The active operator whose link this is, None where it was used, ran out or never was."""
    query = select(invitation.operator_id).join(operator_table, operator.id == invitation.operator_id)
    query = query.where(invitation.token_hash == _hash(token), invitation.used_at.is_(None))
    found: int | None = await session.scalar(query.where(invitation.ends_at > now, operator.active.is_(True)))
    return found


async def use(session: AsyncSession, token: str, now: datetime) -> int | None:
    """Take the link, once: of two at the same moment one gets the operator, the other None."""
    using = update(invitation_table).where(
        invitation.token_hash == _hash(token), invitation.used_at.is_(None), invitation.ends_at > now
    )
    taken: int | None = await session.scalar(using.values(used_at=now).returning(invitation.operator_id))
    return taken


async def authenticator(session: AsyncSession, sealer: Sealer, operator_id: int, issuer: str) -> tuple[str, str]:
    """The operator's secret for the authenticator, and the address that its square holds; one is made where none is.

    Raises: WrongKey.
    """
    name, sealed = (
        await session.execute(select(operator.name, operator.totp_sealed).where(operator.id == operator_id))
    ).one()
    secret = sealer.unseal(sealed, SEALED_FOR).decode() if sealed else pyotp.random_base32()
    if not sealed:
        values = {"totp_sealed": sealer.seal(secret.encode(), SEALED_FOR), "key_id": sealer.key_id}
        await session.execute(update(operator_table).where(operator.id == operator_id).values(**values))
    return secret, pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=issuer)


async def set_password(session: AsyncSession, operator_id: int, password_hash: str, now: datetime) -> None:
    """Put the hash of a password in its place."""
    setting = update(operator_table).where(operator.id == operator_id)
    await session.execute(setting.values(password_hash=password_hash))
    await audit.append(session, "password set", f"operator:{operator_id}", {}, operator_id=operator_id, now=now)


async def password_hash(session: AsyncSession, operator_id: int) -> str | None:
    """None where no password was chosen yet."""
    return await session.scalar(select(operator.password_hash).where(operator.id == operator_id))


async def new_codes(session: AsyncSession, sealer: Sealer, operator_id: int) -> tuple[str, ...]:
    """Ten recovery codes in the place of all earlier ones; told only here, then only their keyed hashes."""
    await session.execute(delete(code_table).where(code.operator_id == operator_id))
    made = tuple(_code() for _ in range(CODES))
    for each in made:
        values = {"operator_id": operator_id, "code_key": _key(sealer, operator_id, each)}
        await session.execute(insert(session, RecoveryCodeRow).values(**values))
    return made


async def use_code(session: AsyncSession, sealer: Sealer, operator_id: int, typed: str, now: datetime) -> bool:
    """True where it is one of the operator's recovery codes and was not used before."""
    using = update(code_table).where(
        code.operator_id == operator_id, code.code_key == _key(sealer, operator_id, typed), code.used_at.is_(None)
    )
    taken = await session.scalar(using.values(used_at=now).returning(code.operator_id)) is not None
    if taken:
        subject = f"operator:{operator_id}"
        await audit.append(session, "recovery code used", subject, {}, operator_id=operator_id, now=now)
    return taken


async def codes_left(session: AsyncSession, operator_id: int) -> int:
    """How many recovery codes were not used."""
    query = select(func.count()).select_from(code_table)
    return await session.scalar(query.where(code.operator_id == operator_id, code.used_at.is_(None))) or 0


def _code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def _key(sealer: Sealer, operator_id: int, typed: str) -> bytes:
    plain = "".join(each for each in typed.lower() if each.isalnum())
    return sealer.lookup_key("recovery", f"{operator_id}:{plain}")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
