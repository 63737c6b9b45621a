"""Reading Python files and notebooks: bytes in, :class:`~acumen.domain.facts.ModuleFacts` out."""
