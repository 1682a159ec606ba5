"""The command that changes which generation of the index answers: rollback."""

import typer

from qa.serving.cli.shared import AsJson, Index, print_json
from qa.settings import load_settings


def rollback(index: Index = None, as_json: AsJson = False) -> None:
    """Go back to the index from before the last build; the next build takes the articles as they are then."""
    from qa.indexing.generations import open_current, roll_back
    from qa.serving.cli.printing.answers import counted

    folder = load_settings(index=index).index
    name = roll_back(folder)
    manifest = open_current(folder).manifest
    if as_json:
        counts = {"articles": manifest.articles, "passages": manifest.passages}
        print_json({"generation": name, "built": manifest.built, **counts})
    else:
        typer.echo(
            f"{name} answers again: {counted(manifest.articles, 'article')}, "
            f"{counted(manifest.passages, 'passage')}, built {manifest.built}."
        )
