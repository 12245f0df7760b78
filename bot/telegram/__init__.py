"""Telegram: updates in through a durable intake, answers out. It knows the Bot API and nothing of the content."""
