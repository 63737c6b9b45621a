"""What is kept on disk: index generations, caches, code views and the run ledger."""
