"""The subcommands of `advisory`, by what they work on."""
