"""Child processes that read untrusted files, and the parent that may kill them."""
