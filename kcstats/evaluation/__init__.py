"""Series and targets become results: verdicts, warnings and their roll-up to domains and plans."""
