"""What frameworks have removed: one table for each, read as data."""
