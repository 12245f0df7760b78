"""What the rules read from the entries is the same, whether read at once or after one change and another."""

from knowledge.entry import Entry, Questions
from knowledge.pack import Pack, load_pack
from knowledge.reading import Reader, Reading
from knowledge.revision import laid_over

PACK = load_pack()
DEAD = PACK.entries["casualties-dead"]


def asking(*english: str) -> Entry:
    questions = Questions(en=(*english, *DEAD.questions.en[len(english) :]), fr=DEAD.questions.fr)
    return DEAD.model_copy(update={"questions": questions})


def test_a_change_is_read_as_if_everything_were_read_anew() -> None:
    reader = Reader()
    asked_anew = laid_over(PACK, {DEAD.id: asking("how many zorglubs fell near Gao in 2031?")})
    withdrawn = laid_over(PACK, {DEAD.id: None, "casualties-injured": None})
    another = laid_over(PACK, {"zorglub": asking("where are the zorglubs?").model_copy(update={"id": "zorglub"})})
    for pack in (PACK, asked_anew, withdrawn, another, PACK):
        assert reader.read(pack).as_json() == Reading.of(pack).as_json()


def test_a_word_that_nobody_asks_any_more_is_forgotten() -> None:
    reader = Reader()
    assert "zorglubs" in _known(reader, laid_over(PACK, {DEAD.id: asking("how many zorglubs fell?")}))
    assert "zorglubs" not in _known(reader, PACK)


def test_what_did_not_change_is_not_read_again() -> None:
    reader = Reader()
    before = reader.read(PACK)
    after = reader.read(laid_over(PACK, {DEAD.id: asking("how many zorglubs fell?")}))
    assert after.stems["en"][DEAD.id] != before.stems["en"][DEAD.id]
    other = PACK.about.danger
    assert after.stems["en"][other] is before.stems["en"][other]


def _known(reader: Reader, pack: Pack) -> frozenset[str]:
    read = reader.read(pack)
    assert read.vocabulary >= read.recogniser.weights.keys() & {"zorglubs"}
    return frozenset(read.recogniser.weights) & read.vocabulary
