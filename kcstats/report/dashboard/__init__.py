"""The page where leaders look: two plans at a glance, every target in a row, each with its profile behind it.

One HTML file that asks no network for anything. Without a script it is a table and its profiles, one below the other;
the script filters, sorts and opens them.
"""
