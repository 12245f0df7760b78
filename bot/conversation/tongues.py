"""Messages in other languages than the assistant's own two, by their script or their small words."""

_OTHER_SCRIPT = "\u0370"  # Latin letters with their phonetic additions (Bambara ɛ, ɔ, ɲ, ŋ) end before Greek
_FOREIGN = (
    frozenset(["esta", "estan", "hay", "donde", "cuando", "cuanto", "cuantos", "cuantas", "quien", "quienes", "muertos", "heridos", "aeropuerto", "ataque", "seguro", "segura", "viajar", "hola", "buenos", "buenas", "dias", "tardes", "noches", "gracias", "favor", "puedo", "puede", "quiero", "necesito", "ayuda", "los", "las", "el", "una", "del", "por", "muy", "ciudad", "abierto", "cerrado", "paso", "ahora", "hoy", "noche", "fue", "es", "ocurrio", "peligroso"]),
    frozenset(["onde", "quando", "quanto", "quantos", "quem", "seguro", "segura", "viajar", "aeroporto", "ola", "bom", "boa", "dia", "obrigado", "obrigada", "nao", "sim", "voce", "uma", "os", "mortos", "feridos", "aconteceu", "posso", "quero", "preciso", "ajuda", "em", "hoje", "agora", "aberto", "fechado", "eu", "estou", "tem", "sao", "foi", "ataque", "perigoso"]),
    frozenset(["ist", "nicht", "und", "der", "das", "wie", "wo", "wer", "wann", "warum", "viele", "gibt", "ich", "wir", "sie", "bitte", "danke", "hallo", "guten", "sicher", "passiert", "flughafen", "geschlossen", "geoffnet", "tote", "toten", "verletzte", "angriff", "anschlag", "reisen", "kann", "heute", "jetzt", "ein", "eine", "nach", "fur", "mit", "von", "sind", "es", "bei", "auf", "geschehen", "gefahrlich"]),
    frozenset(["dove", "quando", "quanti", "chi", "perche", "sono", "sicuro", "viaggiare", "aeroporto", "ciao", "buongiorno", "buonasera", "grazie", "posso", "voglio", "bisogno", "aiuto", "morti", "feriti", "attacco", "successo", "cosa", "della", "nel", "una", "che", "oggi", "adesso", "aperto", "chiuso", "stato", "gli", "pericoloso"]),
)  # fmt: skip
_HERE = frozenset(["the", "is", "are", "what", "how", "where", "who", "whom", "why", "and", "of", "to", "my", "you", "there", "they", "can", "did", "does", "it", "for", "not", "with", "this", "that", "please", "help", "have", "has", "were", "if", "or", "le", "les", "qui", "quoi", "comment", "combien", "pourquoi", "dans", "au", "aux", "une", "est", "et", "je", "j", "ils", "elles", "vous", "nous", "pas", "avec", "sur", "sont", "quel", "quelle", "ce", "c", "cest", "y", "ya", "on", "un", "ca", "sa", "ki", "koi", "kan", "si"])  # fmt: skip


def foreign(said: str) -> bool:
    """True where most letters are of another script, or the small words of another language than English or French."""
    letters = [letter for letter in said if letter.isalpha()]
    if len(letters) >= 2 and 2 * sum(letter >= _OTHER_SCRIPT for letter in letters) >= len(letters):
        return True
    words = said.split()
    if len(words) < 3 or not _HERE.isdisjoint(words):
        return False
    return max(len(language.intersection(words)) for language in _FOREIGN) >= 2
