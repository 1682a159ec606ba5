"""From files in the corpus folder to articles: decoded, structured, with canonical text."""
