"""Previews: which picture of each implementation is the newest in the bucket."""

from sync.sources.previews.bucket import PreviewsUnavailableError
from sync.sources.previews.check import preview_problems
from sync.sources.previews.newest import PreviewsRead, read_previews

__all__ = ["PreviewsRead", "PreviewsUnavailableError", "preview_problems", "read_previews"]
