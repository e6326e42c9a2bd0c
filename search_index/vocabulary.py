"""What questions are read with: the words and topics of an engine."""

from typing import Protocol

from search_index.lexicon import Lexicon
from search_index.topics import Topics


class Vocabulary(Protocol):
    """What an engine knows of its own words."""

    @property
    def lexicon(self) -> Lexicon:
        """All its words and those of its topics; made once for each state of the index."""

    @property
    def topics(self) -> Topics:
        """Its topics."""

    def holds(self, topic: str) -> bool:
        """Say whether any entry has the topic with a key."""
