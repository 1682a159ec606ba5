"""The words by which headings and sentences tell a claim that is not the article's own, or take one back."""

import re

_MYTHS = (
    r"(?:myths?|misconceptions?|misunderstandings?|misbeliefs?|fallac(?:y|ies)|fictions?|rumou?rs?|hearsay|"
    r"old wives['’]? tales?|urban legends?|folklore|superstitions?)"
)
_DOUBTFUL = r"(?:common|popular|false|old|mistaken|wrong|widespread|folk|traditional|outdated|former|past|earlier)"
_ADVICE = r"(?:advice|guidance|guidelines?|recommendations?|teaching|treatments?|information|instructions?|rules?)"
_TAKEN_BACK = (
    r"(?:withdrawn|superseded|outdated|obsolete|retracted|abandoned|discontinued|out[- ]of[- ]date|replaced)"
)
MYTH_HEADING = re.compile(
    rf"\b{_MYTHS}\b|^false\b(?=\W|$)(?! (?:positive|negative|alarm|labou?r|teeth))|"
    rf"\b{_DOUBTFUL} (?:beliefs?|ideas?|claims?|assumptions?|notions?|wisdom|views?)\b|"
    rf"\b(?:old|outdated|former|previous|past|earlier|bad|wrong) {_ADVICE}\b|^{_TAKEN_BACK}\b(?=\W*$|"
    rf"\W*[(:\d–—-])|"
    rf"\b{_TAKEN_BACK} {_ADVICE}\b|\b{_ADVICE} (?:that )?(?:(?:is|was|are|were|has been|"
    rf"have been) )?(?:now )?{_TAKEN_BACK}\b|"
    r"\bwhat (?:(?:some|many|most|other|old) )?(?:people|others|friends|neighbou?rs|we|they|doctors) "
    r"(?:(?:often|still|used to|once|may|might|sometimes) )*(?:say|said|believed?|think|thought|claim|tell|told|"
    r"taught)\b|"
    r"\b(?:you may have|things you|what you(?:['’]ve)?(?: may have)?) heard?\b|\bwe used to\b|"
    r"\bpeople (?:often )?say\b|"
    r"\bno longer (?:recommended|advised|believed)\b|"
    r"^\W*(?:debunked|busted|wrong|untrue|not true|nonsense)\W*$|^is it true\b|"
    rf"\b(?:{_ADVICE}|tips?|beliefs?|ideas?|claims?)\b.{{0,40}}\b(?:wrong|untrue|false|{_TAKEN_BACK})\b",
    re.IGNORECASE,
)
SINGLE = re.compile(
    r"^\W*(?:the )?(?:myth|misconception|misunderstanding|fallacy|fiction|false|old|outdated|withdrawn|"
    r"superseded|former|"
    r"previous|obsolete)\b",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"\b(?:myths|misconceptions|misunderstandings|fallacies|rumou?rs|vs|versus|and|or)\b", re.IGNORECASE
)
CLAIMS_ITSELF = re.compile(r":\W*(?:\w+\W+){2,}|\b(?:myth|misconception|fallacy) (?:of|that)\b", re.IGNORECASE)
FACT_HEADING = re.compile(
    r"^\W*(?:(?:the|a|our) )?(?:facts?|truth|reality|correction|answer|verdict|current advice|advice (?:now|"
    r"today)|"
    r"what (?:is|['’]s) true|what we know|what (?:the )?(?:evidence|research|studies) (?:says?|shows?)|"
    r"what helps instead|"
    r"instead|true|new advice|what to do instead)\b",
    re.IGNORECASE,
)
AVOID_HEADING = re.compile(
    r"\b(?:mistakes?|errors?|pitfalls?|don['’]?ts?|do not|never|to avoid|bad habits)\b|^avoid(?:ing)?\b|"
    r"\b(?:what|when|who|how|where|things?|which)\b.*\bnot\b(?! (?:go|going|get|getting|work|help|know|heal|"
    r"better))|"
    r"\bshould avoid\b|\b(?:wrong|unsafe|harmful|dangerous) (?:ways?|habits?|movements?|exercises?)\b",
    re.IGNORECASE,
)
LABEL = re.compile(
    rf"^\W*(?:{_MYTHS}|false|wrong|incorrect|irrtum|mythos|falsch|idée reçue|faux|mito|falso|fabel|onwaar|mit|"
    rf"fałsz|(?:common |popular |old |false )?(?:belief|claim|idea)|(?:old|outdated|former|"
    rf"previous|past|"
    rf"withdrawn|superseded) {_ADVICE}|withdrawn|superseded|outdated|(?:this|the following) {_ADVICE} "
    rf"(?:is|was|has been) (?:now )?{_TAKEN_BACK})(?:(?: ?(?:no\.? ?|number )?#?\d+)(?:\.\s|(?= \())|"
    rf")(?: \([^)]*\))?"
    r"(?: ?(?:no\.? ?|number )?#?\d+)?(?:(?<=\.\s)|\s*[:–—]\s*|\s+-\s+|\W*$)",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"^\W*(?:false|fiction|myth|true|fact|wrong|no|not so|nonsense|not true|correct)\s*[.:,!–—-]", re.IGNORECASE
)
FACT_LABEL = re.compile(
    r"^\W*(?:(?:the )?(?:facts?|truth|reality(?: check)?|correction|answer|true|right|now|today|new advice|"
    r"current advice|richtig|fakt|wahr|réalité|vrai|realidad|verdad|feit|waar|realtà|vero|prawda|advice today|"
    r"instead|verdict))(?: ?#?\d+)?\s*(?:[:.–—]\s*|\s+-\s+|$)",
    re.IGNORECASE,
)
_LAY = r"(?:people|folks?|friends|neighbou?rs|everyone|everybody|grandmothers?|grandparents)"
_THOSE = (
    r"(?:people|patients|parents|women|men|runners|athletes|workers|adults|folks?|families|friends|neighbou?rs|"
    r"teachers|"
    r"trainers|coaches|employers)"
)
_PEOPLE = (
    r"(?:people|patients|parents|women|men|folks?|doctors|everyone|everybody|nurses|experts|we|they|"
    r"physicians|surgeons|midwives)"
)
_EVER = (
    r"(?:(?:once|often|long|widely|commonly|sometimes|still|formerly|previously|usually|generally|popularly|"
    r"also|always) )"
)
_POPULARLY = r"(?:(?:often|widely|commonly|sometimes|popularly|still) )"
_HELD = r"(?:thought|believed|said|assumed|claimed|taught|held|advised|recommended|considered|told)"
INTRODUCED = re.compile(
    rf"^\W*(?:many|most|some|lots of|a lot of|several|quite a few) (?:\w+ )?{_THOSE} {_EVER}?"
    r"(?:believe|think|assume|fear|are convinced|imagine|swear)\b(?! (?:about|of|twice|carefully)\b)|"
    rf"^\W*{_LAY} {_EVER}*(?:believe|think|say|claim)\b(?! (?:about|of)\b)|"
    rf"^\W*{_PEOPLE} {_EVER}*(?:used to|believed|thought)\b|"
    rf"\bit is {_POPULARLY}+(?:thought|believed|said|assumed|claimed)\b|"
    rf"\bit (?:was|has been|used to be|had been) {_EVER}+{_HELD}\b|\bit used to be {_HELD}\b|"
    rf"\bit was {_HELD} that\b|"
    rf"\b(?:was|were) (?:once|formerly|previously|long) {_HELD}\b|\bused to be (?:{_HELD}|told)\b|"
    rf"\b{_PEOPLE} used to (?:advise|recommend|tell|prescribe|say|think|believe|be told)\b|"
    rf"^\W*(?:in the past|years ago|decades ago|formerly|in former times|until recently|at one time|"
    rf"traditionally|once|"
    rf"for (?:many )?(?:years|decades|generations|a long time)|previously),? (?:\w+ ){{0,3}}?"
    rf"(?:{_PEOPLE}|advice|guidelines?|leaflets?|books?|treatments?)\b[^.]*\b(?:advised|recommended|told|"
    rf"thought|believed|"
    r"said|prescribed|taught|was|were|had to)\b|"
    r"^\W*you (?:may |might |will )?(?:probably |often )?have (?:probably |often )?(?:heard|been told|read)\b|"
    rf"^\W*(?:there is |there['’]s )?(?:an? |one |another |the )(?:\w+ )?(?:{_MYTHS}|{_DOUBTFUL} (?:belief|idea|"
    rf"view|notion|"
    r"assumption|claim))(?: \w+){0,5}? (?:is|was|says|holds|that)\b",
    re.IGNORECASE,
)
DENIED_BY_ITSELF = re.compile(
    rf"\bit is an? (?:\w+ )?{_MYTHS} that\b|\b(?:wrongly|mistakenly|falsely|incorrectly) (?:believe|think|"
    rf"assume|believed|thought|said)\b|"
    r"\bcontrary to\b|^\W*(?:although|though|while|whereas)\b",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"[,;:–—-] ?(?:but|however|although|though|yet|now|whereas|while|and (?:is|are) now)\b|\b(?:is|are) now\b|"
    r"\bhowever\b|"
    r"\bbut (?:now|is|are|was|were|they|it|this|that|in|has|have|need|should|most|actually|not)\b",
    re.IGNORECASE,
)
REFUTES = re.compile(
    r"\b(?:not (?:at all )?true|untrue|wrong|incorrect|mistaken|false|in (?:actual )?fact|in reality|an? myth|"
    r"the (?:very )?opposite|no (?:\w+ )?evidence)\b|\b(?:fact|truth|reality|correction)\s*:",
    re.IGNORECASE,
)
CORRECTS = re.compile(
    r"\b(?:in (?:actual )?fact|actually|in reality|in truth|the (?:truth|reality|fact) is|not (?:at all )?true|"
    r"untrue|"
    r"(?:is|was|are|were)(?:n['’]t| not) (?:\w+ )?(?:true|so|right|correct|the case)|wrong(?:ly)?|incorrect|"
    r"mistaken|"
    r"(?:is|are|was) (?:false|an? myth|an? misconception|fiction)|no (?:\w+ )?(?:evidence|proof|basis)|"
    r"(?:studies|research|evidence|trials?|science) (?:now |today |has |have |does |do |"
    r"did )*(?:not )?(?:shows?|shown|"
    r"suggests?|finds?|found|support)|no longer|we (?:now )?know|not so|quite the (?:opposite|contrary)|"
    r"on the contrary|"
    r"the (?:very )?opposite|do(?:n['’]t| not) believe|turns? out|(?:has|have) since|since then|these days|"
    r"nowadays|"
    r"current(?:ly)? (?:advice|guid\w+)|newer? (?:advice|guid\w+)|"
    rf"(?:is|was|were|been|are) (?:\w+ )?(?:disproved|disproven|debunked|refuted|corrected|{_TAKEN_BACK}))\b|"
    r"^\W*(?:today|but|however|yet|now(?=,)|now (?:we|doctors|experts|it|the|people|patients|most))\b",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:not|no|never|nor|neither|cannot|without|rarely|seldom)\b|n['’]t\b|\b(?:cant|dont|wont|doesnt)\b",
    re.IGNORECASE,
)
ORDERS_NOT = re.compile(r"^\W*(?:do not|don['’]t|never|avoid)\b", re.IGNORECASE)
AFFIRMS = re.compile(r"\b(?:safe|fine|helps?|good|healthy|harmless|recommended)\b", re.IGNORECASE)
SPEAKS = re.compile(
    r"\b(?:said|says|say|told|tells|recalls?|remembers?|explains?|explained|adds?|added|writes?|wrote|reports?|"
    r"reported|"
    r"thinks?|thought|believes?|believed|asks?|asked|complains?|complained|admits?|warns?|warned|claims?|"
    r"claimed|puts? it|"
    r"according to|describes?|described)\b",
    re.IGNORECASE,
)
NAMES_SPEAKER = re.compile(r"^\s*[–—-]|^\s*\(?[A-Z][\w.]+(?: [A-Z][\w.]+)?, (?:aged? )?\d")
DOUBLE = re.compile(r'(?<!\d)"')
HINTS = tuple(
    """wrong incorrect irrtum falsch idée faux mito falso fabel onwaar mit fałsz myth misc misu misb fallac
    ficti rumo hearsay wives legend folklore superstit false belie claim idea advice
    guid recommend withdrawn supersed outdated obsolete think thought say said told taught held advis assum fear
    convinced imagin swear heard consider prescri used past ago decades years formerly recent notion view read
    teach treat inform instruct rule past""".split()
)
"""What a sentence that tells a claim has in it: to look for these takes a tenth of the time of the patterns."""
