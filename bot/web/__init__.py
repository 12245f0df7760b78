"""The web: the public chat."""
