"""An alert as people read it: pure, so that preview, send and edit cannot differ. Markup is made at the last step."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.conversation.reply import Line, Role
from bot.locales import say
from bot.spacing import unbroken
from knowledge.alert import Alert, Info, Kind, Severity
from knowledge.entry import Lang

BAMAKO = ZoneInfo("Africa/Bamako")  # the hour that everybody shares: that of the event
LIMIT = 4096  # UTF-16 units after entities; Telegram's limit for one message
CLOSE = "\n"  # between the lines of an advisory, which is one block
APART = "\n\n"  # between the paragraphs of an answer
ENDED = "⚪"

_MARK = {
    Severity.EXTREME: "🔴",
    Severity.SEVERE: "🟠",
    Severity.MODERATE: "🟡",
    Severity.MINOR: "🔵",
    Severity.UNKNOWN: "⚪",
}
_SEVERITY = {
    Severity.EXTREME: "alert.severity.extreme",
    Severity.SEVERE: "alert.severity.severe",
    Severity.MODERATE: "alert.severity.moderate",
    Severity.MINOR: "alert.severity.minor",
    Severity.UNKNOWN: "alert.severity.unknown",
}
_STAMP = {
    Kind.CORRECTION: "alert.stamp.correction",
    Kind.ALL_CLEAR: "alert.stamp.all_clear",
    Kind.CANCEL: "alert.stamp.cancel",
}
_RETIRED = {
    Kind.CORRECTION: "alert.retired.correction",
    Kind.ALL_CLEAR: "alert.retired.all_clear",
    Kind.CANCEL: "alert.retired.cancel",
}


def pushed(
    alert: Alert,
    lang: Lang,
    now: datetime,
    zone: tzinfo = BAMAKO,
    *,
    discreet: bool = False,
    check_url: str | None = None,
) -> list[Line]:
    """The message that is sent, and that an edit puts in its place.

    A draft shows `now` as its hour. `zone` is the reader's; `check_url` tells whether it is still in force.
    """
    if discreet:
        return [Line(say("alert.discreet", lang))]
    info = alert.info(lang)
    # Words and labels are of one language; only the sentence that says why is the reader's.
    lines = [
        *_opening(alert, info, info.lang, now),
        *_untranslated(alert, info, lang),
        *_body(alert, info, info.lang),
        _foot(alert, info, info.lang, now, zone),
    ]
    if check_url:
        lines.append(Line(say("alert.check", lang), Role.LINK, check_url))
    return _framed(alert, lang, lines)


def reminder(alert: Alert, promised: datetime, lang: Lang, *, discreet: bool = False) -> list[Line]:
    """What its readers are told when the word that was promised for an hour has not come."""
    if discreet:
        return [Line(say("alert.discreet", lang))]
    until = _near(alert.expires, promised, lang)
    same_day = _day(alert.expires) == _day(promised)
    lines = [
        Line(say("alert.late", lang, at=_hour(promised, lang)), Role.ALERT),
        Line(alert.info(lang).headline, Role.HEADING),
        Line(say("alert.late.holds" if same_day else "alert.late.holds.day", lang, until=until), Role.QUIET),
    ]
    return _framed(alert, lang, lines)


def rehearsed(lines: list[Line], lang: Lang) -> list[Line]:
    """A message that its operator sends to themselves, and that nobody else gets."""
    return [Line(say("alert.rehearsal", lang), Role.ALERT), *lines]


def sounds(alert: Alert) -> bool:
    """True where a phone may ring for it: never for what calms, nor for an update unless it got worse."""
    return alert.alarms and alert.severity not in (Severity.MINOR, Severity.UNKNOWN)


def retired(
    alert: Alert,
    successor: Alert | None,
    lang: Lang,
    *,
    discreet: bool = False,
) -> list[Line]:
    """What becomes of a message already sent: replaced, ended or cancelled by `successor`, expired without one."""
    if discreet:
        return [Line(say("alert.discreet.changed", lang))]
    info = alert.info(lang)
    was = say("alert.retired.was", lang, sent=_moment(alert.sent or alert.expires, lang), headline=info.headline)
    return _framed(alert, lang, [Line(_ending(alert, successor, lang), Role.ALERT), Line(was, Role.QUIET)])


def band(alert: Alert, lang: Lang, now: datetime) -> Line:
    """The short form above answers and in the list of what is in force."""
    info = alert.info(lang)
    text = say(
        "alert.band.exercise" if alert.exercise else "alert.band",
        lang,
        mark=_MARK[alert.severity],
        severity=severity_word(alert.severity, lang),
        area=info.area,
        headline=info.headline.rstrip("."),
        sent=_moment(alert.sent or now, lang),
        until=_moment(alert.expires, lang),
    )
    return Line(" ".join((text, *_asides(alert, lang))), Role.ALERT)


def severity_word(severity: Severity, lang: Lang) -> str:
    """The severity as people read it, in small letters."""
    return say(_SEVERITY[severity], lang)


def plain(lines: Iterable[Line], between: str = APART) -> str:
    """The text without markup."""
    return _parted(lines, between, _plain)


def telegram_html(lines: Iterable[Line], between: str = APART) -> str:
    """Telegram's HTML: only headings are bold. `split` keeps it within one message."""
    return _parted(lines, between, _html)


def _parted(lines: Iterable[Line], between: str, form: Callable[[Line], str]) -> str:
    """The lines with gaps between them; what says how sure a statement is stands close under it."""
    text = ""
    for line in lines:
        gap = CLOSE if line.role is Role.QUIET else between
        text += gap * bool(text) + form(line)
    return text


def split(lines: Iterable[Line], between: str = APART, limit: int = LIMIT) -> list[list[Line]]:
    """The lines in messages of at most `limit` UTF-16 units, parted between lines; a longer line at its words."""
    messages: list[list[Line]] = [[]]
    used = 0
    for line in (part for whole in lines for part in _cut(whole, limit)):
        size = units(_plain(line)) + units(between)
        if messages[-1] and used + size > limit:
            messages.append([])
            used = 0
        messages[-1].append(line)
        used += size
    return messages


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _framed(alert: Alert, lang: Lang, lines: list[Line]) -> list[Line]:
    if not alert.exercise:
        return lines
    word = Line(say("alert.exercise", lang), Role.ALERT)
    return [word, *lines, word]


def _opening(alert: Alert, info: Info, lang: Lang, now: datetime) -> Iterator[Line]:
    """Severity, place, hour and headline: all within 160 characters, which the rules of an alert see to."""
    if alert.kind is Kind.UPDATE and not alert.alarms:
        yield from _calm_opening(alert, info, lang, now)
        return
    stamp = say(
        _STAMP.get(alert.kind, "alert.stamp"),
        lang,
        mark=ENDED if alert.kind.ends else _MARK[alert.severity],
        severity=severity_word(alert.severity, lang).upper(),
        area=info.area,
        sent=_moment(alert.sent or now, lang),
    )
    yield Line(stamp, Role.ALERT)
    if alert.replaces and alert.kind in (Kind.UPDATE, Kind.MINOR, Kind.TRANSLATION):
        key = "alert.update" if alert.kind is Kind.UPDATE else "alert.revised"
        yield Line(_replacing(key, alert, lang, now))
    yield Line(info.headline, Role.HEADING)


def _calm_opening(alert: Alert, info: Info, lang: Lang, now: datetime) -> Iterator[Line]:
    """An update that is no worse than what it replaces: its own word first, no alarm mark, no capitals."""
    yield Line(_replacing("alert.update", alert, lang, now), Role.ALERT)
    severity, sent = severity_word(alert.severity, lang), _moment(alert.sent or now, lang)
    yield Line(say("alert.stamp.update", lang, severity=severity, area=info.area, sent=sent), Role.ALERT)
    yield Line(info.headline, Role.HEADING)


def _replacing(key: str, alert: Alert, lang: Lang, now: datetime) -> str:
    before = alert.replaces.sent if alert.replaces else now
    replaced = _near(before, alert.sent or now, lang, pattern="d MMM")  # the year stands beside it
    return say(key, lang, number=alert.number, replaced=replaced)


def _untranslated(alert: Alert, info: Info, lang: Lang) -> Iterator[Line]:
    if info.lang != lang:
        yield Line(say("alert.untranslated", lang), Role.QUIET)


def _asides(alert: Alert, lang: Lang) -> Iterator[str]:
    """Whole sentences after the short form: that the text is in another language, when somebody last looked."""
    if alert.info(lang).lang != lang:
        yield say("alert.band.untranslated", lang)
    if review := alert.reviewed:
        yield say("alert.reviewed", lang, at=_moment(review.at, lang))
        if review.next_update:
            yield _next(review.next_update, review.at, lang)


def _body(alert: Alert, info: Info, lang: Lang) -> Iterator[Line]:
    if info.mistake:
        yield Line(say("alert.correction", lang, wrong=info.mistake.wrong, right=info.mistake.right))
    if alert.kind is Kind.CANCEL and alert.replaces:
        yield Line(say("alert.cancelled", lang, replaced=_moment(alert.replaces.sent, lang)))
    if info.changed:
        yield Line(say("alert.changed", lang, text=_sentence(info.changed)))
    yield from (Line(line.strip()) for line in info.action.splitlines() if line.strip())
    if info.happened:
        yield Line(say("alert.happened", lang, text=_sentence(info.happened)))
    if info.official:
        yield Line(say("alert.official", lang, who=info.official.who, says=_sentence(info.official.says)))
    if info.not_known:
        yield Line(say("alert.not_known", lang, text=_sentence(info.not_known)))
    if alert.kind.ends:
        yield Line(say("alert.not_safe", lang))


def _foot(alert: Alert, info: Info, lang: Lang, now: datetime, zone: tzinfo) -> Line:
    """Until when, when next, how sure, by whom, from where: whole sentences, one after the other."""
    sentences: list[str] = []
    if not alert.kind.ends:
        sentences.append(_until(alert, lang, now, zone))
    said = alert.sent or now
    if alert.reviewed:
        said = alert.reviewed.at
        sentences.append(say("alert.reviewed", lang, at=_moment(said, lang)))
    promised = alert.promised()
    if promised and not alert.kind.ends:
        sentences.append(_next(promised, said, lang))
    if not alert.kind.ends:
        sentences.append(say(f"alert.sure.{alert.certainty}", lang))
    sentences.append(say("alert.from", lang, sender=_sentence(info.sender_name)))
    sentences.append(say("alert.sources", lang, sources=_sentence(info.sources)))
    return Line(" ".join(sentences), Role.QUIET)


def _next(promised: datetime, said: datetime, lang: Lang) -> str:
    key = "alert.next" if _day(promised) == _day(said) else "alert.next.day"
    return say(key, lang, at=_near(promised, said, lang))


def _until(alert: Alert, lang: Lang, now: datetime, zone: tzinfo) -> str:
    sent = alert.sent or now
    until = _near(alert.expires, sent, lang)
    same_day = _day(alert.expires) == _day(sent)
    yours = _near(alert.expires, sent, lang, zone)
    if yours == until:
        return say("alert.until" if same_day else "alert.until.day", lang, until=until)
    key = "alert.until.elsewhere" if same_day else "alert.until.day.elsewhere"
    return say(key, lang, until=until, yours=yours)


def _ending(alert: Alert, successor: Alert | None, lang: Lang) -> str:
    if not successor:
        return say("alert.retired.expired", lang, mark=ENDED, at=_moment(alert.expires, lang))
    at = _moment(successor.sent or alert.expires, lang)
    if key := _RETIRED.get(successor.kind):
        return say(key, lang, mark=ENDED, at=at)
    return say("alert.retired.update", lang, mark=ENDED, number=successor.number, at=at)


def _day(at: datetime, zone: tzinfo = BAMAKO) -> object:
    return at.astimezone(zone).date()


def _hour(at: datetime, lang: Lang, zone: tzinfo = BAMAKO) -> str:
    """16:00, « 16 h 00 »."""
    pattern = "H 'h' mm" if lang == "fr" else "HH:mm"
    return str(format_time(at.astimezone(zone), pattern, locale=lang))


def _moment(at: datetime, lang: Lang, zone: tzinfo = BAMAKO, pattern: str = "d MMM y") -> str:
    """17 Sep 2024, 16:00 and « 17 sept. 2024, 16 h 00 »."""
    return f"{format_date(at.astimezone(zone).date(), pattern, locale=lang)}, {_hour(at, lang, zone)}"


def _near(at: datetime, other: datetime, lang: Lang, zone: tzinfo = BAMAKO, pattern: str = "d MMM y") -> str:
    """The hour alone where both fall on one day of the event, else the date as well."""
    return _hour(at, lang, zone) if _day(at, zone) == _day(other) else _moment(at, lang, zone, pattern)


def _sentence(text: str) -> str:
    """With its full stop, whether its author wrote one or not."""
    return text if text.endswith((".", "?", "…", "»")) else f"{text}."


def _plain(line: Line) -> str:
    return f"{line.text} {line.url}" if line.url else line.text


def _html(line: Line) -> str:
    text = _plain(line) if line.role is Role.COPIED else unbroken(_plain(line))
    text = escape(text, quote=False)
    return f"<b>{text}</b>" if line.role is Role.HEADING else text


def _cut(line: Line, limit: int) -> Iterator[Line]:
    """The line itself, or its parts of at most `limit` units, parted at a space where there is one."""
    text = _plain(line)
    while units(text) > limit:
        head = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore")
        at = head.rfind(" ") + 1 or len(head)
        yield Line(text[:at].rstrip(), line.role)
        text = text[at:]
    yield Line(text, line.role) if text != _plain(line) else line
