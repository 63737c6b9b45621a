"""From texts to unit vectors: encoders, the texts that stand for templates, and their passages."""
