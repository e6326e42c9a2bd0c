"""Which engine holds the search index: a folder of this machine, or a PostgreSQL database, as the settings say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from portal.settings import Settings
from search_index import inspection, writer
from search_index.entry import Answer, Entry, Question, Suggestion, Topic
from search_index.explanation import Explanation
from search_index.searcher import Index
from search_index.writer import Changes


class Searching(Protocol):
    """Asks the index: what `search_index.searcher.Index` promises."""

    def ask(self, question: Question) -> Answer:
        """Answer a question."""

    def suggest(
        self, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], size: int
    ) -> tuple[Suggestion, ...]:
        """Suggest what someone who has typed this far may want."""

    def explain(self, text: str, language: str) -> Explanation:
        """Explain what a question finds."""

    def warm(self) -> None:
        """Make ready."""

    def generation(self) -> str:
        """Name the state of the index."""

    def opened(self) -> str:
        """Name the state that questions are answered from."""


class Keeping(Protocol):
    """Writes the index and looks at it: what `search_index.writer` and `search_index.inspection` promise."""

    def build(
        self,
        entries: Iterable[Entry],
        topics: Iterable[Topic] = (),
        *,
        position: str = "",
        meanwhile: Callable[[], Changes | None] = lambda: None,
        wait: float = 60.0,
    ) -> int:
        """Build it anew beside the old one and swap."""

    def change(self, changes: Callable[[str], Changes | None], *, wait: float = 10.0) -> bool:
        """Change it from its position on."""

    def position(self) -> str:
        """Give its position."""

    def exists(self) -> bool:
        """Say whether there is one."""

    def damaged(self) -> list[str]:
        """Name what of it is not as it was written."""

    def contents(self) -> Mapping[str, str]:
        """Give the digest of everything in it by its key."""


class _Folder:
    """The index in a folder."""

    def __init__(self, folder: Path) -> None:
        self.build = partial(writer.build, folder)
        self.change = partial(writer.change, folder)
        self.position = partial(writer.position, folder)
        self.exists = partial(writer.exists, folder)
        self.damaged = partial(inspection.damaged, folder)
        self.contents = partial(inspection.contents, folder)


def searching(settings: Settings) -> Searching:
    """Give what asks the index; nothing is opened before the first question."""
    if not settings.search_url:
        return Index(settings.index_folder)
    from search_index.postgres.searcher import PostgresIndex  # loaded here: a folder does without its 10 MB

    return PostgresIndex(settings.search_url)


def keeping(settings: Settings) -> Keeping:
    """Give what writes the index and looks at it; the same one each time, which keeps its connections."""
    return _keeping(settings.search_url, settings.index_folder)


@lru_cache(maxsize=8)
def _keeping(url: str | None, folder: Path) -> Keeping:
    if not url:
        return _Folder(folder)
    from search_index.postgres.writer import PostgresWriter

    return PostgresWriter(url)
