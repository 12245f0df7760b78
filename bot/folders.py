"""Where the content lies, and where is kept what is made from it: all that a question needs of the environment."""

import os
from pathlib import Path


def pack_folder() -> Path:
    """`ADVISORY_PACK`, else the content that is shipped."""
    from knowledge.pack import SHIPPED

    return Path(os.environ.get("ADVISORY_PACK") or SHIPPED)


def cache_folder() -> Path:
    """`ADVISORY_CACHE_DIR`, else the usual folder below the home folder."""
    return Path(os.environ.get("ADVISORY_CACHE_DIR") or Path.home() / ".cache" / "advisory")
