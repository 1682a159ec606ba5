"""What stands above a passage, its title and innermost heading, as a vector: it says what the passage is about.

A heading often asks what its section answers, and the sentences below do not repeat it.
"""

from collections.abc import Sequence

from qa.embedding.encoder import Encoder, Vectors

HEADINGS_KEPT = 8192
"""Vectors kept once made, 1.5 KB each: the same passages are found again and again."""


class HeadingVectors:
    """The vectors of headings, each made once, when it is first asked for; safe to use from several threads."""

    def __init__(self, encoder: Encoder) -> None:
        """Keep the encoder."""
        self._encoder = encoder
        self._kept: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the unit vectors [dimension] of some headings, in order."""
        kept = self._kept
        found = {text: kept[text] for text in texts if text in kept}
        if new := [text for text in dict.fromkeys(texts) if text not in found]:
            encoded = self._encoder.encode_questions(new)
            found |= {text: each.vector for text, each in zip(new, encoded, strict=True)}
            self._kept = found if len(kept) + len(new) > HEADINGS_KEPT else {**kept, **found}
        return [found[text] for text in texts]


def above(title: str, headings: Sequence[str]) -> str:
    """Return what stands above a passage, in one line."""
    return f"{title}: {headings[-1]}" if headings and headings[-1] != title else title
