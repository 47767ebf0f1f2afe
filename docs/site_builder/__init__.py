"""Builds the documentation site from docs/zh, docs/en and what the program says of itself."""
