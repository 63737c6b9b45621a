"""Which files of a snapshot are programs, what belongs to each, and why the rest is left out."""
