"""Pictures for the screen, as SVG and HTML made here, so that they can be read, asked and printed offline."""
