"""A developing notice as a form, and a form as one; what cannot be one is told by field, all at once."""

from typing import Any

from pydantic import ValidationError

from bot.locales import say
from bot.web.console.drafting import EVENT, Fields, NotYet, wrong_field
from bot.web.console.forms import Form
from knowledge.alert import Certainty, Severity, Urgency
from knowledge.entry import LANGS, Lang
from knowledge.notice import Template

TEXTS = ("headline", "action", "happened", "not_known", "sources", "event", "sender_name")
WHOLE = ("severity", "urgency", "certainty", "event_code")


def empty(organisation: str) -> Fields:
    """A new notice's form."""
    fields: Fields = {"severity": [Severity.SEVERE], "urgency": [Urgency.IMMEDIATE], "event_code": [EVENT]}
    fields["certainty"] = [Certainty.POSSIBLE]
    for lang in LANGS:
        fields[f"{lang}.sender_name"] = [say("console.sender", lang, organisation=organisation)]
    return fields


def fields_of(template: Template) -> Fields:
    """The form of a notice that is there."""
    fields: Fields = {name: [str(getattr(template, name))] for name in WHOLE}
    fields["response_types"] = [each.value for each in template.response_types]
    for info in template.infos:
        fields |= {f"{info.lang}.{name}": [text] for name, text in info.texts().items()}
    return fields


def template_of(form: Form, over: Template | None, lang: Lang) -> Template:
    """The notice of a form, over the one that it was written from: that one's name stays, and what no form asks.

    Raises: NotYet, in the operator's language.
    """
    values: dict[str, Any] = over.model_dump() if over else {"name": form.one("name")}
    values |= {name: form.one(name) for name in WHOLE}
    values |= {"response_types": form.all("response_types"), "infos": tuple(_info(form, each) for each in LANGS)}
    try:
        return Template.model_validate(values)
    except ValidationError as error:
        raise NotYet(tuple(dict.fromkeys(_wrong(each, values, lang) for each in error.errors()))) from None


def _info(form: Form, lang: Lang) -> dict[str, Any]:
    info: dict[str, Any] = {"lang": lang, **{name: form.one(f"{lang}.{name}") for name in TEXTS}}
    return {**info, "not_known": info["not_known"] or None}


def _wrong(error: Any, values: dict[str, Any], lang: Lang) -> str:
    return say("console.notice_bad_name", lang) if error["loc"][0] == "name" else wrong_field(error, values, lang)
