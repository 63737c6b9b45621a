"""The models Acumen knows by name: one file each, with ``MODEL``; found by walking this folder."""
