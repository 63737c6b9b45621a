"""Parts of ``scripts/smoke_starters.py``: choosing, checking and training started projects."""
