"""The small site of the test's own, as pages have it."""

from tests.pages.conftest import compiled, small

__all__ = ["compiled", "small"]
