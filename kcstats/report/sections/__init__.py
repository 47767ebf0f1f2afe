"""The sections of a report, one module a part: opening, situation, outlook, closing, final, bulletin."""
