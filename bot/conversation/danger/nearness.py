"""What shows that it is here and now: fire that is aimed or near, this minute, and people asking what to do in it."""

from bot.conversation.danger.lifted import phrases
from bot.conversation.danger.threats import OURS, PLACE

# What shows that it is here and now: fire that is aimed or near, this minute, and people asking what to do in it.
NEAR = phrases(rf"""
    (?:at|on|for|to|around|above|from|behind|between|in front of) us, next to (?!the airport|bamako), next door,
    near ?by, close by, very close, so close, close to (?:us|me|my|our),
    near (?:me|us|my|our|here|the hotel|the house), close(?= [.,]), right here, i (?:can )?see, je vois, on voit, nous voyons, (?:streets?|blocks?|houses?|doors?) (?:away|from),
    a (?:une|deux|trois|quelques|[0-9]+) (?:rues?|maisons?|pas|metres),
    outside(?! (?:of|bamako|mali|the capital|the city|the country|town)), downstairs, upstairs, ahead, metres, meters,
    (?:mins?|minutes?|seconds?) ago, il y a [0-9]+ min*, [0-9]+ ?m, (?:my|our|mon|ma|notre|nos) (?:\w+ )?{PLACE},
    nous tire*, sur nous, sur moi, vers nous, a cote, acote, au dessus de nous, pres de (?:moi|nous|chez|la maison),
    (?:tout|tres|trop|juste) pres, se rapproche*, chez (?:moi|nous?|mon|ma), dehors,
    devant (?!la justice|le tribunal|les medias)\w+, derriere le mur, juste derriere, de partou*t?, an na, an kɛrɛ
""")
HERE = phrases(rf"""
    us, here, everywhere, near (?:the|a) {PLACE},
    (?:in|at|into|entered|inside|through|in front of|is|end of) {OURS} {PLACE}, in kati, people are running,
    people screaming, kids are inside, vitres, windows, ici, partout, dedans, par terre,
    (?:dans|ds|au|a|vers|devant|sur|de|par) (?:{OURS} )?{PLACE}, ou je suis, where i am, of (?:the|our) road
""")
NOW = phrases(r"""
    right now, rn, now, just, at this moment, again right now, happening, keep(?! hearing), again, maintenan*t?, mnt,
    la la, la(?= [.,?]), la maintenant, en ce moment, a l instant, en cours, vient d*, viennent d*, recommence*,
    depui*s? [0-9]+, continue*, (?P<twice>[a-z]{2,}) (?P=twice), vite, svp, please, pls, quick, help, hlep,
    still bleeding, saigne (?:encore|toujours), aide*[rz]?, au feu, wallaye, peur, scared
""")
EXISTS = phrases(r"""
    theres?, ther, theres a, there is, there are, there was, il y a(?! eu| pas), y a(?! eu| t il| pas), i hear, hear,
    entend(?:s|ons|ent)?
""")
HEARD = phrases(r"""
    (?:i|we|im|were|ive) (?:can |r |are |am |keep |just )?hear*(?:ing)?, (?:je|j|on|nous) enten[a-z]*s?(?! dire),
    (?:is|was) (?:that|this|it) (?:gun|shot|explo|shoot|bomb)\w*,
    c est (?:des|un|une|quoi ce[s ]) ?(?:coups?|tirs|explo\w+|rafales)
""")
SEEN = phrases(r"""
    (?:i|we) (?:just )?(?:found|see|saw|spotted|have), (?:j ai|on a|nous avons) (?:trouve|vu|apercu), je vois, on voit
""")
SURELY_ARMED = phrases(r"""
    gunm[ae]n, armed men, shooter, (?:hom+e*s?|gens?|bandits?) arme*, un tireur
""")
WHAT_NOW = phrases(r"""
    (?:what|wat|where|which way|who) (?:do|should|can|must|shud) (?:i|we), what (?:to )?do now, which way,
    should (?:i|we) (?:run|hide|go|stay|leave|call), on f(?:ai|e)[ts]? quoi, je f(?:ai|e)[ts]? quoi, quoi fer,
    quoi faire, qu on f(?:ai|e)[ts]?, kon fe, que faire, ou (?:se|me|nous|on se|je me) cache*r?, on se cache,
    qui appeler, j appelle qui, quelle sortie, on va ou, fuyez, armee vient pas, nobody coming,
    on doit (?:sortir|rester|fuir)
""")
