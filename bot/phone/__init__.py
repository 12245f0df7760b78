"""An operator's own Telegram chat: what waits for them comes there, and a PIN that is not on the phone decides."""
