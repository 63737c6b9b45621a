"""The map: from vectors to two dimensions, in a way that stays put when the index changes."""
