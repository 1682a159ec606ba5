"""Every text of the Map view, in one table."""

MAP = "Map"
HEADING = "The map"
SUMMARY = (
    "{count} passage of {articles}. Passages close together are mostly about the same thing; each name is "
    "a phrase that many passages near it have in their headings or text.",
    "{count} passages of {articles}. Passages close together are mostly about the same thing; each name is "
    "a phrase that many passages near it have in their headings or text.",
)
SAMPLED = "{count} passages are drawn, some of them from every article."
SHARE = "Being flat, the map shows {share} of what sets the passages apart, so some that look close are not."
EMPTY = "The index has no passages to draw."
ASK_LABEL = "A question to draw in"
ASK_PLACEHOLDER = "Draw in a question"
ARTICLES = ("{count} article", "{count} articles")
CHART = "A map of {passages} in {regions}. The regions are listed below the map with links."
REGIONS_COUNT = ("{count} region", "{count} regions")
CHART_ASKED = "The question and the passages found for it are drawn in, and listed too."
HINT = "Point at a passage to read how it begins; press to open it."
COLOUR = "Colour by"
BY = {"topic": "Topic", "article": "Article", "source": "Source"}
UNKNOWN = "Unknown"
OTHERS = ("{count} other", "{count} others")
LAYOUT = "Lay out by"
LAYOUTS = {"pca": "Main differences (PCA)", "umap": "Neighbours (UMAP)"}
LAYING_OUT = "Laying out the passages"
QUESTION = "Your question"
FOUND = "Found for your question"
CLOSEST = "The closest passages, which may be about something else"
READ_ANSWER = "Read the answer"
REGIONS = "Regions"
REGION_HOLDS = ("{count} passage", "{count} passages")
REGION_OF = ("of {count} article", "of {count} articles")
UNNAMED = "Without a name"
GAPS = "Asked, and not answered by the articles"
GAPS_WHY = "In this visit. An article on one of these would fill a gap."
