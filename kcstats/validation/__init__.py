"""What the statistics are worth on real series that they have not seen; statistics below it, reports above."""
