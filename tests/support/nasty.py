"""Lines that a careless page would change: what is a mark, a number, a shortcode or a link somewhere else."""

from qa.reading.article import compose
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.records import Article

LINES = (
    "Adults may take 1 - 2 tablets every 4 - 6 hours.",
    "Keep it at -18 °C, not at - 18 or −18.",
    "8. It was the eighth, 2) not the second.",
    "- 5 degrees were measured at 12:30.",
    "1. Rest. 2. Walk. 3) Rest again.",
    "(3) The third of 4. The fourth.",
    "The ratio is 1:2[3], as Smith:2020[12] found [4].",
    "Where a >= 5 and b <= 6, c ~= 7, d -> e <- f <-> g -- h --- i => j.",
    "->",
    "-- > --",
    "It costs $5-$10, or $x^2$ and $$y$$.",
    "Use a_b_c, __init__, _one_ and snake_case_.",
    "Two * three, *four*, **five**, 2*3*4 and a ~tilde~ or ~~two~~ or ~5.",
    r"A path C:\new\table, a \* star, \\ two and one at the end \ ".strip(),
    "See [x](y), ![z](w), [a][b] and [c]: d.",
    '[note]: https://a.example/b "c"',
    "Write <b>bold</b>, <!-- no --> and <https://a.example> or a<b>c.",
    "Fish &amp; chips, AT&T, &copy; &#35; &lt;i&gt; & more;",
    "#5 is one, # six another, C# and #hash.",
    "> a quotation, >> another, + plus, = equals.",
    "+ 3 dioptres; * 2; = 4.",
    "---",
    "===",
    ":material/home: :material_home: :streamlit: :smile: :red[no] ::x a:b:c :small[] :+1:",
    "`code` ``two`` ``` three",
    "Go to www.example.org or mail a@b.example.",
    "It is 100% {sure} | maybe ^ not ~ so; 50 %, 5% of 20.",
    "'single' ''two'' \"double\" «guillemets» <<two>> ,,low'' ?` !`",
    "Tab\there, two  spaces, a no-break\u00a0space and 1\u202f000.",
    "Ends with --> and ]> and </title> here.",
    "Emoji 😀 and é, ß, 漢字, −5 µg·kg⁻¹ ±2 × 10³.",
    "12.",
    "2024-05-01: 3/4, 1/2 and 0.5–1.5 mg (max. 4×/d).",
)


def draft_of(kind: DocumentBlockKind, text: str, *, level: int = 0, marker: str = "-") -> DocumentBlock:
    return DocumentBlock(kind=kind, text=text, level=level, marker=marker)


def nasty_article(*, title: str = LINES[7], article_id: str = "nasty") -> Article:
    """Return an article with every line as heading, paragraph, bullet and numbered item, also nested."""
    blocks = []
    for number, line in enumerate(LINES, start=1):
        text = " ".join(line.split())
        blocks += [
            draft_of(DocumentBlockKind.HEADING, text, level=2),
            draft_of(DocumentBlockKind.PARAGRAPH, line),
            draft_of(DocumentBlockKind.LIST_ITEM, line, level=1),
            draft_of(DocumentBlockKind.LIST_ITEM, line, level=2, marker=f"{number}."),
            draft_of(DocumentBlockKind.LIST_ITEM, line, level=2, marker=f"{number + 1})"),
            draft_of(DocumentBlockKind.LIST_ITEM, line, level=1, marker=f"{number}."),
        ]
    details = Details(title=title, language="en", url="https://a.example/b", publisher=LINES[10])
    document = Document(blocks=tuple(blocks), details=details)
    return compose(document, article_id=article_id, source=f"{article_id}.md")
