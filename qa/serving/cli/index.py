"""The commands that look at the index, mend it, and change which of its generations answers: check, rollback."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import DamagedIndexError
from qa.serving.cli.shared import AsJson, Corpus, Index, complain, print_json, seldom_collected
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.indexing.generations import Generation
    from qa.indexing.repair import Examination

REPAIR = "Mend it with: citewell check --repair"


def check(
    corpus: Corpus = None,
    index: Index = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Go back to a whole index, or build it anew; delete what is damaged.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check that the index is whole and sound; exit code 5 when it is not. (A text: citewell check-text.)"""
    from qa.indexing.repair import examine
    from qa.serving.cli.printing.answers import print_check

    settings = load_settings(corpus=corpus, index=index)
    found, done = examine(settings.index), None
    if repair:
        done = _mended(settings, found)
        found = examine(settings.index)
        for each in done if not as_json else ():
            typer.echo(each)
    if found.generation and as_json:
        mended = {} if done is None else {"repaired": done}
        print_json({**_of_check(found.generation, found), **mended})
    elif found.generation:
        print_check(found.generation, found.broken)
    for each in found.beside:
        complain(each)
    if found.failure:
        found.failure.hint = REPAIR
        raise found.failure
    if found.beside:
        raise DamagedIndexError(settings.index, problem="is whole, but not all that is beside it", hint=REPAIR)


def _of_check(generation: "Generation", found: "Examination") -> dict[str, Any]:
    manifest = generation.manifest
    counts = {"articles": manifest.articles, "passages": manifest.passages, "sentences": manifest.sentences}
    measured = asdict(manifest.calibration) if manifest.calibration else None
    checked = {"generation": generation.name, "built": manifest.built, **counts}
    told = {"search": asdict(manifest.search), "calibration": measured}
    return {**checked, **told, "problems": list(found.broken), "beside": list(found.beside)}


def _mended(settings: Settings, found: "Examination") -> list[str]:
    """Mend what was found, and return a sentence for each thing done; raises what ``build_now`` raises."""
    from qa.embedding.loading import encoder_of
    from qa.indexing.repair import examine, mend
    from qa.serving.builds import build_now

    done = list(mend(settings.index, found))
    if not found.serves and not examine(settings.index).serves:
        with seldom_collected():
            built = build_now(settings, encoder_of(settings, convert=True), force=bool(found.broken))
        done.append(f"No index was whole, so it was built anew from the articles: {built.generation}.")
        done += mend(settings.index, examine(settings.index))
    return done or ["There was nothing to mend."]


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
