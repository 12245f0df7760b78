"""Everything that meets a person or another system."""
