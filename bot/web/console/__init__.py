"""The operator console: where advisories are written, approved, issued and withdrawn."""
