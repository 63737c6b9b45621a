"""Parts of ``scripts/evaluate_faults.py``: reading, seeding, labelled programs, and the page."""
