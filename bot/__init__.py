"""Everything that meets a person or another system."""

import knowledge  # noqa: F401  # says how many threads numpy may start, before anything here imports it
