"""One operator per file: OPERATOR, and places() that finds where it can be applied."""
