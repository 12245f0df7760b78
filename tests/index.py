"""Where the shipped pack's index is kept between runs and between processes: building it takes half a minute."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "advisory"
