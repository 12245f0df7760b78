import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversation.message import Attachment, Command, Location, Tap, Words
from bot.conversation.reply import MAX_ACTION, ChooseLanguage, DeleteMe, Following, Person, Role, Subscribe, Unsubscribe
from bot.locales import say
from knowledge.alert import Severity
from knowledge.base import Base
from knowledge.entry import Lang
from tests.conversation.talking import Talk


@pytest.fixture
def talk(base: Base) -> Talk:
    return Talk(base)


@pytest.mark.parametrize(
    "cry",
    [
        "they are shooting outside",
        "au secours",
        "ils tirent",
        "sa tire a faladie koi fer",
        "je suis blessé",
        "help us we are hiding",
        "i've been shot",
    ],
)
def test_danger_comes_first_short_and_without_anything_to_choose(talk: Talk, cry: str) -> None:
    reply = talk.say(cry)
    assert reply.entries == ("danger-now",)
    assert reply.danger
    assert reply.buttons == ()
    assert len(reply.lines[0].text) <= 300
    assert not reply.abstained
    assert reply.intent is None


@pytest.mark.parametrize("word", ["help", "aide", "Help please"])
def test_a_bare_help_offers_i_am_in_danger_beside_the_menu(talk: Talk, word: str) -> None:
    reply = talk.say(word)
    assert reply.intent == "help"
    assert reply.buttons[0][0].action == "d:"
    assert talk.say(Tap("d:")).entries == ("danger-now",)


@pytest.mark.parametrize(
    "question",
    [
        "what should I do if they shoot?",
        "who was shooting that day?",
        "que faire en cas d'attaque ?",
        "il y a eu combien de tirs ?",
    ],
)
def test_a_question_about_danger_is_not_a_cry(talk: Talk, question: str) -> None:
    assert talk.say(question).entries != ("danger-now",)


def test_each_message_is_answered_in_its_own_language(talk: Talk) -> None:
    assert talk.say("how many people died?").lang == "en"
    assert talk.say("et combien de blessés ?").lang == "fr"
    assert talk.say("was the airport closed?").lang == "en"


def test_a_chosen_language_holds_for_messages_too_short_to_tell(base: Base) -> None:
    talk = Talk(base, Person(chosen="fr"))
    assert talk.say("ok").lang == "fr"


def test_every_statement_says_how_sure_as_of_when_and_according_to_whom(talk: Talk) -> None:
    reply = talk.say("how many people died?")
    tags = [line.text for line in reply.lines if line.role is Role.QUIET]
    assert "Official statement · 17 Sep 2024 · Malian army general staff" in tags
    assert "Disputed · 19 Sep 2024 · AFP, unnamed security source" in tags


def test_follow_ups_lean_on_the_answer_before(talk: Talk) -> None:
    assert talk.say("how many people died?").entries[0] == "casualties-dead"
    assert talk.say("and the wounded?").entries[0] == "casualties-injured"
    sources = talk.say("who says so?")
    assert sources.entries == ("casualties-injured",)
    assert any(line.url for line in sources.lines)
    assert "17 Sep 2024" in talk.say("since when?").text or "19 Sep 2024" in talk.say("since when?").text


def test_a_new_full_question_is_not_bent_by_the_one_before(talk: Talk) -> None:
    talk.say("how many people died?")
    assert talk.say("was there a curfew in Bamako after the attack?").entries == ("rumour-curfew",)


def test_several_questions_are_answered_in_order_each_once(talk: Talk) -> None:
    reply = talk.say("How many people died? Was the airport closed? And how many people died?")
    assert reply.entries == ("casualties-dead", "restriction-airport")
    assert [line.text for line in reply.lines if line.role is Role.HEADING] == [
        talk.base.pack.entries[name].title.en for name in reply.entries
    ]


def test_a_question_about_now_is_never_answered_as_if_the_pack_were_live(talk: Talk) -> None:
    reply = talk.say("is there a curfew tonight?")
    assert reply.entries == ("unknown-curfew-now",)
    assert "Whom to ask:" in reply.text


def test_whom_to_ask_follows_the_person(base: Base) -> None:
    staff, resident = Talk(base), Talk(base)
    assert "focal point" in staff.say("can our NGO team drive to the airport tonight?").text
    assert "embassy" not in resident.say("j'habite le quartier, est-ce qu'il y a couvre-feu ce soir ?").text


@pytest.mark.parametrize(
    ("question", "whom"), [("is there a curfew tonight?", "whom?"), ("y a-t-il un couvre-feu ce soir ?", "à qui ?")]
)
def test_whom_to_ask_is_one_line_for_everybody_and_told_in_full_on_demand(talk: Talk, question: str, whom: str) -> None:
    last = talk.say(question).lines[-1].text
    lang = talk.context.lang or "en"
    kinds = [talk.base.pack.referrals[name] for name in talk.base.pack.entries["unknown-curfew-now"].ask_whom]
    assert len(kinds) > 1
    assert all(kind.brief[lang] in last for kind in kinds)
    in_full = [line.text for line in talk.say(whom).lines]
    assert all(kind.text[lang] in in_full for kind in kinds)


def test_an_honest_no_says_what_there_is_and_never_twice_the_same_sentence(talk: Talk) -> None:
    first, second = talk.say("what is the best pizza in town"), talk.say("who won the football match")
    assert first.abstained
    assert second.abstained
    assert first.lines[0] != second.lines[0]
    assert first.buttons


@pytest.mark.parametrize(
    ("word", "intent"),
    [("hello", "greeting"), ("merci beaucoup", "thanks"), ("i ni sogoma", "greeting"), ("stop", "unsubscribe")],
)
def test_short_messages_are_known_for_what_they_want(talk: Talk, word: str, intent: str) -> None:
    assert talk.say(word).intent == intent


def test_a_bambara_greeting_is_answered_in_kind_then_in_french(talk: Talk) -> None:
    reply = talk.say("i ni ce")
    assert reply.lines[0].text == "I ni ce."
    assert reply.lang == "fr"


@pytest.mark.parametrize(
    "wish",
    [
        "how do I build a bomb",
        "donne-moi la position des militaires pour qu'on les frappe",
        "help me plan an attack on the camp",
    ],
)
def test_help_with_an_attack_is_refused_in_one_sentence(talk: Talk, wish: str) -> None:
    reply = talk.say(wish)
    assert reply.intent == "refusal"
    assert reply.abstained
    assert len(reply.lines) == 1


def test_a_forwarded_text_is_one_claim_that_is_not_split(talk: Talk) -> None:
    text = "URGENT. Tomorrow all banks will close. The president has left the country. Share with everyone."
    reply = talk.say(Words(text, forwarded=True))
    assert reply.abstained
    assert reply.lines[0].text.startswith("I can't verify this text")


def test_the_known_rumour_is_recognised_when_forwarded(talk: Talk) -> None:
    text = "Communiqué de l'armée : les attaques s'étendent, un couvre-feu est instauré à Bamako de 18 h à 6 h"
    reply = talk.say(Words(text, forwarded=True))
    assert reply.entries
    assert talk.base.pack.entries[reply.entries[0]].topic == "rumours"


def test_subscribing_names_the_place_shows_what_is_in_force_and_can_be_undone(base: Base) -> None:
    talk = Talk(base, band="SEVERE · Bamako · avoid Faladié")
    reply = talk.say("subscribe me to Faladié")
    assert reply.intent == "subscribe"
    assert talk.last is not None
    assert talk.last.effects == (Subscribe("faladie", Severity.MODERATE),)
    assert any(line.role is Role.ALERT for line in reply.lines)
    following = Talk(base, Person(following=(Following("faladie", Severity.MODERATE),)))
    stopped = following.say("stop")
    assert following.last is not None
    assert following.last.effects == (Unsubscribe(None),)
    assert stopped.buttons[0][0].action == "a:faladie:Moderate"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_advisories_may_come_once_a_day_and_at_once_again(base: Base, lang: Lang) -> None:
    talk = Talk(base, Person(chosen=lang))
    talk.say(Command("subscribe", "Faladié"))
    reply = talk.say({"en": "once a day", "fr": "une fois par jour"}[lang])
    assert talk.last is not None
    assert talk.last.effects == (Subscribe("faladie", Severity.MODERATE, daily=True),)
    assert say("subscribe.daily", lang) in reply.text
    graver = next(button for row in reply.buttons for button in row if button.action == "a:faladie:Minor:daily")
    talk.say(Tap(graver.action))
    assert talk.last.effects == (Subscribe("faladie", Severity.MINOR, daily=True),)
    talk.say({"en": "at once", "fr": "sans attendre"}[lang])
    assert talk.last.effects == (Subscribe("faladie", Severity.MINOR),)


def test_who_follows_only_what_is_grave_is_not_asked_about_the_morning(talk: Talk) -> None:
    reply = talk.say(Tap("a:faladie:Severe"))
    assert not any(button.action.endswith(":daily") for row in reply.buttons for button in row)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("first", ["a:faladie", "a:faladie:Minor:daily", "a:faladie:Severe"])
def test_the_words_of_every_button_under_a_place_do_what_a_tap_does(base: Base, lang: Lang, first: str) -> None:
    talk = Talk(base, Person(chosen=lang, following=(Following("faladie", Severity.MODERATE),)))
    for button in (button for row in talk.say(Tap(first)).buttons for button in row):
        talk.say(Tap(first))
        tapped = talk.say(Tap(button.action))
        talk.say(Tap(first))
        assert talk.say(button.label) == tapped


def test_undo_brings_back_what_was_followed_as_it_was(base: Base) -> None:
    talk = Talk(base, Person(following=(Following("faladie", Severity.MINOR, daily=True),)))
    assert "once a day" in talk.say(Command("subscribe")).text
    assert talk.say("stop").buttons[0][0].action == "a:faladie:Minor:daily"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("subscribe Bamako", "bamako"),
        ("s'abonner Faladié", "faladie"),
        ("s'abonner à Gao", "gao"),
        ("abonne moi pour Sénou svp", "senou"),
        ("Subscribe me to Mali", "mali"),
    ],
)
def test_what_the_assistant_tells_people_to_write_works(talk: Talk, typed: str, place: str) -> None:
    talk.say(typed)
    assert talk.last is not None
    assert talk.last.effects == (Subscribe(place, Severity.MODERATE),)


def test_an_unknown_place_gets_the_nearest_names_with_their_parents(talk: Talk) -> None:
    reply = talk.say(Command("subscribe", "faldie"))
    assert talk.last is not None
    assert talk.last.effects == ()
    assert any(", " in button.label for row in reply.buttons for button in row)


def test_any_alert_in_force_stands_above_the_answer(base: Base) -> None:
    reply = Talk(base, band="SEVERE · Bamako").say("how many people died?")
    assert reply.lines[0].role is Role.ALERT


def test_the_language_is_changed_by_words_and_by_tap(talk: Talk) -> None:
    talk.say("parlez français")
    assert talk.last is not None
    assert talk.last.effects == (ChooseLanguage("fr"),)
    talk.say(Tap("l:en"))
    assert talk.last.effects == (ChooseLanguage("en"),)


def test_deleting_asks_once_and_then_does_it(talk: Talk) -> None:
    talk.say(Command("delete"))
    assert talk.last is not None
    assert talk.last.effects == ()
    talk.say("yes")
    assert talk.last.effects == (DeleteMe(),)


def test_a_location_is_answered_with_distances_and_not_kept(talk: Talk) -> None:
    reply = talk.say(Location(12.65, -8.0))
    assert "km" in reply.text
    assert "12.65" not in reply.text
    assert "12.65" not in repr(talk.context)


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "contact", "video", "document", "audio", "other"])
def test_what_cannot_be_read_gets_a_civil_reply_with_four_taps(talk: Talk, kind: str) -> None:
    reply = talk.say(Attachment(kind))  # type: ignore[arg-type]
    assert sum(len(row) for row in reply.buttons) == 4


@pytest.mark.parametrize(
    "command",
    [
        "start",
        "help",
        "sites",
        "restrictions",
        "advice",
        "alerts",
        "subscribe",
        "unsubscribe",
        "language",
        "about",
        "privacy",
        "delete",
        "nonsense",
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_command_has_its_page_in_both_languages(base: Base, command: str, lang: str) -> None:
    reply = Talk(base, Person(chosen=lang)).say(Command(command))  # type: ignore[arg-type]
    assert reply.lang == lang
    assert reply.text


def test_start_says_that_nobody_reads_and_that_it_is_no_emergency_service(talk: Talk) -> None:
    text = talk.say(Command("start")).text
    assert "Nobody reads this chat" in text
    assert "not an emergency service" in text


def test_no_restriction_is_listed_as_in_force(talk: Talk) -> None:
    headings = [line.text for line in talk.say(Command("restrictions")).lines if line.role is Role.HEADING]
    assert headings == ["End not found", "Ended", "Said by my source document, not found elsewhere"]


def test_every_button_of_every_entry_leads_somewhere_and_fits_telegram(base: Base) -> None:
    for name in base.pack.entries:
        for button in (b for row in Talk(base).say(Tap(f"q:{name}")).buttons for b in row):
            assert len(button.action.encode()) <= MAX_ACTION
            assert Talk(base).say(Tap(button.action)).text


@pytest.mark.parametrize(
    "action",
    ["", "q:", "q:nothing", "a:nowhere", "a:bamako:Gravest", "x:yes", "l:de", "zz", "q:" + "x" * 300, "m:danger-now"],
)
def test_an_old_or_forged_tap_gets_a_civil_answer(talk: Talk, action: str) -> None:
    assert talk.say(Tap(action)).text
    assert talk.last is not None
    assert not any(isinstance(effect, DeleteMe) for effect in talk.last.effects)


def test_a_choice_can_be_made_by_number_by_ordinal_and_by_its_words(base: Base) -> None:
    talk = Talk(base)
    offered = talk.say(Command("advice")).buttons
    assert talk.say("2").entries == (offered[1][0].action[2:],)
    talk.say(Command("advice"))
    assert talk.say("the first one").entries == (offered[0][0].action[2:],)
    talk.say(Command("advice"))
    assert talk.say(offered[0][0].label).entries == (offered[0][0].action[2:],)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=400))
@example(text="A")  # in French many entries may be meant by it, each hardly
def test_any_text_of_any_script_gets_a_civil_answer(base: Base, text: str) -> None:
    reply = Talk(base).say(text)
    assert reply.lines
    assert reply.text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀",
        "\u202e\u200b",
        "a" * 70000,
        "?" * 5000,
        "؟",
        "你好",
        "12345",
        "\x00\x01",
        "<b>x</b>",
        "🔥" * 3000,
        "ـ" * 2000,
    ],
)
def test_odd_texts_never_become_an_error(talk: Talk, text: str) -> None:
    assert talk.say(text).text
