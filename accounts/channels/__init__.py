"""Ways for a message to leave the office, behind one interface: `accounts.channels.base.Sender`."""
