"""Starting a project from a template: its files, where they come from, what to watch."""
