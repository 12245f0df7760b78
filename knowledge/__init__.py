"""What the assistant knows: curated entries, places, alerts, and how a question finds its answer. Pure."""
