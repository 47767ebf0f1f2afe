"""The plans as data: types, the YAML they are written in, and the catalogue tables."""
