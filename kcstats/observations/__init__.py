"""The door: every figure comes in through the column contract, is checked once, and is trusted afterwards."""
